"""Persons who receive grants: found by their names, told by their number, published without names or not at all."""

import json
import shutil
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import builders
import pytest
from click.testing import CliRunner, Result
from conftest import SOURCE, published, settings_for
from streamlit.testing.v1 import AppTest
from test_pages import shown

from dashlib.cli import main
from dashlib.publishing.candidate import Candidate, begin, candidates, change, open_candidate, tick
from dashlib.publishing.gates import about_warnings, gates, publish_candidate, warnings_by_rule
from dashlib.publishing.persons import Choice, looks_like_person, person_edits, person_findings, persons_among
from dashlib.publishing.prepare import Prepared, prepare, prepared_of
from dashlib.publishing.problems import Problem
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.source import published_tables
from dashlib.publishing.verify import verify_release
from dashlib.queries.awards import awards_by
from dashlib.queries.store import Store
from dashlib.queries.totals import totals_by
from dashlib.releases.current import open_current
from dashlib.schema.selection import Selection
from dashlib.search.find import find
from dashlib.search.index import open_index
from dashlib.search.things import things
from dashlib.settings import Settings
from dashlib.staff.people import Person
from dashlib.text.folding import folded
from dashlib.text.formats import language
from dashlib.ui.staff import desk, persons, ticks

WARNING, NOTE = "recipient-looks-like-person", "recipient-perhaps-person"

PEOPLE = {"en": "Emma O'Neill", "sr": "Ђорђе Марковић", "hr": "Ana-Marija Kovač", "bs": "Amila Hadžić",
          "mk": "Елена Стојановска", "sq": "Arben Hoxha", "no": "Kari Nordmann Berg", "de": "Jürgen Müller",
          "fr": "Marie-Claire Dupont", "es": "María García López", "it": "Giulia Rossi", "ru": "Иванов Иван Иванович",
          "ru, a woman": "Петрова Мария Сергеевна", "romanized": "Djordje Popov",
          "accents apart": "Zoe\u0308 Smith"}  # fmt: skip
ORGANIZATIONS = {"en": "Florence Nightingale Trust", "sr": "Удружење Милица", "hr": "Zaklada Ana Kovač",
                 "mk": "Здружение Елена Стојановска", "sq": "Shoqata Arben Hoxha", "no": "Stiftelsen Kari Nordmann",
                 "de": "Musikverein Anna Linz", "fr": "Marie Curie Institut", "es": "Fundación María López",
                 "it": "Associazione Giulia Rossi", "ru": "Фонд Анна Каренина", "capitals": "Marko PETROVIĆ",
                 "all capitals": "MARKO PETROVIĆ", "one word": "Marko", "five words": "Ana Maria Eva Sofia Berg",
                 "no capital": "Marie de France", "a figure": "Marko 21", "an initial": "A. Petrović",
                 "no given name": "Open Horizons"}  # fmt: skip

# Words that stand nowhere else, in both scripts.
NAMES = ("Ana Xqperović", "Јелена Кваксић", "Marko Xqlinov")
TOKENS = ("xqperovic", "kvaksic", "xqlinov", "кваксић")


@pytest.mark.parametrize("what", PEOPLE)
def test_the_name_of_a_person_is_known_in_many_languages(what: str) -> None:
    assert looks_like_person(PEOPLE[what])


@pytest.mark.parametrize("what", ORGANIZATIONS)
def test_the_name_of_an_organization_is_none_of_a_person(what: str) -> None:
    assert not looks_like_person(ORGANIZATIONS[what])


@pytest.mark.parametrize("programme", ["smart-balkans", "awkward"])
def test_no_name_of_the_programmes_here_is_taken_for_that_of_a_person(programme: str) -> None:
    tables = read_folder(SOURCE / programme).tables
    rows = tables["organizations"].to_pylist()
    names = {
        name.strip()
        for row in rows
        for name in (row["name"], row["name_local"], *(row["aka"] or "").split(";"))
        if name
    }
    assert len(names) > 50
    assert [name for name in names if looks_like_person(name)] == []
    assert list(person_findings(tables)) == []


