"""The page Data: every part on real, empty and awkward releases, with figures that depend on the data."""

# ruff: noqa: F811

import csv
import json
import re
import shutil
from pathlib import Path

import builders
import pytest
from conftest import SOURCE, published
from test_downloads import data, history, make_old, withdraw  # noqa: F401
from test_pages import empty_data, shown, with_error_details  # noqa: F401

from dashlib.queries.quality import completeness_by, coverage, sources_weighed
from dashlib.queries.statements import contradictions, statements
from dashlib.queries.store import Store
from dashlib.releases.exports import row_counts
from dashlib.releases.journal import read_journal
from dashlib.schema.package import published_fields, resources, source_tables
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, language
from dashlib.ui.address import OPTIONS

PARTS = OPTIONS["part"]


def source_rows(table: str) -> list[dict[str, str]]:
    path = SOURCE / "smart-balkans" / source_tables()[table].path
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_on_every_kind_of_release(real_data: Path, awkward_data: Path, empty_data: Path, part: str) -> None:
    assert "43 %" in shown(real_data, "data", part=part)
    assert "single grants" in (words := shown(awkward_data, "data", part=part))
    assert "<script>" not in words
    assert "No single grant is published yet" in shown(empty_data, "data", part=part)


def test_the_files_are_listed_with_rows_and_sizes_and_the_links_lead_to_this_release(
    real_data: Path, real: Store
) -> None:
    words = shown(real_data, "data")
    for table, rows in row_counts(real.folder).items():
        for form in ("csv", "parquet"):
            link = re.search(
                rf'<a href="download/{real.release_id}/{table}\.{form}" download>[^<]*, (\d+) kB</a>', words
            )
            assert link, table
        assert f"<span>{language('en').tell(Count(rows))}</span>" in words
    for name in ("release.zip", "release.xlsx", "datapackage.json", "manifest.json"):
        assert f'"download/{real.release_id}/{name}" download' in words


def test_licence_citation_and_contact_are_those_of_the_release(
    real_data: Path, real: Store, awkward_data: Path
) -> None:
    for part in ("files", "method"):
        words = shown(real_data, "data", part=part, country="RS")
        assert "https://creativecommons.org/licenses/by/4.0/" in words
        assert f"({real.release_id})" in words
        assert f"data?release={real.release_id}" in words
        assert "the selection does not narrow it" in words
        assert "mailto:" not in words
    words = shown(awkward_data, "data")
    assert "CC0-1.0" in words
    assert 'href="mailto:nobody@example.org"' in words
    assert "does not narrow" not in words


def test_the_dictionary_describes_every_published_field(real_data: Path, real: Store) -> None:
    words = shown(real_data, "data", part="dictionary")
    for name, resource in resources().items():
        assert f"<code>{name}</code>" in words
        for field in published_fields(resource, real.display_currencies):
            assert f"<span>{field['name']}</span>" in words, (name, field["name"])
    for text in (
        "organizations.organization_id",
        "disclosed, undisclosed",
        "recipientOrganization.id",
        "amount with two decimals",
    ):
        assert text in words


def test_every_kind_of_field_has_a_name(real: Store) -> None:
    from dashlib.ui.data import KINDS

    assert {field.kind for r in resources().values() for field in (*r.fields, *r.derived)} == set(KINDS)


def test_coverage_counts_the_filled_cells_of_the_source(real: Store) -> None:
    for table in ("grants", "organizations", "events"):
        rows = source_rows(table)
        total, fields = coverage(real, table)
        assert total == len(rows)
        for field, filled in fields:
            assert filled == sum(bool(row.get(field.name, "").strip()) for row in rows), field.name


def test_the_rounds_add_up_to_the_whole_and_count_what_is_not_named(real: Store, awkward: Store) -> None:
    for store in (real, awkward):
        (whole,) = completeness_by(store, "total").values()
        rounds = completeness_by(store, "round").values()
        for name, value in whole.items():
            assert name == "value_id" or sum(row[name] for row in rounds) == value, name
        assert whole["awards"] >= whole["with_awardee"] + whole["unnamed"]
    assert {name: completeness_by(real, "round")["R-REG-2022-12"][name] for name in ("awards", "with_awardee", "unnamed")} == {
        "awards": 9, "with_awardee": 2, "unnamed": 7
    }  # fmt: skip


