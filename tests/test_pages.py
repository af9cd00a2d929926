"""Every page on real, empty and awkward releases, inside the frame, asserting figures that depend on the data."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import published
from streamlit import config
from streamlit.testing.v1 import AppTest

from dashlib.schema.package import source_tables

PAGES = Path(__file__).parents[1] / "pages"
# Visitors have no page of staff: tests/staff/ opens it.
NAMES = sorted(path.stem for path in PAGES.glob("*.py") if path.stem not in {"frame", "update"})


@pytest.fixture(autouse=True)
def with_error_details() -> Iterator[None]:
    before = config.get_option("client.showErrorDetails")
    config.set_option("client.showErrorDetails", "full")
    yield
    config.set_option("client.showErrorDetails", before)


@pytest.fixture(scope="session")
def empty_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme that has awarded nothing yet: a source, a funder, a programme, and tables of headings."""
    folder = tmp_path_factory.mktemp("empty-source")
    rows = {
        "sources": [{"source_id": "S1", "title": "Founding decision"}],
        "organizations": [{"organization_id": "funder", "name": "The Funder", "source_id": "S1"}],
        "programmes": [{"programme_id": "p", "name": "New Programme", "funder_org_id": "funder", "source_id": "S1"}],
    }
    for resource in source_tables().values():
        path = folder / resource.path
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in resource.fields])
            writer.writeheader()
            writer.writerows(rows.get(resource.name, []))
    data = tmp_path_factory.mktemp("empty")
    published(folder, data)
    return data


def at_page(data: Path, page: str) -> AppTest:
    """The site at one of its pages, which is the first that is opened: it is found by the name of its file."""
    os.environ["DASHLIB_DATA"] = str(data)
    app = AppTest.from_file(str(PAGES / "frame.py"), default_timeout=60)
    return app.switch_page(str(PAGES / f"{page}.py")) if page != "overview" else app


def shown(data: Path, page: str = "overview", /, **address: str | list[str]) -> str:
    """All words on a page of a release."""
    app = at_page(data, page)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    texts = [str(getattr(element, "body", "") or getattr(element.proto, "body", "")) for element in app.main]
    words = " ".join(texts).replace("\u00a0", " ")
    assert "This page could not be shown" not in words
    assert "could not be drawn" not in words
    return words


def test_the_overview_on_the_real_data(real_data: Path) -> None:
    words = shown(real_data)
    for figure in ("€6.2 million", "€478,296", "EUR 3,170,545.33", "84 without a name", "79 awardees", "SMART Balkans"):
        assert figure in words


def test_the_rounds_on_the_real_data(real_data: Path) -> None:
    words = shown(real_data, "rounds")
    for figure in ("In five of eight calls", "€1.69 m", "9 of 122", "76 of 670 or 349", "no amount stated"):
        assert figure in words


def test_announced_and_published_on_the_real_data(real_data: Path) -> None:
    words = shown(real_data, "announcements")
    for figure in (
        "22 of 27 statements of awards",
        "EUR 722,840.94",
        "NOK 3,705,542.02 more stated",
        "55 names missing",
        "EUR 17,000,000.00",
    ):
        assert figure in words


def test_the_first_year_in_serbia_is_stated_and_added_to_nothing(real_data: Path) -> None:
    assert "NOK 9,253,307.39" in shown(real_data, "announcements")
    assert "NOK 5.55 m" in shown(real_data, "rounds", round="R-NI-RS-2023", currency="NOK")


def test_one_grant_says_what_is_not_known_and_leads_to_its_sources(real_data: Path) -> None:
    words = shown(real_data, "grant", id="G-NI-RS-03")
    for text in (
        "ASTRA-Anti trafficking action",
        "not published",
        "30 Jun 2023",
        "not known",
        "National Interventions, Serbia",
        "https://",
    ):
        assert text in words


def test_one_grant_in_parts_shows_each_area(real_data: Path) -> None:
    words = shown(real_data, "grant", id="G-REG-01", currency="NOK")
    for text in ("EUR 186,164.00", "NOK 1,964,030.20", "Media literacy (33 %)", "29 Dec 2022"):
        assert text in words


