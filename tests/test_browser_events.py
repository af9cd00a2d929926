"""Events in a browser: from the strip and from the list to the source and back, the calendar file, phones."""

from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, open_page, wait_for_query
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from dashlib.queries.events import date_state, events
from dashlib.queries.store import Store
from dashlib.schema.selection import Selection

CONFERENCE = "/event?id=SB-2023-06-NC-RS"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_the_label_of_a_row_to_an_event_to_its_source_and_back(
    browser: Browser, address: str, viewport: dict
) -> None:
    page = browser.new_page(viewport=viewport)
    open_page(page, address + "/events")
    page.locator(".gd-time-row a", has_text="Conference").click()
    wait_for_query(page, "/events?type=conference")
    expect(page.locator(".gd h1")).to_have_text("10 public events")
    page.locator(".gd-list a", has_text="Second National Conference in Serbia").click()
    expect(page.locator(".gd-facts")).to_contain_text("Hotel Mona Plaza")
    wait_for_query(page, CONFERENCE)
    assert (page.locator(".gd-sources a").first.get_attribute("href") or "").startswith("http")
    page.go_back()
    wait_for_query(page, "/events?type=conference")
    expect(page.locator(".gd h1")).to_have_text("10 public events")
    page.go_back()
    expect(page.locator(".gd h1")).to_contain_text("69 public events")
    page.close()


def test_a_mark_opens_its_event_and_the_second_page_holds_the_rest(page: Page, address: str) -> None:
    open_page(page, address + "/events?country=RS")
    page.wait_for_timeout(500)
    page.locator(".gd-times .gd-day").first.click()
    expect(page.locator(".gd-facts")).to_be_visible()
    page.go_back()
    wait_for_query(page, "/events?country=RS")
    open_page(page, address + "/events?page=2")
    expect(page.locator(".gd-list li")).to_have_count(19)
    expect(page.locator(".gd h3").last).to_have_text("No date printed")


def test_types_are_chosen_as_a_facet_and_lifted(page: Page, address: str) -> None:
    open_page(page, address + "/events?country=RS")
    page.wait_for_timeout(500)
    page.locator(".gd-facet > summary", has_text="Type").click()
    for expected, number in (
        ("/events?country=RS&type=conference", "2 public events"),
        ("/events?country=RS", "12 public events, most of them in 2023"),
    ):
        page.locator(".gd-facet li a", has_text="Conference").click()
        expect(page.locator(".gd h1")).to_have_text(number)
        wait_for_query(page, expected)


def downloaded(page: Page) -> bytes:
    with page.expect_download() as download:
        page.locator("[class*=st-key-calendar-] button").click()
    return Path(download.value.path()).read_bytes()


def test_the_calendar_file_holds_exactly_the_events_with_a_known_day(page: Page, address: str, real: Store) -> None:
    open_page(page, address + "/events")
    expect(page.locator("[class*=st-key-calendar-] button")).to_contain_text("45 of 69 events")
    file = downloaded(page)
    entries = Calendar.from_ical(file).walk("VEVENT")
    known = [row for row in events(real, Selection()) if date_state(row) == "day"]
    assert sorted(str(entry["UID"]) for entry in entries) == sorted(f"{row['event_id']}@smart-balkans" for row in known)
    assert {entry["DTSTART"].dt for entry in entries} == {row["date_from"] for row in known}
    open_page(page, address + "/events")
    assert downloaded(page) == file
    open_page(page, address + CONFERENCE)
    (entry,) = Calendar.from_ical(downloaded(page)).walk("VEVENT")
    assert str(entry["URL"]) == address + CONFERENCE
    assert str(entry["LOCATION"]) == "Hotel Mona Plaza, Belgrade, Serbia"
