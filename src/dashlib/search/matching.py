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
# So many words that begin alike are asked for one by one, which is quicker than all that begin so.
ONE_BY_ONE = 16
# How a word is looked for (whether it is the last one is told): any of these ways, none if nothing can match.
Matcher = Callable[[Word, bool], list[Query]]


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
                way
                for key in keys
                for way in ([_term("facet", key)] if self.index.has("facet", key) else self._begun("facet", key, 1))
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
            ways += matcher(word, place == len(words) - 1)
            if not ways:
                return self.whole(asked)
            wanted.append(_best(ways))
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
        ways = self._begun("name", key, weight)
        ways += [_slipped("name", key, slips, 0.8 * weight) for slips in [slips_at_most(key)] if slips]
        ways += self._begun("name", key[: stem_length(key)], 0.6 * weight) if len(key) > GRAM else []
        return _best(ways or [Query.empty_query()])

    def preferring_whole_names(self, query: Query, asked: Asked) -> Query:
        """Names that are just what was typed, or begin so, before all others: of many only the best are ranked again."""
        typed = asked.typed
        if not typed or asked.phrases:
            return query
        firsts = dict.fromkeys((typed[0], core(typed)[0]))
        begun = [
            way for key in firsts for way in ([_term("first", key, 10)] if typed[1:] else self._begun("first", key, 10))
        ]
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.Should, self.whole(asked)), (Occur.Should, _any(begun))]
        )

    def whole(self, asked: Asked) -> Query:
        """Names that are just what was typed, but for what counts little."""
        return _any([_term("whole", form, 100) for form in dict.fromkeys(whole_forms(asked.typed))])

    def _begun(self, name: str, key: str, score: float) -> list[Query]:
        """Words of a field that begin so, the word itself before the others."""
        if name == "name" and len(key) <= SHORT:
            ways = [_term("short", key, score)] if self.index.has("short", key) else []
            return [*ways, *([_term(name, key, 2 * score)] if self.index.has(name, key) else [])]
        terms = [term for term, _ in self.index.searcher.terms_with_prefix(name, key, limit=ONE_BY_ONE)]
        exact = [_term(name, key, 2 * score)] if self.index.has(name, key) else []
        if len(terms) == ONE_BY_ONE:
            return [*exact, _slipped(name, key, 0, score, True)]
        return [*exact, *(_term(name, term, score) for term in terms if term != key)]

    def in_name(self, word: Word, is_last: bool = True) -> list[Query]:
        """A word of a name, or its beginning; neighbours that are written as one; initials."""
        key = joined(word)
        ways = self._begun("name", key, 1)
        ways += [_term("joined", key, 2)] if self.index.has("joined", key) else []
        return ways + ([_phrase("name", word, 1)] if len(word) > 1 else [])

    def inside(self, word: Word, is_last: bool) -> list[Query]:
        """Letters inside a word of a name."""
        parts = grams(joined(word)) if len(joined(word)) >= SHORTEST_INSIDE else []
        is_in = parts and all(self.index.has("inside", gram) for gram in parts)
        return self.in_name(word) + ([_all([_term("inside", gram, 0.1) for gram in parts])] if is_in else [])

    def anywhere(self, word: Word, is_last: bool = True) -> list[Query]:
        """A word or its beginning in a name or another field."""
        key = joined(word)
        begun = (
            self._begun("text", key, 0.5)
            if len(key) >= GRAM
            else [_term("text", key, 0.5)]
            if self.index.has("text", key)
            else []
        )
        return self.in_name(word) + begun + ([_phrase("text", word, 0.5)] if len(word) > 1 else [])

    def slipping(self, asked: Asked, slips: int, fields: Sequence[str]) -> Iterator[Matcher]:
        """How so many slips are looked for: first in words that none of the fields has, then in any."""
        words = asked.telling
        unknown = {word for word in words if not any(self._begun(name, joined(word), 1) for name in fields)}
        for among in (unknown, set(words)) if unknown and unknown != set(words) else (set(words),):
            yield partial(self._with_slips, among=among, slips=slips, fields=fields, has_others=len(words) > 1)

    def _with_slips(
        self, word: Word, is_last: bool, among: Collection[Word], slips: int, fields: Sequence[str], has_others: bool
    ) -> list[Query]:
        """The number of slips is judged by the longer of two words: of a long one two letters may be lacking.

        In other fields than names only words that are long enough to be told apart may have any.
        """
        key = joined(word)
        known = self.in_name(word) if fields == ("name",) else self.anywhere(word)
        longest = len(key) + slips if fields == ("name",) else len(key)
        if word not in among or slips > slips_allowed(longest) or not can_slip(key):
            return known
        ways = [_slipped("name", key, slips, 0.5)] if len(key) >= SHORTEST_SLIP - has_others else []
        ways += [_slipped("text", key, slips, 0.2)] if "text" in fields and len(key) >= SHORTEST_SLIP_IN_TEXT else []
        unfinished = is_last and fields == ("name",) and len(key) >= SHORTEST_SLIPPED_BEGINNING
        return known + ways + ([_slipped("name", key, 1, 0.2, True)] if unfinished else [])


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
