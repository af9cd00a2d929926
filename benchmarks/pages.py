"""How long people wait: cold start, first visitor, warm visitors, script runs and clicks, on the real data.

Run `.venv/bin/python benchmarks/pages.py [--rounds N]`; it prints Markdown, in milliseconds. The machine's own noise is in
every number: only ratios within one run mean anything.
"""

import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from dashlib.settings import PROJECT
from dashlib.web.server import PAGES

sys.path.insert(0, str(PROJECT / "tests"))
from server import served

IDS = {"grant": "G-REG-01", "round": "R-NI-RS-2023", "awardee": "astra", "event": "SB-2023-06-NC-RS"}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
TIMEOUT = 60  # seconds, for any single wait
HEADLINE = ".gd h1"
QUIET = 0.2  # seconds without a change of the page after which it counts as drawn

# Resolves with the moment of the last change, once the headline is another one and the page has been still for a while.
UNTIL_DRAWN = """([selector, before, quiet]) => new Promise(resolve => {
    let changed = performance.now();
    const watch = new MutationObserver(() => { changed = performance.now(); });
    watch.observe(document.body, {subtree: true, childList: true, attributes: true});
    const timer = setInterval(() => {
        const headline = document.querySelector(selector)?.innerText;
        if (headline && headline !== before && performance.now() - changed > 1000 * quiet) {
            watch.disconnect(); clearInterval(timer); resolve(changed - window.clicked);
        }
    }, 20);
})"""
MARK_CLICKS = "addEventListener('pointerdown', () => { window.clicked = performance.now(); }, true)"


def path_of(page: str) -> str:
    """The address of a page on the real data."""
    return f"/{page}" + (f"?id={IDS[page]}" if page in IDS else "")


def milliseconds(since: float) -> float:
    """The time since a moment of the monotonic clock."""
    return 1000 * (time.monotonic() - since)


def healthy(address: str, since: float) -> float:
    """From the start of the process until the site says that it serves a release."""
    with urllib.request.urlopen(address + "/healthz", timeout=TIMEOUT):
        return milliseconds(since)


def visit(browser: Browser, address: str) -> float:
    """From the navigation of a browser that knows nothing until the headline is painted."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    since = time.monotonic()
    page.goto(address, wait_until="commit", timeout=1000 * TIMEOUT)
    page.locator(HEADLINE).wait_for(timeout=1000 * TIMEOUT)
    elapsed = milliseconds(since)
    context.close()
    return elapsed


def run_script(socket: ClientConnection, page: str) -> float:
    """One run of a page in an open session, from the request until the server says that it is finished."""
    request = BackMsg()
    request.rerun_script.page_name = page
    request.rerun_script.query_string = path_of(page).partition("?")[2]
    since = time.monotonic()
    socket.send(request.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(socket.recv(timeout=TIMEOUT, decode=False))
        if answer.WhichOneof("type") == "script_finished":
            return milliseconds(since)


def run_times(address: str, page: str, rounds: int) -> list[float]:
    """Runs of a page without a browser, after one that is not counted."""
    stream = address.replace("http:", "ws:") + "/_stcore/stream"
    with connect(
        stream, origin=Origin(address), subprotocols=[Subprotocol("streamlit")], max_size=None, proxy=None
    ) as socket:
        return [run_script(socket, page) for _ in range(rounds + 1)][1:]


def choose_in_menu(page: Page) -> None:
    """Open *Areas* in the menu."""
    page.locator(".st-key-menu button").first.click()
    page.get_by_role("link", name="Areas").click()


CLICKS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "a link of the menu: Overview to Areas": ("", choose_in_menu),
    "the label of a row on Overview": ("", lambda page: page.locator(".gd-row a").first.click()),
    # The layer that takes the clicks of a Plotly figure lies above its bars.
    "a bar of Rounds": ("rounds", lambda page: page.locator(".js-plotly-plot .bars path").first.click(force=True)),
}


def click_times(browser: Browser, address: str, start: str, act: Callable[[Page], None], rounds: int) -> list[float]:
    """From a click in an open page until the new headline is there and nothing of the page changes any more."""
    found = []
    page = browser.new_page(viewport=DESKTOP)
    page.set_default_timeout(1000 * TIMEOUT)
    for _ in range(rounds):
        page.goto(address + path_of(start))
        page.locator(HEADLINE).wait_for()
        page.wait_for_timeout(1500)
        page.evaluate(MARK_CLICKS)
        before = page.locator(HEADLINE).inner_text()
        act(page)
        found.append(float(page.evaluate(UNTIL_DRAWN, [HEADLINE, before, QUIET])))
    page.close()
    return found


@click.command()
@click.option("--rounds", type=click.IntRange(1, 50), default=5, show_default=True, help="Repetitions of each visit.")
def main(rounds: int) -> None:
    """Measure and print."""
    once: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder) / "data"
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        since = time.monotonic()
        with served(data) as address:
            once["start without a release, which is built"] = healthy(address, since)
        since = time.monotonic()
        with served(data) as address:
            once["start with a release"] = healthy(address, since)
            once["first visitor after the start"] = visit(browser, address)
            runs = {page: run_times(address, page, 2 * rounds) for page in PAGES}
            visits = {page: [visit(browser, address + path_of(page)) for _ in range(rounds)] for page in PAGES}
            clicks = {what: click_times(browser, address, *how, rounds) for what, how in CLICKS.items()}
        browser.close()
    print(f"Milliseconds; {rounds} visits and {2 * rounds} runs of each page, {rounds} of each click.\n")
    print("| once | ms |\n|---|--:|")
    print("\n".join(f"| {what} | {value:.0f} |" for what, value in once.items()))
    print("\n| page | warm run, median | warm visitor, median | highest |\n|---|--:|--:|--:|")
    for page, (title, _) in PAGES.items():
        print(
            f"| {title or 'Overview'} | {median(runs[page]):.0f} | {median(visits[page]):.0f} | {max(visits[page]):.0f} |"
        )
    print("\n| click to paint, on … | median | highest |\n|---|--:|--:|")
    print("\n".join(f"| {what} | {median(found):.0f} | {max(found):.0f} |" for what, found in clicks.items()))


if __name__ == "__main__":
    main()
