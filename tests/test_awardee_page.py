"""One awardee's page: found under former identifiers, its money by year, who is similar, and never a person."""

from pathlib import Path

import pytest
from builders import check, programme, publish
from click.testing import CliRunner
from conftest import settings_for
from test_pages import shown, with_error_details  # noqa: F401

from dashlib.cli import main
from dashlib.queries.awardees import organization, similar_awardees, with_present_ids
from dashlib.queries.store import Store
from dashlib.releases.current import open_current
from dashlib.schema.selection import Selection
from dashlib.text.formats import language

FORMER = "is a former identifier of this organization"


@pytest.fixture(scope="module")
def sun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An awardee with published amounts of two years, one without a day, one in another currency, one unpublished."""
    folder = tmp_path_factory.mktemp("sun")
    publish(
        programme(
            areas=[{"area_id": "rights", "name": "Rights"}, {"area_id": "courts", "parent_area_id": "rights"}],
            rounds=[{"award_date": "2022-05-03"}, {"award_date": "2024"}, {}],
            organizations=[
                {"organization_id": "sun", "name": "Sunce", "country": "RS", "municipality": "Užice",
                 "former_ids": "old-sun;moon"},
                {"organization_id": "near", "name": "Near", "country": "RS"},
                {"organization_id": "far", "name": "Far", "country": "ME"},
                {"organization_id": "apart", "name": "Apart", "country": "RS"},
            ],
            grants=[
                {"recipient_org_id": "sun", "amount_awarded": "10000.00", "area_ids": "rights"},
                {"recipient_org_id": "sun", "amount_awarded": "25000.50", "round_id": "R2"},
                {"recipient_org_id": "sun", "round_id": "R2"},
                {"recipient_org_id": "sun", "amount_awarded": "700.00", "currency": "RSD", "round_id": "R3"},
                {"recipient_org_id": "near", "area_ids": "rights", "amount_awarded": "5.00"},
                {"recipient_org_id": "far", "area_ids": "rights"},
                {"recipient_org_id": "apart", "area_ids": "courts"},
            ],
        ),
        folder,
    )  # fmt: skip
    return folder / "data"


def test_a_former_identifier_leads_to_the_present_page_and_says_so(sun: Path) -> None:
    for former in ("old-sun", "moon"):
        words = shown(sun, "awardee", id=former)
        assert f"“{former}” {FORMER}" in words
        assert "Užice, Serbia" in words
    assert FORMER not in shown(sun, "awardee", id="sun")


def test_links_and_the_citation_name_the_present_identifier(sun: Path) -> None:
    words = shown(sun, "awardee", id="moon")
    assert "awardee?id=sun&amp;release=" in words
    assert "id=moon" not in words


def test_a_former_identifier_in_a_selection_selects_the_present_organization(sun: Path) -> None:
    store = open_current(settings_for(sun))
    for given in (("moon",), ("old-sun", "sun", "moon")):
        assert with_present_ids(store, Selection(organization=given)).organization == ("sun",)
    assert with_present_ids(store, Selection(organization=("nobody", "unknown"))).organization == ("nobody", "unknown")
    assert "Sunce" in shown(sun, "areas", organization="moon")
    result = CliRunner().invoke(main, ["grants", "--organization", "moon", "--format", "csv", "--data", str(sun)])
    assert result.stdout.count("\n") == 5


def test_a_former_identifier_names_one_organization_and_an_unknown_one_none(sun: Path) -> None:
    store = open_current(settings_for(sun))
    found = organization(store, "old-sun")
    assert found
    assert found["organization_id"] == "sun"
    assert organization(store, "nobody") is None
    assert organization(store, "old-sun;moon") is None


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ({"O1": "O2"}, {2: "O2"}),
        ({"O1": "gone", "O2": "gone"}, {2: "O2", 3: "O1"}),
        ({"O1": "O1"}, {2: "O1"}),
        ({"O1": "gone;O2", "O2": "earlier"}, {2: "O2"}),
        ({"O1": "gone;earlier", "O2": "before"}, {}),
    ],
    ids=["in use", "claimed twice", "its own", "a chain through a living one", "a chain written out"],
)
def test_a_former_identifier_that_could_lead_to_two_pages_is_refused(
    given: dict[str, str], rows: dict[int, str], tmp_path: Path
) -> None:
    tables = programme(organizations=[{"former_ids": given.get(f"O{number}", "")} for number in (1, 2)])
    places = {row["organization_id"]: place for place, row in enumerate(tables["organizations"], start=2)}
    _, problems = check(tables, tmp_path)
    found = {p.row: p for p in problems if p.rule == "former-id-ambiguous"}
    assert set(found) == {places[f"O{row - 1}"] for row in rows}
    for row, other in rows.items():
        told = found[places[f"O{row - 1}"]]
        assert (told.severity, told.column) == ("error", "former_ids")
        assert other in told.problem


def test_money_by_year_is_shown_once_two_years_are_published(sun: Path, real_data: Path) -> None:
    words = shown(sun, "awardee", id="sun")
    assert "Its published money by award year" in words
    assert "grants?organization=sun&amp;year=2022" not in words, "the table is shown when it is chosen"
    for data, id in ((sun, "near"), (real_data, "qendresa-qytetare"), (real_data, "hops")):
        assert "by award year" not in shown(data, "awardee", id=id)


def test_similar_means_an_area_in_common_and_the_same_country(sun: Path, real: Store) -> None:
    store = open_current(settings_for(sun))
    english = language("en")
    found = similar_awardees(store, "sun", english)
    assert [(row["organization_id"], row["areas"]) for row in found] == [("near", ["rights"])]
    words = shown(sun, "awardee", id="sun")
    assert "Similar awardees: in the same country, with areas in common" in words
    assert "awardee?id=near" in words
    assert "awardee?id=far" not in words
    assert similar_awardees(real, "norwegian-mfa", english) == []


@pytest.mark.parametrize("column", ["funder_org_id", "operator_org_ids"])
def test_a_person_cannot_stand_as_funder_or_operator(column: str, tmp_path: Path) -> None:
    person = {"organization_id": "somebody", "name": "Quux Somebody", "is_individual": "yes"}
    _, problems = check(programme(organizations=[{}, person], programmes=[{column: "somebody"}]), tmp_path)
    found = [(p.rule, p.file, p.column) for p in problems if p.severity == "error"]
    assert found == [("individual-named", "programmes.csv", column)]


def test_no_person_is_among_the_organizations_of_a_release(tmp_path: Path) -> None:
    person = {"organization_id": "somebody", "name": "Quux Somebody", "is_individual": "yes", "roles": "awardee"}
    quiet = {"organization_id": "quiet", "name": "Zanavere"}
    grants = [
        {"recipient_org_id": "somebody", "withheld": "all", "amount_awarded": "5.00"},
        {"recipient_org_id": "quiet", "withheld": "all", "partner_org_ids": "somebody", "amount_awarded": "6.00"},
    ]
    store = publish(programme(organizations=[quiet, person], rounds=[{}], grants=grants), tmp_path)
    assert not [row for row in store.connection.table("organizations").fetchall() if "somebody" in row]
    assert "Nothing stands at this address" in shown(tmp_path / "data", "awardee", id="somebody")
