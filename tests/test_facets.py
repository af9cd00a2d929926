"""Facets, searches, letters and status: every number is that of the list behind its link, and the files are the list."""

import html
import itertools
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from builders import programme, publish
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_look_up import cells_of, files, lines_of_csv  # noqa: F401
from test_pages import shown, with_error_details  # noqa: F401

from dashlib.figures.tables import Table
from dashlib.queries.awardees import awardees
from dashlib.queries.events import event_options, events, events_by_type
from dashlib.queries.lists import grants, grants_in_order
from dashlib.queries.status import grants_by_status
from dashlib.queries.store import Store
from dashlib.queries.totals import awardee_options, in_several_countries, left_out, options, whole, whole_areas
from dashlib.schema.filters import AS_AWARDED, FILTERS
from dashlib.schema.package import BUCKETS
from dashlib.schema.selection import Found, Selection, address_of
from dashlib.text.formats import language
from dashlib.ui import facets, narrowing
from dashlib.ui import letters as letters_of_names

GRANT_FACETS = ("country", "municipality", "area", "grant_type", "year", "disclosed")
EVENT_FACETS = ("country", "year", "round")
SUMMER = date(2024, 6, 15)
LINK = re.compile(
    r'<li><a href="([^"]*)"( aria-current="true" title="[^"]*")? data-again="[^"]*">(.*?) <b>([\d,]+)</b></a></li>'
)


def listed_awardees(store: Store, selection: Selection) -> list[str]:
    rows = awardees(store, selection, "EUR", "EUR", "name", language("en"))
    return [row["organization_id"] for row in rows]


def facet_links(words: str) -> list[tuple[str, bool, str, int]]:
    """Every value of the facets of a page: address, whether it is chosen, name, number."""
    found = LINK.findall(words)
    assert found
    return [
        (html.unescape(href), bool(chosen), re.sub("<[^>]+>", "", name), int(number.replace(",", "")))
        for href, chosen, name, number in found
    ]


def shown_at(data: Path, href: str) -> str:
    parts = urlsplit(href)
    return shown(data, parts.path, **parse_qs(parts.query))


def found_sets(store: Store) -> list[Found | None]:
    orgs, all_grants = listed_awardees(store, Selection()), [row["grant_id"] for row in grants(store, Selection())]
    every = [Found("awardee", tuple(orgs[::3])), Found("grant", tuple(all_grants[::4])), Found("awardee", ())]
    return [None, *every, Found("grant", ("nobody's",))]


