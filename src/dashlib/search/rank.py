"""How well a name fits what was asked: the order of hits, and of names that only resemble."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from dashlib.search.ask import Asked, Word
from dashlib.search.index import LONGEST_RUN, initials
from dashlib.search.words import core

# Tiers, best first: the name itself, its beginning, all words in it, inside its words, with slips, in other fields.
EXACT, BEGINNING, WORDS, INSIDE, SLIP, OTHER, OTHER_SLIP, NEAR = range(8)
# How a word is found: as it is; as a beginning, joined or as initials; inside another; with that many slips.
WHOLE, BEGUN, WITHIN = range(3)
SHORTEST_SLIP, LONG = 4, 8
SHORTEST_INSIDE = 4


class Fit(NamedTuple):
    """How a name fits, less is better: its tier, the slips, and how far from the plainest case of the tier it is."""

    tier: int
    slips: int = 0
    far: int = 0


def slips_allowed(key: str) -> int:
    """One slip for short words, two for long ones; none where a digit or the shortness of a word settles what is meant."""
    if len(key) < SHORTEST_SLIP or any(letter.isdigit() for letter in key):
        return 0
    return 1 if len(key) < LONG else 2


def best_fit(asked: Asked, names: Sequence[str]) -> Fit:
    """The best fit of several names of one thing, given as their keys; tier OTHER if none has all the words."""
    fits = [fit(asked, name) for name in names]
    best = min(fits, default=Fit(OTHER))
    if best.tier >= INSIDE and len(names) > 1:
        together = _words_fit(asked, " ".join(names))
        best = min(best, together._replace(far=together.far + 1))
    return best


def fit(asked: Asked, name: str) -> Fit:
    """How one name fits."""
    typed = [part for word in asked.words for part in word]
    own = name.split()
    if typed and not asked.phrases:
        telling, own_telling = core(typed), core(own)
        if typed == own:
            return Fit(EXACT)
        if telling == own_telling or "".join(telling) == "".join(own_telling):
            return Fit(EXACT, far=1)
        if own[: len(typed)] == typed or own_telling[: len(telling)] == telling:
            return Fit(BEGINNING)
        if name.startswith(" ".join(typed)) or "".join(own_telling).startswith("".join(telling)):
            return Fit(BEGINNING, far=1)
    return _words_fit(asked, name)


def _words_fit(asked: Asked, name: str) -> Fit:
    if not all(f" {' '.join(phrase)} " in f" {name} " for phrase in asked.phrases):
        return Fit(OTHER)
    return min((_all_fit(words, name) for words in readings(asked)), default=Fit(WORDS))


def readings(asked: Asked) -> Iterator[list[Word]]:
    """The words that count as they were typed, then with two neighbours joined, then with all of them joined."""
    words = asked.telling
    yield words
    if len(words) > 2:
        for place in range(len(words) - 1):
            yield [*words[:place], words[place] + words[place + 1], *words[place + 2 :]]
    if len(words) > 1:
        yield [tuple(part for word in words for part in word)]


def _all_fit(words: list[Word], name: str) -> Fit:
    own = name.split()
    ways, slips = WHOLE, 0
    for place, word in enumerate(words):
        way, slipped = _word_fit(word, own, is_last=place == len(words) - 1)
        if way is None:
            return Fit(OTHER)
        ways, slips = max(ways, way), slips + slipped
    if slips:
        return Fit(SLIP, slips, _shape(words, own))
    return Fit(INSIDE) if ways == WITHIN else Fit(WORDS, far=ways)


def _shape(words: list[Word], own: list[str]) -> int:
    """Of names that fit with slips: those of just so many words first, then those that begin alike."""
    telling = core(own)
    if len(telling) == len(words):
        return 0
    return 1 if telling and slips_between("".join(words[0]), telling[0], False) is not None else 2


def _word_fit(word: Word, own: list[str], is_last: bool) -> tuple[int | None, int]:
    key, spaced = "".join(word), f" {' '.join(own)} "
    if key in own or f" {' '.join(word)} " in spaced:
        return WHOLE, 0
    if (
        any(other.startswith(key) for other in own)
        or f" {' '.join(word)}" in spaced
        or key in joined_runs(" ".join(own))
    ):
        return BEGUN, 0
    if len(key) >= SHORTEST_INSIDE and any(key in other for other in own):
        return WITHIN, 0
    slips = [found for other in own if (found := slips_between(key, other, is_last)) is not None]
    return (WHOLE, min(slips)) if slips else (None, 0)


@lru_cache(maxsize=4096)
def joined_runs(name: str) -> frozenset[str]:
    """Neighbouring words of a name written as one, and its initials."""
    own = name.split()
    runs = {"".join(own[first:last]) for first in range(len(own)) for last in range(first + 2, first + LONGEST_RUN + 1)}
    return frozenset(runs | {initials(own), initials(core(own))})


def slips_between(key: str, other: str, is_last: bool) -> int | None:
    """How many letters were inserted, dropped, swapped or exchanged, None if too many; the last word may be a beginning."""
    most = slips_allowed(key)
    if not most or (abs(len(other) - len(key)) > most and not is_last):
        return None
    slips = OSA.distance(key, other, score_cutoff=most)
    if slips > most and is_last and len(key) > SHORTEST_SLIP:
        slips = min(OSA.distance(key, other[: len(key) + more], score_cutoff=1) for more in (-1, 0, 1))
        return slips if slips <= 1 else None
    return slips if slips <= most else None
