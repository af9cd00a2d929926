"""Every rule finds its mistake at its place, and nothing else: mistakes are planted into a copy of good tables."""

import csv
import json
import shutil
import tomllib
from collections import Counter
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from builders import DISPLAY_CURRENCIES
from click.testing import CliRunner, Result

from dashlib.cli import main
from dashlib.publishing import problems
from dashlib.publishing.check import check_upload
from dashlib.publishing.reading.folder import read_folder
from dashlib.schema.package import resources, source_tables
from dashlib.settings import PROJECT

SOURCE = PROJECT / "data" / "source"
MISTAKES = tomllib.loads((Path(__file__).parent / "data" / "planted_mistakes.toml").read_text("utf-8"))["mistake"]
CHECKS = Path(problems.__file__).parent / "checks"
ROW_RULES = {path.stem for path in (CHECKS / "rows").glob("*.sql")}
FILE_RULES = {"table-missing", "file-encoding", "file-unreadable", "heading-missing"}
# Planted with others, these change what is said of them.
ALONE = {"withheld-alone", "withheld-name-published", "individual-named"}
# So many mistakes go into the same tables.
MOST = 9

Finding = dict[str, Any]
Mistake = dict[str, Any]


def run_check(folder: Path) -> Result:
    result = CliRunner().invoke(main, ["check", str(folder), "--format", "json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def findings(folder: Path) -> list[Finding]:
    """What the command finds; its exit code says whether there is an error."""
    result = run_check(folder)
    found = json.loads(result.stdout)
    assert result.exit_code == (1 if any(finding["severity"] == "error" for finding in found) else 0)
    for finding in found:
        assert finding["cure"]
        assert finding["problem"]
        assert finding["expected"]
        assert "{" not in finding["cure"] + finding["problem"] + finding["expected"]
    return found


@cache
def findings_of_good_tables(folder: str) -> tuple[Finding, ...]:
    return tuple(findings(SOURCE / folder))


@cache
def published_now(folder: str) -> dict[str, pa.Table]:
    """What the good tables would be as the base of an upload."""
    upload = read_folder(SOURCE / folder)
    connection, _ = check_upload(upload, DISPLAY_CURRENCIES)
    return {**upload.tables, "reconciliation": connection.table("reconciliation").to_arrow_table()}


def findings_against(base: str, folder: Path) -> list[Finding]:
    """What is found when the tables are to take the place of the good ones."""
    _, found = check_upload(read_folder(folder), DISPLAY_CURRENCIES, published_now(base))
    return [asdict(finding) for finding in found]


def place(finding: Finding) -> tuple[str, str, str, int | None, str | None]:
    """Severity, rule, file, row and column."""
    return finding["severity"], finding["rule"], finding["file"], finding.get("row"), finding.get("column")


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(path: Path, rows: list[list[str]], delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)


def set_cell(path: Path, row: int, column: str, value: str) -> None:
    """Write a cell, adding the column if the table has none."""
    rows = read(path)
    if column not in rows[0]:
        rows = [[*cells, column if number == 0 else ""] for number, cells in enumerate(rows)]
    rows[row - 1][rows[0].index(column)] = value
    write(path, rows)


def add_row(path: Path, values: dict[str, str]) -> None:
    rows = read(path)
    write(path, [*rows, [values.get(heading, "") for heading in rows[0]]])


def replace_text(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), "utf-8")


def turn_into(path: Path, what: str, column: str | None) -> None:
    text = path.read_text("utf-8")
    if what == "column-removed":
        position = read(path)[0].index(column or "")
        write(path, [[*cells[:position], *cells[position + 1 :]] for cells in read(path)])
    elif what == "empty":
        path.write_bytes(b"")
    elif what in {"missing", "folder"}:
        path.unlink()
        if what == "folder":
            path.mkdir()
    else:
        path.write_bytes(text.encode(what, "replace"))


def plant(folder: Path, mistake: dict[str, Any]) -> None:
    path = folder / mistake["file"]
    if "becomes" in mistake:
        turn_into(path, mistake["becomes"], mistake.get("column"))
    elif "find" in mistake:
        replace_text(path, mistake["find"], mistake["replace"])
    elif "add_column" in mistake:
        heading, value = mistake["add_column"]
        write(path, [[*cells, value if number else heading] for number, cells in enumerate(read(path))])
    elif not {"set", "add", "copy"} & set(mistake):
        set_cell(path, mistake["row"], mistake["column"], mistake["value"])
    for cell in mistake.get("set", ()):
        set_cell(folder / cell["file"], cell["row"], cell["column"], cell["value"] * cell.get("repeat", 1))
    if "copy" in mistake:
        write(path, [*read(path), read(path)[mistake["copy"] - 1]])
    if "add" in mistake:
        add_row(folder / mistake.get("add_to", mistake["file"]), mistake["add"])


def good_tables(tmp_path: Path, folder: str = "smart-balkans") -> Path:
    return Path(shutil.copytree(SOURCE / folder, tmp_path / folder))


def remaining(mistake: dict[str, Any], finding: Finding) -> bool:
    """Is a finding of the good tables still to be expected once the mistake is planted?"""
    if mistake["rule"] in FILE_RULES and finding["file"] == mistake["file"]:
        return False
    if mistake.get("hides_row_findings") and finding["rule"] in ROW_RULES:
        return False
    if mistake["rule"] == "column-missing" and finding["column"] == mistake["column"]:
        return finding["file"] != mistake["file"]
    cells = [mistake, *mistake.get("set", ())]
    given = {(cell["file"], cell.get("column")) for cell in cells}
    return finding["rule"] != "column-optional-missing" or (finding["file"], finding["column"]) not in given


def is_alone(mistake: Mistake) -> bool:
    """Does the mistake change what is said of other rows, or is it changed by others?"""
    return bool(
        {"becomes", "find", "add_column", "add_to", "hides_row_findings", "copy"} & set(mistake)
        or mistake["rule"] in FILE_RULES | ALONE
    )


def cells_of(mistake: Mistake) -> set[tuple[str, int | None]]:
    """The rows that the mistake and its findings are about; an added row is the last of its table."""
    about = [mistake, *mistake.get("set", ()), *mistake.get("also", ())]
    added = {(mistake.get("add_to", mistake["file"]), None)} if "add" in mistake else set()
    return {(place["file"], place.get("row")) for place in about} | added


def packed() -> list[list[Mistake]]:
    """All mistakes, in as few sets as rows that they do not share allow."""
    groups: list[tuple[object, set[tuple[str, int | None]], list[Mistake]]] = []
    for mistake in MISTAKES:
        kind = mistake["name"] if is_alone(mistake) else (mistake.get("folder"), mistake.get("base"))
        cells = cells_of(mistake)
        for other, taken, group in groups:
            if kind == other and not cells & taken and len(group) < MOST:
                taken.update(cells)
                group.append(mistake)
                break
        else:
            groups.append((kind, cells, [mistake]))
    return [group for _, _, group in groups]


GROUPS = packed()
SINGLY = [pytest.param([mistake], marks=pytest.mark.long) for group in GROUPS if len(group) > 1 for mistake in group]


@pytest.mark.parametrize("group", [*GROUPS, *SINGLY], ids=lambda group: f"{group[0]['name']}, {len(group)}")
def test_planted_mistakes_are_found_at_their_places_and_nothing_else(group: list[Mistake], tmp_path: Path) -> None:
    base, has_base = group[0].get("folder", "smart-balkans"), group[0].get("base")
    folder = good_tables(tmp_path, base)
    for mistake in group:
        plant(folder, mistake)
    found = findings_against(base, folder) if has_base else findings(folder)
    expected = [finding for finding in findings_of_good_tables(base) if all(remaining(m, finding) for m in group)]
    new = Counter(map(place, found)) - Counter(map(place, expected))
    assert new == Counter(place(said) for mistake in group for said in (mistake, *mistake.get("also", ())))
    assert not Counter(map(place, expected)) - Counter(map(place, found))
    values = {place(finding): finding["value"] for finding in found}
    for mistake in group:
        assert "value" not in mistake or values[place(mistake)] == mistake["value"]


def test_every_rule_has_a_planted_mistake_with_its_severity() -> None:
    severities = {rule.rule: rule.severity for rule in problems.rules().values()}
    # What is wrong with files as they are handed over, or too late, is shown in tests of their own.
    elsewhere = "".join(
        (Path(__file__).parent / name).read_text("utf-8")
        for name in ("reading/test_files.py", "staff/test_prepare.py", "test_persons.py", "test_register.py")
    )
    planted = {mistake["rule"]: mistake["severity"] for mistake in MISTAKES}
    assert planted == {rule: severities[rule] for rule in severities if f'"{rule}"' not in elsewhere or rule in planted}


def test_every_check_of_rows_is_a_rule() -> None:
    assert set(problems.rules()) >= ROW_RULES


def test_every_kind_of_field_that_can_be_unreadable_ends_in_a_rule_that_takes_all() -> None:
    last = {rule.kind: rule.pattern for rule in problems.rules().values() if rule.kind}
    assert set(last.values()) == {".*"}


def test_fifteen_mistakes_are_found_in_one_run(tmp_path: Path) -> None:
    folder = good_tables(tmp_path)
    (folder / "event_speakers.csv").unlink()
    cells = {
        ("grants.csv", 23, "amount_awarded", "about 80000"): "money-not-a-number",
        ("grants.csv", 24, "award_date", "2023-02-30"): "date-impossible",
        ("grants.csv", 25, "currency", "KM"): "currency-unknown",
        ("grants.csv", 4, "recipient_org_id", "nobody"): "reference-unknown",
        ("grants.csv", 5, "amount_status", "secret"): "value-not-allowed",
        ("grants.csv", 6, "title", "jane@example.org"): "email-in-text",
        ("grants.csv", 7, "country", "ME"): "country-contradiction",
        ("grants.csv", 8, "area_ids", "Youth work"): "ids-malformed",
        ("rounds.csv", 3, "is_holder", "maybe"): "flag-not-yes-or-no",
        ("sources.csv", 9, "url", "www.example.org"): "url-not-web",
        ("organizations.csv", 9, "country", "Serbia"): "country-unknown",
        ("areas.csv", 6, "parent_area_id", "security-sector-reform"): "area-own-parent",
        ("exchange_rates.csv", 9, "rate", "ten"): "rate-not-a-number",
        ("announcements.csv", 2, "grant_count", "eleven"): "count-not-a-number",
    }
    for file, row, column, value in cells:
        set_cell(folder / file, row, column, value)
    found = [finding for finding in findings(folder) if finding["severity"] != "note"]
    places = {(p["file"], p["row"], p["column"], p["value"]): p["rule"] for p in found}
    assert places == {("event_speakers.csv", None, None, None): "table-missing", **cells}
    assert len(found) == 15


AMOUNTS = {
    "1,234": "money-separator",
    "1.234": "money-separator",
    "1 234.50": "money-separator",
    "1\u00a0234": "money-separator",
    "1'234.00": "money-separator",
    "1.234,56": "money-separator",
    "1,234,567.89": "money-separator",
    "0,5": "money-decimal-comma",
    "1234.567": "money-decimals",
    "-0": "money-negative",
    "−5": "money-negative",
    "1e3": "money-not-a-number",
    "5_000": "money-not-a-number",
    "٣": "money-not-a-number",
    "５００": "money-not-a-number",
    "+5": "money-not-a-number",
    "5.": "money-not-a-number",
    ".5": "money-not-a-number",
    "NaN": "money-not-a-number",
    "€5000": "money-not-a-number",
    "=5000": "money-not-a-number",
    "n/a": "money-not-a-number",
    "(5000)": "money-not-a-number",
    "30/06/23": "money-not-a-number",
}
DATES = {
    "30/06/23": "date-order-unclear",
    "30.6.2023.": "date-order-unclear",
    "1.6.23": "date-order-unclear",
    "30-06-2023": "date-order-unclear",
    "2023-02-30": "date-impossible",
    "2023-13": "date-impossible",
    "2023-00": "date-impossible",
    "0000-01-01": "date-impossible",
    "1900-02-29": "date-impossible",
    "06/2023": "date-not-readable",
    "2023-6-5": "date-not-readable",
    "2023/06/30": "date-not-readable",
    "2023–06–30": "date-not-readable",
    "45107": "date-not-readable",
    "٢٠٢٣": "date-not-readable",
    "June 2023": "date-not-readable",
    "2023-06-30T00:00:00": "date-not-readable",
}
LINKS = {
    "javascript:alert(1)": "url-not-web",
    "ftp://example.org": "url-not-web",
    "www.example.org": "url-not-web",
    "//example.org": "url-not-web",
    "data:text/html,x": "url-not-web",
    "https://": "url-not-web",
    "https://[": "url-not-web",
    "https://example.org/'onclick": "url-not-web",
    "https://example.org/\u00a0x": "url-not-web",
    "http://user:password@example.org": "email-in-text",
}
READ_AS_THEY_ARE = {
    "published_date": ["2023-06", " 2023", "2024-02-29", "2023-06-30\n", "\u200b2023-06-30"],
    "url": ["HTTPS://EXAMPLE.ORG", "https://žž.example/а", "https://example.org/?a=1;2"],
    "title": ["many\nlines", "=1+1", "<b>", "Друга", "😀", "a\u00a0b", "x" * 100_000],
}


@pytest.mark.parametrize(
    ("file", "column", "spellings"),
    [
        ("grants.csv", "amount_awarded", AMOUNTS),
        ("sources.csv", "published_date", DATES),
        ("sources.csv", "url", LINKS),
    ],
)
def test_a_value_that_cannot_be_read_gets_the_diagnosis_that_fits_it(
    file: str, column: str, spellings: dict[str, str], tmp_path: Path
) -> None:
    folder = good_tables(tmp_path)
    rows = read(folder / file)
    for row, value in zip(rows[1:], spellings, strict=False):
        row[rows[0].index(column)] = value
        if column == "amount_awarded":
            row[rows[0].index("currency")], row[rows[0].index("amount_status")] = "EUR", "disclosed"
    write(folder / file, rows)
    found = {(p["row"], p["value"]): p["rule"] for p in findings(folder) if p["severity"] == "error"}
    assert found == {(row, value): rule for row, (value, rule) in enumerate(spellings.items(), start=2)}


def test_unusual_values_that_can_be_read_are_not_complained_of(tmp_path: Path) -> None:
    folder = good_tables(tmp_path)
    rows = read(folder / "sources.csv")
    for column, values in READ_AS_THEY_ARE.items():
        for row, value in zip(rows[1:], values, strict=False):
            row[rows[0].index(column)] = value
    write(folder / "sources.csv", rows)
    set_cell(folder / "grants.csv", 23, "amount_awarded", "\u00a00080000\u200b")
    set_cell(folder / "grants.csv", 2, "area_ids", " gender-equality ;\u00a0; youth;")
    assert list(map(place, findings(folder))) == list(map(place, findings_of_good_tables("smart-balkans")))


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_other_line_ends_are_read(ends: str, tmp_path: Path) -> None:
    folder = good_tables(tmp_path)
    for path in folder.rglob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", ends.encode()))
    assert tuple(findings(folder)) == findings_of_good_tables("smart-balkans")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_spreadsheets_write_in_place_of_commas_is_read(delimiter: str, tmp_path: Path) -> None:
    folder = good_tables(tmp_path)
    for path in folder.rglob("*.csv"):
        write(path, read(path), delimiter)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert tuple(findings(folder)) == findings_of_good_tables("smart-balkans")


def test_blank_rows_blank_columns_and_other_spellings_of_headings_are_read(tmp_path: Path) -> None:
    folder = good_tables(tmp_path)
    for path in folder.rglob("*.csv"):
        heading, *rows = read(path)
        heading = [f" {name.upper()}\u00a0" for name in heading]
        write(path, [[*heading, "", ""], *([*cells, "", ""] for cells in rows), ["", ""], []])
    replace_text(folder / "grants.csv", " AMOUNT_AWARDED", "Amount Awarded")
    assert tuple(findings(folder)) == findings_of_good_tables("smart-balkans")


def test_a_row_is_counted_as_a_spreadsheet_counts_it(tmp_path: Path) -> None:
    folder = good_tables(tmp_path)
    rows = read(folder / "sources.csv")
    rows[1][rows[0].index("note")] = "a text\nof three\nlines"
    rows[3][rows[0].index("url")] = "nowhere"
    write(folder / "sources.csv", [*rows[:3], [], *rows[3:]])
    (found,) = [finding for finding in findings(folder) if finding["severity"] == "error"]
    assert (found["row"], found["value"]) == (5, "nowhere")


def test_identifiers_with_slashes_dots_and_other_letters_are_read(tmp_path: Path) -> None:
    folder = good_tables(tmp_path)
    for number, value in enumerate(["360G/x/1", "č-ћ-ë", "a.b:c_d", "1"], start=2):
        set_cell(folder / "grants.csv", number, "grant_id", value)
    assert tuple(findings(folder)) == findings_of_good_tables("smart-balkans")


def test_five_thousand_grants_are_checked(tmp_path: Path) -> None:
    folder = good_tables(tmp_path)
    heading, first, *rows = read(folder / "grants.csv")
    many = [[f"G-{number}", *first[1:]] for number in range(5000)]
    many[-1][heading.index("recipient_org_id")] = "nobody"
    write(folder / "grants.csv", [heading, first, *rows, *many])
    (found,) = [finding for finding in findings(folder) if finding["severity"] == "error"]
    assert place(found) == ("error", "reference-unknown", "grants.csv", 1 + 81 + 5000, "recipient_org_id")


@pytest.mark.parametrize("file", [resource.path for resource in source_tables().values()])
def test_a_table_of_headings_alone_passes_unless_rows_refer_to_it(file: str, tmp_path: Path) -> None:
    folder = good_tables(tmp_path, "awkward")
    write(folder / file, read(folder / file)[:1])
    errors = [finding for finding in findings(folder) if finding["severity"] == "error"]
    name = next(resource.name for resource in resources().values() if resource.path == file)
    pointing = [(r.path, f.references) for r in source_tables().values() for f in r.fields if f.references]
    referring = {path for path, target in pointing if target.split(".")[0] == name}
    assert {error["rule"] for error in errors} <= {"reference-unknown"}
    assert {error["file"] for error in errors} == referring - {file}


def test_a_programme_without_a_single_row_can_be_built(tmp_path: Path) -> None:
    folder = good_tables(tmp_path, "awkward")
    for path in folder.rglob("*.csv"):
        write(path, read(path)[:1])
    assert findings(folder) == []
    result = CliRunner().invoke(main, ["build", str(folder), "--data", str(tmp_path / "data")])
    assert result.exit_code == 0, result.output


def test_a_share_of_one_is_a_share(tmp_path: Path) -> None:
    folder = good_tables(tmp_path, "awkward")
    set_cell(folder / "grants.csv", 2, "area_shares", "1;0;0.0")
    assert tuple(findings(folder)) == findings_of_good_tables("awkward")


def test_a_folder_that_is_not_there_is_said_without_a_traceback(tmp_path: Path) -> None:
    result = run_check(tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "There is no folder" in result.stderr
