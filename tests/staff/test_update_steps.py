"""Each step as people meet it: on a phone, in light and dark, with leave to upload alone, with a colleague between."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from browsing import FADED_IN, PHONE, assert_accessible, open_page
from conftest import SOURCE, settings_for
from playwright.sync_api import Browser, expect
from server import served
from test_update import PASSWORD, Workbook, sign_in, step

from dashlib.errors import ReleaseError
from dashlib.publishing.candidate import Candidate, begin, discard, tick
from dashlib.publishing.gates import about_warnings, gates, publish_candidate, warnings_by_rule
from dashlib.publishing.history import return_to, withdraw
from dashlib.publishing.mend import Edit
from dashlib.publishing.prepare import prepare
from dashlib.releases.current import open_served
from dashlib.settings import Settings
from dashlib.staff.accounts import add_account

PROGRAMME = "awkward"
STEPS = {"files": "How the files were read", "problems": "Errors", "changes": "Cell by cell", "publish": "Publish"}
PLACES = {
    "upload": "Begun, not published",
    "row": "Edit one row",
    "withhold": "Withhold",
    "withheld": "Make an awardee public again",
    "history": "History",
}
# axe looks at what is in the window alone: here that is the whole page.
TALL = {"width": 1440, "height": 5_000}
LONG = "B" * 10_000


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, awkward_data: Path) -> Settings:
    data = Path(shutil.copytree(awkward_data, tmp_path_factory.mktemp("steps") / "data"))
    settings = settings_for(data, SOURCE / PROGRAMME)
    add_account(settings, "Ana", "publish", PASSWORD)
    add_account(settings, "Ben", "upload", PASSWORD)
    return settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[str]:
    with served(settings.data, PROGRAMME) as address:
        yield address


def begun(settings: Settings, path: Path, cells: dict[str, str]) -> Candidate:
    """An upload of today's workbook in which cells of a grant were changed, checked."""
    book = Workbook(settings.data, PROGRAMME, path)
    row = book.row_where("grants", lambda row: bool(row["amount_awarded"]))
    for column, value in cells.items():
        book.put("grants", row, column, value)
    candidate = begin(settings, "Ana", {path.name: book.save()})
    prepare(settings, candidate)
    return candidate


@pytest.fixture(scope="module")
def faulty(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("faulty") / "![x](y) <script> **b**.xlsx"
    cells = {"round_id": LONG, "country": "<img src=x>", "title": "![x](http://127.0.0.1:9/x.png)", "note": LONG}
    return begun(settings, path, cells).id


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (PHONE, "light"), (TALL, "dark")])
def test_each_step_fits_the_screen_and_can_be_used_by_all(
    browser: Browser, settings: Settings, site: str, faulty: str, size: dict[str, int], scheme: Literal["dark", "light"]
) -> None:
    context = browser.new_context(viewport={**size}, color_scheme=scheme)  # type: ignore[typeddict-item]
    page = context.new_page()
    sign_in(page, site)
    addresses = {f"/update?step={name}": title for name, title in PLACES.items()}
    addresses |= {f"/update?candidate={faulty}&step={name}": title for name, title in STEPS.items()}
    for address, title in addresses.items():
        open_page(page, site + address)
        expect(page.get_by_role("heading", name=title).first).to_be_visible()
        expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
        expect(page.locator("[data-stale=true]")).to_have_count(0)
        page.evaluate(FADED_IN)
        if "candidate" in address:
            expect(page.get_by_role("button", name="Discard this upload")).to_be_visible()
        wide = "[...document.querySelectorAll('html, [data-testid=stMain]')].some(e => e.scrollWidth > e.clientWidth)"
        assert not page.evaluate(wide), address
        # Streamlit's own field for files: a name on an element without a role.
        page.evaluate("document.querySelector('[data-testid=stFileUploaderDropzone]')?.removeAttribute('role')")
        assert_accessible(page, address)
    context.close()


def test_who_may_upload_alone_cannot_publish(browser: Browser, site: str, faulty: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, site, "Ben")
    open_page(page, f"{site}/update?candidate={faulty}&step=publish")
    expect(page.get_by_text("You may upload. Somebody who may publish")).to_be_visible()
    assert not page.get_by_role("button", name="Publish", exact=True).count()
    open_page(page, f"{site}/update?step=history")
    expect(page.get_by_text("current")).to_be_visible()
    assert not page.get_by_role("button", name="Withdraw").count()
    assert not page.get_by_role("button", name="Go back").count()
    context.close()


def ticked(settings: Settings, candidate: Candidate) -> Candidate:
    """Everything that a person has to look at was looked at."""
    for rule, problems in warnings_by_rule(prepare(settings, candidate).problems).items():
        candidate = tick(candidate, f"warning:{rule}", about_warnings(problems), "Ana")
    for gate in gates(settings, candidate):
        if gate.about is not None:
            candidate = tick(candidate, gate.name, gate.about, "Ana")
    return candidate


