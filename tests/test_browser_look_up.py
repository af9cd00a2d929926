"""Look up in a browser: search, lists, files, history, from a chart to a grant to its source, phones."""

import csv
import re
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, open_page, query, wait_for_query
from builders import programme, publish
from playwright.sync_api import Browser, Page, expect
from server import served

VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


@VIEWPORTS
def test_from_a_chart_to_a_grant_to_its_source_in_two_clicks(browser: Browser, address: str, viewport: dict) -> None:
    page = browser.new_page(viewport=viewport)
    open_page(page, address + "/?grant_type=national_intervention")
    page.wait_for_timeout(500)
    page.locator(".gd-squares .gd-named").first.click()
    expect(page.locator(".gd-facts")).to_be_visible()
    source = page.locator(".gd-sources a").first
    assert str(source.get_attribute("href")).startswith("http")
    assert source.get_attribute("rel") == "noreferrer nofollow"
    page.close()


def test_a_chosen_column_stands_in_the_address_and_the_file_is_the_table(page: Page, address: str) -> None:
    open_page(page, address + "/grants?country=AL&sort=amount")
    page.locator("[class*=st-key-columns-grants] button").first.click()
    page.get_by_role("button", name=re.compile("^Keywords · ")).click()
    expect(page.locator(".gd-table thead")).to_contain_text("Keywords")
    assert "columns=keywords" in query(page)
    assert "country=AL" in query(page)
    page.keyboard.press("Escape")
    page.locator(".st-key-tools-grants button", has_text="Take it away").click()
    with page.expect_download() as download:
        page.get_by_text(re.compile("^CSV, ")).first.click()
    lines = list(csv.reader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    told = page.locator(".gd-table tbody tr")
    assert len(lines) - 1 == told.count()
    assert [line[0] for line in lines[1:]] == page.locator(".gd-table tbody th").all_inner_texts()
    assert lines[1][2:4] == ["80000.00", "EUR"]
    page.go_back()
    wait_for_query(page, "/grants?country=AL&sort=amount")


def test_pages_of_a_list_are_links_and_an_awardee_opens_and_leads_back(page: Page, address: str) -> None:
    open_page(page, address + "/awardees?year=2023")
    page.wait_for_timeout(500)
    page.locator(".gd-pages a", has_text="2").click()
    wait_for_query(page, "/awardees?year=2023&page=2")
    expect(page.locator(".gd-pages")).to_contain_text("21–40")
    first = page.locator(".gd-items .gd-strong").first
    name = first.inner_text()
    first.click()
    expect(page.locator(".gd h1")).to_have_text(name)
    expect(page.locator(".gd-call").first).to_be_visible()
    page.reload()
    expect(page.locator(".gd h1")).to_have_text(name)
    page.go_back()
    wait_for_query(page, "/awardees?year=2023&page=2")


def test_the_files_of_a_long_list_are_made_when_they_are_asked_for(browser: Browser, tmp_path: Path) -> None:
    publish(programme(grants=[{"amount_awarded": f"{number}.00"} for number in range(1, 1201)]), tmp_path)
    with served(tmp_path / "data") as address:
        page = browser.new_page(accept_downloads=True)
        open_page(page, address + "/grants?sort=amount")
        page.locator(".st-key-tools-grants button", has_text="Take it away").click()
        for form in ("CSV", "XLSX"):
            with page.expect_download() as download:
                page.get_by_text(f"{form}, 1,200 rows").first.click()
            content = Path(download.value.path()).read_bytes()
            assert content.count(b"\r\n") == 1201 if form == "CSV" else content.startswith(b"PK")
        page.close()
