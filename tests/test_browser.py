"""What only a browser shows: addresses, history, clicks, phones, themes, other hosts, accessibility."""

import re
import urllib.error
import urllib.request
from pathlib import Path
from shutil import copytree

import pytest
from browsing import DESKTOP, headline, open_page, query, wait_for_query
from conftest import SOURCE, settings_for
from playwright.sync_api import Browser, Page, expect
from server import served

from dashlib.publishing.publish import publish_folder


def test_the_first_page_tells_where_the_money_went(page: Page, address: str) -> None:
    open_page(page, address)
    assert (
        headline(page).replace("\u00a0", " ")
        == "Of €6.2 million announced, one euro in thirteen can be traced to a name"
    )
    strip = page.locator(".gd-strip").inner_text()
    for figure in ("€478,296", "€5.67\u00a0m", "165", "79"):
        assert figure in strip
    expect(page).to_have_title("Overview · SMART Balkans")


def test_a_shared_address_opens_the_same_selection_and_survives_a_reload(page: Page, address: str) -> None:
    open_page(page, address + "/?country=RS&currency=NOK")
    expect(page.locator(".gd h1")).to_contain_text("22 grants")
    assert "NOK\u00a05.55\u00a0m" in page.locator(".gd-strip").inner_text()
    page.reload()
    expect(page.locator(".gd h1")).to_contain_text("22 grants")
    assert query(page) == "/?country=RS&currency=NOK"


def test_the_menu_keeps_the_selection(page: Page, address: str) -> None:
    open_page(page, address + "/?country=XK")
    page.locator(".st-key-menu button").first.click()
    page.get_by_role("link", name="Announced and published").click()
    wait_for_query(page, "/announcements?country=XK")


def test_a_click_narrows_and_back_and_forward_undo_and_redo_it(page: Page, address: str) -> None:
    open_page(page, address)
    page.locator(".gd-row a", has_text="National Interventions").click()
    wait_for_query(page, "/?grant_type=national_intervention")
    expect(page.locator(".gd h1")).to_contain_text("21 grants")
    page.go_back()
    expect(page.locator(".gd h1")).to_contain_text("one euro in thirteen")
    page.go_forward()
    expect(page.locator(".gd h1")).to_contain_text("21 grants")


def test_a_click_on_a_bar_chooses_its_call(page: Page, address: str) -> None:
    open_page(page, address + "/rounds")
    bars = page.locator(".js-plotly-plot .bars path")
    bars.nth(29).wait_for(state="attached")
    page.wait_for_timeout(1000)
    box = bars.first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_for_query(page, "/rounds?call=A-REG-2022-12")
    page.go_back()
    wait_for_query(page, "/rounds")


def test_a_square_leads_to_its_grant_and_back_with_one_step(page: Page, address: str) -> None:
    open_page(page, address + "/?country=AL")
    page.wait_for_timeout(500)
    page.locator(".gd-squares .gd-published").first.click()
    expect(page.locator(".gd-facts")).to_be_visible()
    wait_for_query(page, "/grant?country=AL&id=G-CORE-AL-01")
    expect(page.locator(".gd-sources a").first).to_be_visible()
    page.go_back()
    wait_for_query(page, "/?country=AL")
    expect(page.locator(".gd h1")).to_contain_text("11 grants")


def test_parts_of_the_sentence_and_reset_lift_the_selection(page: Page, address: str) -> None:
    open_page(page, address + "/rounds?country=RS&country=XK&year=2023")
    page.locator(".st-key-sentence button", has_text="Serbia").first.click()
    wait_for_query(page, "/rounds?country=XK&year=2023")
    page.locator(".st-key-reset button").first.click()
    wait_for_query(page, "/rounds")


def test_the_sidebar_writes_the_address_and_the_currency_changes_no_count(page: Page, address: str) -> None:
    open_page(page, address + "/?country=MK")
    before = headline(page)
    page.locator(".st-key-currency input, .st-key-currency [role=combobox]").first.click()
    page.get_by_role("option", name="As awarded").click()
    wait_for_query(page, "/?country=MK&currency=as-awarded")
    expect(page.locator(".gd-strip")).to_contain_text("NOK\u00a01.18\u00a0m")
    assert headline(page) == before


def test_a_table_stands_behind_every_chart_and_can_be_taken_along(page: Page, address: str) -> None:
    open_page(page, address + "/rounds")
    page.locator(".st-key-tools-money-by-call button", has_text="Table").click()
    table = page.locator(".st-key-chart-money-by-call table")
    expect(table).to_contain_text("€1,505,836.00")
    page.locator(".st-key-tools-money-by-call button", has_text="Take it away").click()
    with page.expect_download() as download:
        page.get_by_text(re.compile("^CSV, ")).first.click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    assert "1505836.00,EUR" in text
    assert len(text.splitlines()) == table.locator("tbody tr").count() + 1


@pytest.mark.parametrize(
    "path",
    [
        "/?year=20x3&lang=xx&currency=ZZZ&disclosed=maybe&period_from=2023-02-30&release=gone",
        "/?round=NOPE",
        "/?country=" + "x" * 10_000,
        "/rounds?text=%27%3B%20DROP%20TABLE%20funding%3B%20--",
        "/announcements?country=%3Cscript%3Ealert(1)%3C%2Fscript%3E&country=%00",
        "/grant?id=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
        "/round",
        "/rounds?text=%3F%21",
    ],
)
def test_a_hand_edited_address_gives_a_page(page: Page, address: str, path: str) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    open_page(page, address + path)
    body = page.locator(".stApp").inner_text()
    assert "Traceback" not in body
    assert "This page could not be shown" not in body
    assert page.locator("[data-testid=stException]").count() == 0
    assert alerts == []


