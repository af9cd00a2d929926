"""How well a name fits what was asked: the order of hits, and of names that only resemble."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from dashlib.kept import for_short
from dashlib.search.ask import Asked, Word
from dashlib.search.documents import GRAM, LONGEST_RUN, initials
from dashlib.search.words import LONGEST_WORD, core, joined

# Tiers, best first: the name itself, its beginning, all words in it, with slips, inside its words, in other fields.
EXACT, BEGINNING, WORDS, SLIP, INSIDE, OTHER, OTHER_SLIP, NEAR = range(8)
# How a word is found: as it is; as a beginning, joined or as initials; inside another.
WHOLE, BEGUN, WITHIN = range(3)
SHORTEST_SLIP, LONG = 4, 8
SHORTEST_INSIDE = 4
# From this length on a word may still be unfinished and hold a slip.
SHORTEST_SLIPPED_BEGINNING = 6
# Of what was typed, so much must be in a name that is offered as near; or it is alike as a whole.
SHARED, ALIKE = 0.2, 60


class Fit(NamedTuple):
    """How a name fits, less is better: its tier, the slips, and how far from the plainest case of the tier it is."""

    tier: int
    slips: int = 0
    far: int = 0

    @property
    def is_whole(self) -> bool:
        """True if all words are words of the name, none an unfinished one: then it is what was meant."""
        return self.tier == EXACT or (self.tier == BEGINNING and self.far in {0, 2}) or self == Fit(WORDS)


# A name that begins letter for letter with what was typed, at the end of a word and within one.
LITERALLY = (Fit(BEGINNING), Fit(BEGINNING, far=1))


def slips_allowed(longest: int) -> int:
    """One slip for short words, two for long ones, by the length of the longer of the two."""
    return 0 if longest < SHORTEST_SLIP else 1 if longest < LONG else 2


def best_fit(asked: Asked, names: Sequence[str], with_slips: bool = False) -> Fit:
    """The best fit of several names of one thing, given as their keys; tier OTHER if none has all the words."""
    best = min((fit(asked, name, with_slips) for name in names), default=Fit(OTHER))
    if best.tier > WORDS and len(names) > 1:
        together = _words_fit(asked, " ".join(names), with_slips)
        best = min(best, together._replace(far=together.far + 1))
    return best


def fit(asked: Asked, name: str, with_slips: bool = False) -> Fit:
    """How one name fits; slips are counted only where they are looked for."""
    typed = asked.typed
    if typed and not asked.phrases:
        literal, whole, own = " ".join(typed), joined(typed), name.split()
        if literal == name:
            return Fit(EXACT)
        telling, own_telling = _telling(literal), _telling(name)
        if telling == own_telling or whole in {_as_one(name), _as_one(own_telling)}:
            return Fit(EXACT, far=1)
        if name.startswith(literal):
            return Fit(BEGINNING, far=0 if own[: len(typed)] == typed else 1)
        if own_telling.startswith(telling):
            return Fit(BEGINNING, far=2 if f"{own_telling} ".startswith(f"{telling} ") else 3)
        if _as_one(name).startswith(whole):
            return Fit(BEGINNING, far=4)
    return _words_fit(asked, name, with_slips)


@for_short(1 << 14, longest=200)
def _telling(name: str) -> str:
    return " ".join(core(name.split()))


def _words_fit(asked: Asked, name: str, with_slips: bool) -> Fit:
    if not all(f" {' '.join(phrase)} " in f" {name} " for phrase in asked.phrases):
        return Fit(OTHER)
    return min((_all_fit(words, name, with_slips) for words in asked.readings), default=Fit(WORDS))


def _all_fit(words: list[Word], name: str, with_slips: bool) -> Fit:
    own = name.split()
    ways, slips = WHOLE, 0
    for place, word in enumerate(words):
        way = _way(word, name, own)
        if way is not None:
            ways = max(ways, way)
            continue
        slipped = _least_slips(word, own, place == len(words) - 1, len(words) > 1) if with_slips else None
        if slipped is None:
            return Fit(OTHER)
        slips += slipped
    if slips:
        return Fit(SLIP, slips, _shape(words, own))
    return Fit(INSIDE) if ways == WITHIN else Fit(WORDS, far=ways)


def _way(word: Word, name: str, own: list[str]) -> int | None:
    key, together = joined(word), " ".join(word)
    if key in own or (len(word) > 1 and f" {together} " in f" {name} "):
        return WHOLE
    if f" {key}" in f" {name}" or f" {together}" in f" {name}" or _is_joined(key, name, own):
        return BEGUN
    return WITHIN if len(key) >= SHORTEST_INSIDE and key in name else None


def _least_slips(word: Word, own: list[str], is_last: bool, has_others: bool) -> int | None:
    key, slips = joined(word), []
    longest = LONGEST_WORD if is_last and len(key) >= SHORTEST_SLIPPED_BEGINNING else len(key) + 2
    for other in own:
        if len(key) - 2 <= len(other) <= longest:
            found = slips_between(key, other, is_last, has_others)
            slips += [] if found is None else [found]
    return min(slips, default=None)


@lru_cache(maxsize=1 << 14)
def can_slip(key: str) -> bool:
    """A digit is never taken for another."""
    return not any(letter.isdigit() for letter in key)


def _shape(words: list[Word], own: list[str]) -> int:
    """Of names that fit with slips: those of just so many words first, then those that begin alike."""
    telling = core(own)
    if len(telling) == len(words):
        return 0
    return 1 if telling and slips_between(joined(words[0]), telling[0]) is not None else 2


def _is_joined(key: str, name: str, own: list[str]) -> bool:
    """True if neighbouring words of a name written as one are this word, or its initials."""
    if key in {initials(own), initials(core(own))}:
        return True
    return key in _as_one(name) and any(
        key == joined(own[first:last])
        for first in range(len(own))
        for last in range(first + 2, min(first + LONGEST_RUN, len(own)) + 1)
    )


@for_short(1 << 14, longest=200)
def _as_one(name: str) -> str:
    return joined(("", name.replace(" ", "")))


def slips_between(key: str, other: str, is_last: bool = False, has_others: bool = False) -> int | None:
    """How many letters were inserted, dropped, swapped or exchanged, None if too many.

    The last word may be a beginning. Of a word of four letters one may be lacking only where other words say what is meant.
    """
    if not can_slip(key) or not can_slip(other):
        return None
    most = slips_allowed(max(len(key), len(other)))
    if len(key) < SHORTEST_SLIP and not (has_others and len(key) == SHORTEST_SLIP - 1 and len(other) == SHORTEST_SLIP):
        most = 0
    slips = OSA.distance(key, other, score_cutoff=most)
    if slips <= most:
        return slips
    if is_last and len(key) >= SHORTEST_SLIPPED_BEGINNING and len(other) > len(key):
        slips = min(OSA.distance(key, other[: len(key) + more], score_cutoff=1) for more in (-1, 0, 1))
        return slips if slips <= 1 else None
    return None


def slips_at_most(key: str) -> int:
    """With how many slips a word may still be offered as near, which is more than makes a hit."""
    return 0 if len(key) < GRAM else 1 if len(key) <= SHORTEST_SLIP else 2


def nearness(weights: Mapping[str, float], name: str) -> float:
    """How much a name resembles what was typed; 0 if it has too little of it. Rare words weigh more."""
    own, typed = core(name.split()), " ".join(weights)
    shared = sum(
        weight * max((_resemblance(key, other) for other in own), default=0) for key, weight in weights.items()
    )
    share = shared / sum(weights.values())
    likeness = max(fuzz.ratio(typed, " ".join(own)), fuzz.token_sort_ratio(typed, " ".join(own)))
    return 300 * share + likeness if share >= SHARED or likeness >= ALIKE else 0


def _resemblance(key: str, other: str) -> float:
    if key == other:
        return 1
    if other.startswith(key) or OSA.distance(key, other, score_cutoff=slips_at_most(key)) <= slips_at_most(key):
        return 0.8
    return 0.6 if key[: stem_length(key)] == other[: stem_length(key)] else 0


def stem_length(key: str) -> int:
    """So many letters must be the same in words that differ by their endings."""
    return max(GRAM + 1, 2 * len(key) // 3)
