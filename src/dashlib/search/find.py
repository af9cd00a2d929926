"""Find what was typed: names first, then with slips, then in other fields; the best that is near if there is nothing."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from rapidfuzz import fuzz
from tantivy import Occur, Query

from dashlib.search.ask import Asked, Word, read
from dashlib.search.index import GRAM, SCHEMA, Index, facet_key, grams, whole_forms
from dashlib.search.rank import LONG, NEAR, OTHER, OTHER_SLIP, SHORTEST_INSIDE, WORDS, Fit, best_fit, slips_allowed
from dashlib.search.reasons import Hit, explained
from dashlib.search.words import core

# So many of the best are ranked again, word by word; the others keep the order in which they are found.
RANKED = 200
# Slips are looked for as long as no more than so many names have only the beginnings of all words.
FEW = 10
NEAR_AT_MOST = 5
NEAREST = 60
ALL = 10_000_000
KINDS = {"awardee": ("awardee",), "organization": ("awardee", "organization"), "grant": ("grant",), "event": ("event",)}


@dataclass(frozen=True)
class Results:
    """Hits as rows of the index, best first, each with how it fits; near misses if there are none."""

    index: Index
    asked: Asked
    found: dict[int, Fit]
    nearly: dict[int, Fit] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every hit, best first."""
        return tuple(self.index.column("id", list(self.found)))

    @property
    def left_out(self) -> str:
        """What was typed beyond the most words that are searched for."""
        return self.asked.left_out

    @property
    def near(self) -> list[Hit]:
        """What resembles, if there is no hit."""
        return explained(self.index, self.asked, self.nearly)

    def hits(self, first: int = 0, last: int | None = None) -> list[Hit]:
        """Some of the hits, each with why it is one."""
        return explained(
            self.index, self.asked, {number: self.found[number] for number in list(self.found)[first:last]}
        )


def find(
    index: Index, text: str, kind: str | None = None, only: Collection[str] | None = None, most: int = ALL
) -> Results:
    """What was typed among the things of a kind (`KINDS`, None: all), only those of these identifiers if given.

    `most` hits are enough. Any text gives an answer; the same text always gives the same.
    """
    asked = read(text)
    search = _Search(index, asked, KINDS.get(kind or "", ()), most)
    found = search.hits()
    nearly = {} if found else search.near()
    if only is not None:
        ids = dict(zip(found, index.column("id", list(found)), strict=True))
        found = {number: fit for number, fit in found.items() if ids[number] in only}
    return Results(index, asked, found, nearly)


Matcher = Callable[[Word, bool], Query]


class _Search:
    """One search: the stages ask the index, each for what the stages before have not found."""

    def __init__(self, index: Index, asked: Asked, kinds: Sequence[str], most: int) -> None:
        self.index, self.asked, self.most = index, asked, max(most, RANKED)
        self.wanted = [(Occur.Must, _any([_term("kind", kind) for kind in kinds]))] if kinds else []
        self.wanted += [(Occur.Must, _facet(index, *pair)) for pair in asked.fields]
        self.wanted += [(Occur.MustNot, _facet(index, *pair)) for pair in asked.without_fields]
        self.wanted += [
            (Occur.MustNot, _any([_phrase(name, words) for name in ("name", "text")])) for words in asked.without
        ]

    def hits(self) -> dict[int, Fit]:
        asked = self.asked
        if not asked.words and not asked.phrases:
            has_any = asked.fields or asked.without or asked.without_fields
            return self._rows(Query.all_query(), OTHER) if has_any else {}
        found = self._named(self._each(_in_names, ("name",)), boosted=True)
        if not found:
            found = self._named(self._each(_inside, ("name",)))
        is_sure = any(fit.tier < WORDS or fit == Fit(WORDS) for fit in found.values())
        if not is_sure and len(found) < FEW:
            found |= self._named(self._each(_with_slips, ("name",)), besides=found)
        others = self._rows(self._each(_anywhere, ("name", "text")), OTHER)
        found |= {number: fit for number, fit in others.items() if number not in found}
        return found or self._rows(self._each(_anywhere_with_slips, ("name", "text")), OTHER_SLIP)

    def _named(self, query: Query, boosted: bool = False, besides: Collection[int] = ()) -> dict[int, Fit]:
        """The rows whose names have all the words, ranked by how well the names fit."""
        numbers = self._numbers(_preferring_whole_names(query, self.asked) if boosted else query)
        first = [number for number in numbers[:RANKED] if number not in besides]
        fits = {
            number: best_fit(self.asked, keys)
            for number, keys in zip(first, self.index.column("keys", first), strict=True)
        }
        ranked = sorted(
            (number for number in first if fits[number].tier < OTHER), key=lambda number: (fits[number], number)
        )
        rest = [number for number in numbers[RANKED:] if number not in besides]
        worst = fits[ranked[-1]] if ranked else Fit(WORDS)
        return {number: fits[number] for number in ranked} | dict.fromkeys(rest, worst)

    def _rows(self, query: Query, tier: int) -> dict[int, Fit]:
        return dict.fromkeys(self._numbers(query), Fit(tier))

    def _numbers(self, query: Query) -> list[int]:
        return self.index.numbers(Query.boolean_query([*self.wanted, (Occur.Must, query)]), self.most)

    def _each(self, matcher: Matcher, fields: Sequence[str]) -> Query:
        """Each word by a matcher, or together with a neighbour as one word; each phrase as it is in one of the fields."""
        words = self.asked.telling
        wanted = [_any([_phrase(name, phrase) for name in fields]) for phrase in self.asked.phrases]
        pairs = ["".join(first + second) for first, second in pairwise(words)]
        together = ["".join(part for word in words for part in word)] if len(words) > 2 else []
        for place, word in enumerate(words):
            joined = [*pairs[max(0, place - 1) : place + 1], *together]
            alone = matcher(word, place == len(words) - 1)
            wanted.append(_best([alone, *(_term(name, key, 2) for key in joined for name in fields)]))
        return _all(wanted)

    def near(self) -> dict[int, Fit]:
        """The few whose names resemble most: some of the words, with more slips than a hit may have."""
        words = [word for word in chain(self.asked.telling, self.asked.phrases)]
        if not words:
            return {}
        query = Query.boolean_query([(Occur.Should, _nearly(word, True)) for word in words])
        numbers = self.index.numbers(Query.boolean_query([*self.wanted, (Occur.Must, query)]), RANKED)
        typed = " ".join(core([part for word in words for part in word]))
        alike = {
            number: max(fuzz.ratio(typed, " ".join(core(key.split()))) for key in keys)
            for number, keys in zip(numbers, self.index.column("keys", numbers), strict=True)
        }
        ranked = sorted(
            (number for number in numbers if alike[number] >= NEAREST), key=lambda number: (-alike[number], number)
        )
        return dict.fromkeys(ranked[:NEAR_AT_MOST], Fit(NEAR))


