"""Events: all of them in the strip, no date more precise than it is printed, one event with speakers and source."""

import re
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from builders import programme, publish
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from test_pages import shown

from dashlib.figures.calendar import Entry, calendar_of
from dashlib.figures.event_strip import event_strip
from dashlib.figures.squares import Row
from dashlib.queries.events import date_state, date_told, event, events, speakers
from dashlib.queries.store import Store
from dashlib.schema import dates
from dashlib.schema.selection import Selection
from dashlib.schema.states import Award
from dashlib.text.formats import language

MARK = re.compile(r'<span class="gd-square gd-(\w+)" style="[^"]*" title="([^"]*)" data-go="(event\?id=[^"]+)">')
NO_SELECTION = Selection()

printed_dates = st.one_of(
    st.just(""),
    st.dates(date(2021, 1, 1), date(2024, 12, 31)).map(str),
    st.sampled_from(["2022-02", "2023-12", "2023", "1998", "2031-07"]),
)


def told(row: dict) -> str:
    return language("en").tell(date_told(row)).replace("\u2009", "")


def marks_of(words: str) -> list[tuple[str, str, str]]:
    """State, words and target of every mark of the strip."""
    strip = re.search(r'<div class="gd-times.*?(?=<div class="gd-source"|<div class="gd-chart")', words, re.DOTALL)
    assert strip
    return MARK.findall(strip[0])


def row_of(start: str, end: str = "") -> dict:
    first, last = dates.interval_of(start), dates.interval_of(end) or dates.interval_of(start)
    days = {"date_from": first and first[0], "date_to": last and last[1]}
    return {"date_start": start or None, "date_end": end or None, **days}


def test_the_strip_holds_every_event_of_the_programme_once(real_data: Path, real: Store) -> None:
    words = shown(real_data, "events")
    found = events(real, NO_SELECTION)
    assert len(found) == 69
    assert sorted(target for _, _, target in marks_of(words)) == sorted(f"event?id={row['event_id']}" for row in found)
    assert "69 public events, most of them in 2023" in words
    assert "17 have no printed date" in words
    assert [state for state, _, _ in marks_of(words)].count("day") == 45


@pytest.mark.parametrize("address", [{"country": "RS"}, {"year": "2023"}, {"text": "conference"}, {"country": "unknown"},
                                     {"round": "R-NI-RS-2023"}, {"period_from": "2023-02", "type": "training"}], ids=str)  # fmt: skip
def test_the_strip_adds_up_for_any_selection(real_data: Path, real: Store, address: dict) -> None:
    kind = address.get("type")
    given_ = {name: value for name, value in address.items() if name != "type"}
    chosen = Selection()
    for name, value in given_.items():
        chosen = chosen.with_values(name, [value])
    found = [row for row in events(real, chosen) if kind in (None, row["event_type_code"])]
    assert found
    assert len(marks_of(shown(real_data, "events", **address))) == len(found)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), printed_dates), max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_mark_is_lost_or_doubled_whatever_the_dates(drawn: list[tuple[str, str]]) -> None:
    rows = {f"{number}": row_of(text) for number, (_, text) in enumerate(drawn)}
    lines = [
        Row(
            name,
            name,
            None,
            [
                Award(date_state(rows[str(n)]), Decimal(1), told(rows[str(n)]), f"event?id={n}", str(n))
                for n, (kind, _) in enumerate(drawn)
                if kind == name
            ],
            0,
        )
        for name in "abc"
    ]
    days = {id: (row["date_from"], row["date_to"]) for id, row in rows.items() if row["date_from"]}
    strip = event_strip(lines, days, language("en"))
    assert sorted(int(target.rpartition("=")[2]) for _, _, target in MARK.findall(strip)) == list(range(len(drawn)))
    count = int(re.search(r"--units:(\d+)", strip)[1])  # type: ignore[index]
    assert 1 <= count <= 36
    columns = [int(number) for number in re.findall(r"grid-column:(\d+)", strip)]
    assert all(1 <= column <= count for column in columns)