def recipients(*names: str, organizations: int = 0, **more: list[dict[str, Any]]) -> builders.Tables:
    """Persons, and so many organizations, each with a grant of its own in one round."""
    ids = [f"{folded(name).replace(' ', '-')}" for name in names]
    rows = [{"organization_id": id, "name": name, "roles": "awardee"} for id, name in zip(ids, names, strict=True)]
    rows += [{"organization_id": f"club-{n}", "name": f"Club number {n}"} for n in range(organizations)]
    grants = [
        {"grant_id": f"G-{row['organization_id']}", "recipient_org_id": row["organization_id"], "amount_awarded": f"{100 + n}.00",
         "title": f"Travel of {row['name']}", "note": row["name"], "country": "RS", "award_date": "2023-06-29"}
        for n, row in enumerate(rows)
    ]  # fmt: skip
    given = {"organizations": rows, "grants": grants, "rounds": [{"countries": "RS", "award_date": "2023-06"}]}
    return builders.programme(**{name: given.get(name, []) + more.get(name, []) for name in {**given, **more}})


def found_in(tables: builders.Tables, folder: Path) -> list[Problem]:
    return list(person_findings(read_folder(builders.write(tables, folder)).tables))


def assert_clean(text: str, where: str = "") -> None:
    lower, plain = text.casefold(), folded(text).replace(" ", "")
    assert [token for token in TOKENS if token in lower or folded(token) in plain] == [], where


def test_one_warning_tells_how_many_and_names_nobody(tmp_path: Path) -> None:
    (warning,) = found_in(recipients(*NAMES, organizations=5), tmp_path)
    assert (warning.rule, warning.severity, warning.value) == (WARNING, "warning", "3 of 8")
    assert warning.problem == "3 of 8 recipients have names like those of persons."
    assert "withheld: individual" in warning.cure
    assert_clean(str(asdict(warning)))


def test_a_list_that_is_mostly_of_persons_is_called_so(tmp_path: Path) -> None:
    (warning,) = found_in(recipients(*NAMES, organizations=3), tmp_path)
    assert warning.problem == "This is a list of grants to persons: 3 of 6 recipients have names like those of persons."


def test_less_than_three_among_hundreds_are_a_note(tmp_path: Path) -> None:
    (note,) = found_in(recipients(*NAMES[:2], organizations=201), tmp_path)
    assert (note.rule, note.severity, note.value) == (NOTE, "note", "2 of 203")
    (warning,) = found_in(recipients(*NAMES, organizations=400), tmp_path)
    assert warning.rule == WARNING


def test_where_most_of_a_programme_are_persons_the_others_are_too_but_organizations(tmp_path: Path) -> None:
    people = [
        f"{given} Xqz{'abcdefg'[n]}"
        for n, given in enumerate(("Ana", "Marko", "Ivana", "Peter", "Maria", "Igor", "Eva"))
    ]
    others = ["Qxrtuz Wlmbo", "BEKIM HOXHA", "Youth Foundation"]
    tables = read_folder(builders.write(recipients(*people, *others), tmp_path)).tables
    assert [row["name"] for row in persons_among(tables).found] == [*people, *others[:2]]
    # Six of ten are not more than 60 %.
    tables = read_folder(builders.write(recipients(*people[:6], "Open Horizons", *others), tmp_path)).tables
    assert [row["name"] for row in persons_among(tables).found] == people[:6]


@pytest.mark.parametrize("row", [{"organization_id": "GB-CHC-1234567"}, {"registration_number": "20091234"}])
def test_who_stands_in_a_register_of_organizations_is_one(row: dict[str, str], tmp_path: Path) -> None:
    known = {"organization_id": "O9", "name": NAMES[0]} | row
    grant = {"grant_id": "G9", "recipient_org_id": known["organization_id"]}
    tables = builders.programme(organizations=[known], grants=[grant])
    assert found_in(tables, tmp_path) == []


