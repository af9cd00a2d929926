"""Words as the search sees them: one spelling for every script, accent and romanization, without legal forms."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from dashlib.kept import for_short
from dashlib.text.folding import folded

# What holds a word together, such as the signs in COVID-19, worker’s, C.R.T.A. and Biciklo.me.
CONNECTORS = r"[-‐‑‒–—−'’‘ʼ`´.&/_@+]"
LETTERS = r"(?:\w|[\u0300-\u036f])+"
PART = re.compile(LETTERS)
UNIT = re.compile(rf"{LETTERS}(?:{CONNECTORS}{LETTERS})*")
CONNECTOR = re.compile(CONNECTORS)
LONGEST_WORD = 60
LONG_FORM = 7

# One way to write what is romanized in several ways: š, sh; č, ć, ch; đ, dj, gj; ќ, kj; dž, dzh, xh. In this order, each
# pattern needs to be replaced but once.
ROMANIZED = ((re.compile("([szc])h+|([dgk])j+"), r"\1\2"), (re.compile("xh+"), "dz"))
# Letters that some write as two, beside those without their dots.
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


class Unit(NamedTuple):
    """One written word: where it stands in the text, and the keys of its parts (two in COVID-19)."""

    start: int
    end: int
    parts: tuple[str, ...]

    @property
    def joined(self) -> str:
        """Its parts as one word."""
        return joined(self.parts)


def composed(text: str) -> str:
    """The text with its letters and accents in one piece each, which all places of words refer to."""
    return unicodedata.normalize("NFC", text)


def units(text: str) -> list[Unit]:
    """The words of a text that went through `composed`."""
    found = []
    for match in UNIT.finditer(text):
        parts = _parts(match[0])
        if parts:
            found.append(Unit(match.start(), match.end(), parts))
    return found


def unit_keys(text: str) -> list[tuple[str, ...]]:
    """The keys of the parts of each written word, for whoever does not ask where it stands."""
    return [keys for written in UNIT.findall(composed(text)) if (keys := _parts(written))]


@for_short(1 << 17, longest=LONGEST_WORD)
def _parts(written: str) -> tuple[str, ...]:
    return tuple(key for part in CONNECTOR.split(written) if (key := word_key(part)))


def word_key(word: str) -> str:
    """The key under which one word is found: `Ђорђе`, `Đorđe`, `Djordje` and `dorde` all give `dorde`."""
    return romanized(plain_key(word))


@for_short(1 << 17, longest=LONGEST_WORD)
def plain_key(word: str) -> str:
    """The key of a word as it is romanized: slips are counted in it as well, since one may make or break `sh` or `dj`."""
    return folded(word).replace(" ", "")[:LONGEST_WORD]


def romanized(plain: str) -> str:
    """Plain letters in the one way in which they are compared: `sh` and `s`, `dj` and `d` are the same."""
    for written, one_way in ROMANIZED:
        plain = written.sub(one_way, plain)
    return plain


def joined(keys: Sequence[str]) -> str:
    """Several words as one, also where two letters meet that are written for one."""
    return keys[0] if len(keys) == 1 else romanized("".join(keys))[:LONGEST_WORD]


def words(text: str) -> list[str]:
    """The keys of all words of a text, those of compounds one by one."""
    return [key for keys in unit_keys(text) for key in keys]


def text_words(text: str) -> tuple[list[str], list[str]]:
    """Those of several parts as one; the keys of all."""
    found = unit_keys(text)
    return [joined(keys) for keys in found if len(keys) > 1], [key for keys in found for key in keys]


def name_words(text: str) -> tuple[list[str], ...]:
    """The same, then the words as they are romanized, and the keys with two letters for a dotted one."""
    whole = composed(text)
    romanized_ones = [key for part in PART.findall(whole) if (key := plain_key(part))]
    return (*text_words(text), romanized_ones, words(whole.translate(UMLAUTS)))


LEGAL_FORMS = frozenset(
    words(
        "ngo ngos nvo ojq ojf npo nko nno ong cso csos udruženje udruženja udruga građana shoqata shoqatë shoqëria здружение здружението граѓани "
        "association associations asociacija organization organizations organisation organizacija organizacije organizata organizatë "
        "foundation fondacija fondacije fondacioni fondacion zaklada društvo doo dooel shpk ev ltd llc inc"
    )
)
JOINING = frozenset(
    words("a an and at for from in of on the to with de i u za na od do iz sa kod dhe e në për te të со во за и")
)


def core(keys: list[str]) -> list[str]:
    """The words that tell a name from others: without legal forms and joining words, unless nothing else is there."""
    return [key for key in keys if key not in LEGAL_FORMS and key not in JOINING] or keys


def is_nearly_a_form(key: str) -> bool:
    """True for a legal form that was mistyped."""
    return len(key) >= LONG_FORM and any(
        OSA.distance(key, form, score_cutoff=2) <= 2 for form in LEGAL_FORMS if len(form) >= LONG_FORM
    )
