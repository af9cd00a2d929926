"""Statements that nest: one bar is all awards of a statement, each level below it splits the one above, as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from dashlib.figures.squares import part_bar
from dashlib.schema.states import STATES
from dashlib.text.formats import Language
from dashlib.text.say import say

# A narrower part of a level has no room for words: they stand below it.
NARROWEST = 0.09


@dataclass(frozen=True)
class Segment:
    """A statement about a number of awards: how many are named, and how many of those with their amount."""

    name: object
    href: str
    stated: int
    named: int
    published: int


@dataclass(frozen=True)
class Level:
    """Segments side by side, and the number of the whole that none of them covers."""

    segments: Sequence[Segment]
    rest: int


def nested_bars(levels: Sequence[Level], language: Language) -> Markup:
    """The whole is the first level; what a level leaves of it is an empty dotted part."""
    return Markup('<div class="gd-nested">{}</div>').format(Markup().join(_level(level, language) for level in levels))


def segment_bar(segment: Segment, scale: int | None, language: Language) -> Markup:
    """The stated number in the three treatments; `scale` is the number that fills the width."""
    parts = [
        ("published", Decimal(segment.published)),
        ("named", Decimal(segment.named - segment.published)),
        ("announced", Decimal(max(0, segment.stated - segment.named))),
    ]
    spoken = ", ".join(f"{number} {language.tell(STATES[state])}" for state, number in parts if number)
    return part_bar(parts, Decimal(scale) if scale else None, spoken)


def _level(level: Level, language: Language) -> Markup:
    total = sum(segment.stated for segment in level.segments) + max(level.rest, 0)
    narrow = [segment for segment in level.segments if segment.stated < NARROWEST * total]
    part = Markup('<div class="gd-segment{}" style="flex:{} 1 0;--share:{:.4f}" title="{}">{}<span>{}</span></div>')
    parts = Markup().join(
        part.format(
            " gd-thin" if segment in narrow else "",
            max(segment.stated, 1),
            segment.stated / max(total, 1),
            language.tell(segment.name),
            segment_bar(segment, None, language),
            _told(segment, language),
        )
        for segment in level.segments
    )
    if level.rest > 0:
        words = Markup("<b>{}</b> {}").format(level.rest, language.tell(say("not stated at this level")))
        empty = Markup('<span class="gd-bar"></span>')
        parts += part.format(" gd-rest", level.rest, level.rest / total, "", empty, words)
    told = Markup("; ").join(_told(segment, language) for segment in narrow)
    below = Markup('<div class="gd-narrow">{} {}</div>').format(language.tell(say("The narrow ones:")), told)
    return Markup('<div class="gd-level">{}</div>{}').format(parts, below if narrow else "")


def _told(segment: Segment, language: Language) -> Markup:
    named = language.tell(say("{named} of {stated} named", named=segment.named, stated=segment.stated))
    return Markup('<b>{}</b> <a href="{}">{}</a>').format(named, segment.href, language.tell(segment.name))
