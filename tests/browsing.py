"""What the browser tests share: the pages of the site, sizes of screens, and how one waits for a page."""

from playwright.sync_api import Page, expect

PAGES = (
    "/",
    "/rounds",
    "/areas?area=good-governance&form=picture",
    "/organizations",
    "/places",
    "/flows?depth=area",
    "/announcements",
    "/awardees",
    "/awardee?id=astra",
    "/grants",
    "/grant?id=G-REG-01",
    "/round?id=R-NI-RS-2023",
    "/events",
    "/event?id=SB-2023-06-NC-RS",
    "/data",
    "/data?part=quality",
)
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".gd h1")).to_be_visible()
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)


def headline(page: Page) -> str:
    return page.locator(".gd h1").inner_text()


def query(page: Page) -> str:
    return str(page.evaluate("location.pathname + location.search"))


def wait_for_query(page: Page, expected: str) -> None:
    for _ in range(100):
        if query(page) == expected:
            return
        page.wait_for_timeout(100)
    assert query(page) == expected
