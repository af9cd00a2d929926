"""What the browser tests share: the pages of the site, sizes of screens, and how one waits for a page."""

from axe_playwright_python.sync_playwright import Axe
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
# What is still faded in has too little contrast for a moment.
FADED_IN = """Promise.allSettled(document.getAnimations()
    .filter(each => each.effect?.getComputedTiming().iterations !== Infinity).map(each => each.finished)).then(() => true)"""
ACCESSIBILITY = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def open_page(page: Page, address: str) -> None:
    """Go there and wait until it is drawn, hears clicks and has its search field: these come a moment later."""
    page.goto(address)
    expect(page.locator(".gd h1")).to_be_visible()
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    if page.locator(".st-key-page").count():
        expect(page.locator(".stApp[data-listening]")).to_be_attached()
    if page.locator(".st-key-search").count():
        expect(page.locator("#search-words")).to_be_visible()


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


# Minor, and Streamlit's own: the zone where files are dropped is both a section and presentation.
UPLOADER_RULE = "presentation-role-conflict"


def assert_accessible(page: Page, path: str) -> None:
    """axe-core finds nothing on what is shown; `path` says where if it does."""
    _assert_none_found(page, path, {"type": "tag", "values": ACCESSIBILITY})


def assert_contrast(page: Page, path: str) -> None:
    """Its rule of contrast alone, which is all that a scheme of colours changes."""
    _assert_none_found(page, path, {"type": "rule", "values": ["color-contrast"]})


def _assert_none_found(page: Page, path: str, rules: dict[str, object]) -> None:
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    nodes = [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]
    ours = [node for node in nodes if node[0] != UPLOADER_RULE or "stFileUploaderDropzone" not in node[1]]
    assert not ours, (path, ours)