def _term(name: str, value: str, score: float = 1) -> Query:
    return Query.const_score_query(Query.term_query(SCHEMA, name, value, index_option="basic"), score)


def _phrase(name: str, words: Word, score: float = 1) -> Query:
    """The parts one after the other, or written as one."""
    if len(words) == 1:
        return _term(name, words[0], score)
    return _best(
        [
            Query.const_score_query(Query.phrase_query(SCHEMA, name, list(words)), score),
            _term(name, "".join(words), score),
        ]
    )


def _begun(name: str, key: str, score: float) -> Query:
    return _slipped(name, key, 0, score, is_beginning=True)


def _slipped(name: str, key: str, slips: int, score: float, is_beginning: bool = False) -> Query:
    return Query.const_score_query(Query.fuzzy_term_query(SCHEMA, name, key, slips, prefix=is_beginning), score)


def _in_names(word: Word, is_last: bool) -> Query:
    key = "".join(word)
    return _best([_phrase("name", word, 3), _term("joined", key, 2), _begun("name", key, 1)])


def _inside(word: Word, is_last: bool) -> Query:
    key = "".join(word)
    if len(key) < SHORTEST_INSIDE:
        return _in_names(word, is_last)
    return _best([_in_names(word, is_last), _all([_term("inside", gram, 0.1) for gram in grams(key)])])


def _with_slips(word: Word, is_last: bool) -> Query:
    key = "".join(word)
    ways = [_in_names(word, is_last)]
    ways += [_slipped("name", key, slips, 0.6 / slips) for slips in range(1, slips_allowed(key) + 1)]
    if is_last and len(key) > GRAM + 1 and slips_allowed(key):
        ways.append(_slipped("name", key, 1, 0.2, is_beginning=True))
    return _best(ways)


def _anywhere(word: Word, is_last: bool) -> Query:
    return _best([_in_names(word, is_last), _phrase("text", word, 0.5), _begun("text", "".join(word), 0.5)])


def _anywhere_with_slips(word: Word, is_last: bool) -> Query:
    key = "".join(word)
    return _best(
        [
            _with_slips(word, is_last),
            _anywhere(word, is_last),
            *([_slipped("text", key, slips_allowed(key), 0.2)] if slips_allowed(key) else []),
        ]
    )


def _nearly(word: Word, is_last: bool) -> Query:
    key = "".join(word)
    slips = 0 if len(key) < GRAM else 1 if len(key) < LONG // 2 + 1 else 2
    return _best([_in_names(word, is_last), *([_slipped("name", key, slips, 0.3)] if slips else [])])


def _preferring_whole_names(query: Query, asked: Asked) -> Query:
    """Names that are just what was typed, or begin so, before all others: of many only the best are ranked again."""
    typed = [part for word in asked.words for part in word]
    if not typed or asked.phrases:
        return query
    forms = whole_forms(typed)
    exact = _any([_term("whole", form, 100) for form in forms])
    begun = _any([_begun("whole", form, 10) for form in forms])
    return Query.boolean_query([(Occur.Must, query), (Occur.Should, exact), (Occur.Should, begun)])


def _facet(index: Index, name: str, values: str) -> Query:
    """One of the values that stand between commas: a code or name, or while it is being typed the beginning of one."""
    keys = [facet_key(name, value) for value in values.split(",") if value.strip()]
    ways = [_term("facet", key) if index.searcher.doc_freq("facet", key) else _begun("facet", key, 1) for key in keys]
    return _any(ways)


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _best(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.disjunction_max_query(list(queries))