@given(st.lists(st.tuples(printed_dates, st.sampled_from(["RS", "", "ME", "NO"])), min_size=1, max_size=12))
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_generated_programme_shows_all_its_events(drawn: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish(programme(events=[{"date_start": text, "country": code} for text, code in drawn]), Path(folder))
        words = shown(Path(folder) / "data", "events")
    assert len(marks_of(words)) == len(drawn)
    assert len(re.findall('<a class="gd-strong" href="event', words)) == len(drawn)


@pytest.mark.parametrize(
    ("start", "end", "state", "words"),
    [
        ("2023-06-30", "2023-06-30", "day", "30 Jun 2023"),
        ("2023-06-30", "", "day", "30 Jun 2023"),
        ("2023-06-22", "2023-06-23", "day", "22–23 Jun 2023"),
        ("2022-09-15", "2022-09", "month", "15 Sep 2022 to Sep 2022"),
        ("2023-11", "", "month", "Nov 2023"),
        ("2023-11", "2023-12", "month", "Nov 2023 to Dec 2023"),
        ("2023", "2023", "year", "2023"),
        ("2022-12-30", "2023", "year", "30 Dec 2022 to 2023"),
        ("", "2023-05-01", "undated", "until 1 May 2023"),
        ("", "", "undated", "date unknown"),
    ],
)
def test_a_date_is_told_as_precisely_as_it_is_printed(start: str, end: str, state: str, words: str) -> None:
    row = row_of(start, end)
    assert date_state(row) == state
    assert told(row) == words


def test_an_event_of_several_days_stands_in_its_first_month_and_a_year_is_a_bar_over_the_year(
    awkward_data: Path, awkward: Store
) -> None:
    states = {row["event_id"]: date_state(row) for row in events(awkward, NO_SELECTION)}
    assert states["EX-MULTI-DAY"] == states["EX-CYRILLIC"] == "day"
    words = shown(awkward_data, "events")
    # January 2022 to January 2024: June 2023 is the 18th of 25 units, 2022 the first twelve.
    assert "--units:25" in words
    assert re.search(r'grid-column:18"><span [^>]*EX-MULTI-DAY', words)
    assert re.search(r'gd-year" style="grid-column:1/13"[^>]*EX-YEAR', words)


def test_a_type_can_be_chosen_and_lifted(real_data: Path) -> None:
    words = shown(real_data, "events", type="conference")
    assert "10 public events" in words
    assert {target for _, _, target in marks_of(words)} >= {"event?id=SB-2023-06-NC-RS"}
    assert 'href="events?type=training"' in shown(real_data, "events")


@pytest.mark.parametrize("type_", ["nope", "<script>alert(1)</script>", "ђ" * 200])
def test_an_unknown_type_shows_nothing_and_a_way_out(real_data: Path, type_: str) -> None:
    words = shown(real_data, "events", type=type_, country="RS")
    assert "No event fits" in words
    assert "<script>" not in words
    assert "12 events" in words
    assert 'href="events?country=RS"' in words


def test_a_type_longer_than_any_is_ignored_and_named(real_data: Path) -> None:
    words = shown(real_data, "events", type="ђ" * 10_000, country="RS")
    assert "Ignored, since it cannot be read: type=ђђ" in words
    assert "12 events" in words
    assert len(words) < 100_000


def test_a_selection_that_leaves_nothing_names_each_part_that_can_be_lifted(real_data: Path) -> None:
    words = shown(real_data, "events", country="RS", year="2021")
    assert "Lift “2021”: 12 events" in words
    assert "Lift “Serbia”: 1 event" in words


def test_filters_that_say_nothing_about_events_are_named(real_data: Path) -> None:
    words = shown(real_data, "events", area="good-governance", country="RS")
    assert "Not applied to events: Area." in words
    assert "12 public events" in words
    assert "announced, not broken down" not in words


def test_the_conference_at_hotel_mona_plaza_has_its_speakers_round_and_source(real_data: Path, real: Store) -> None:
    words = shown(real_data, "event", id="SB-2023-06-NC-RS")
    for text in (
        "30 Jun 2023", "Hotel Mona Plaza", "Belgrade", "Eivind Vad Petersson", "State Secretary",
        "Norwegian Ministry of Foreign Affairs", "Tomislav Žigmanov", "Minister for Human and Minority Rights",
        "Marija Risteska", "Executive Director", 'href="round?id=R-NI-RS-2023"', 'lang="sr"',
        "11</b> name published, amount not", "The event", "Its speakers", 'rel="noreferrer nofollow"',
    ):  # fmt: skip
        assert text in words
    assert len(speakers(real, "SB-2023-06-NC-RS")) == 3
    source = next(row for row in real.rows("sources") if row["source_id"] == "S01")
    assert words.count(f'href="{source["url"]}"') >= 4


def test_an_event_about_many_rounds_says_what_was_announced_for_them_together(real_data: Path) -> None:
    words = shown(real_data, "event", id="SB-OPEN-FOUR")
    assert "Not among them: 55 grants, announced for several rounds together" in words
    assert "date unknown" in words


def test_a_round_lists_its_events_and_the_overview_links_to_them(real_data: Path) -> None:
    assert 'href="event?id=SB-2023-06-NC-RS"' in shown(real_data, "round", id="R-NI-RS-2023")
    assert 'href="event?id=SB-TOMAS-2024-06"' in shown(real_data)


@pytest.mark.parametrize("id_", ["NOPE", "<img src=x onerror=alert(1)>", "џ" * 10_000])
def test_an_unknown_event_is_told_with_a_way_out(real_data: Path, id_: str) -> None:
    words = shown(real_data, "event", id=id_)
    assert "Nothing stands at this address" in words
    assert "See all events" in words
    assert "<img" not in words


def test_html_and_formulas_in_names_stay_text(awkward_data: Path, awkward: Store) -> None:
    for row in events(awkward, NO_SELECTION):
        words = shown(awkward_data, "event", id=row["event_id"])
        assert "<img src=x" not in words
        assert "<b>Bold" not in words
    words = shown(awkward_data, "event", id="EX-YEAR")
    assert "&lt;img src=x onerror=alert(1)&gt; Round table" in words
    assert 'href="awardee?id=img-onerror"' in words
    assert "<img src=x" not in shown(awkward_data, "events")


def test_a_true_zero_of_visitors_is_not_unknown(awkward_data: Path, awkward: Store) -> None:
    assert "<dt>Attendance, as printed</dt><dd>0</dd>" in shown(awkward_data, "event", id="EX-MULTI-DAY")
    assert event(awkward, "NOPE") is None


def test_a_calendar_file_opens_in_a_parser_and_is_the_same_each_time() -> None:
    hostile = 'Sjećanje; a, b \\ "c"\nBEGIN:VEVENT\r\nATTACH:x <b>' + "Ђурђевак" * 40
    entry = Entry(
        "E@P", date(2023, 6, 29), date(2023, 7, 1), hostile, "https://example.org/event?id=E", hostile, "", "A, b"
    )
    stamp = datetime(2026, 11, 24, tzinfo=UTC)
    file = calendar_of([entry, entry], stamp)
    assert file == calendar_of([entry, entry], stamp)
    first = Calendar.from_ical(file).walk("VEVENT")[0]
    assert len(Calendar.from_ical(file).walk("VEVENT")) == 2
    assert str(first["SUMMARY"]).replace("\r", "") == hostile.replace("\r", "")
    assert first["DTSTART"].dt == date(2023, 6, 29)
    assert first["DTEND"].dt == date(2023, 7, 2)
    assert "DESCRIPTION" not in first
    assert "ATTACH" not in first
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
