"""What must hold on every page, on a screen and on a phone: looked at together, for a page is dearer to open than to look at."""

import pytest
from browsing import DESKTOP, FADED_IN, PAGES, PHONE, assert_accessible, assert_contrast, open_page
from playwright.sync_api import Browser, Page, ViewportSize, expect

FACETS = (
    "/awardees?country=RS&letter=A",
    "/awardees?q=youth&country=RS&country=XK",
    "/awardees?form=map",
    "/awardees?q=zajecar&country=XK",
    "/grants?q=youth&status=not-stated",
    "/events?q=conference&type=conference",
)
FIELDS = ("/awardees?q=centar", "/grants?q=centar", "/events?q=centar")
MORE = (
    "/?country=RS&year=20x3",
    "/?round=NOPE",
    "/awardee?id=qendresa-qytetare",
    "/awardee?id=nobody",
    "/grant?id=G-NI-RS-03",
    "/events?type=nope",
    "/events?country=RS&year=2021",
)


def unfold(page: Page, path: str) -> None:
    """Open what is folded, where that is what the address is there for."""
    if path in FACETS:
        for summary in page.locator(".gd-facet > summary").all()[:1]:
            summary.click()
    if path in FIELDS:
        page.locator(".gd-ways summary").click()
        page.get_by_role("searchbox").focus()
    if path in ("/", *FIELDS):
        field = page.locator(".gd-search .gd-field").bounding_box()
        assert field
        assert field["height"] >= 44
        assert page.get_by_role("searchbox").evaluate("element => getComputedStyle(element).fontSize") == "16px"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", [*PAGES, *FACETS, *FIELDS, *MORE])
def test_a_page_fits_asks_no_other_host_and_can_be_used_by_all(
    browser: Browser, address: str, path: str, size: ViewportSize
) -> None:
    page = browser.new_page(viewport=size, is_mobile=size == PHONE, has_touch=size == PHONE, color_scheme="light")
    hosts: set[str] = set()
    messages: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if "://" in request.url else None)
    page.on("console", lambda message: messages.append(message.text) if message.type == "error" else None)
    open_page(page, address + path)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    page.wait_for_timeout(500)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    if path == "/" and size == PHONE:
        strip = page.locator(".gd-strip").bounding_box()
        assert strip
        assert strip["y"] + strip["height"] < PHONE["height"]
    unfold(page, path)
    page.evaluate(FADED_IN)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert_accessible(page, path)
    # Between light and dark only colours differ.
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".stApp")).to_have_css("color-scheme", "dark")
    page.wait_for_timeout(300)
    page.evaluate(FADED_IN)
    assert_contrast(page, path)
    page.close()
    assert hosts == {address.split("/")[2]}
    # A page looks for the base path by asking /<page>/_stcore/…, which answers 404: two lines that are normal.
    assert [text for text in messages if "404" not in text] == []
