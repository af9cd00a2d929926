"""The page Data in a browser: a table taken along from the page, and the page stays."""

import csv
from pathlib import Path

from browsing import open_page, query, wait_for_query
from playwright.sync_api import Page, expect


def test_a_table_can_be_taken_along_and_the_page_stays(page: Page, address: str) -> None:
    open_page(page, address + "/data")
    row = page.locator("tr", has=page.locator("th", has_text="Grants").get_by_text("Grants", exact=True))
    link = row.locator("a[download]", has_text="CSV")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.startswith("grants-")
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert str(len(rows)) == row.locator("td").nth(1).inner_text() == "81"
    assert query(page) == "/data"
    expect(page.locator(".gd h1")).to_contain_text("81 single grants")


def test_each_part_has_an_address_of_its_own(page: Page, address: str) -> None:
    open_page(page, address + "/data?country=RS")
    page.get_by_role("radio", name="Releases").or_(page.get_by_role("button", name="Releases")).first.click()
    wait_for_query(page, "/data?country=RS&part=releases")
    expect(page.locator(".gd-list")).to_contain_text("The first release.")
    page.locator(".gd-list a", has_text="1. Published, current").click()
    expect(page.locator(".gd-pin")).to_contain_text("pinned to Release 1")