def test_whose_name_is_withheld_already_is_not_asked_about(tmp_path: Path) -> None:
    tables = recipients(*NAMES, organizations=3)
    for grant, withheld in zip(tables["grants"], ("organization", "all", "individual"), strict=False):
        grant["withheld"] = withheld
    assert found_in(tables, tmp_path) == []


@pytest.mark.parametrize(
    ("withheld", "is_refused"), [("", True), ("organization", True), ("individual", False), ("all", False)]
)
def test_who_is_said_to_be_a_person_is_only_published_without_a_name(
    withheld: str, is_refused: bool, tmp_path: Path
) -> None:
    tables = recipients(NAMES[0], organizations=3)
    tables["organizations"][-4]["is_individual"], tables["grants"][0]["withheld"] = "yes", withheld
    _, problems = builders.check(tables, tmp_path)
    errors = [p for p in problems if p.severity == "error"]
    assert [p.rule for p in errors] == ["individual-named"] * is_refused
    assert all("individual" in p.cure for p in errors)
    assert not any(p.rule == WARNING for p in problems)


def test_two_grants_to_persons_are_not_taken_for_one(tmp_path: Path) -> None:
    tables = recipients(NAMES[0], organizations=3)
    tables["grants"].append(tables["grants"][0] | {"grant_id": "G-other"})
    rules = {}
    for withheld in ("", "individual"):
        for grant in (tables["grants"][0], tables["grants"][-1]):
            grant["withheld"] = withheld
        rules[withheld] = {p.rule for p in builders.check(tables, tmp_path)[1]}
    assert "grant-twice" in rules[""]
    assert "grant-twice" not in rules["individual"]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site on which three organizations are public, and an upload with one more and three persons, prepared."""
    folder = tmp_path_factory.mktemp("persons")
    published(builders.write(recipients(organizations=3), folder / "now"), folder / "data")
    then = builders.write(recipients(*NAMES, organizations=4), folder / "then")
    settings = settings_for(folder / "data")
    prepare(settings, begin(settings, "Ana", {name: then / name for name in ("organizations.csv", "grants.csv")}))
    return folder


def copied(begun: Path, folder: Path) -> Settings:
    return settings_for(Path(shutil.copytree(begun / "data", folder / "data")))


@pytest.fixture
def settings(begun: Path, tmp_path: Path) -> Settings:
    return copied(begun, tmp_path)


def handed_over(settings: Settings, choice: Choice | None = None) -> tuple[Candidate, Prepared]:
    """The upload; after a choice, prepared once more."""
    (candidate,) = candidates(settings)
    prepared = prepared_of(candidate)
    assert prepared
    if choice:
        candidate = change(candidate, edits=tuple(person_edits(prepared.tables(), choice)))
        prepared = prepare(settings, candidate)
    return candidate, prepared


@pytest.fixture(scope="module")
def without_names(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The site once the three grants were published without names."""
    settings = copied(begun, tmp_path_factory.mktemp("without-names"))
    candidate, prepared = handed_over(settings, "individual")
    assert not any(p.rule == WARNING for p in prepared.problems)
    publish(settings, candidate, prepared)
    return settings


def publish(settings: Settings, candidate: Candidate, prepared: Prepared) -> Store:
    for rule, found in warnings_by_rule(prepared.problems).items():
        candidate = tick(candidate, f"warning:{rule}", about_warnings(found), "Ben")
    for gate in gates(settings, candidate):
        if gate.about and not gate.is_met:
            candidate = tick(candidate, gate.name, gate.about, "Ben")
    publish_candidate(settings, candidate, "", {"by": "Ben"})
    return open_current(settings)


