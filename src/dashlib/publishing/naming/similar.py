"""Which words of the texts may stand for a word of a name: the same, with slips, with another ending."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from dashlib.publishing.naming.lists import endings, is_common
from dashlib.search.rank import can_slip, slips_between

# A word that stands alone keeps more letters before its ending than one beside others.
SHORTEST_STEM, SHORTEST_STEM_BESIDE = 4, 2
LONGEST_ENDING = max(map(len, endings()))
SLIPS = 2
# So many words are compared at once, and so many that were compared are remembered.
AT_ONCE, REMEMBERED = 4_000_000, 100_000
ENDING = "ending"


class Resembling:
    """The words that are looked for, and those of the texts that resemble one of them."""

    def __init__(self, sought: Iterable[str]) -> None:
        """Look for these words, which are written as the search compares them."""
        self.sought = sorted(set(sought))
        self.by_stem: dict[str, set[str]] = defaultdict(set)
        for word in self.sought:
            for stem in _stems(word):
                self.by_stem[stem].add(word)
        self.seen: set[str] = set()
        self.found: dict[str, set[str]] = {}

    def learn(self, words: set[str]) -> None:
        """Compare these words, as far as they are new, with those that are looked for."""
        if len(self.seen) > REMEMBERED:
            self.seen, self.found = set(), {}
        new = sorted(words - self.seen)
        self.seen.update(new)
        for word in new:
            self._add(word, {other for stem in _stems(word) for other in self.by_stem.get(stem, ())})
        if self.sought and new:
            self._slips(new)

    def _slips(self, new: list[str]) -> None:
        size = max(1, AT_ONCE // len(self.sought))
        for start in range(0, len(new), size):
            part = new[start : start + size]
            apart = process.cdist(part, self.sought, scorer=OSA.distance, score_cutoff=SLIPS, dtype=np.uint8, workers=1)
            for one, other in zip(*np.nonzero(apart <= SLIPS), strict=True):
                self._add(part[one], {self.sought[other]})

    def _add(self, word: str, others: set[str]) -> None:
        if alike := {other for other in others if likeness(other, word, False) is not None}:
            self.found.setdefault(word, set()).update(alike)


def _stems(word: str) -> set[str]:
    """What is left of a word without any ending, and the word itself."""
    ends = range(0, min(LONGEST_ENDING, len(word) - SHORTEST_STEM_BESIDE) + 1)
    return {word, *(word[: len(word) - end] for end in ends if end and word[-end:] in endings())}


@lru_cache(maxsize=1 << 16)
def likeness(word: str, other: str, is_alone: bool) -> int | str | None:
    """How the other word stands for the word of a name: 0 the same, 1 or 2 slips, `ENDING`; None if it does not."""
    if word == other:
        return 0
    shortest = SHORTEST_STEM if is_alone else SHORTEST_STEM_BESIDE
    if can_slip(word) and can_slip(other) and any(len(stem) >= shortest for stem in _stems(word) & _stems(other)):
        return ENDING
    return None if is_common(other) and not is_common(word) else slips_between(word, other)