def test_what_cannot_be_read_is_named_and_an_unknown_code_selects_nothing(page: Page, address: str) -> None:
    open_page(page, address + "/?year=20x3&round=NOPE")
    assert "year=20x3" in page.locator(".gd-unread").inner_text()
    expect(page.locator(".gd h2", has_text="No grant fits this selection")).to_be_visible()
    page.locator(".gd-lift a").first.click()
    wait_for_query(page, "/")


def test_html_and_formulas_in_names_stay_text(browser: Browser, awkward_data: Path, tmp_path: Path) -> None:
    with served(Path(copytree(awkward_data, tmp_path / "data")), "awkward") as address:
        page = browser.new_page(viewport=DESKTOP)
        alerts: list[str] = []
        page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
        for path in ("/", "/rounds", "/announcements"):
            open_page(page, address + path)
            page.wait_for_timeout(500)
            assert page.locator(".gd script, .gd img[onerror]").count() == 0
        assert alerts == []
        page.close()


def test_a_new_release_is_shown_without_a_restart_and_a_broken_one_leaves_the_old(
    browser: Browser, real_data: Path, tmp_path: Path
) -> None:
    data = Path(copytree(real_data, tmp_path / "data"))
    with served(data) as address:
        page = browser.new_page(viewport=DESKTOP)
        open_page(page, address)
        assert "SMART Balkans" in page.locator(".gd-kicker").inner_text()
        # It withholds a grant whose identifier the other programme has too.
        publish_folder(SOURCE / "awkward", settings_for(data), accept_withdrawals=True)
        open_page(page, address)
        expect(page.locator(".gd-kicker")).to_contain_text("invented")
        shown = (data / "releases").rename(data / "elsewhere")
        open_page(page, address)
        expect(page.locator(".gd-kicker")).to_contain_text("invented")
        shown.rename(data / "releases")
        # But not where nobody can tell any more what was withdrawn.
        journal = data / "journal.jsonl"
        journal.write_text(journal.read_text("utf-8") + "not a line\n", "utf-8")
        page.goto(address)
        expect(page.locator("h1")).to_have_text("There is no data to show")
        expect(page.locator("p").first).to_contain_text("Restore it from a backup")
        page.close()


def test_a_site_without_a_readable_release_says_so(browser: Browser, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "journal.jsonl").write_text("not a line\n", "utf-8")
    with served(data) as address:
        page = browser.new_page(viewport=DESKTOP)
        page.goto(address)
        expect(page.locator("h1")).to_have_text("There is no data to show")
        assert "Line 1 of the journal cannot be read" in page.locator("body").inner_text()
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(address + "/healthz")
        assert error.value.code == 503
        page.close()


def test_the_main_menu_offers_no_recording_and_tells_no_version(page: Page, address: str) -> None:
    open_page(page, address + "/grant?id=G-REG-01")
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    menu = page.get_by_test_id("stMainMenuPopover")
    expect(menu.get_by_test_id("stThemeSwitcher")).to_be_visible()
    items = menu.get_by_test_id(re.compile("^stMainMenuItem-")).all_inner_texts()
    assert sorted(item.split()[-1] for item in items) == ["Dark", "Light", "Print", "System"]
    assert "Streamlit" not in menu.inner_text()


def test_every_answer_carries_strict_headers(address: str) -> None:
    for path in ("/", "/rounds", "/healthz", "/_stcore/health", "/assets/icon.svg", "/favicon.png"):
        with urllib.request.urlopen(address + path) as answer:
            assert "default-src 'self'" in answer.headers["content-security-policy"], path
            assert answer.headers["x-content-type-options"] == "nosniff", path
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(address + "/sitemap-that-is-not.xml")
    assert error.value.code == 404
    assert "default-src 'self'" in error.value.headers["content-security-policy"]


def test_the_theme_is_the_one_of_the_site(page: Page, address: str) -> None:
    open_page(page, address)
    style = "element => [getComputedStyle(element).fontFamily, getComputedStyle(element).fontSize]"
    family, _ = page.locator(".gd h1").evaluate(style)
    assert "GD Serif" in family
    loaded = "document.fonts.ready.then(fonts => [...fonts].some(font => font.family.includes('GD Serif') && font.status === 'loaded'))"
    assert page.evaluate(loaded)


def test_a_switch_of_the_theme_recolours_a_drawn_chart(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESKTOP, color_scheme="light")
    open_page(page, address + "/rounds")
    label = page.locator(".js-plotly-plot .annotation-text").first
    expect(label).to_be_visible()
    dark_on_light = label.evaluate("element => getComputedStyle(element).fill")
    page.emulate_media(color_scheme="dark")
    expect(label).not_to_have_css("fill", dark_on_light)
    page.emulate_media(color_scheme="light")
    expect(label).to_have_css("fill", dark_on_light)
    page.close()


def test_the_link_to_a_view_opens_that_view(page: Page, address: str) -> None:
    for path in ("/?country=AL", "/round?id=R-NI-RS-2023"):
        open_page(page, address + path)
        page.locator("[class*=st-key-tools-] button", has_text="Take it away").first.click()
        link = page.locator("[class*=st-key-take-] code, code").first
        expect(link).to_have_text(address + path)
        page.keyboard.press("Escape")
