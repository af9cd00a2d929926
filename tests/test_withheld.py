"""Nothing of what is withheld for safety reaches a release, the journal or an answer; staff's own tables keep it."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import builders
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from conftest import settings_for

from dashlib.cli import main
from dashlib.publishing.publish import SourceErrors, publish_folder
from dashlib.queries.store import Store
from dashlib.queries.totals import totals_by
from dashlib.schema.package import dimensions
from dashlib.schema.selection import Selection
from dashlib.search.find import find
from dashlib.search.index import open_index
from dashlib.search.things import things
from dashlib.text.folding import folded

# One word for each place in which an awardee may show, for each kind of withholding.
PLACES = ("id", "name", "aka", "title", "description", "town", "keyword", "sourcetitle", "sourceurl", "publisher",
          "partner", "note", "formerid", "number", "sourceid", "grantid", "seat")  # fmt: skip
LOCAL = {"organization": "Квазарлог", "all": "Џиновскиљ"}


def token(kind: str, place: str) -> str:
    return f"xq{'o' if kind == 'organization' else 'a'}{place}zz"


TOKENS = [token(kind, place) for kind in LOCAL for place in PLACES] + list(LOCAL.values())


def hidden_rows(kind: str, amount: str) -> dict[str, dict[str, Any]]:
    """The grant, awardee, partner and source of one withheld award, every cell filled with its word."""
    t = {place: token(kind, place) for place in PLACES}
    organization = {"organization_id": t["id"], "name": t["name"], "name_local": LOCAL[kind],
                    "aka": f"{t['aka']};A. B.", "municipality": t["seat"], "country": "MK", "website": f"https://example.org/{t['name']}",
                    "former_ids": t["formerid"], "registration_number": t["number"], "source_id": t["sourceid"],
                    "note": t["note"], "roles": "awardee"}  # fmt: skip
    grant = {"grant_id": t["grantid"], "round_id": "R1", "recipient_org_id": t["id"], "title": t["title"],
             "description": t["description"], "keywords": t["keyword"], "municipality": t["town"], "withheld": kind,
             "partner_org_ids": t["partner"], "source_id": t["sourceid"], "note": t["note"], "amount_awarded": amount,
             "area_ids": "A1", "countries": "RS", "award_date": "2023-06-29",
             "planned_start_date": "2023-11-11"}  # fmt: skip
    source = {"source_id": t["sourceid"], "title": t["sourcetitle"], "url": f"https://example.org/{t['sourceurl']}",
              "publisher": t["publisher"], "note": t["note"]}  # fmt: skip
    partner = {"organization_id": t["partner"], "name": f"Partner {t['partner']}", "source_id": t["sourceid"]}
    return {"organization": organization, "partner": partner, "grant": grant, "source": source}


def planted(**more: list[dict[str, Any]]) -> builders.Tables:
    hidden = [hidden_rows("organization", "300.00"), hidden_rows("all", "200.00")]
    basis = {"amount": "1000.00", "currency": "EUR", "grant_count": 7, "scope_round_ids": "R1", "ledger_basis": "yes"}
    given: dict[str, list[dict[str, Any]]] = {
        "sources": [{"source_id": "S1"}, *(rows["source"] for rows in hidden)],
        "areas": [{"area_id": "A1"}],
        "rounds": [{"countries": "RS", "award_date": "2023-06-30"}, {"countries": "ME", "award_date": "2023"}],
        "organizations": [{"country": "RS"}, *(rows[name] for rows in hidden for name in ("organization", "partner"))],
        "grants": [{"amount_awarded": "100.00", "title": "Open"}, *(rows["grant"] for rows in hidden),
                   {"round_id": "R2", "amount_awarded": "50.00"}],
        "events": [{"name": "Signing", "round_ids": "R1"}],
        "announcements": [basis],
    }  # fmt: skip
    for name, rows in more.items():
        given[name] = given.get(name, []) + rows
    return builders.programme(**given)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("withheld")


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return builders.publish(planted(), folder)


def assert_clean(text: str, where: str) -> None:
    """No token, in any spelling, stands in the text."""
    lower, plain = text.casefold(), folded(text).replace(" ", "")
    found = [word for word in TOKENS if word.casefold() in lower or folded(word) in plain]
    assert found == [], where


def test_no_value_of_the_release_holds_what_is_withheld(store: Store) -> None:
    for path in sorted(store.folder.glob("*.parquet")):
        for row in pq.read_table(path).to_pylist():
            assert_clean(" ".join(str(value) for value in row.values()), f"{path.name}: {row}")


def test_no_metadata_of_the_release_holds_what_is_withheld(store: Store) -> None:
    for path in sorted(store.folder.glob("*.parquet")):
        file = pq.ParquetFile(path)
        assert_clean(f"{file.schema_arrow} {file.schema_arrow.metadata} {file.metadata.metadata}", path.name)
        for group in range(file.metadata.num_row_groups):
            for column in range(file.metadata.num_columns):
                chunk = file.metadata.row_group(group).column(column)
                known = chunk.statistics
                ends = (known.min, known.max) if known and known.has_min_max else ()
                assert_clean(f"{chunk} {ends} {chunk.metadata}", f"{path.name}, {chunk.path_in_schema}")
    for path in store.folder.iterdir():
        assert_clean(path.read_bytes().decode("utf-8", "ignore"), path.name)


def test_no_journal_line_and_no_file_name_holds_what_is_withheld(store: Store, folder: Path) -> None:
    assert_clean((folder / "data" / "journal.jsonl").read_text("utf-8"), "journal")
    assert_clean(" ".join(str(path) for path in (folder / "data").rglob("*")), "names of files")


@pytest.mark.parametrize(
    "command",
    [["totals", *(f"--by={name}" for name in dimensions())], ["grants"], ["organizations"], ["events"], ["reconcile"],
     ["releases"], ["grants", f"--text={token('all', 'name')}"], ["grants", f"--organization={token('all', 'id')}"],
     ["search", "xq"], ["search", "r1 withheld"], ["search", token("organization", "aka")]],
)  # fmt: skip
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_no_answer_of_the_command_line_holds_what_is_withheld(
    store: Store, folder: Path, command: list[str], form: str
) -> None:
    result = CliRunner().invoke(main, [*command, "--data", str(folder / "data"), "--format", form])
    assert result.exit_code == 0, result.output
    assert_clean(result.stdout + result.stderr, " ".join(command))
    if len(command) == 2 and command[0] == "grants":
        assert "withheld-" not in result.stdout


def test_the_search_knows_nothing_of_what_is_withheld(store: Store, folder: Path) -> None:
    for thing in [row for part in things(store) for row in part.to_pylist()]:
        assert_clean(str(thing), thing["id"])
    for text in TOKENS:
        assert find(open_index(store, folder / "cache"), text).ids == (), text
    for path in (folder / "cache").rglob("*.*"):
        assert_clean(path.read_bytes().decode("utf-8", "ignore"), path.name)


def test_only_what_is_permitted_is_published(store: Store) -> None:
    rows = {row["grant_id"]: row for row in pq.read_table(store.folder / "grants.parquet").to_pylist()}
    shown = {
        grant_id: {name for name, value in row.items() if value is not None}
        for grant_id, row in rows.items()
        if row["withheld"]
    }
    common = {"grant_id", "round_id", "withheld", "amount_awarded", "currency", "amount_status", "award_date",
              "country", "countries", "date_from", "date_to", "country_value", "municipality_value",
              "place_basis"}  # fmt: skip
    # In the file `countries` alone is filled: what is empty stays empty.
    assert shown == {"R1-withheld-1": common, "R1-withheld-2": common - {"country"} | {"area_ids"}}
    # Of one that is withheld altogether, the round's date; its own is not published.
    assert [rows[f"R1-withheld-{n}"]["award_date"] for n in (1, 2)] == ["2023-06-30", "2023-06-29"]
    ledger = {row["grant_id"]: row for row in pq.read_table(store.folder / "funding.parquet").to_pylist()}
    assert {ledger[grant_id][name] for grant_id in shown for name in ("organization", "municipality")} == {"withheld"}
    assert [ledger[f"R1-withheld-{n}"]["area"] for n in (1, 2)] == ["withheld", "A1.theme-not-stated"]
    assert {ledger[grant_id]["source_id"] for grant_id in shown} == {"S1"}


def test_awardees_leave_them_out_while_money_and_grants_stay(store: Store) -> None:
    (line,) = totals_by(store, "total", Selection(round=("R1",)), "EUR")
    assert (line["amount_disclosed"], line["amount"]) == (Decimal("600.00"), Decimal("1000.00"))
    assert (line["distinct_grant_count"], line["grant_count"], line["awardee_count"]) == (3, Decimal(7), 1)
    (hidden,) = totals_by(store, "total", Selection(organization=("withheld",)), "EUR")
    assert (hidden["amount"], hidden["grant_count"], hidden["awardee_count"]) == (Decimal("500.00"), Decimal(2), 0)


def test_the_numbering_does_not_depend_on_the_order_of_the_file(store: Store, tmp_path: Path) -> None:
    tables = planted()
    for name in ("grants", "organizations", "sources"):
        tables[name].reverse()
    other = builders.publish(tables, tmp_path)
    assert other.release_id == store.release_id


def test_the_numbering_does_not_depend_on_old_identifiers(store: Store, tmp_path: Path) -> None:
    tables = planted()
    for grant in tables["grants"]:
        grant["grant_id"] = {"organization": "B-first", "all": "A-last"}.get(grant["withheld"], grant["grant_id"])
    assert builders.publish(tables, tmp_path).release_id == store.release_id


NAME = token("organization", "name")
LEAKS = {
    "event in another case": ("events", {"name": f"Visit to {NAME.upper()}!"}, "name"),
    "event in another script": ("events", {"name": "Посета, kvazarlog"}, "name"),
    "description with the other name": ("events", {"description": "with  XQOAKAZZ."}, "description"),
    "title of another source": ("sources", {"source_id": "S9", "title": f"«{NAME}» wins"}, "title"),
    "address of another source": ("sources", {"source_id": "S9", "url": f"https://example.org/{NAME}"}, "url"),
    "note of a round": ("rounds", {"round_id": "R9", "note": "also DŽINOVSKILJ"}, "note"),
    "note of a grant": ("grants", {"note": f"with {NAME}, as partner"}, "note"),
    "title of a grant, without the script": ("grants", {"title": "dzinovskilj and friends"}, "title"),
    "identifier in a note": ("announcements", {"note": token("all", "id"), "grant_count": 3}, "note"),
    "speaker's organization": ("event_speakers", {"organization": "Џиновскиљ"}, "organization"),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_withheld_name_that_is_published_elsewhere_stops_the_build(leak: str, tmp_path: Path) -> None:
    table, row, column = LEAKS[leak]
    more = {table: [row]}
    if row.get("source_id"):  # a source is published only where something refers to it
        more["events"] = [{"event_id": "E9", "source_id": "S9"}]
    if table == "grants":
        row = row | {"grant_id": "G9"}
        more = {table: [row]}
    tables = planted(**more)
    source = builders.write(tables, tmp_path / "source")
    with pytest.raises(SourceErrors) as caught:
        publish_folder(source, settings_for(tmp_path / "data"))
    errors = [p for p in caught.value.problems if p.severity == "error"]
    number = len(tables[table]) + 1
    assert [(p.rule, p.file, p.row, p.column) for p in errors] == [
        ("withheld-name-published", f"{table}.csv", number, column)
    ]
    assert not (tmp_path / "data" / "journal.jsonl").exists()
    assert not list((tmp_path / "data").glob("releases/*"))


def test_the_command_stops_with_1_and_names_table_row_and_column(tmp_path: Path) -> None:
    source = builders.write(planted(events=[{"name": f"Visit to {NAME}"}]), tmp_path / "source")
    result = CliRunner().invoke(main, ["build", str(source), "--data", str(tmp_path / "data")])
    assert result.exit_code == 1
    told = " ".join(result.stderr.split())
    assert "events.csv, row 3, name" in told
    assert "[withheld-name-published]" in told
    assert "Traceback" not in result.output
    assert_clean(told, "what the command says")


@pytest.mark.parametrize("withheld", ["", "organization"])
def test_a_person_is_refused_unless_all_is_withheld(withheld: str, tmp_path: Path) -> None:
    person = {"organization_id": "somebody", "name": "Quux Somebody", "is_individual": "yes"}
    grant = {"grant_id": "G9", "recipient_org_id": "somebody", "withheld": withheld, "amount_awarded": "5.00"}
    tables = planted(organizations=[person], grants=[grant])
    _, problems = builders.check(tables, tmp_path)
    (error,) = [p for p in problems if p.severity == "error"]
    place = (error.rule, error.file, error.row, error.column)
    assert place == ("individual-named", "grants.csv", len(tables["grants"]) + 1, "recipient_org_id")
    assert "all" in error.cure


def test_a_person_is_published_as_withheld_altogether(tmp_path: Path) -> None:
    person = {"organization_id": "somebody", "name": "Quux Somebody", "is_individual": "yes"}
    grant = {"grant_id": "G9", "recipient_org_id": "somebody", "withheld": "all", "amount_awarded": "5.00"}
    _, problems = builders.check(planted(organizations=[person], grants=[grant]), tmp_path)
    assert [p for p in problems if p.severity == "error"] == []


def test_staff_keep_what_is_withheld(store: Store, folder: Path) -> None:
    private = folder / "data" / "private" / "1"
    assert NAME in (private / "source" / "organizations.csv").read_text("utf-8")
    told = json.loads((private / "publication.json").read_text("utf-8"))
    assert (told["by"], told["release"]) == ("command line", store.release_id)
