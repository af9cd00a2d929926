"""Finds those who are withheld in parts of the texts: a cheap look at all texts, a dear one at the few that may match."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.naming.forms import Hidden, How, Name, Phrase, names, phrases
from dashlib.publishing.naming.hosts import ways_to_write
from dashlib.publishing.naming.lists import Words
from dashlib.publishing.naming.match import Match, core_of, name_in, phrase_in
from dashlib.publishing.naming.readings import Reading, plain, readings, windows
from dashlib.publishing.naming.similar import Resembling

# The automaton looks for so many patterns at once, each by its beginning alone.
PATTERNS, BEGINNING = 200, 60
WARNINGS = frozenset({"slip", "ending", "shortened"})


@dataclass(frozen=True)
class Found:
    """Somebody in a text, both by their places; the words as they stand in a view of the text."""

    text: int
    hidden: int
    how: How
    words: str


class Matcher:
    """Everything that is looked for, ready to be asked of any number of texts."""

    def __init__(self, hidden: Sequence[Hidden], several: Collection[str], others: Collection[str]) -> None:
        """`several` holds hosts that count for nothing, `others` words (of `other_words`)."""
        self.phrases = [
            (place, phrase)
            for place, one in enumerate(hidden)
            for phrase in {(p.words, p.is_key): p for p in [*phrases(one, several, others)][::-1]}.values()
        ]
        self.names: dict[str, dict[tuple[int, Name], None]] = defaultdict(dict)
        for place, one in enumerate(hidden):
            for name in names(one, others):
                self.names[name.words[name.anchor]][place, name] = None
        self.resembling = Resembling(self.names)
        self.apart = _patterns(f" {' '.join(words)} " for _, phrase in self.phrases for words in _written(phrase))
        self.joined = _patterns("".join(phrase.words) for _, phrase in self.phrases if phrase.joins)

    def found(self, texts: Sequence[str]) -> Iterator[Found]:
        """Everybody in some texts, possibly several times and in several ways."""
        read = [(place, one) for place, text in enumerate(texts) for part in windows(text) for one in readings(part)]
        for row in _hits(
            self.apart, [one.spaced for _, one in read], _hits(self.joined, [one.compact for _, one in read])
        ):
            place, reading = read[row]
            for who, phrase in self.phrases:
                if match := phrase_in(phrase, reading):
                    yield _found(place, who, reading, match)
        self.resembling.learn(set().union(*(one.words for _, one in read)))
        alike = self.resembling.found
        for place, reading in read:
            if not alike.keys().isdisjoint(reading.words):
                for who, match in self._named(reading):
                    yield _found(place, who, reading, match)

    def _named(self, reading: Reading) -> Iterator[tuple[int, Match]]:
        core = core_of(reading)
        done: set[tuple[int, Name]] = set()
        for at, (word, _) in enumerate(core):
            for anchor in sorted(self.resembling.found.get(word, ())):
                for who, name in self.names[anchor]:
                    if ((who, name) not in done or name.is_certain) and (match := name_in(name, reading, core, at)):
                        done.add((who, name))
                        yield who, match


def _found(place: int, who: int, reading: Reading, match: Match) -> Found:
    how, words = match
    return Found(place, who, "markup" if reading.is_marked and how not in WARNINGS else how, words)


def _written(phrase: Phrase) -> list[Words]:
    """The plain words by which a phrase shows itself in a text."""
    if phrase.how in {"host", "domain"}:
        return [plain(way) for way in ways_to_write(phrase.words[0])]
    return [phrase.words]


def _patterns(texts: Iterable[str]) -> list[str]:
    """Regular expressions, each for many of the texts; they consist of plain letters, digits and blanks."""
    begins = sorted({text[:BEGINNING] for text in texts})
    return ["|".join(begins[start : start + PATTERNS]) for start in range(0, len(begins), PATTERNS)]


def _hits(patterns: Sequence[str], texts: Sequence[str], rows: Iterable[int] = ()) -> list[int]:
    """The places of the texts that hold one of the patterns, together with the given rows."""
    column, found = pa.array(texts, pa.string()), set(rows)
    for pattern in patterns:
        found.update(pc.indices_nonzero(pc.match_substring_regex(column, pattern)).to_pylist())
    return sorted(found)
