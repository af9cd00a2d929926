"""One award, one square: rows of squares, their key, and bars in the same three treatments, as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from markupsafe import Markup

from dashlib.schema.states import STATES, Award
from dashlib.text.formats import Count, Language
from dashlib.text.say import Text, say_count

# Above so many awards in one chart squares give way to bars: a reader can no longer count them.
SQUARES_AT_MOST = 400


@dataclass(frozen=True)
class Row:
    """A line of a chart: label (a link if `href`), a muted line below it, the awards, what stands at the end.

    `details` is HTML that the row opens into.
    """

    label: object
    href: str | None
    note: object
    awards: Sequence[Award]
    end: object = None
    end_note: object = None
    middle: Markup = Markup()
    details: Markup = Markup()


def counts_of(awards: Sequence[Award]) -> dict[str, Decimal]:
    """The number of awards per state, every state named."""
    return {state: sum((award.number for award in awards if award.state == state), Decimal(0)) for state in STATES}


def key(awards: Sequence[Award], language: Language) -> Markup:
    """The key of the site with its counts; *withheld* only where there is one."""
    counts = counts_of(awards)
    entries = [
        Markup('<li><span class="gd-square gd-{}" aria-hidden="true"></span> <b>{}</b> {}</li>').format(
            state, language.tell(Count(counts[state])), language.tell(STATES[state])
        )
        for state in STATES
        if counts[state] or state != "withheld"
    ]
    return Markup('<ul class="gd-key">{}</ul>').format(Markup().join(entries))


def spoken(awards: Sequence[Award], language: Language) -> str:
    """What a row of squares says to those who cannot see it."""
    counts = counts_of(awards)
    parts = [
        f"{language.tell(Count(counts[state]))} {language.tell(STATES[state])}" for state in STATES if counts[state]
    ]
    return (
        language.tell(say_count("{count} grant", "{count} grants", count=int(sum(counts.values()))))
        + ": "
        + ", ".join(parts)
    )


def squares(awards: Sequence[Award], language: Language, as_bar: bool = False, scale: Decimal | None = None) -> Markup:
    """The squares of some awards, or one bar in parts; `scale` is the number that fills the whole width of a bar."""
    if as_bar:
        counts = counts_of(awards)
        return part_bar([(state, counts[state]) for state in STATES], scale, spoken(awards, language))
    marks = []
    for award in awards:
        # A grant leads to itself, an award that is only announced to its announcement.
        target = (
            f"grant?id={quote(award.grant_id)}"
            if award.grant_id
            else f"announcements?call={quote(award.announcement_id or '')}"
        )
        go = Markup(' data-go="{}"').format(target)
        mark = Markup('<span class="gd-square gd-{}" title="{}"{}></span>').format(
            award.state, language.tell(award.title), go
        )
        marks.append(mark * max(1, int(award.number)))
    return Markup('<span class="gd-squares" role="img" aria-label="{}">{}</span>').format(
        spoken(awards, language), Markup().join(marks)
    )


def part_bar(parts: Sequence[tuple[str, Decimal]], scale: Decimal | None, label: str) -> Markup:
    """A bar in parts, each in the treatment of its state; together they take their share of `scale`."""
    total = sum((number for _, number in parts), Decimal(0))
    inner = Markup().join(
        Markup('<span class="gd-part gd-{}" style="flex:{}"></span>').format(state, number)
        for state, number in parts
        if number
    )
    width = 100 * total / (scale or total) if total else Decimal(0)
    return Markup('<span class="gd-bar" role="img" aria-label="{}" style="width:{:.2f}%">{}</span>').format(
        label, width, inner
    )


def rows_of_squares(rows: Sequence[Row], language: Language, with_key: bool = True) -> Markup:
    """A chart of rows. Squares are for the eye and the mouse; the label is the link, the number the word."""
    everything = [award for row in rows for award in row.awards]
    total = sum((award.number for award in everything), Decimal(0))
    as_bar = total > SQUARES_AT_MOST
    scale = max((sum((award.number for award in row.awards), Decimal(0)) for row in rows), default=None)
    lines = Markup().join(_row(row, language, as_bar, scale) for row in rows)
    return Markup("{}<div class='gd-rows'>{}</div>").format(key(everything, language) if with_key else "", lines)


def _row(row: Row, language: Language, as_bar: bool, scale: Decimal | None) -> Markup:
    label = language.tell(row.label)
    own = Markup(' class="gd-own"') if isinstance(row.label, Text) else ""
    name = (
        Markup('<a href="{}"{}>{}</a>').format(row.href, own, label)
        if row.href
        else Markup("<span{}>{}</span>").format(own, label)
    )
    note = Markup('<span class="gd-note">{}</span>').format(language.tell(row.note)) if row.note else ""
    end = Markup("<b>{}</b>").format(language.tell(row.end)) if row.end is not None else ""
    end_note = Markup('<span class="gd-note">{}</span>').format(language.tell(row.end_note)) if row.end_note else ""
    line = Markup(
        '<div class="gd-row{}"><div class="gd-label">{}{}</div>{}<div class="gd-marks">{}</div><div class="gd-end">{}{}</div></div>'
    ).format(
        " gd-with-middle" if row.middle else "",
        name,
        note,
        Markup('<div class="gd-middle">{}</div>').format(row.middle) if row.middle else "",
        squares(row.awards, language, as_bar, scale),
        end,
        end_note,
    )
    return line + row.details
