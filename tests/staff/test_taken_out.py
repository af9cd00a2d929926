"""Withholding somebody who is named elsewhere: one finding with one cure, and who may say that words mean something else."""

from pathlib import Path
from typing import Any

import builders
import pytest
from conftest import settings_for

from dashlib.publishing.candidate import Candidate, begin, change
from dashlib.publishing.checked import known_register
from dashlib.publishing.mend import edit_published
from dashlib.publishing.prepare import Prepared, prepare
from dashlib.publishing.publish import publish_folder
from dashlib.publishing.source import published_tables
from dashlib.publishing.taken_out import LEFT, RULE, Named, left_to_mend, named_all_the_same
from dashlib.publishing.withheld import names_beside
from dashlib.settings import Settings

HIDDEN = {"organization_id": "vjosa-id", "name": "Vjosalens", "aka": "Lumilens", "roles": "awardee;organizer"}
NAMED: dict[str, list[dict[str, Any]]] = {
    "sources": [
        {"source_id": "S1"},
        {"source_id": "S2", "title": "Lumilens opens", "url": "https://example.org/Vjosalens/", "note": "plain"},
        {"source_id": "Lumilens-3", "title": "A third"},
    ],
    "events": [
        {"event_id": "E1", "organizer_org_ids": "O1; vjosa-id", "source_id": "S2",
         "description": "VJOSALENS (Lumilens) and the national network"},
        {"event_id": "E2", "name": "Vjosalens", "source_id": "Lumilens-3"},
    ],
}  # fmt: skip


def tables(**more: list[dict[str, Any]]) -> builders.Tables:
    grants = [
        {"amount_awarded": "10.00"},
        {"grant_id": "V1", "recipient_org_id": "vjosa-id", "amount_awarded": "70.00"},
    ]
    return builders.programme(
        rounds=[{"award_date": "2023-06", "countries": "RS"}], organizations=[{}, HIDDEN], grants=grants, **more
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A programme of which an awardee organizes an event, and is named by two sources and two events."""
    settings = settings_for(tmp_path / "data")
    publish_folder(builders.write(tables(**NAMED), tmp_path / "open"), settings)
    return settings


def withholding(settings: Settings, awardee: str = "vjosa-id", by: str = "Ana") -> Candidate:
    rows = published_tables(settings)[1]["grants"].to_pylist()
    edits = [edit_published("grants", r, "withheld", "organization") for r in rows if r["recipient_org_id"] == awardee]
    candidate = begin(settings, by, edits=edits)
    prepare(settings, candidate)
    return candidate


def found_in(settings: Settings, prepared: Prepared) -> list[Named]:
    tables = prepared.tables()
    names = names_beside(tuple(prepared.hidden), known_register(settings), tables["organizations"])
    return named_all_the_same(names, prepared.problems, tables)


def test_all_cells_that_name_an_awardee_are_one_finding_with_what_they_hold_afterwards(settings: Settings) -> None:
    prepared = prepare(settings, withholding(settings))
    (named,) = found_in(settings, prepared)
    assert named.name == "Vjosalens"
    after = {
        (p.problem.table, p.problem.key, p.problem.column): p.edit.new if p.edit else "by hand" for p in named.places
    }
    assert after == {
        ("sources", "S2", "title"): f"{LEFT} opens",
        ("sources", "S2", "url"): None,
        ("sources", "Lumilens-3", "source_id"): "by hand",
        ("events", "E1", "organizer_org_ids"): "O1",
        ("events", "E1", "description"): f"{LEFT} ({LEFT}) and the national network",
        ("events", "E2", "name"): LEFT,
        ("events", "E2", "source_id"): "by hand",
    }
    # Only what no cure mends still stands among the fields.
    left = [(p.table, p.column) for p in left_to_mend([named], prepared.problems) if p.rule == RULE]
    assert left == [("events", "source_id"), ("sources", "source_id")]


def test_taking_it_out_leaves_nothing_that_names_it(settings: Settings) -> None:
    candidate = withholding(settings)
    (named,) = found_in(settings, prepare(settings, candidate))
    by_hand = {p.problem.table: p.problem for p in named.places if p.edit is None}
    rows = published_tables(settings)[1]
    more = [
        edit_published(
            name, next(r for r in rows[name].to_pylist() if r["source_id"] == "Lumilens-3"), "source_id", "S3"
        )
        for name in by_hand
    ]
    candidate = change(candidate, edits=(*candidate.edits, *named.edits, *more))
    prepared = prepare(settings, candidate)
    assert [p for p in prepared.problems if p.severity == "error"] == []
    assert prepared.not_applied == []


def test_a_short_name_is_taken_out_of_no_other_word(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    given = tables(events=[{"description": "AL and the national hall"}])
    given["organizations"][-1]["aka"] = "AL"
    publish_folder(builders.write(given, tmp_path / "open"), settings)
    (named,) = found_in(settings, prepare(settings, withholding(settings)))
    assert [edit.new for edit in named.edits] == [f"{LEFT} and the national hall"]


def test_nothing_is_found_where_nobody_is_named(settings: Settings) -> None:
    assert found_in(settings, prepare(settings, begin(settings, "Ana"))) == []
