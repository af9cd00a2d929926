"""The questions to the index: how a word, a phrase or a condition is looked for, and what a match counts."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import log

from tantivy import Occur, Query

from dashlib.search.ask import Asked, Word
from dashlib.search.documents import GRAM, SCHEMA, SHORT, facet_key, grams, whole_forms
from dashlib.search.index import Index
from dashlib.search.rank import (
    SHORTEST_INSIDE,
    SHORTEST_SLIP,
    SHORTEST_SLIPPED_BEGINNING,
    can_slip,
    slips_allowed,
    slips_at_most,
    stem_length,
)
from dashlib.search.words import core, joined

SHORTEST_SLIP_IN_TEXT = 6
UNKNOWN = 0.7
Matcher = Callable[[Word, bool], Query]


@dataclass(frozen=True)
class Matching:
    """Questions to one index; what no name holds is not asked for."""

    index: Index

    def conditions(self, asked: Asked, kinds: Sequence[str]) -> list[tuple[Occur, Query]]:
        """What every hit must be: of one of the kinds, with these fields, without those words."""
        wanted = [(Occur.Must, _any([_term("kind", kind) for kind in kinds]))] if self._others_than(kinds) else []
        wanted += [(Occur.Must, self._facet(*pair)) for pair in asked.fields]
        wanted += [(Occur.MustNot, self._facet(*pair)) for pair in asked.without_fields]
        return wanted + [
            (Occur.MustNot, _any([_phrase(name, words) for name in ("name", "text")])) for words in asked.without
        ]

    def _others_than(self, kinds: Sequence[str]) -> bool:
        searcher = self.index.searcher
        return bool(kinds) and sum(searcher.doc_freq("kind", kind) for kind in kinds) < searcher.num_docs

    def _facet(self, name: str, values: str) -> Query:
        """One of the values that stand between commas: a code or name, or while it is being typed the beginning of one."""
        keys = [facet_key(name, value) for value in values.split(",") if value.strip()]
        return _any(
            [
                _term("facet", key) if self.index.has("facet", key) else _slipped("facet", key, 0, 1, True)
                for key in keys
            ]
        )

    def all(self, asked: Asked, matcher: Matcher, fields: Sequence[str]) -> Query:
        """Each word by a matcher, or together with a neighbour as one word; each phrase as it is in one of the fields."""
        words = asked.telling
        wanted = [_any([_phrase(name, phrase) for name in fields]) for phrase in asked.phrases]
        pairs = [joined(first + second) for first, second in pairwise(words)]
        for place, word in enumerate(words):
            keys = [*pairs[max(0, place - 1) : place + 1], joined(asked.typed)]
            ways = [_term(name, key, 2) for key in keys for name in fields if self.index.has(name, key)]
            wanted.append(_best([matcher(word, place == len(words) - 1), *ways]))
        return _best([_all(wanted), self.whole(asked)]) if words and not asked.phrases else _all(wanted)

    def weights(self, words: Sequence[Word]) -> dict[str, float]:
        """How much each word says: the more the fewer names have it; less if none has it, since it may mean nothing."""
        known = {key: self.index.searcher.doc_freq("name", key) for key in map(joined, words)}
        things = self.index.searcher.num_docs
        return {key: log(2 + things / (1 + count)) ** 2 * (1 if count else UNKNOWN) for key, count in known.items()}

    def some(self, weights: Mapping[str, float]) -> Query:
        """Any of the words, with more slips than a hit may have, or words that differ only by their endings."""
        return _any([self._nearly(key, weight) for key, weight in weights.items()])

    def _nearly(self, key: str, weight: float) -> Query:
        ways = [self._begun("name", key, weight)]
        ways += [_slipped("name", key, slips, 0.8 * weight) for slips in [slips_at_most(key)] if slips]
        ways += [_slipped("name", key[: stem_length(key)], 0, 0.6 * weight, True)] if len(key) > GRAM else []
        return _best(ways)

    def preferring_whole_names(self, query: Query, asked: Asked) -> Query:
        """Names that are just what was typed, or begin so, before all others: of many only the best are ranked again."""
        typed = asked.typed
        if not typed or asked.phrases:
            return query
        firsts = dict.fromkeys((typed[0], core(typed)[0]))
        begun = [self._begun("first", key, 10) if len(typed) == 1 else _term("first", key, 10) for key in firsts]
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.Should, self.whole(asked)), (Occur.Should, _any(begun))]
        )

    def whole(self, asked: Asked) -> Query:
        """Names that are just what was typed, but for what counts little."""
        return _any([_term("whole", form, 100) for form in dict.fromkeys(whole_forms(asked.typed))])

    def _begun(self, name: str, key: str, score: float) -> Query:
        return (
            _term("short", key, score) if name == "name" and len(key) <= SHORT else _slipped(name, key, 0, score, True)
        )

    def in_name(self, word: Word, is_last: bool = True) -> Query:
        """A word of a name, or its beginning; neighbours that are written as one; initials."""
        key = joined(word)
        ways = [self._begun("name", key, 1)]
        ways += [_term("joined", key, 2)] if self.index.has("joined", key) else []
        ways += [_phrase("name", word, 1)] if len(word) > 1 else []
        exact = [(Occur.Should, _term("name", key, 2))] if self.index.has("name", key) else []
        return Query.boolean_query([(Occur.Must, _best(ways)), *exact])

    def inside(self, word: Word, is_last: bool) -> Query:
        """Letters inside a word of a name."""
        key = joined(word)
        parts = [_all([_term("inside", gram, 0.1) for gram in grams(key)])] if len(key) >= SHORTEST_INSIDE else []
        return _best([self.in_name(word), *parts])

    def anywhere(self, word: Word, is_last: bool = True) -> Query:
        """A word or its beginning in a name or another field."""
        key = joined(word)
        begun = [self._begun("text", key, 0.5)] if len(key) >= GRAM else []
        return _best([self.in_name(word), _phrase("text", word, 0.5), *begun])

    def anywhere_with_slips(self, word: Word, is_last: bool, slips: int) -> Query:
        """The same with slips; in other fields than names only in words that are long enough to be told apart."""
        key = joined(word)
        most = min(slips, slips_allowed(len(key))) if can_slip(key) else 0
        fields = ("name", "text") if len(key) >= SHORTEST_SLIP_IN_TEXT else ("name",)
        return _best([self.anywhere(word), *(_slipped(name, key, most, 0.2) for name in fields if most)])

    def slipping(self, asked: Asked, slips: int) -> Iterator[Matcher]:
        """How so many slips are looked for: first in words that no name has, then in any."""
        words = asked.telling
        unknown = {word for word in words if not self._is_known(joined(word))}
        for among in (unknown, set(words)) if unknown and unknown != set(words) else (set(words),):
            yield partial(self._with_slips, among=among, slips=slips, has_others=len(words) > 1)

    def _is_known(self, key: str) -> bool:
        return bool(self.index.numbers(self._begun("name", key, 1), 1))

    def _with_slips(self, word: Word, is_last: bool, among: Collection[Word], slips: int, has_others: bool) -> Query:
        """The number of slips is judged by the longer of two words: of a long one two letters may be lacking."""
        key = joined(word)
        is_long = len(key) >= SHORTEST_SLIP - has_others and slips <= slips_allowed(len(key) + slips)
        if word not in among or not is_long or not can_slip(key):
            return self._known(word, is_last)
        ways = [self._known(word, is_last), _slipped("name", key, slips, 0.5)]
        return _best(
            [*ways, _slipped("name", key, 1, 0.2, True)] if is_last and len(key) >= SHORTEST_SLIPPED_BEGINNING else ways
        )

    def _known(self, word: Word, is_last: bool) -> Query:
        """Where slips are looked for in another word: this one as it is if any name has it, which is quicker."""
        key = joined(word)
        return _term("name", key, 2) if self.index.has("name", key) and not is_last else self.in_name(word)


def _term(name: str, value: str, score: float = 1) -> Query:
    return Query.const_score_query(Query.term_query(SCHEMA, name, value, index_option="basic"), score)


def _phrase(name: str, words: Word, score: float = 1) -> Query:
    """The parts one after the other, or written as one."""
    if len(words) == 1:
        return _term(name, words[0], score)
    one_after_the_other = Query.const_score_query(Query.phrase_query(SCHEMA, name, list(words)), score)
    return _best([one_after_the_other, _term(name, joined(words), score)])


def _slipped(name: str, key: str, slips: int, score: float, is_beginning: bool = False) -> Query:
    return Query.const_score_query(Query.fuzzy_term_query(SCHEMA, name, key, slips, prefix=is_beginning), score)


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _best(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.disjunction_max_query(list(queries))
