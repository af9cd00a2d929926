"""Findings in groups and by row, mended, and taken along as CSV and as a workbook."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import builders
import openpyxl
import pyarrow as pa
import pytest
from conftest import SOURCE

from dashlib.publishing import report
from dashlib.publishing.check import check_upload
from dashlib.publishing.findings import groups, rows_with_findings
from dashlib.publishing.mend import Edit, edit_published, lines_to_mend, mended, mended_upload
from dashlib.publishing.problems import Problem, problem, rules_page
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.report import annotated_workbook, findings_csv
from dashlib.publishing.upload import Upload
from dashlib.settings import PROJECT
from dashlib.text.formats import language

ENGLISH = language("en")


def checked(upload: Upload) -> list[Problem]:
    return check_upload(upload, builders.DISPLAY_CURRENCIES)[1]


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    """Six dates that begin with the day, a comma, an unknown awardee; one of the rows holds two mistakes."""
    dated = [{"award_date": "30/06/23", "amount_awarded": f"{number}00.50"} for number in range(1, 7)]
    tables = builders.programme(
        grants=[
            *dated,
            {"amount_awarded": "70,5", "currency": "NOK"},
            {"recipient_org_id": "=nobody", "amount_awarded": "90"},
        ]
    )
    tables["grants"][0]["country"] = "Serbia"
    return read_folder(builders.write(tables, tmp_path / "source"))


def test_groups_are_ranked_by_severity_rows_and_money_and_say_what_they_are(upload: Upload) -> None:
    found = groups(checked(upload), upload.tables)
    assert [(g.rule, g.column, g.row_count, g.money) for g in found if g.severity == "error"] == [
        ("date-order-unclear", "award_date", 6, {"EUR": Decimal("2103.00")}),
        ("country-unknown", "country", 1, {"EUR": Decimal("100.50")}),
        ("reference-unknown", "recipient_org_id", 1, {"EUR": Decimal("90")}),
        ("money-decimal-comma", "amount_awarded", 1, {}),
    ]
    assert ENGLISH.tell(found[0].words) == "6 dates in file grants.csv, column award_date look like 30/06/23"
    assert ENGLISH.tell(found[1].words) == "file grants.csv, row 2, column country: Serbia is not a country code."
    assert len(found[0].examples) == 5
    assert found[0].category == "accuracy"


def test_rows_with_most_findings_come_first(upload: Upload) -> None:
    rows = rows_with_findings(checked(upload), upload.tables)
    assert (rows[0].key, rows[0].place, len(rows[0].problems)) == ("G1", ("grants.csv", None, 2), 2)
    assert [row.key for row in rows[1:3]] == ["G6", "G5"]


def test_a_row_counts_once_in_the_money_of_its_group(upload: Upload) -> None:
    twice = [problem("member-repeated", "grants.csv", table="grants", row=2, column="area_ids", value=v) for v in "ab"]
    (group,) = groups(twice, upload.tables)
    assert (group.row_count, group.money) == (1, {"EUR": Decimal("100.50")})


def test_what_is_mended_is_found_no_more(upload: Upload) -> None:
    lines = {(line.column, line.row): line for line in lines_to_mend(checked(upload), upload.tables)}
    assert set(lines) == {("award_date", None), ("country", 2), ("amount_awarded", 8), ("recipient_org_id", 9)}
    assert (lines["award_date", None].old, lines["award_date", None].cell_count) == ("30/06/23", 6)
    edits = [
        lines["award_date", None].edit("2023-06-30"),
        lines["country", 2].edit(" RS\u00a0"),
        lines["amount_awarded", 8].edit("70.5"),
        lines["recipient_org_id", 9].edit(None, remove=True),
        Edit("organizations", "name", "Organization 1", "First", key="O1"),
    ]
    better, applied, not_applied = mended_upload(upload, edits)
    assert (applied, not_applied) == (edits, [])
    assert [p for p in checked(better) if p.severity == "error"] == []
    assert better.tables["grants"]["award_date"].to_pylist() == ["2023-06-30"] * 6 + [None]
    assert better.tables["grants"]["country"].to_pylist()[:2] == ["RS", None]
    assert "First" in better.tables["organizations"]["name"].to_pylist()
    assert upload.tables["grants"]["award_date"].to_pylist()[0] == "30/06/23"


@pytest.mark.parametrize(
    "edit",
    [
        Edit("grants", "country", "Serbien", "RS", "grants.csv", None, 2),
        Edit("grants", "country", "Serbia", "RS", "grants.csv", None, 3),
        Edit("grants", "country", "Serbia", "RS", "other.csv", None, 2),
        Edit("grants", "country", "Serbia", "RS", key="G9"),
        Edit("grants", "nothing", None, "RS", "grants.csv", None, 2),
        Edit("grants", "@line", None, "RS"),
        Edit("grants", "country", "Serbia", None, remove=True),
        Edit("grants", None, None, "RS", "grants.csv", None, 2),
        Edit("nothing", "country", None, "RS"),
    ],
)
def test_an_edit_of_what_is_not_there_any_more_changes_nothing(edit: Edit, upload: Upload) -> None:
    tables, applied, not_applied = mended(upload.tables, [edit])
    assert (applied, not_applied) == ([], [edit])
    assert all(table.equals(upload.tables[name]) for name, table in tables.items())


def test_an_edit_of_what_is_public_finds_its_row_wherever_it_stands_by_then(upload: Upload) -> None:
    """A colleague published in between: other rows stand at these lines, and their cells may be just as empty."""
    grants = upload.tables["grants"]
    edits = [
        edit_published("grants", grants.to_pylist()[2], "withheld", "all"),
        edit_published("grants", grants.to_pylist()[2], "grant_id", "G-new"),
        Edit("grants", "title", grants["title"][2].as_py(), "Told by its new key", key="G-new"),
    ]
    moved = pa.concat_tables([grants.slice(4), grants.slice(0, 4)])
    moved = moved.set_column(moved.column_names.index("@line"), "@line", grants["@line"])
    tables, applied, _ = mended({"grants": moved}, edits)
    assert applied == edits
    changed = [row for row in tables["grants"].to_pylist() if row["withheld"]]
    assert [(row["grant_id"], row["title"]) for row in changed] == [("G-new", "Told by its new key")]


def test_a_value_that_is_right_elsewhere_in_its_column_is_no_whole_column(tmp_path: Path) -> None:
    late = [{"planned_start_date": "2024", "planned_end_date": "2023", "grant_id": f"L{n}"} for n in range(5)]
    fine = {"planned_start_date": "2022", "planned_end_date": "2023"}
    upload = read_folder(builders.write(builders.programme(grants=[*late, fine]), tmp_path / "source"))
    lines = [line for line in lines_to_mend(checked(upload), upload.tables) if line.column == "planned_end_date"]
    assert [line.row for line in lines] == [2, 3, 4, 5, 6]


def test_a_missing_column_is_one_line_and_settled_when_it_is_filled(tmp_path: Path) -> None:
    folder = builders.write(builders.programme(grants=[{"title": "One"}, {"title": "Two"}]), tmp_path / "source")
    path = folder / "grants.csv"
    path.write_text(path.read_text("utf-8").replace("amount_status", "status of the amount"), "utf-8")
    upload = read_folder(folder)
    (line,) = lines_to_mend(checked(upload), upload.tables)
    assert (line.column, line.row, line.old, line.cell_count) == ("amount_status", None, None, 2)
    better, _, _ = mended_upload(upload, [line.edit("undisclosed")])
    assert [p.rule for p in checked(better) if p.severity == "error"] == []


def test_the_list_is_cut_only_where_it_is_asked_to_be(upload: Upload) -> None:
    assert len(lines_to_mend(checked(upload), upload.tables, limit=2)) == 2
    assert len(lines_to_mend(checked(upload), upload.tables, limit=None)) == 4


def test_findings_as_csv_run_no_formula(upload: Upload) -> None:
    problems = checked(upload)
    lines = list(csv.DictReader(io.StringIO(findings_csv(problems, ENGLISH).decode("utf-8-sig"))))
    assert [line["rule"] for line in lines] == [p.rule for p in problems]
    (unknown,) = [line for line in lines if line["rule"] == "reference-unknown"]
    assert (unknown["value"], unknown["row"], unknown["key"]) == ("'=nobody", "9", "G8")


def test_the_workbook_marks_cells_and_leads_to_them(upload: Upload) -> None:
    problems = checked(upload)
    content = annotated_workbook(problems, upload.tables, ENGLISH)
    assert content == annotated_workbook(problems, upload.tables, ENGLISH)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Findings", "grants"]
    listed = book["Findings"]
    assert listed.max_row == 1 + len(problems)
    (line,) = [row for row in listed.iter_rows(min_row=2) if row[2].value == "country-unknown"]
    assert line[0].hyperlink.location.replace("'", "") == f"grants!{line[0].value}"
    cell = book["grants"][line[0].value]
    assert (cell.value, cell.fill.fgColor.rgb) == ("Serbia", "FFF4B6B0")
    assert "is not a country code" in cell.comment.text
    headings, *rows = book["grants"].iter_rows(values_only=True)
    given = upload.tables["grants"]
    assert [dict(zip(headings, row, strict=True))["grant_id"] for row in rows] == given["grant_id"].to_pylist()
    awardee = book["grants"].cell(9, headings.index("recipient_org_id") + 1)
    assert (awardee.value, awardee.data_type) == ("=nobody", "s")


def test_what_a_workbook_cannot_hold_is_said(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    problems = checked(upload)
    monkeypatch.setattr(report, "SHEET_ROWS", 3)
    monkeypatch.setattr(report, "MOST_FINDINGS", 2)
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(problems, upload.tables, ENGLISH)))
    assert book.sheetnames == ["Findings"]
    assert "grants is left out" in book["Findings"]["A1"].value
    assert f"first 2 of {len(problems)} findings" in book["Findings"]["A2"].value
    assert book["Findings"].max_row == 5


def test_the_page_of_rules_is_up_to_date() -> None:
    assert (PROJECT / "docs" / "rules.md").read_text("utf-8") == rules_page()


def test_likely_slips_are_no_false_alarms_in_the_real_tables() -> None:
    found = [
        (p.rule, p.key, p.value) for p in checked(read_folder(SOURCE / "smart-balkans")) if p.severity == "warning"
    ]
    # A visitor who also stands among the speakers is named in the note of another event.
    assert found == [("person-in-text", "SB-MEET-NO", "Kristin Melsom")]