def test_every_source_says_what_rests_on_it(real: Store, real_data: Path) -> None:
    found = {
        row["source_id"]: {line["table"]: line["row_count"] for line in row["rests"]} for row in sources_weighed(real)
    }
    tables = [
        name
        for name, resource in source_tables().items()
        if "source_id" in [f.name for f in resource.fields] and name != "sources"
    ]
    for source_id, rests in found.items():
        counted = {table: sum(row["source_id"] == source_id for row in source_rows(table)) for table in tables}
        assert rests == {table: number for table, number in counted.items() if number}, source_id
    weights = [row["row_count"] for row in sources_weighed(real)]
    assert weights == sorted(weights, reverse=True)
    words = shown(real_data, "data", part="sources")
    assert "Organizations: 15, Grants: 14" in words
    assert "1–50 of 141" in words
    assert "Exchange rates: 11" in words


def test_quality_names_what_is_missing_what_differs_and_what_may_vanish(
    real_data: Path, awkward_data: Path, awkward: Store
) -> None:
    words = shown(real_data, "data", part="quality")
    for text in (
        "18 of 81",
        "Regional grants, first call",
        "321",
        "NOK 3,705,542.02",
        "141 of 141 without an archived copy",
        "0 of 141 without an address",
        "is not checked here",
    ):
        assert text in words, text
    words = shown(awkward_data, "data", part="quality")
    lacking = [row["archive_url"] for row in awkward.rows("sources")].count(None)
    assert f"{lacking} of {len(awkward.rows('sources'))} without an archived copy" in words


def test_contradictions_say_how_far_they_lie_apart(real: Store) -> None:
    found = contradictions(statements(real, Selection(), "EUR"))
    numbers = [(c.quantity, c.difference) for c in found if c.quantity == "applications"]
    assert sorted(numbers) == [("applications", 9), ("applications", 321)]
    (amounts,) = [c for c in found if c.quantity == "amount"]
    # Some of the frames are limits: at least, up to. No difference can be taken from those.
    assert amounts.difference is None


def test_a_table_of_this_page_does_not_claim_to_count_the_selection(real_data: Path) -> None:
    words = shown(real_data, "data", part="quality", country="RS")
    assert "Counted:" not in words
    assert "18 of 81" in words


def test_a_part_that_cannot_be_read_is_named(real_data: Path) -> None:
    assert "part=nonsense" in shown(real_data, "data", part="nonsense")


def test_the_releases_say_what_each_changed(data: Path) -> None:
    words = shown(data, "data", part="releases")
    for text in (
        "3. Published, current",
        "Organizations: 1 changed and Grants: 1 added, 1 changed and 1 gone.",
        "Before: 3 grants and EUR 300.00. Since: 3 grants, EUR 350.50 and NOK 7.00.",
        "The first release.",
    ):
        assert text in words
    for entry in read_journal(data):
        assert f'href="./?release={entry.release}"' in words
        assert f'"download/{entry.release}/release.zip" download' in words


def test_the_releases_compare_nothing_with_a_withdrawn_one_or_one_that_cannot_be_opened(
    data: Path, tmp_path: Path
) -> None:
    first, second = (entry.release for entry in read_journal(data)[:2])
    old = Path(shutil.copytree(data, tmp_path / "old"))
    withdraw(data, second)
    words = shown(data, "data", part="releases")
    assert "4. Withdrawn, because it held what must not be public" in words
    assert words.count("Not compared with what was current before: The release") == 2
    assert f"download/{second}" not in words
    assert f"release={second}" not in words
    make_old(old, first)
    assert "was made by a version with other tables" in shown(old, "data", part="releases")


def test_the_page_follows_a_pinned_release(tmp_path: Path) -> None:
    programme = {"name": "Programme of a pinned link", "licence": "CC0-1.0"}
    first = builders.publish(builders.programme(programmes=[programme]), tmp_path)
    published(SOURCE / "smart-balkans", tmp_path / "data")
    words = shown(tmp_path / "data", "data", release=first.release_id)
    assert f"download/{first.release_id}/release.zip" in words
    assert "Programme of a pinned link" in words
    package = json.loads((first.folder / "datapackage.json").read_text("utf-8"))
    assert package["licenses"] == [{"name": "CC0-1.0"}]