def test_one_round_has_its_grants_and_statements(real_data: Path) -> None:
    words = shown(real_data, "round", id="R-NI-RS-2023")
    for text in ("11 grants", "NOK 5,547,765.37", "15 Feb 2023", "Da se zna!", "agrees"):
        assert text in words


@pytest.mark.parametrize("page", NAMES)
def test_every_page_on_a_programme_without_grants(empty_data: Path, page: str) -> None:
    words = shown(empty_data, page)
    assert "€" not in words
    if page == "overview":
        assert "New Programme" in words


@pytest.mark.parametrize("page", NAMES)
def test_every_page_on_the_real_programme(real_data: Path, page: str) -> None:
    ids = {"grant": "G-REG-01", "round": "R-NI-RS-2023", "awardee": "astra", "event": "SB-2023-06-NC-RS"}
    words = shown(real_data, page, **({"id": ids[page]} if page in ids else {}))
    assert "SMART Balkans" in words
    assert "Nothing stands at this address" not in words


@pytest.mark.parametrize("page", NAMES)
def test_every_page_on_the_awkward_programme(awkward_data: Path, page: str) -> None:
    address = {
        "grant": {"id": "G-REG-02"},
        "round": {"id": "R-LI-AL-2024"},
        "event": {"id": "EX-YEAR"},
        "awardee": {"id": "djurdjevak"},
    }.get(page, {})
    words = shown(awkward_data, page, **address)
    assert "<script>" not in words
    assert {
        "overview": "35",
        "rounds": "RSD",
        "announcements": "more in the data",
        "areas": "Green transition",
        "organizations": "no bands of size here",
        "places": "several places",
        "flows": "cannot be followed",
        "data": "35 single grants",
        "grant": "several",
        "round": "withheld",
        "events": "8 public events",
        "event": "Media grants",
        "grants": "Name withheld for safety",
        "awardees": "20 organizations are named",
        "awardee": "NOK 300,000.03",
    }[page] in words or page == "grant"


@pytest.mark.parametrize("page", ["overview", "rounds", "announcements", "areas", "organizations", "places", "flows"])
@pytest.mark.parametrize("currency", ["as-awarded", "EUR", "NOK"])
@pytest.mark.parametrize(
    "address",
    [
        {"country": ["RS", "XK"]},
        {"area": "good-governance"},
        {"disclosed": "yes"},
        {"year": "unknown"},
        {"text": "zajecar"},
        {"round": "NOPE"},
    ],
    ids=str,
)
def test_every_page_with_selections(real_data: Path, page: str, currency: str, address: dict) -> None:
    words = shown(real_data, page, currency=currency, **address)
    assert "</" in words


def test_a_page_can_have_several_charts_with_the_same_switch(real_data: Path) -> None:
    os.environ["DASHLIB_DATA"] = str(real_data)
    lines = ["from dashlib.ui.breakdowns import show_bars_by", "from dashlib.ui.request import read_view"]
    lines += ['read_view("places", False)', *(f'show_bars_by("{by}", "{by}", "{by}")' for by in ("country", "call"))]
    app = AppTest.from_string("\n".join(lines), default_timeout=60)
    app.query_params["measure"] = "money"
    app.run()
    assert not app.exception, app.exception
    switches = [control for control in app.segmented_control if control.key.startswith("option-")]
    assert [control.value for control in switches] == ["money", "money"]


def test_a_part_of_a_grant_reads_as_in_part(real_data: Path) -> None:
    words = shown(real_data, area="good-governance")
    assert "24 grants, in part" in words
    assert "0.33" not in words


def test_what_a_selection_leaves_out_is_said_with_its_amount(real_data: Path) -> None:
    words = shown(real_data, country="RS", currency="EUR")
    assert "70 grants and €2,084,209.24 announced, not broken down by country" in words
    words = shown(real_data, period_from="2023-01-01", period_to="2023-06-30")
    assert "21 grants and €1,124,716.99, dated less precisely" in words


def test_a_search_word_finds_any_script(real_data: Path) -> None:
    for word in ("zajecar", "Зајечар", "ZAJEČAR"):
        assert "1 grant" in shown(real_data, text=word)
