"""From a workbook with mistakes to a release and back, as a programme officer does it, while a visitor looks on."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from browsing import assert_accessible, open_page
from conftest import SOURCE, settings_for
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from server import served

from dashlib.publishing.source import published_tables
from dashlib.publishing.template import write_template
from dashlib.staff.accounts import add_account
from dashlib.text.folding import folded

PASSWORD = "a long password"


@pytest.fixture(params=["smart-balkans", "awkward"])
def programme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    add_account(settings_for(tmp_path / "data"), "Ana", "publish", PASSWORD)
    return tmp_path / "data"


@pytest.fixture
def site(data: Path, programme: str) -> Iterator[str]:
    with served(data, programme) as address:
        yield address


def sign_in(page: Page, site: str, name: str = "Ana") -> None:
    page.goto(site + "/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Bring it back")).to_be_visible()


class Workbook:
    """Today's workbook, in which single cells are changed; it remembers what stood there."""

    def __init__(self, data: Path, programme: str, path: Path) -> None:
        number, self.tables = published_tables(settings_for(data, SOURCE / programme))
        self.path = path
        write_template(path, number, self.tables)
        self.book = openpyxl.load_workbook(path)
        self.before: list[tuple[str, int, str, str]] = []

    def row_where(self, table: str, fits: Callable[[dict[str, str | None]], bool]) -> int:
        """The number of the first row that fits and was not changed yet."""
        taken = {(sheet, row) for sheet, row, _, _ in self.before}
        rows = self.tables[table].to_pylist()
        return next(n for n, row in enumerate(rows, start=2) if fits(row) and (table, n) not in taken)

    def put(self, table: str, row: int, column: str, value: object) -> None:
        self.before.append((table, row, column, self.tables[table].to_pylist()[row - 2][column] or ""))
        sheet = self.book[table]
        place = [cell.value for cell in sheet[1]].index(column) + 1
        sheet.cell(row=row, column=place).value = value  # type: ignore[union-attr]

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def mistakes(book: Workbook) -> None:
    """Twelve different ones, each in a row of its own."""
    known = book.row_where("grants", lambda row: bool(row["amount_awarded"]))
    book.put("grants", known, "amount_awarded", "12 thousand")
    for column, value in {
        "award_date": "30/06/23",
        "round_id": "NOPE",
        "country": "Serbia",
        "recipient_org_id": None,
        "note": "write to ana@example.org",
        "planned_end_date": "2023-02-30",
        "amount_status": "secret",
        "area_ids": "no-such-area",
    }.items():
        book.put("grants", book.row_where("grants", lambda row: not row["amount_awarded"]), column, value)
    book.put("organizations", book.row_where("organizations", lambda row: True), "name", None)
    book.put("organizations", book.row_where("organizations", lambda row: True), "website", "www.example")
    book.put("sources", book.row_where("sources", lambda row: True), "published_date", "once")


