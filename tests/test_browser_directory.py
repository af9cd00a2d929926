"""The directory as its users go through it on a phone: in any script, with a slip, by a shared address, by keyboard."""

import pytest
from browsing import PHONE, open_page, query, wait_for_query
from playwright.sync_api import Browser, Page, expect

ZAJECAR = "Зајечарска иницијатива"


@pytest.fixture
def phone(browser: Browser) -> Page:
    page = browser.new_page(viewport=PHONE, is_mobile=True, has_touch=True)
    yield page
    page.close()


def expect_first(page: Page, name: str) -> None:
    """The run is over, and the first entry is seen with the field, without scrolling."""
    first = page.locator(".gd-items .gd-strong").first
    expect(first).to_have_text(name)
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    expect(first).to_be_in_viewport()


@pytest.mark.parametrize(
    ("typed", "found", "why"),
    [
        (ZAJECAR, "Zaječar Initiative", "also known as “Zaječarska inicijativa”"),
        ("curuvia", "Slavko Curuvija Foundation", "a similar spelling"),
    ],
)
def test_found_opened_shared_and_back_with_the_search_intact(
    browser: Browser, phone: Page, address: str, typed: str, found: str, why: str
) -> None:
    open_page(phone, address + "/awardees")
    words = phone.get_by_role("searchbox")
    words.tap()
    words.press_sequentially(typed, delay=60)
    expect_first(phone, found)
    expect(phone.locator(".gd-items li").first).to_contain_text(why)
    expect(words).to_be_in_viewport()
    here = query(phone)
    phone.locator(".gd-items .gd-strong").first.tap()
    expect(phone.locator(".gd h1")).to_have_text(found)
    shared = phone.url
    other = browser.new_page(viewport=PHONE)
    open_page(other, shared)
    expect(other.locator(".gd h1")).to_have_text(found)
    other.close()
    phone.go_back()
    wait_for_query(phone, here)
    expect(words).to_have_value(typed)
    expect(phone.locator(".gd-items .gd-strong").first).to_have_text(found)
    phone.go_forward()
    expect(phone.locator(".gd h1")).to_have_text(found)
    phone.go_back()
    wait_for_query(phone, here)
    phone.reload()
    expect(words).to_have_value(typed)
    phone.get_by_role("button", name="Clear the search").tap()
    expect(phone.locator(".gd-count")).to_have_text("79 awardees")
    assert query(phone) == "/awardees"


def test_nothing_found_offers_what_is_close_and_leads_there(phone: Page, address: str) -> None:
    open_page(phone, address + "/awardees")
    words = phone.get_by_role("searchbox")
    words.tap()
    words.press_sequentially("Group 485", delay=60)
    expect(phone.locator(".gd h1")).to_have_text("Nothing is found for “Group 485”")
    phone.get_by_role("link", name="Group 484").tap()
    expect(phone.locator(".gd h1")).to_have_text("Group 484")


def test_the_keyboard_alone_finds_narrows_opens_and_comes_back(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=PHONE)
    open_page(page, address + "/awardees")
    words = page.get_by_role("searchbox")
    tab_to(page, "#search-words")
    page.keyboard.type("youth", delay=60)
    expect(page.locator(".gd-search [role=status]")).to_have_text("11 awardees for “youth”")
    tab_to(page, ".gd-facet:nth-of-type(4) summary")
    page.keyboard.press("Enter")
    tab_to(page, ".gd-facet[open] a")
    page.keyboard.press("Enter")
    chosen = page.locator(".gd-facet[open] [aria-current]")
    expect(chosen).to_be_focused()
    assert query(page) == "/awardees?year=2023&q=youth"
    page.keyboard.press("Escape")
    expect(page.locator(".gd-facet[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('.gd-facet summary')")
    here = query(page)
    tab_to(page, ".gd-items .gd-strong")
    name = page.locator(".gd-items .gd-strong").first.inner_text()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.locator(".gd h1")).to_have_text(name)
    page.go_back()
    wait_for_query(page, here)
    expect(words).to_have_value("youth")
    page.close()


def test_a_list_of_a_facet_stays_open_for_a_second_choice_and_a_click_elsewhere_closes_it(
    phone: Page, address: str
) -> None:
    open_page(phone, address + "/awardees")
    phone.wait_for_timeout(500)
    types = phone.locator(".gd-facet", has_text="National Interventions")
    types.locator("summary").tap()
    for name in ("National Interventions", "Regional grants"):
        types.get_by_role("link", name=name).tap()
        expect(types.locator("[aria-current]", has_text=name)).to_be_visible()
        expect(phone.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    phone.locator(".gd-facet summary", has_text="Year").tap()
    expect(phone.locator(".gd-facet[open]")).to_have_count(1)
    phone.locator("h1").tap()
    expect(phone.locator(".gd-facet[open]")).to_have_count(0)


def tab_to(page: Page, what: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    pytest.fail(f"The keyboard does not reach {what}")
