"""Frictionless, an implementation of Data Package that is not ours, reads releases and judges tables as we do."""

import json
from pathlib import Path
from random import Random
from typing import Any

import frictionless
import pytest
from test_planted_mistakes import add_row, findings, findings_of_good_tables, good_tables, place, read, set_cell, write

from dashlib.queries.store import Store
from dashlib.schema.package import source_tables

# What is done to a table of smart-balkans, and the names of the error here and there.
MUTATIONS = {
    "an amount with a word": ("grants.csv", 23, "amount_awarded", "about 5000", "money-not-a-number", "type-error"),
    "a negative amount": ("grants.csv", 24, "amount_awarded", "-1.00", "money-negative", "constraint-error"),
    "a number with a word": ("announcements.csv", 2, "grant_count", "eleven", "count-not-a-number", "type-error"),
    "a rate that is none": ("exchange_rates.csv", 2, "rate", "ten", "rate-not-a-number", "type-error"),
    "a day that is none": ("exchange_rates.csv", 4, "rate_date", "2022-13-30", "day-not-readable", "type-error"),
    "yes in capitals": ("rounds.csv", 2, "is_holder", "YES", "flag-not-yes-or-no", "type-error"),
    "an empty required cell": ("organizations.csv", 7, "name", "", "required-missing", "constraint-error"),
    "a word that is not allowed": ("grants.csv", 5, "amount_status", "secret", "value-not-allowed", "constraint-error"),
    "an unknown awardee": ("grants.csv", 9, "recipient_org_id", "nobody", "reference-unknown", "foreign-key"),
    "an unknown source": ("events.csv", 3, "source_id", "S-NOPE", "reference-unknown", "foreign-key"),
}

# Our errors about what both know: types, what is required, words allowed, keys, references. Frictionless does not know:
# dates of our kind (a year or a month is a date as well, so they are texts in the schema), members of lists, codes of
# countries and currencies, what identifiers and web addresses look like, texts that must not be published, totals.
OF_A_SCHEMA = {
    "money-negative", "money-separator", "money-decimal-comma", "money-not-a-number", "day-not-readable", "rate-not-a-number", "count-not-a-number", "flag-not-yes-or-no",
    "required-missing", "value-not-allowed", "reference-unknown", "key-duplicate", "row-copied",
}  # fmt: skip
OF_KEYS = {"key-duplicate", "row-copied"}
WRONG = {
    "money": ["abc", "-5", "1,5", "1.234,56", "€5", "5 EUR"],
    "rate": ["ten", "1,5", "-1"],
    "count": ["eleven", "-1", "1.5", "5 grants"],
    "day": ["30.6.2023", "2023-13-01", "yesterday"],
    "flag": ["YES", "true", "1", "maybe"],
}


def what_frictionless_finds(folder: Path) -> set[tuple[str, int, str, str]]:
    """File, row, column and kind of every error; the registry's own schemas are asked, over the CSV files."""
    resources: list[dict[str, Any]] = [
        {"name": r.name, "path": r.path, "encoding": "utf-8", "schema": r.descriptor["schema"]}
        for r in source_tables().values()
    ]
    (folder / "datapackage.json").write_text(json.dumps({"name": "tables", "resources": resources}), "utf-8")
    detector = frictionless.Detector(schema_sync=True)
    package = frictionless.Package.from_descriptor(str(folder / "datapackage.json"))
    for resource in package.resources:
        resource.detector = detector
    found = set()
    for task in package.validate().tasks:
        for error in task.errors:
            columns = getattr(error, "field_names", None) or [getattr(error, "field_name", "")]
            found.add((task.place, getattr(error, "row_number", 0), columns[0], error.type))
    return found


@pytest.mark.parametrize("name", ["real", "awkward"])
def test_a_release_is_a_valid_data_package(name: str, request: pytest.FixtureRequest) -> None:
    store: Store = request.getfixturevalue(name)
    report = frictionless.validate(str(store.folder / "datapackage.json"), type="package")
    assert report.valid, report.flatten(["type", "message"])
    rows = {f"{task.name}.parquet": task.stats["rows"] for task in report.tasks}
    assert rows == {file["path"]: file["rows"] for file in store.manifest["files"] if file["rows"] is not None}