def upload(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Check these files").click()
    expect(page.get_by_role("heading", name="How the files were read")).to_be_visible(timeout=60_000)


def step(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def tick(box: Locator) -> None:
    """Tick a box, and wait until it says by whom."""
    box.check(force=True)
    expect(box).to_have_accessible_name(re.compile("looked at by Ana"))


def publish(page: Page, note: str) -> None:
    """Tick what has to be ticked, write the note, publish."""
    step(page, "Problems")
    expect(page.get_by_text("No error", exact=False).or_(page.get_by_text("nothing was found")).first).to_be_visible()
    expect(page.get_by_role("heading", name="Take all of it along")).to_be_visible()
    for box in page.get_by_role("checkbox", name="I have looked at").all():
        tick(box)
    publish_looked_at(page, note)


def publish_looked_at(page: Page, note: str) -> None:
    """Publish where no warning is left."""
    step(page, "Publish")
    expect(page.get_by_label("Public note")).to_be_visible()
    for name in ("I have looked at what would change", "I know that figures fall", "Withdraw these releases"):
        box = page.get_by_role("checkbox", name=name)
        if box.count():
            tick(box)
    assert page.get_by_role("button", name="Publish", exact=True).is_disabled()
    page.get_by_label("Public note").fill(note)
    page.get_by_label("Public note").press("Tab")
    # The list of what is missing becomes shorter, and what stands around it moves.
    expect(page.get_by_text("Write a public note")).to_have_count(0)
    page.get_by_role("checkbox", name="I publish these changes").check(force=True)
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_enabled()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("is public now")).to_be_visible(timeout=60_000)


def hashes(release: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(release.iterdir())}


def journal(data: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (data / "journal.jsonl").read_text("utf-8").splitlines()]


def test_a_workbook_with_twelve_mistakes_becomes_a_release_and_is_taken_back(
    context: BrowserContext, browser: Browser, data: Path, site: str, programme: str, tmp_path: Path
) -> None:
    page, visitor = context.new_page(), browser.new_context().new_page()
    visitor.set_default_timeout(30_000)
    open_page(visitor, site + "/awardees?disclosed=yes&currency=as-awarded")
    sign_in(page, site)
    book = Workbook(data, programme, tmp_path / "update.xlsx")
    mistakes(book)
    assert len(book.before) == 12
    upload(page, book.save())
    first = journal(data)[0]["release"]
    old = hashes(data / "releases" / first)

    # Found: every one of the twelve cells stands in the list, where its old value is written back.
    step(page, "Problems")
    expect(page.get_by_role("heading", name="Errors")).to_be_visible()
    assert_accessible(page, page.url)
    for table, row, column, value in book.before:
        line = page.locator('[class*="st-key-line-"]').filter(has_text=f"{table}, {column}, row {row}")
        expect(line).to_have_count(1)
        field = line.get_by_role("textbox")
        field.fill("4321.09" if column == "amount_awarded" else value)
        field.press("Tab")
    page.get_by_role("button", name="Keep these values").click()
    expect(page.get_by_text("No error").or_(page.get_by_text("nothing was found")).first).to_be_visible(timeout=60_000)

    # What would change is the amount alone.
    step(page, "What would change")
    expect(page.get_by_text("Grants: 1 changed")).to_be_visible()
    expect(page.get_by_role("cell", name="4321.09")).to_be_visible()
    assert_accessible(page, page.url)

    # The preview shows it to her, and to nobody else.
    step(page, "Publish")
    preview = page.get_by_role("link", name="See the site with this upload").get_attribute("href")
    assert preview
    open_page(page, site + "/grants" + preview[preview.index("?") :] + "&disclosed=yes&currency=as-awarded")
    expect(page.get_by_text("Preview: this is not public")).to_be_visible()
    expect(page.get_by_text("4,321.09").first).to_be_visible()
    other = visitor.context.new_page()
    open_page(other, site + "/grants" + preview[preview.index("?") :] + "&disclosed=yes&currency=as-awarded")
    expect(other.get_by_text("preview=")).to_be_visible()
    assert "4,321.09" not in other.content()
    other.close()

    # Published: the visitor's tab shows it at the next click.
    page.goto(site + "/update?candidate=" + preview.split("preview=")[1].split("&")[0] + "&step=problems")
    publish(page, "One amount was corrected.")
    lines = journal(data)
    assert [line["action"] for line in lines] == ["publish", "publish"]
    new = lines[1]["release"]
    assert "4,321.09" not in visitor.content()
    visitor.get_by_role("button", name="Look up").click()
    visitor.get_by_role("link", name="Grants", exact=True).first.click()
    expect(visitor.get_by_text("4,321.09").first).to_be_visible()

    # Going back is one click, and the bytes are the old ones.
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    page.get_by_role("button", name="Go back to this release").first.click()
    expect(page.get_by_text("is public again")).to_be_visible()
    assert journal(data)[-1]["action"] == "return"
    assert journal(data)[-1]["release"] == first
    assert hashes(data / "releases" / first) == old

    # Withheld: the name is found nowhere, and what named it is withdrawn.
    grants = book.tables["grants"].to_pylist()
    organizations = {row["organization_id"]: row for row in book.tables["organizations"].to_pylist()}
    counts = [row["recipient_org_id"] for row in grants]
    hidden = next(
        row
        for row in grants
        if not row["withheld"] and row["recipient_org_id"] and counts.count(row["recipient_org_id"]) == 1
        and not any(row["recipient_org_id"] in (other["partner_org_ids"] or "") for other in grants)
        and organizations[row["recipient_org_id"]]["roles"] == "awardee"
        and not _named_elsewhere(book.tables, organizations[row["recipient_org_id"]])
    )  # fmt: skip
    name = organizations[hidden["recipient_org_id"]]["name"]
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    step(page, "Withhold")
    expect(page.get_by_role("heading", name="Withhold for safety")).to_be_visible()
    page.get_by_role("combobox", name="Awardee").fill(name)
    page.get_by_role("option", name=name).first.click()
    expect(page.get_by_text("It has 1 grant").first).to_be_visible()
    page.get_by_role("button", name="Check what this changes").click()
    step(page, "What would change")
    expect(page.get_by_text("Grants: 1 changed")).to_be_visible(timeout=60_000)
    publish(page, "An awardee is protected.")
    withdrawn = {line["release"] for line in journal(data) if line["action"] == "withdraw"}
    assert withdrawn == {first, new}
    assert {path.name for path in (data / "releases").iterdir()} == {journal(data)[3]["release"]}
    answer = page.request.get(f"{site}/download/{first}/grants.csv")
    assert answer.status == 410
    assert "withdrawn" in answer.text()
    open_page(visitor, f"{site}/awardees?q={name}")
    expect(visitor.get_by_role("main").get_by_role("link", name=name, exact=True)).to_have_count(0)
    open_page(visitor, f"{site}/?release={first}")
    expect(visitor.get_by_text("was withdrawn")).to_be_visible()
    assert not [path for path in _public_files(data) if folded(name) in _texts(path)]
    visitor.context.close()


def _named_elsewhere(tables: dict[str, pa.Table], organization: dict[str, str | None]) -> bool:
    """True if any other row of any table holds one of its names."""
    cells = [organization[column] or "" for column in ("organization_id", "name", "name_local", "aka")]
    names = [f" {folded(name)} " for cell in cells for name in cell.split(";") if name.strip()]
    texts = [
        f" {folded(str(value))} "
        for table in tables.values()
        for row in table.to_pylist()
        if organization["organization_id"] not in {row.get("organization_id"), row.get("recipient_org_id")}
        for value in row.values()
    ]
    return any(name in text for text in texts for name in names)


def _public_files(data: Path) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file() and "private" not in path.parts]


def _texts(path: Path) -> str:
    """Everything that a file holds, unpacked."""
    if path.suffix == ".parquet":
        return folded(" ".join(str(column.to_pylist()) for column in pq.read_table(path).columns))
    return folded(path.read_bytes().decode("utf-8", errors="replace"))