@pytest.mark.parametrize("each", [11, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", ["real", "awkward"])
def test_every_value_says_how_many_the_list_then_holds(request: pytest.FixtureRequest, name: str, each: int) -> None:
    """Of all values of all facets in all these lists, each so many-th."""
    store: Store = request.getfixturevalue(name)
    wholes = [Selection(), Selection(country=("RS", "several-countries")), Selection(disclosed="no", year=("2023",))]
    checked, turn = 0, itertools.count()
    for selection in [Selection(**{**vars(one), "found": found}) for one in wholes for found in found_sets(store)]:
        for facet in GRANT_FACETS:
            offered = options(store, selection, facet) + (whole_areas(store, selection) if facet == "area" else [])
            awardees = awardee_options(store, selection, facet)
            awardees |= awardee_options(store, selection, "priority_area") if facet == "area" else {}
            for option in [option for option in offered[:40] if next(turn) % each == 0]:
                own = selection.with_values(facet, [option.value_id])
                assert awardees.get(option.value_id, 0) == len(listed_awardees(store, own)), (facet, option.value_id)
                assert option.grant_count == len(grants(store, own)), (facet, option.value_id)
                checked += bool(option.grant_count)
    assert checked > 100 / each


@pytest.mark.parametrize("name", ["real", "awkward"])
def test_every_value_of_events_says_how_many_the_list_then_holds(request: pytest.FixtureRequest, name: str) -> None:
    store: Store = request.getfixturevalue(name)
    ids = tuple(row["event_id"] for row in events(store, Selection()))
    for found in (None, Found("event", ids[::2]), Found("event", ())):
        for selection in (Selection(found=found), Selection(found=found, country=("RS",), year=("2023",))):
            for facet in EVENT_FACETS:
                offered = event_options(store, selection, facet)
                for value, number in offered.items():
                    assert number == len(events(store, selection.with_values(facet, [value]))) > 0
            total = len(events(store, selection))
            assert sum(len(group) for group in events_by_type(store, selection).values()) == total
    assert sum(event_options(store, Selection(), "country").values()) == len(ids)


def test_what_is_found_narrows_everything_and_stands_in_no_address(real: Store) -> None:
    found = Selection(country=("RS",), found=Found("awardee", ("astra", "qendresa-qytetare")))
    assert listed_awardees(real, found) == ["astra"]
    value = whole(real, found, "EUR")
    assert value
    assert (value.awardee_count, value.unnamed_count) == (1, 0)
    assert address_of(found) == {"country": ["RS"]}
    assert found.parts() == [("country", "RS")]
    assert left_out(real, found, "EUR") == in_several_countries(real, found, "EUR") == []
    assert left_out(real, Selection(country=("RS",)), "EUR")


def test_a_list_by_relevance_keeps_the_order_of_what_is_found(real: Store) -> None:
    ids = listed_awardees(real, Selection())[::-2]
    found = Selection(found=Found("awardee", tuple(ids)))
    rows = awardees(real, found, "EUR", "EUR", "relevance", language("en"))
    assert [row["organization_id"] for row in rows] == ids
    ids = [row["grant_id"] for row in grants(real, Selection())][::-3]
    table = grants_in_order(real, Selection(found=Found("grant", tuple(ids))), "EUR", "relevance", language("en"))
    assert table["grant_id"].to_pylist() == ids


STATES = {
    ("2024-06-15", "2024-06-15"): "running",
    ("2023", "2024-06-14"): "finished",
    ("", "2024-05"): "finished",
    ("", "2023"): "finished",
    ("2023", "2024-06"): "not-stated",
    ("2023", "2024"): "not-stated",
    ("2023", "2024-07"): "running",
    ("2023", "2025"): "running",
    ("2024-06", "2025"): "not-stated",
    ("2024", "2025"): "not-stated",
    ("2024-05", "2025"): "running",
    ("2024-06-16", ""): "not-begun",
    ("2024-07", "2025"): "not-begun",
    ("2025", ""): "not-begun",
    ("2023", ""): "not-stated",
    ("", "2025"): "not-stated",
    ("", ""): "not-stated",
}


def test_the_status_of_a_grant_is_what_its_planned_dates_leave_no_doubt_about(tmp_path: Path) -> None:
    rows = [{"planned_start_date": start, "planned_end_date": end} for start, end in STATES]
    store = publish(programme(grants=rows), tmp_path)
    found = grants_by_status(store, Selection(), SUMMER)
    states = {grant_id: status for status, ids in found.items() for grant_id in ids}
    assert {dates: states[f"G{number}"] for number, dates in enumerate(STATES, start=1)} == STATES


@pytest.mark.parametrize("data", ["real_data", "awkward_data"])
@pytest.mark.parametrize("page", ["awardees", "grants", "events"])
def test_a_link_of_a_facet_leads_to_so_many(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, data: str, page: str
) -> None:
    monkeypatch.setattr(narrowing, "today", lambda: SUMMER)
    folder: Path = request.getfixturevalue(data)
    for address in ({}, {"q": "a"} if page == "events" else {"year": "2023"}):
        for href, is_chosen, name, number in facet_links(shown(folder, page, **address))[::6]:
            # A second value of a facet adds what it holds to what the first one left.
            if is_chosen or any(len(values) > 1 for values in parse_qs(urlsplit(href).query).values()):
                continue
            words = shown_at(folder, href)
            told = {
                "awardees": rf'gd-count">{number} awardees?<',
                "grants": rf"\b{number}(</b>|</span>| of | grants?\b)",
                "events": rf"<h1>{number} (public )?events?",
            }[page]
            assert re.search(told, words), (href, number)
            assert (name, number) in {(link[2], link[3]) for link in facet_links(words) if link[1]}


@pytest.mark.parametrize("page", facets.FACETS)
def test_buckets_come_last_and_nothing_empty_is_offered(awkward_data: Path, real_data: Path, page: str) -> None:
    for data in (awkward_data, real_data):
        words = shown(data, page)
        for group in re.findall(r"<ul.*?</ul>", words[words.index("gd-facets") :].split("</nav>")[0]):
            values = [
                next(iter(parse_qs(urlsplit(html.unescape(m[0])).query).values()))[0] for m in LINK.findall(group)
            ]
            are_buckets = [value in BUCKETS for value in values]
            assert are_buckets == sorted(are_buckets), values
        assert all(number for _, _, _, number in facet_links(words))


def test_a_long_facet_shows_twelve_and_the_rest_behind_a_click(tmp_path: Path) -> None:
    places = [{"municipality": f"Town {number}", "country": "RS"} for number in range(30) for _ in range(number + 1)]
    publish(programme(grants=[*places, {}]), tmp_path)
    words = shown(tmp_path / "data", "grants")
    place = re.search(r"<summary>Place</summary>(.*?)<summary>all 30</summary>(.*?)</details>(.*?)</details>", words)
    assert place
    first, rest, last = (facet_links(part) for part in place.groups())
    assert [number for *_, number in first] == list(range(30, 18, -1))
    assert [number for *_, number in rest] == list(range(18, 0, -1))
    assert [(name, number) for _, _, name, number in last] == [("place not known", 1)]


def test_a_chosen_value_is_shown_and_its_link_removes_it(real_data: Path) -> None:
    words = shown(real_data, "awardees", country=["RS", "ME"], disclosed="yes", sort="grants", letter="A")
    chosen = [(name, href) for href, is_chosen, name, _ in facet_links(words) if is_chosen]
    assert chosen == [
        ("Montenegro", "awardees?country=RS&disclosed=yes&sort=grants"),
        ("Serbia", "awardees?country=ME&disclosed=yes&sort=grants"),
        ("Amount published", "awardees?country=RS&country=ME&sort=grants"),
    ]
    assert "Amount: 1 chosen" in words


def test_the_status_is_a_facet_that_stands_in_address_and_sentence(
    real_data: Path,
    monkeypatch: pytest.MonkeyPatch,
    real: Store,
    files: dict[str, Table],  # noqa: F811
) -> None:
    for module in (narrowing, facets):
        monkeypatch.setattr(module, "today", lambda: SUMMER)
    groups = grants_by_status(real, Selection(), SUMMER)
    assert {name: len(ids) for name, ids in groups.items()} == {"running": 5, "finished": 2, "not-stated": 74}
    words = shown(real_data, "grants", status=["running", "finished"], columns=["identifier"])
    assert "By the planned dates, as of 15 Jun 2024." in words
    assert "(running by the planned dates and finished by the planned dates)" in words
    assert {line[1] for line in lines_of_csv(files["table"])[1:]} == {*groups["running"], *groups["finished"]}
    numbers = {name: number for _, _, name, number in facet_links(words)}
    assert [numbers[name] for name in ("running", "finished", "not stated")] == [5, 2, 74]
    words = shown(real_data, "grants", status="nope")
    assert "status=nope" in words


@pytest.mark.parametrize("sort", ["relevance", "name", "newest", "amount", "grants"])
def test_the_files_of_a_search_are_the_list(real_data: Path, files: dict[str, Table], sort: str) -> None:  # noqa: F811
    words = shown(real_data, "awardees", q="youth", country=["RS", "XK"], sort=sort)
    names = [re.sub("<[^>]+>", "", name) for name in re.findall(r'<a class="gd-strong"[^>]*>(.*?)</a>', words)]
    assert len(names) > 2
    assert [html.unescape(name) for name in names] == [line[0].lstrip("'") for line in lines_of_csv(files["table"])[1:]]


def test_hits_say_why_and_mark_what_matches(real_data: Path) -> None:
    words = shown(real_data, "awardees", q="zajecar")
    assert "<mark>Zaječar</mark> Initiative" in words
    assert "in the name" in words
    assert 'href="grants?q=zajecar"' in words
    words = shown(real_data, "grants", q="youth")
    assert "Why it is found" in words
    assert words.count("<mark>") >= len(cells_of(words))
    assert re.search(r'Also:.*href="awardees\?q=youth">\d+ awardees', words)
    words = shown(real_data, "events", q="conference")
    assert "Best first" in words
    assert "1 has no printed date.<" in words


def test_the_line_of_other_pages_counts_within_the_selection(real_data: Path) -> None:
    words = shown(real_data, "awardees", q="youth", country="XK")
    also = re.search(r'href="(grants\?[^"]*)">(\d+) grants?<', words)
    assert also
    assert f"<h1>{also[2]} grants" in shown_at(real_data, html.unescape(also[1]))


def test_a_search_without_hits_says_what_is_outside_or_close(real_data: Path) -> None:
    words = shown(real_data, "awardees", q="zajecar", country="XK", year="2023")
    assert "Nothing of this selection is found for “zajecar”" in words
    assert 'href="awardees?q=zajecar">1 awardee outside the selection' in words
    assert "Lift “Kosovo”: 1 awardee" in words
    for page in ("awardees", "grants", "events"):
        words = shown(real_data, page, q="<script>alert(1)</script>" + "x" * 10_000)
        assert "Nothing is found for “&lt;script&gt;" in words
        assert "<script>" not in words
        assert f'href="{page}">See the list without this search' in words


def test_everything_can_be_lifted_where_nothing_is_left_and_the_search_alone_is_kept_outside(real_data: Path) -> None:
    words = shown(real_data, "events", country="GB", type="conference")
    assert '<a href="events">Lift everything' in words
    words = shown(real_data, "grants", q="youth", status="running", year="2031", sort="name")
    assert re.search(r'href="grants\?q=youth&(?:amp;)?sort=name">\d+ grants outside the selection', words)


def test_few_names_have_no_letters(real_data: Path) -> None:
    words = shown(real_data, "awardees", letter="S")
    assert "79 awardees<" in words
    assert "gd-letters" not in words


def test_letters_lead_to_their_names_and_those_without_are_no_links(
    real_data: Path,
    real: Store,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, Table],  # noqa: F811
) -> None:
    monkeypatch.setattr(letters_of_names, "NAMES_NEEDED", 1)
    words = shown(real_data, "awardees")
    letters = re.search('<nav class="gd-letters.*?</nav>', words)
    assert letters
    assert "<span>J</span>" in letters[0]
    total = 0
    for letter in re.findall(r'href="awardees\?letter=(\w)"', letters[0]):
        words = shown(real_data, "awardees", letter=letter)
        told = re.search(rf">(\d+) of 79 awardees at {letter}<", words)
        assert told
        assert len(lines_of_csv(files["table"])) - 1 >= int(told[1])
        total += int(told[1])
    assert total == 79
    assert "gd-letters" not in shown(real_data, "awardees", q="youth", letter="Y")
    assert "79 awardees<" in shown(real_data, "awardees", letter="nope")


def test_the_map_holds_every_awardee_in_a_country_or_bucket(real_data: Path, awkward_data: Path, real: Store) -> None:
    words = shown(real_data, "awardees", form="map")
    for country, count in awardee_options(real, Selection(), "country").items():
        assert re.search(rf'href="awardees\?country={country}"[^>]*>[^<]*</a>.*?<b>{count}</b>', words)
    assert "place not known" in words
    words = shown(awkward_data, "awardees", form="map")
    assert "several places" in words
    assert "Zanavere" not in words


class Names(HTMLParser):
    """The names of all elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(name for name, _ in attrs)}


HOSTILE = (
    "<x-y>",
    "<script>",
    '"',
    "'",
    ">",
    " onload=",
    "&lt;",
    "'; DROP TABLE funding; --",
    "(.*[+",
    "%00",
    "{}",
    ":-",
)


@settings(max_examples=12, deadline=None)
@given(
    page=st.sampled_from(sorted(facets.FACETS)),
    words=st.one_of(st.lists(st.sampled_from(HOSTILE)).map("youth".join), st.text(st.characters(codec="utf-8"))),
    number=st.sampled_from([1, 1, 1, 10_000]),
)
@example(page="awardees", words="youth<x-y onload=alert(1)>", number=1)
@example(page="grants", words='"><x-y>', number=2_000)
def test_any_words_give_a_page_without_an_error_and_with_nothing_unescaped(
    real_data: Path, page: str, words: str, number: int
) -> None:
    found = Names(shown(real_data, page, q=(words * number)[:10_000])).found
    assert not {name for name in found if name == "script" or name.startswith(("x-", "on"))}


@pytest.mark.parametrize("name", ["real", "awkward"])
def test_a_filter_lets_nothing_through_that_it_does_not_name(request: pytest.FixtureRequest, name: str) -> None:
    store: Store = request.getfixturevalue(name)
    everything = whole(store, Selection(), AS_AWARDED)
    nothing = {"codes": "nope", "years": "1066", "date": "1066", "text": "nopenope"}
    for filter_ in FILTERS:
        if filter_.kind == "choice":
            parts = [whole(store, Selection().with_values(filter_.name, [one]), AS_AWARDED) for one in filter_.choices]
            assert sum(part.award_count for part in parts if part) == everything.award_count
            continue
        value = "2099" if filter_.name == "period_from" else nothing[filter_.kind]
        assert whole(store, Selection().with_values(filter_.name, [value]), AS_AWARDED) is None, filter_.name