@pytest.mark.parametrize("base", ["smart-balkans", "awkward"])
def test_good_tables_are_good_for_frictionless_too(base: str, tmp_path: Path) -> None:
    assert what_frictionless_finds(good_tables(tmp_path, base)) == set()


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_frictionless_finds_the_same_mistake_in_the_same_cell(mutation: str, tmp_path: Path) -> None:
    file, row, column, value, rule, error = MUTATIONS[mutation]
    folder = good_tables(tmp_path)
    set_cell(folder / file, row, column, value)
    assert what_frictionless_finds(folder) == {(file, row, column, error)}
    new = set(map(place, findings(folder))) - set(map(place, findings_of_good_tables("smart-balkans")))
    assert new == {("error", rule, file, row, column)}


def test_frictionless_finds_the_same_key_that_stands_there_twice(tmp_path: Path) -> None:
    folder = good_tables(tmp_path)
    add_row(folder / "sources.csv", {"source_id": "S01", "title": "The same once more"})
    ((file, row, _, error),) = what_frictionless_finds(folder)
    assert (file, row, error) == ("sources.csv", 143, "primary-key")
    new = set(map(place, findings(folder))) - set(map(place, findings_of_good_tables("smart-balkans")))
    assert new == {("error", "key-duplicate", "sources.csv", 143, "source_id")}


def mutated(folder: Path, random: Random, count: int) -> set[tuple[str, int, str]]:
    """Write something wrong into cells of so many rows, none of which another row refers to; the places."""
    places, taken = set(), set()
    while len(places) < count:
        resource = random.choice(list(source_tables().values()))
        rows = read(folder / resource.path)
        # The last two rows may be copies: a wrong cell in a key would part them.
        row, field = random.randrange(1, max(len(rows) - 2, 2)), random.choice(resource.fields)
        if field.name not in rows[0] or (resource.path, row) in taken:
            continue
        column = rows[0].index(field.name)
        choices = list(WRONG.get(field.kind, ()))
        choices += [""] if field.required and field.name not in resource.primary_key else []
        choices += ["no-such-word"] if field.enum and not field.is_list else []
        choices += ["no-such-thing"] if field.references and not field.is_list else []
        if not choices:
            continue
        rows[row][column] = random.choice(choices)
        write(folder / resource.path, rows)
        taken.add((resource.path, row))
        places.add((resource.path, row + 1, field.name))
    return places


def copied(folder: Path, random: Random, tables: int) -> set[tuple[str, int]]:
    """Copy the last row of some tables, or its key alone, to their ends; where the second one stands."""
    places = set()
    for resource in random.sample(list(source_tables().values()), tables):
        heading, *rows = read(folder / resource.path)
        is_kept = [name in resource.primary_key or random.random() < 0.5 for name in heading]
        again = [cell if kept else other for cell, other, kept in zip(rows[-1], rows[0], is_kept, strict=True)]
        write(folder / resource.path, [heading, *rows, again])
        places.add((resource.path, len(rows) + 2))
    return places


@pytest.mark.parametrize("seed", range(6))
def test_frictionless_finds_the_same_places_among_mistakes_by_chance(seed: int, tmp_path: Path) -> None:
    folder, random = good_tables(tmp_path, ("smart-balkans", "awkward")[seed % 2]), Random(seed)
    twice = copied(folder, random, 4)
    places = mutated(folder, random, 60)
    ours = {(p["file"], p["row"], p["column"], p["rule"]) for p in findings(folder) if p["rule"] in OF_A_SCHEMA}
    theirs = what_frictionless_finds(folder)
    cells = {found[:3] for found in ours if found[3] not in OF_KEYS}
    assert cells == {found[:3] for found in theirs if found[3] != "primary-key"}
    assert cells >= places
    # Of keys of which a part cannot be read, Frictionless complains once more, and we do if the same stands there twice.
    unread = {found[:2] for found in cells}
    rows = {found[:2] for found in ours if found[3] in OF_KEYS}
    assert twice <= rows <= twice | unread
    assert twice <= {found[:2] for found in theirs if found[3] == "primary-key"} <= twice | unread
