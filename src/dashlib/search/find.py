"""Find what was typed: names first, then with slips, then in other fields; the best that is near if there is nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tantivy import Occur, Query

from dashlib.search.ask import Asked, read
from dashlib.search.index import Index
from dashlib.search.matching import Matching
from dashlib.search.rank import EXACT, LITERALLY, NEAR, OTHER, OTHER_SLIP, SLIP, WORDS, Fit, best_fit, nearness
from dashlib.search.reasons import Hit, explained

# So many of the best are ranked again, word by word; the others keep the order in which they are found.
RANKED = 64
LOOKED_AT = 300
# Slips are looked for as long as no more than so many names have only the beginnings of all words.
FEW = 10
NEAR_AT_MOST = 5
ALL = 10_000_000
KINDS = {"awardee": ("awardee",), "organization": ("awardee", "organization"), "grant": ("grant",), "event": ("event",)}
FIELDS = ("name", "text")
EVERY_KIND = ("awardee", "organization", "grant", "event")


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
    search = _Search(index, asked, KINDS[kind] if kind else EVERY_KIND, most if only is None else ALL)
    found = search.hits()
    nearly = {} if found else search.near()
    if only is not None:
        ids = dict(zip(found, index.column("id", list(found)), strict=True))
        found = {number: fit for number, fit in found.items() if ids[number] in only}
    return Results(index, asked, found, nearly)


class _Search:
    """One search: the stages ask the index, each for what the stages before have not found."""

    def __init__(self, index: Index, asked: Asked, kinds: Sequence[str], most: int) -> None:
        self.index, self.asked, self.kinds, self.most = index, asked, kinds, max(most, RANKED)
        self.enough = most
        self.match = Matching(index)
        self.wanted = self.match.conditions(asked, kinds)

    def hits(self) -> dict[int, Fit]:
        asked, match = self.asked, self.match
        if not asked.words and not asked.phrases:
            has_any = asked.fields or asked.without or asked.without_fields
            return self._numbers_besides({}, Query.all_query(), OTHER) if has_any else {}
        literal = self._ranked(asked, self._literal())
        if self.enough <= sum(fit.tier == EXACT or fit in LITERALLY for fit in literal.values()):
            return literal
        in_names = match.preferring_whole_names(match.all(asked, match.in_name, ("name",)), asked)
        found = self._named(asked, in_names, literal)
        if len(found) < min(FEW, self.enough) and not any(fit.is_whole for fit in found.values()):
            found |= self._slipped(asked, 1, found)
        if not any(fit.tier <= SLIP for fit in found.values()):
            found |= self._nearly_named(asked, match.all(asked, match.inside, ("name",)), found)
        if not found:
            found = self._slipped(asked, 2) or self._slipped_but_for_forms()
        if len(found) < self.enough:
            found = self._numbers_besides(found, match.all(asked, match.anywhere, FIELDS), OTHER)
        if all(fit.tier == SLIP for fit in found.values()):
            found |= self._slipped_anywhere(found)
        return found

    def _slipped_but_for_forms(self) -> dict[int, Fit]:
        asked = self.asked.without_forms()
        return {} if asked == self.asked else self._slipped(asked, 1) or self._slipped(asked, 2)

    def _slipped_anywhere(self, besides: Mapping[int, Fit]) -> dict[int, Fit]:
        """Other fields with slips; beside names with slips only the likeliest of them."""
        for slips in (1, 2):
            for matcher in self.match.slipping(self.asked, slips, FIELDS):
                found = self._numbers_besides(dict(besides), self.match.all(self.asked, matcher, FIELDS), OTHER_SLIP)
                if found:
                    return found
        return {}

    def _literal(self) -> list[int]:
        """The first names that are just what was typed or begin so; none where more than words is asked for."""
        asked = self.asked
        if asked != Asked(asked.words, plain=asked.plain, left_out=asked.left_out):
            return []
        literal = " ".join(asked.typed)
        numbers = self._numbers(self.match.whole(asked), RANKED)
        for start in (f"{literal} ", literal):
            numbers += self.index.beginning(start, self.kinds, min(self.enough, RANKED))
        return list(dict.fromkeys(numbers))

    def _slipped(self, asked: Asked, slips: int, besides: Collection[int] = ()) -> dict[int, Fit]:
        """Names with so many slips."""
        for way in asked.ways():
            for matcher in self.match.slipping(way, slips, ("name",)):
                if found := self._nearly_named(way, self.match.all(way, matcher, ("name",)), besides):
                    return found
        return {}

    def _named(self, asked: Asked, query: Query, literal: dict[int, Fit]) -> dict[int, Fit]:
        """The rows whose names have all the words, the best of them ranked by how well the names fit."""
        numbers = [number for number in self._numbers(query) if number not in literal]
        best = literal | self._ranked(asked, numbers[:RANKED])
        worst = max(best.values(), default=Fit(WORDS))
        ranked = {number: fit for fit, number in sorted((fit, number) for number, fit in best.items())}
        return ranked | dict.fromkeys(numbers[RANKED:], worst)

    def _nearly_named(self, asked: Asked, query: Query, besides: Collection[int]) -> dict[int, Fit]:
        """The rows whose names have all the words but for slips, or inside others: only those that were looked at."""
        numbers = [number for number in self._numbers(query, LOOKED_AT) if number not in besides]
        return self._ranked(asked, numbers, with_slips=True)

    def _ranked(self, asked: Asked, numbers: list[int], with_slips: bool = False) -> dict[int, Fit]:
        names = zip(self.index.column("keys", numbers), self.index.column("others", numbers), strict=True)
        fits = zip((best_fit(asked, keys + others, with_slips) for keys, others in names), numbers, strict=True)
        return {number: fit for fit, number in sorted(fits) if fit.tier < OTHER}

    def _numbers_besides(self, found: dict[int, Fit], query: Query, tier: int) -> dict[int, Fit]:
        return found | {number: Fit(tier) for number in self._numbers(query) if number not in found}

    def _numbers(self, query: Query, most: int | None = None) -> list[int]:
        return self.index.numbers(Query.boolean_query([*self.wanted, (Occur.Must, query)]), most or self.most)

    def near(self) -> dict[int, Fit]:
        """The few whose names resemble most: some of the words, with more slips than a hit may have."""
        words = [*self.asked.telling, *self.asked.phrases]
        if not words:
            return {}
        weights = self.match.weights(words)
        numbers = self._numbers(self.match.some(weights), LOOKED_AT)
        likeness = {
            number: max(nearness(weights, key) for key in keys)
            for number, keys in zip(numbers, self.index.column("keys", numbers), strict=True)
        }
        ranked = sorted(
            (number for number in numbers if likeness[number]), key=lambda number: (-likeness[number], number)
        )
        return dict.fromkeys(ranked[:NEAR_AT_MOST], Fit(NEAR))