def test_who_publishes_second_sees_the_difference_again(
    browser: Browser, settings: Settings, site: str, tmp_path: Path
) -> None:
    mine = ticked(settings, begun(settings, tmp_path / "mine.xlsx", {"title": "A better title"}))
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, site)
    open_page(page, f"{site}/update?candidate={mine.id}&step=publish")
    expect(page.get_by_text("The difference was looked at")).to_be_visible()
    other = begin(settings, "Cara", edits=[Edit("rounds", "note", None, "of a colleague", key="R-CORE-AL-2022")])
    publish_candidate(settings, ticked(settings, other), "A colleague was faster.", {"by": "Cara"})

    page.get_by_label("Public note").fill("A title.")
    page.get_by_label("Public note").press("Tab")
    expect(page.get_by_text("Somebody published in the meantime").first).to_be_visible()
    assert page.get_by_role("button", name="Publish", exact=True).is_disabled()
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("Look at What would change, then tick this").first).to_be_visible(timeout=60_000)
    step(page, "What would change")
    # Her workbook is older than the note of the colleague: it would be taken away, and she is told.
    expect(page.get_by_role("cell", name="of a colleague")).to_be_visible()

    tab = context.new_page()
    open_page(tab, f"{site}/update?candidate={mine.id}&step=files")
    page.get_by_role("button", name="Discard this upload").click()
    page.get_by_role("button", name="Discard", exact=True).click()
    expect(page.get_by_role("heading", name="Bring it back")).to_be_visible()
    tab.get_by_text("Add and update: rows").first.click()
    expect(tab.get_by_text("is not there any more")).to_be_visible()
    context.close()


def test_an_open_page_gives_no_file_once_its_person_has_signed_out(
    browser: Browser, settings: Settings, site: str, tmp_path: Path
) -> None:
    mine = begun(settings, tmp_path / "mine.xlsx", {"title": "A title"})
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, site)
    for address, label in (
        (f"candidate={mine.id}&step=changes", "All of it as CSV"),
        (f"candidate={mine.id}&step=problems", "Findings as CSV"),
        ("step=upload", "Workbook of today's data"),
        ("step=history", "What was uploaded"),
    ):
        open_page(page, f"{site}/update?{address}")
        with page.expect_download() as download:
            page.get_by_role("button", name=label).first.click()
        assert Path(download.value.path()).stat().st_size
    given: list[str] = []
    page.on("download", lambda download: given.append(download.url))
    other = context.new_page()
    open_page(other, f"{site}/update")
    other.get_by_role("button", name="Sign out").click()
    expect(other.locator(".gd h1")).to_have_text("For staff only")
    page.get_by_role("button", name="What was uploaded").first.click()
    expect(page.get_by_text("Failed to generate file")).to_be_visible()
    assert not given
    context.close()


def test_a_preview_has_no_dead_links_and_stands_in_the_log_once(
    browser: Browser, settings: Settings, site: str, tmp_path: Path
) -> None:
    mine = begun(settings, tmp_path / "mine.xlsx", {"title": "Another title"})
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    sign_in(page, site)
    open_page(page, f"{site}/data?preview={mine.id}")
    expect(page.get_by_text("once this is published")).to_be_visible()
    assert not page.locator(".gd a[href^='download/']").count()
    page.get_by_label("Currency").click()
    page.get_by_role("option", name="NOK").click()
    expect(page.get_by_text("Preview: this is not public")).to_be_visible()
    log = [json.loads(line) for line in (settings.private / "audit.jsonl").read_text("utf-8").splitlines()]
    seen = [(entry["who"], entry["details"]["candidate"]) for entry in log if entry["act"] == "preview"]
    assert seen == [("Ana", mine.id)]
    discard(mine)
    open_page(page, f"{site}/rounds?preview={mine.id}")
    expect(page.get_by_text("was published or discarded")).to_be_visible()
    page.get_by_role("link", name="See what is public").click()
    expect(page.locator(".gd h1")).not_to_have_text("This preview cannot be shown")
    context.close()


def test_where_the_current_release_is_broken_staff_read_how_to_go_back_and_it_works(
    browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(settings.data, tmp_path / "data"))
    mended = settings_for(data, settings.source)
    good = open_served(mended)[0].release_id
    last = ticked(mended, begun(mended, tmp_path / "last.xlsx", {"title": "The last word"}))
    publish_candidate(mended, last, "Soon broken.", {"by": "Ana"})
    broken = data / "releases" / open_served(mended)[0].release_id / "grants.parquet"
    broken.parent.chmod(0o700)
    broken.unlink()
    with served(data, PROGRAMME) as site:
        context = browser.new_context()
        page = context.new_page()
        open_page(page, f"{site}/update")
        assert not page.get_by_role("button", name="Go back").count()
        page.get_by_role("link", name="Sign in").click()
        page.get_by_label("Name").fill("Ana")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("lacks the file")).to_be_visible()
        expect(page.get_by_text("dashlib rollback goes back to one")).to_be_visible()
        context.close()
    # These data withhold an awardee, and what cannot be read may name it.
    with pytest.raises(ReleaseError, match="Withdraw it"):
        return_to(mended, good, "Ana")
    withdraw(mended, [broken.parent.name], "Ana", good)
    assert open_served(mended)[0].release_id == good
