"""Facets in a browser: choose and lift, sort, map, letters and Back, by mouse, by keyboard and on a phone."""

import pytest
from browsing import DESKTOP, PHONE, open_page, query, wait_for_query
from playwright.sync_api import Browser, Page, expect

VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


def wait_for_count(page: Page, told: str) -> None:
    """The list is there and its run is over: what is clicked before may meet a sidebar of the run before."""
    expect(page.locator(".gd-count")).to_have_text(told)
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    page.wait_for_timeout(500)


@VIEWPORTS
def test_a_facet_is_chosen_and_lifted_and_back_undoes_it(browser: Browser, address: str, viewport: dict) -> None:
    page = browser.new_page(viewport=viewport)
    open_page(page, address + "/awardees")
    page.wait_for_timeout(500)
    page.locator(".gd-pills a", has_text="Serbia").click()
    wait_for_count(page, "22 awardees")
    wait_for_query(page, "/awardees?country=RS")
    page.locator(".gd-facet > summary", has_text="Type").click()
    link = page.locator(".gd-facet li a", has_text="National Interventions")
    number = link.locator("b").inner_text()
    link.click()
    wait_for_count(page, f"{number} awardees")
    wait_for_query(page, "/awardees?country=RS&grant_type=national_intervention")
    page.locator(".gd-pills [aria-current]").click()
    wait_for_count(page, "14 awardees")
    wait_for_query(page, "/awardees?grant_type=national_intervention")
    page.go_back()
    wait_for_count(page, f"{number} awardees")
    page.go_back()
    wait_for_count(page, "22 awardees")
    page.close()


def test_who_goes_back_twice_at_once_is_back_two_steps(page: Page, address: str) -> None:
    open_page(page, address + "/awardees?country=RS")
    page.wait_for_timeout(500)
    page.locator(".gd-facet > summary", has_text="Type").click()
    page.locator(".gd-facet li a", has_text="National Interventions").click()
    wait_for_query(page, "/awardees?country=RS&grant_type=national_intervention")
    wait_for_count(page, "11 awardees")
    page.locator(".gd-pills [aria-current]").click()
    wait_for_count(page, "14 awardees")
    page.go_back()
    page.wait_for_timeout(100)
    page.go_back()
    wait_for_count(page, "22 awardees")
    wait_for_query(page, "/awardees?country=RS")


def test_facets_are_reached_and_chosen_with_the_keyboard_alone(page: Page, address: str) -> None:
    open_page(page, address + "/grants")
    page.wait_for_timeout(500)
    page.locator(".gd-pills a").last.focus()
    for _ in range(7):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").startswith("Amount"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for_query(page, "/grants?disclosed=no")
    expect(page.locator(".gd h1")).to_contain_text("74 of ")


def test_sort_and_map_stand_in_the_address_and_back_returns(page: Page, address: str) -> None:
    open_page(page, address + "/awardees")
    page.wait_for_timeout(500)
    page.locator(".st-key-option-form button", has_text="Map").click()
    wait_for_query(page, "/awardees?form=map")
    page.locator(".gd-place a", has_text="Kosovo").click()
    wait_for_query(page, "/awardees?country=XK")
    expect(page.locator(".gd-count")).to_have_text("15 awardees")
    page.go_back()
    expect(page.locator(".gd-map")).to_be_visible()
    open_page(page, address + "/awardees?q=youth")
    page.wait_for_timeout(500)
    first = page.locator(".gd-items .gd-strong").first.inner_text()
    page.locator(".st-key-option-sort").click()
    page.get_by_role("option", name="Sort: Name").click()
    wait_for_query(page, "/awardees?q=youth&sort=name")
    page.go_back()
    expect(page.locator(".gd-items .gd-strong").first).to_have_text(first)


def test_a_search_is_intact_after_opening_an_awardee_and_the_same_search_elsewhere(page: Page, address: str) -> None:
    open_page(page, address + "/awardees?q=%D0%97%D0%B0%D1%98%D0%B5%D1%87%D0%B0%D1%80&country=RS")
    page.wait_for_timeout(500)
    here = query(page)
    page.locator(".gd-items .gd-strong").first.click()
    expect(page.locator(".gd h1")).to_have_text("Zaječar Initiative")
    page.go_back()
    wait_for_query(page, here)
    expect(page.locator(".gd-items mark").first).to_be_visible()
    page.locator(".gd-elsewhere a", has_text="grant").click()
    expect(page.locator(".gd h1")).to_contain_text("1 grant")
    assert query(page) == here.replace("/awardees?q=%D0%97%D0%B0%D1%98%D0%B5%D1%87%D0%B0%D1%80&country=RS", "/grants?country=RS&q=%D0%97%D0%B0%D1%98%D0%B5%D1%87%D0%B0%D1%80")  # fmt: skip


@pytest.mark.parametrize(
    ("path", "asked", "own"),
    [
        ("awardees", "youth", "letter=Y"),
        ("grants", "youth", "status=not-stated"),
        ("events", "conference", "type=conference"),
    ],
)
def test_reset_lifts_the_search_as_well_and_a_removed_part_keeps_it(
    page: Page, address: str, path: str, asked: str, own: str
) -> None:
    words = page.get_by_role("search").get_by_role("searchbox")
    narrowed = f"currency=as-awarded&q={asked}&sort=newest&{own}"
    for key, expected, left in (
        ("part-0", f"/{path}?{narrowed}", asked),
        ("reset", f"/{path}?currency=as-awarded&sort=newest", ""),
    ):
        open_page(page, f"{address}/{path}?country=RS&{narrowed}")
        page.wait_for_timeout(500)
        page.locator(f".st-key-{key} button").first.click()
        wait_for_query(page, expected)
        expect(words).to_have_value(left)
        page.go_back()
        expect(words).to_have_value(asked)


def test_on_a_phone_facets_do_not_push_the_list_off(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=PHONE, is_mobile=True, has_touch=True)
    open_page(page, address + "/awardees?q=youth")
    page.wait_for_timeout(500)
    box = page.locator(".gd-facets").bounding_box()
    assert box
    assert box["height"] < 90
    first = page.locator(".gd-items li").first.bounding_box()
    assert first
    assert first["y"] < 700
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.close()
