"""Every reference query finds what it must, in the real directory and among 20,000 invented organizations."""

import pytest
from reference import DIRECTORIES, Query, answer, directory, reference_queries

from dashlib.queries.store import Store
from dashlib.search.index import Index
from dashlib.search.words import composed

QUERIES = reference_queries()


@pytest.fixture(scope="session")
def directories(real: Store) -> dict[str, Index]:
    return {name: directory(name, real) for name in DIRECTORIES}


@pytest.mark.parametrize("name", DIRECTORIES)
@pytest.mark.parametrize("query", QUERIES, ids=[f"{query.way}: {query.kind}: {query.text}" for query in QUERIES])
def test_a_reference_query_finds_what_it_must(directories: dict[str, Index], query: Query, name: str) -> None:
    found = answer(query, directories[name])
    assert not found.faults, found.told()


def test_the_reference_queries_are_many_of_every_kind_and_country(real: Store) -> None:
    assert len(QUERIES) >= 140
    assert {query.kind for query in QUERIES} == {"awardee", "organization", "grant", "event"}
    assert len({(query.text, query.kind) for query in QUERIES}) == len(QUERIES)
    countries = {row["organization_id"]: row["country"] for row in real.rows("organizations")}
    asked = {countries.get(id_) for query in QUERIES for id_ in query.places}
    assert asked >= {"AL", "BA", "ME", "MK", "RS", "XK"}


@pytest.mark.parametrize("query", QUERIES, ids=[f"{query.way}: {query.kind}: {query.text}" for query in QUERIES])
def test_every_hit_shows_where_it_matches(directories: dict[str, Index], query: Query) -> None:
    results = answer(query, directories[DIRECTORIES[0]]).results
    for hit in results.hits(0, 5):
        assert "".join(text for text, _ in hit.marked) == composed(hit.name)
        is_marked = any(is_match for _, is_match in (*hit.marked, *hit.where))
        assert is_marked or not (results.asked.words or results.asked.phrases), hit
