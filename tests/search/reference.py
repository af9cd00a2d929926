"""The reference queries, the two directories in which they are asked, and what counts as found."""

import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from invented import by_grants, invented, parts

from dashlib.queries.store import Store
from dashlib.search.find import Results, find
from dashlib.search.index import Index, build_index
from dashlib.search.things import things

INVENTED = 20_000
DIRECTORIES = ("the real directory", "among 20,000 invented organizations")


@dataclass(frozen=True)
class Query:
    """One search and what it must find; the file says what each part means."""

    way: str
    text: str
    reason: str
    kind: str = "awardee"
    first: str = ""
    within: dict[str, int] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    none: bool = False
    near: str = ""
    shared: bool = False

    @property
    def places(self) -> dict[str, int]:
        """What must be found, each with the last place at which it may stand."""
        return ({self.first: 1} if self.first else {}) | self.within


def reference_queries() -> list[Query]:
    with (Path(__file__).parent / "reference_queries.toml").open("rb") as file:
        return [Query(way, **query) for way, queries in tomllib.load(file).items() for query in queries]


def directory(name: str, store: Store) -> Index:
    """The real directory, or the same among as many invented organizations."""
    return build_index(by_grants([*things(store), *(parts(invented(INVENTED)) if name != DIRECTORIES[0] else ())]))


@dataclass(frozen=True)
class Answer:
    query: Query
    results: Results

    @cached_property
    def real(self) -> list[str]:
        """The hits without invented ones: of those nobody knows which are right."""
        return [found for found in self.results.ids if not found.startswith("invented-")]

    @cached_property
    def place(self) -> int | None:
        """At which place the first of those that must be found stands."""
        found = self.real if self.query.shared else self.results.ids
        return next((place for place, id_ in enumerate(found, start=1) if id_ in self.query.places), None)

    @cached_property
    def faults(self) -> list[str]:
        """What is not as expected, in words; nothing if all is well."""
        query, found = self.query, self.real if self.query.shared else list(self.results.ids)
        faults = [
            f"{id_} stands at {found.index(id_) + 1 if id_ in found else 'no'} place, not within {last}"
            for id_, last in query.places.items()
            if id_ not in found[:last]
        ]
        faults += [f"{id_} is found" for id_ in query.absent if id_ in self.real]
        if query.none and self.real:
            faults.append(f"{len(self.real)} found, expected none")
        if query.near and query.near not in [*self.real, *(hit.id for hit in self.results.near)]:
            faults.append(f"{query.near} is not offered")
        return faults

    def told(self) -> str:
        """The faults, what was expected and why, and the first five hits with their reasons."""
        hits = self.results.hits(0, 5) or self.results.near
        lines = [f"{hit.id}: {hit.name} ({hit.reason}; {hit.score})" for hit in hits]
        query = self.query
        return "\n  ".join([f"{query.text!r} ({query.kind}): {'; '.join(self.faults)}", f"why: {query.reason}", *lines])


def answer(query: Query, index: Index) -> Answer:
    return Answer(query, find(index, query.text, query.kind))