def test_without_names_the_grants_stay_and_no_name_is_public(without_names: Settings) -> None:
    settings, store = without_names, open_current(without_names)
    verify_release(store)
    rows = store.connection.sql(
        "SELECT * FROM grants WHERE withheld = 'individual' ORDER BY amount_awarded"
    ).to_arrow_table()
    assert rows["grant_id"].to_pylist() == [f"R1-withheld-{n}" for n in (1, 2, 3)]
    assert rows["amount_awarded"].to_pylist() == [Decimal("100.00"), Decimal("101.00"), Decimal("102.00")]
    assert (rows["award_date"][0].as_py(), rows["country_value"][0].as_py()) == ("2023-06-29", "RS")
    assert {rows[name][0].as_py() for name in ("title", "note", "recipient_org_id", "source_id", "search_text")} == {
        None
    }
    (line,) = totals_by(store, "total", Selection(), "EUR")
    assert (line["distinct_grant_count"], line["awardee_count"]) == (7, 4)
    for thing in [row for part in things(store) for row in part.to_pylist()]:
        assert_clean(str(thing), thing["id"])
    for token in TOKENS:
        assert find(open_index(store, settings.data / "cache"), token).ids == ()
    for path in (
        settings.data / "journal.jsonl",
        *settings.data.glob("releases/**/*"),
        *settings.data.glob("cache/**/*"),
    ):
        assert_clean(str(path.relative_to(settings.data)))
        if path.is_file():
            assert_clean(path.read_bytes().decode("utf-8", "ignore"), path.name)
    # Staff keep the names.
    assert NAMES[0] in (settings.private / "2" / "source" / "organizations.csv").read_text("utf-8")


def test_a_grant_to_a_person_is_called_so_and_never_withheld_for_safety(without_names: Settings) -> None:
    settings, store = without_names, open_current(without_names)
    titles = {language("en").tell(award.title) for award in awards_by(store, "round", Selection())["R1"]}
    assert "A person; name not published" in titles
    for page, address in (
        ("grants", {"columns": ["title", "description"]}),
        ("grant", {"id": "R1-withheld-1"}),
        ("round", {"id": "R1"}),
    ):
        words = shown(settings.data, page, **address)
        assert "A person; name not published" in words, page
        assert "withheld for safety" not in words.casefold(), page
        assert_clean(words, page)
    assert "3 with a name that is withheld" in shown(settings.data)


def test_what_is_left_out_is_in_no_release(settings: Settings) -> None:
    candidate, prepared = handed_over(settings, "leave-out")
    assert not any(p.rule == WARNING for p in prepared.problems)
    store = publish(settings, candidate, prepared)
    assert totals_by(store, "total", Selection(), "EUR")[0]["distinct_grant_count"] == 4
    assert store.connection.sql("SELECT * FROM grants WHERE withheld IS NOT NULL").fetchall() == []
    for path in store.folder.iterdir():
        assert_clean(path.read_bytes().decode("utf-8", "ignore"), path.name)


def test_as_organizations_they_are_published_once_somebody_has_ticked_it(settings: Settings) -> None:
    candidate, prepared = handed_over(settings)
    assert "warnings" in [gate.name for gate in gates(settings, candidate) if not gate.is_met]
    assert person_edits(prepared.tables(), "organizations") == []
    store = publish(settings, candidate, prepared)
    assert (NAMES[0],) in store.connection.sql("SELECT name FROM organizations").fetchall()


def test_a_choice_stands_in_the_candidate_and_changes_what_it_is(settings: Settings) -> None:
    candidate, prepared = handed_over(settings)
    contents = {candidate.content}
    for choice in ("individual", "leave-out"):
        edits = tuple(person_edits(prepared.tables(), choice))
        contents.add(change(candidate, edits=edits).content)
        assert open_candidate(settings, candidate.id).edits == edits
        assert prepared_of(open_candidate(settings, candidate.id)) is None
    assert len(contents) == 3


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("choice", "count", "told"),
    [("individual", 7, "3 published without names"), ("leave-out", 4, "3 left out"), ("organizations", 7, "3 of 7")],
)
def test_the_command_line_takes_the_choice_and_tells_a_number(
    settings: Settings, begun: Path, choice: str, count: int, told: str
) -> None:
    files = [begun / "then" / name for name in ("organizations.csv", "grants.csv")]
    done = run("publish", *files, "--data", settings.data, "--note", "Spring", "--persons", choice)
    assert done.exit_code == 0, done.output
    assert told in done.stderr
    assert_clean(done.output)
    assert totals_by(open_current(settings), "total", Selection(), "EUR")[0]["distinct_grant_count"] == count
    assert_clean((settings.private / "audit.jsonl").read_text("utf-8"))


