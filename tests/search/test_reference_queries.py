"""Every reference query finds what it must, in the real directory and among 20,000 invented organizations."""

import pytest
from reference import DIRECTORIES, answer, directory, reference_queries

from dashlib.queries.store import Store
from dashlib.search.words import composed

QUERIES = reference_queries()


@pytest.mark.parametrize("name", DIRECTORIES)
def test_each_reference_query_finds_what_it_must(real: Store, name: str) -> None:
    index = directory(name, real)
    found = [answer(query, index) for query in QUERIES]
    assert not (faults := [one.told() for one in found if one.faults]), "\n" + "\n".join(faults)


def test_the_reference_queries_are_many_of_every_kind_and_country(real: Store) -> None:
    assert len(QUERIES) >= 140
    assert {query.kind for query in QUERIES} == {"awardee", "organization", "grant", "event"}
    assert len({(query.text, query.kind) for query in QUERIES}) == len(QUERIES)
    countries = {row["organization_id"]: row["country"] for row in real.rows("organizations")}
    asked = {countries.get(id_) for query in QUERIES for id_ in query.places}
    assert asked >= {"AL", "BA", "ME", "MK", "RS", "XK"}


def test_every_hit_shows_where_it_matches(real: Store) -> None:
    index, faults = directory(DIRECTORIES[0], real), []
    for query in QUERIES:
        results = answer(query, index).results
        is_marking = bool(results.asked.words or results.asked.phrases)
        for hit in results.hits(0, 5):
            is_whole = "".join(text for text, _ in hit.marked) == composed(hit.name)
            is_marked = any(is_match for _, is_match in (*hit.marked, *hit.where))
            if not is_whole or (is_marking and not is_marked):
                faults.append((query.text, query.kind, hit))
    assert not faults
