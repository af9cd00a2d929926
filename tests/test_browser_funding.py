"""Areas, organizations, places, flows and the comparison of rounds in a browser: clicks narrow, Back undoes, links are kept."""

import re
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, open_page, query, wait_for_query
from builders import programme, publish, write
from conftest import published
from playwright.sync_api import Browser, Locator, Page, expect
from server import served


def click_in_the_middle(page: Page, mark: Locator) -> None:
    mark.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    box = mark.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_click_on_a_mark_a_theme_or_a_country_narrows_and_back_undoes_it(
    browser: Browser, address: str, viewport: dict
) -> None:
    page = browser.new_page(viewport=viewport)
    open_page(page, address + "/areas")
    # The last bar of the grants with a name alone: those of which no area is known.
    bars = page.locator(".st-key-plot-themes-0 .trace.bars")
    bars.nth(2).wait_for(state="attached")
    click_in_the_middle(page, bars.nth(1).locator("path").last)
    wait_for_query(page, "/areas?area=unknown")
    page.go_back()
    wait_for_query(page, "/areas")
    page.locator(".st-key-chart-areas-by-country a", has_text="Media literacy").click()
    wait_for_query(page, "/areas?area=media-literacy")
    expect(page.locator(".gd h1")).to_contain_text("Media literacy")
    page.go_back()
    wait_for_query(page, "/areas")
    open_page(page, address + "/places")
    page.locator(".st-key-chart-map .gd-place a", has_text="Kosovo").click()
    wait_for_query(page, "/places?country=XK")
    page.go_back()
    wait_for_query(page, "/places")
    page.close()


def test_what_a_page_is_set_to_stands_in_the_address(page: Page, address: str) -> None:
    open_page(page, address + "/flows?country=RS")
    page.locator(".st-key-option-measure button", has_text="Money").click()
    wait_for_query(page, "/flows?country=RS&measure=money")
    page.locator(".st-key-option-depth button", has_text="On to areas").click()
    wait_for_query(page, "/flows?country=RS&measure=money&depth=area")
    page.go_back()
    wait_for_query(page, "/flows?country=RS&measure=money")
    expect(page.locator(".st-key-option-measure button[aria-checked=true]")).to_have_text("Money")


def test_calls_are_chosen_and_stand_side_by_side(page: Page, address: str) -> None:
    open_page(page, address + "/rounds?compare=A-CORE-2023")
    # The last chart is drawn and the page scrolled: either would close a list that has just been opened.
    page.locator(".st-key-plot-calls-in-time-0 .js-plotly-plot").wait_for()
    choice = page.get_by_label("with", exact=True)
    choice.scroll_into_view_if_needed()
    page.wait_for_timeout(2000)
    choice.fill("Regional grants, first")
    page.get_by_role("option", name="Regional grants, first call", exact=True).click()
    wait_for_query(page, "/rounds?compare=A-CORE-2023&compare=A-REG-2022-12")
    table = page.locator(".st-key-chart-comparison table")
    expect(table).to_contain_text("€65,000.00, of 5 grants")
    expect(table).to_contain_text("10\u00a0%, 24 of 234")


def test_a_pinned_link_still_shows_the_old_figures_after_a_new_release(browser: Browser, tmp_path: Path) -> None:
    def tables(amount: str) -> dict:
        return programme(grants=[{"amount_awarded": amount, "award_date": "2023-06-30"}])

    publish(tables("1000.00"), tmp_path)
    data = tmp_path / "data"
    with served(data) as address:
        page = browser.new_page(viewport=DESKTOP)
        open_page(page, address + "/rounds?country=unknown")
        page.locator("[class*=st-key-tools-] button", has_text="Take it away").first.click()
        pinned = page.locator("code", has_text="release=").first.inner_text()
        published(write(tables("2000.00"), tmp_path / "source"), data)
        open_page(page, address + "/rounds")
        expect(page.locator(".gd-strip", has_text="€2,000")).to_be_visible()
        open_page(page, pinned)
        expect(page.locator(".gd-strip")).to_contain_text("€1,000")
        expect(page.locator(".gd-pin")).to_contain_text("A newer one exists")
        page.locator(".st-key-menu button", has_text="Funding").first.click()
        page.get_by_role("link", name="Places").first.click()
        expect(page.locator(".gd h1")).to_contain_text("placed in one country")
        expect(page.locator(".gd-pin")).to_be_visible()
        assert "release=" in query(page)
        page.locator(".gd-pin a").click()
        expect(page.locator(".gd-strip", has_text="€2,000")).to_be_visible()
        assert re.fullmatch(r"/places\?country=unknown", query(page))
        page.close()