def test_without_a_choice_the_command_line_publishes_no_person_and_names_none(settings: Settings, begun: Path) -> None:
    files = [begun / "then" / name for name in ("organizations.csv", "grants.csv")]
    refused = run("publish", *files, "--data", settings.data, "--note", "Spring")
    assert refused.exit_code == 1
    assert "--persons" in refused.stderr
    assert published_tables(settings)[0] == 1
    told = run("diff", *files, "--data", settings.data, "--format", "csv")
    assert "G-club-3" in told.stdout
    assert "cells of persons" in told.stderr
    for result in (refused, told):
        assert_clean(result.output)


def test_a_folder_is_checked_with_the_choice_as_well(tmp_path: Path) -> None:
    folder = builders.write(recipients(*NAMES, organizations=3), tmp_path)
    found = {}
    for choice, options in (("none", ()), ("individual", ("--persons", "individual"))):
        result = run("check", folder, "--data", tmp_path / "data", "--format", "json", *options)
        assert_clean(result.output)
        found[choice] = {p["rule"] for p in json.loads(result.stdout)}
    assert WARNING in found["none"]
    assert WARNING not in found["individual"]


PAGE = """
from dashlib.publishing.candidate import open_candidate
from dashlib.publishing.prepare import prepared_of
from dashlib.settings import read_settings
from dashlib.staff.people import Person
from dashlib.ui.staff.desk import Work
from dashlib.ui.staff.persons import show_persons
from dashlib.ui.request import read_view
import streamlit as st

read_view("update", False)
settings = read_settings()
candidate = open_candidate(settings, st.query_params["candidate"])
show_persons(Work(settings, Person("Ana", frozenset({"upload"})), candidate, prepared_of(candidate)))
"""


@pytest.fixture
def page(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The part of the page for a member of staff who is signed in."""
    candidate, _ = handed_over(settings)
    monkeypatch.setenv("DASHLIB_DATA", str(settings.data))
    for module in (desk, persons, ticks):
        monkeypatch.setattr(module, "may", lambda role: Person("Ana", frozenset({"upload"})))
    app = AppTest.from_string(PAGE, default_timeout=60)
    app.query_params["candidate"] = candidate.id
    return app.run()


def test_the_page_shows_staff_who_is_meant_and_offers_three_ways(page: AppTest) -> None:
    assert not page.exception, page.exception
    words = " ".join(str(getattr(element.proto, "body", "")) for element in page.main)
    assert "3 of 7 recipients are persons, or have names like them" in words
    assert all(name in words for name in NAMES)
    assert [button.label for button in page.button] == ["Publish their grants without names", "Leave their grants out"]
    assert [box.label for box in page.checkbox] == ["These 3 are organizations\\, and published by name"]


@pytest.mark.parametrize(("choice", "removes"), [("individual", False), ("leave-out", True)])
def test_a_choice_on_the_page_becomes_edits_of_the_upload(
    page: AppTest, settings: Settings, choice: str, removes: bool
) -> None:
    page.button(key=f"persons-{choice}").click().run()
    assert not page.exception, page.exception
    (edit,) = candidates(settings)[0].edits
    assert (edit.remove, len(edit.keys)) == (removes, 3)
    (line,) = [json.loads(line) for line in (settings.private / "audit.jsonl").read_text("utf-8").splitlines()][-1:]
    assert (line["act"], line["details"]["choice"], line["details"]["grants"]) == ("persons", choice, 3)
    assert_clean(str(line))


def test_the_tick_on_the_page_says_that_they_are_organizations(page: AppTest, settings: Settings) -> None:
    page.checkbox[0].check().run()
    (kept,) = candidates(settings)[0].ticks
    assert (kept.what, kept.by) == (f"warning:{WARNING}", "Ana")
