"""What is looked for in the texts: the forms in which somebody who is withheld may be named."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from dashlib.publishing.naming.hosts import host_of, is_own
from dashlib.publishing.naming.lists import Words, is_common, is_telling, is_town, without_forms
from dashlib.publishing.naming.readings import keys, plain
from dashlib.search.words import core, romanized

# The ways in which a text may name somebody, the most certain first; the last three are for staff to judge.
How = Literal[
    "spelling", "identifier", "joined", "legal-form", "order", "host", "number", "domain", "markup",
    "slip", "ending", "shortened",
]  # fmt: skip
# Shorter names of several words are not looked for as one word, nor shorter words in pieces or as the search compares them.
SHORTEST_JOINED, SHORTEST_KEY = 6, 5
SHORTEST_LETTERS = 4
SHORTEST_REST = 4
SHORTEST_SHORTENED = 5
SHORTEST_NUMBER = 5
SHORTEST_IDENTIFIER = 8
# So many common words of a whole name together tell somebody as well, of a part of it more.
MANY = 3
LONGEST_ACRONYM = 8
SEGMENTS = re.compile(r"\s[-‐‑‒–—−]+\s|[–—:,;()/|«»„“”‟\"]|''|(?<=\w)-(?=\w)")


@dataclass(frozen=True)
class Hidden:
    """Somebody who is withheld: `key` names the entry, for staff alone; all texts as they are written, not folded."""

    key: str
    spellings: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """Words that stand one after the other; `joins`: also as one word or cut into other words.

    `is_key`: the words are as the search compares them. `is_weak`: less certain where it is written in small letters.
    """

    how: How
    words: Words
    joins: bool = False
    is_key: bool = False
    is_weak: bool = False


@dataclass(frozen=True)
class Name:
    """The words that tell a name, as the search compares them; `anchor`: the place of the one that tells most.

    `is_certain`: so many of them tell somebody that their order does not matter.
    """

    words: Words
    anchor: int
    is_certain: bool


def phrases(hidden: Hidden, several: Collection[str], others: Collection[str]) -> Iterator[Phrase]:
    """Everything of somebody that is looked for word by word, the most certain first."""
    for spelling in hidden.spellings:
        yield from _spelled(plain(spelling))
    for identifier in hidden.identifiers:
        words = plain(identifier)
        if words:
            yield Phrase("identifier", words, _is_long_identifier("".join(words)))
    for spelling in hidden.spellings:
        yield from _rests(keys(spelling), others)
    yield from _hosts(hidden, several)
    for number in hidden.numbers:
        letters = "".join(plain(number))
        for written in dict.fromkeys((letters, letters.lstrip("0"))):
            if sum(letter.isdigit() for letter in written) >= SHORTEST_NUMBER:
                yield Phrase("number", (written,), joins=True)
    for spelling in hidden.spellings:
        yield from _shortened(spelling, several, others)


def _spelled(words: Words) -> Iterator[Phrase]:
    letters = "".join(words)
    if not letters:
        return
    yield Phrase("spelling", words, len(letters) >= SHORTEST_JOINED)
    if len(letters) >= SHORTEST_KEY:
        yield Phrase("spelling", tuple(map(romanized, words)), len(letters) >= SHORTEST_JOINED, True)
        yield Phrase("joined", (romanized(letters),), len(letters) >= SHORTEST_JOINED, True)
    if SHORTEST_LETTERS <= len(letters) < SHORTEST_JOINED and len(words) == 1:
        yield Phrase("joined", tuple(letters))


def _is_long_identifier(letters: str) -> bool:
    return len(letters) >= SHORTEST_IDENTIFIER and not letters.isdigit()


def _rests(words: Words, others: Collection[str]) -> Iterator[Phrase]:
    """The name without its legal form: a warning where what is left are common words, or others have them as well."""
    rest = without_forms(words)
    letters = sum(map(len, rest))
    if rest == words or letters < SHORTEST_REST:
        return
    if any(is_telling(word, others) for word in rest):
        yield Phrase("legal-form", rest, letters >= SHORTEST_JOINED, True, is_weak=True)
    elif any(len(word) >= SHORTEST_SHORTENED and not is_town(word) for word in core(list(rest))):
        yield Phrase("shortened", rest, False, True, is_weak=True)


def _hosts(hidden: Hidden, several: Collection[str]) -> Iterator[Phrase]:
    given: list[tuple[How, str]] = [("host", text) for text in hidden.hosts]
    given += [("domain", text.rpartition("@")[2]) for text in hidden.domains]
    for how, text in given:
        host = host_of(text)
        if host and is_own(host, several):
            yield Phrase(how, (host,))


def _shortened(spelling: str, several: Collection[str], others: Collection[str]) -> Iterator[Phrase]:
    """A part of the name between signs, and the name without its common words, if they tell somebody."""
    segments = [part for part in SEGMENTS.split(spelling) if not (host := host_of(part)) or is_own(host, several)]
    parts = [without_forms(keys(part)) for part in segments]
    words = tuple(core(list(keys(spelling))))
    telling = [place for place, word in enumerate(words) if is_telling(word, others)]
    if telling:
        parts.append(words[telling[0] : telling[-1] + 1])
    for part in parts:
        tells = any(is_telling(word, others) for word in part) or len(core(list(part))) > MANY
        if tells and sum(map(len, part)) >= SHORTEST_SHORTENED:
            yield Phrase("shortened", part, False, True, is_weak=True)


def names(hidden: Hidden, others: Collection[str]) -> Iterator[Name]:
    """The names of somebody that are looked for in another order, with slips and with other endings."""
    for spelling in hidden.spellings:
        if spelling.isupper() and len(spelling) <= LONGEST_ACRONYM:
            continue
        words = tuple(core(list(keys(spelling))))
        telling = [word for word in words if is_telling(word, others)]
        known = [word for word in words if not is_common(word)]
        if (len(words) == 1 and not telling) or (not known and len(words) < MANY):
            continue
        anchor = words.index(max(telling or known or words, key=len))
        yield Name(words, anchor, len(telling) > 1)
        if len(words) > 1 and telling:
            yield Name(("".join(words),), 0, False)


def other_words(names: Collection[str], hidden: Collection[Hidden]) -> frozenset[str]:
    """The words in names of others; a name that somebody withheld bears as well is not one of others."""
    own = {_told(spelling) for one in hidden for spelling in one.spellings}
    return frozenset(word for told in map(_told, names) if told not in own for word in told)


def _told(name: str) -> Words:
    return tuple(sorted(core(list(keys(name)))))
