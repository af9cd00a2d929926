"""What files hold besides rows: each oddity ends in the right value or in a finding that says what to do."""

import io
import struct
import time
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from handed import GRANT, HEADINGS, RATE, Hand, as_csv, as_xlsx, column, findings, given, grant, handing_over
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

from dashlib.errors import SourceError
from dashlib.publishing.reading import files as parent
from dashlib.publishing.reading import tables
from dashlib.publishing.reading.files import read_files
from dashlib.publishing.reading.given import ROWS_OF_A_TABLE, CancelledError, Choices, Given, Progress
from dashlib.publishing.reading.tables import _strings

hand_over = handing_over


def replaced(workbook: bytes, part: str, before: bytes, after: bytes) -> bytes:
    """A workbook in one part of which something is written otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                assert before in content
                content = content.replace(before, after)
            new.writestr(name, content)
    return out.getvalue()


def counted(workbook: bytes) -> bytes:
    """As if Excel itself had saved it, with its formulas computed."""
    return replaced(workbook, "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")


def as_xls(rows: list[list[Any]], sheet: str = "grants") -> xlwt.Workbook:
    book = xlwt.Workbook()
    page = book.add_sheet(sheet)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell != "":
                page.write(number, place, cell)
    return book


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_ods(rows: list[list[Any]], sheet: str = "grants", hidden: bool = False) -> bytes:
    """Cells are texts, or the attributes of a cell with its text."""
    book = OpenDocumentSpreadsheet()
    style = Style(name="hidden", family="table")
    style.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(style)
    table = Table(name=sheet, stylename="hidden") if hidden else Table(name=sheet)
    for row in rows:
        line = TableRow()
        for cell in row:
            attributes, text = cell if isinstance(cell, tuple) else ({"valuetype": "string"}, cell)
            element = TableCell(**attributes)
            if text:
                element.addElement(P(text=text))
            line.addElement(element)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    return saved(book)


# What a file is


def test_a_workbook_that_is_none_is_not_told_how_to_save_a_csv(hand: Hand) -> None:
    noise = bytes(range(128, 256)) * 20 + b"\x00\x81\x8d"
    assert "file-kind" in findings(hand(grants__xlsx=noise))
    assert "file-encoding" in findings(hand(grants__csv=noise))


@pytest.mark.parametrize("name", ["grants__csv", "Grants__CSV", "grants__xlsx", "data__txt", "grants"])
def test_a_file_is_known_by_its_content_whatever_its_ending(name: str, hand: Hand) -> None:
    for content in (as_csv([GRANT, grant()]), as_xlsx([GRANT, grant()]), saved(as_xls([GRANT, grant()]))):
        reading = hand(**{name: content})
        assert column(reading, "grant_id") == ["G1"]
    assert ("extension-wrong" in findings(hand(**{name: as_csv([GRANT, grant()])}))) == (
        name in {"grants__xlsx", "grants"}
    )


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"%PDF-1.7 ...", "file-kind"),
        (b"\xef\xbb\xbf<html><table><tr><td>grant_id", "file-kind"),
        (b"<?xml version='1.0'?><Workbook/>", "file-kind"),
        (b"<table border=1><tr><th>grant_id</th></tr></table>", "file-kind"),
        (b'[{"grant_id": "G1"}]', "file-kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "file-kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file-protected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook\0".encode("utf-16-le"), "file-damaged"),
        (b"PK\x03\x04 and nothing more", "file-damaged"),
        (b"", "no-table-found"),
        (b"\0\0\0\0\x01\x02", "file-kind"),
        (b"name,colour\nx,y\n", "no-table-found"),
    ],
)
def test_what_is_no_table_is_said_to_be_that(content: bytes, rule: str, hand: Hand) -> None:
    reading = hand(upload__xlsx=content)
    assert rule in findings(reading)
    assert reading.upload.tables == {}


def test_a_packed_file_that_is_no_workbook_is_said_to_be_that(hand: Hand) -> None:
    for names, rule in {("a.csv",): "file-kind", ("xl/workbook.bin",): "file-kind"}.items():
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name in names:
                archive.writestr(name, "x")
        assert rule in findings(hand(a__zip=file.getvalue()))


def test_an_open_document_with_a_password_is_told(hand: Hand) -> None:
    locked = replaced(
        as_ods([GRANT]), "META-INF/manifest.xml", b"</manifest:", b"<manifest:encryption-data/></manifest:"
    )
    assert "file-protected" in findings(hand(grants__ods=locked))


def test_a_truncated_workbook_is_told(hand: Hand) -> None:
    for whole in (as_xlsx([GRANT, grant()]), as_ods([GRANT, grant()]), saved(as_xls([GRANT, grant()]))):
        reading = hand(grants__xlsx=whole[: len(whole) // 2])
        assert {"file-damaged", "file-kind"} & set(findings(reading))
        assert reading.upload.tables == {}


def test_a_workbook_that_unpacks_to_gigabytes_is_not_opened(hand: Hand) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_000)
    assert "file-bomb" in findings(hand(grants__xlsx=file.getvalue()))


def test_a_workbook_that_lies_about_its_size_is_not_opened_or_told_to_be_damaged(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            with zipfile.ZipFile(io.BytesIO(as_xlsx([GRANT]))) as good:
                archive.writestr(name, good.read(name))
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + b" " * 60_000_000)
    lie = file.getvalue().replace(struct.pack("<L", 60_000_022), struct.pack("<L", 22))
    reading = read_files(given(tmp_path, Choices(), {"grants__xlsx": lie}), tmp_path)
    assert {p.rule for p in reading.upload.problems if p.severity == "error"} & {"file-damaged", "heading-missing"}


def test_two_cells_far_apart_end_the_child_and_not_the_server(tmp_path: Path) -> None:
    content = as_xlsx([GRANT], lambda book, page: page.write(1_048_575, 16_383, "far"))
    with pytest.raises(SourceError, match=r"grants\.xlsx cannot be opened: it needs more memory"):
        read_files(given(tmp_path, Choices(), {"grants__xlsx": content}), tmp_path)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "SECONDS", 0)
    with pytest.raises(SourceError, match="was not read within"):
        read_files(given(tmp_path, Choices(), {"grants__csv": as_csv([GRANT, grant()])}), tmp_path)


def test_more_than_the_limit_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parent, "BYTES_AT_ONCE", 10)
    with pytest.raises(SourceError, match="at most 0 MB"):
        read_files(given(tmp_path, Choices(), {"grants__csv": as_csv([GRANT])}), tmp_path)


@pytest.mark.parametrize("most", [10_000, pytest.param(ROWS_OF_A_TABLE, marks=pytest.mark.long)])
def test_more_than_a_million_rows_are_refused(hand: Hand, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    assert ROWS_OF_A_TABLE == 1_000_000
    monkeypatch.setattr(tables, "ROWS_OF_A_TABLE", most)
    reading = hand(exchange_rates__csv=as_csv([HEADINGS, RATE]) + b",,NOK,,\n" * most)
    assert "table-too-long" in findings(reading)
    assert reading.upload.tables == {}


def test_reading_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    content = as_csv([HEADINGS, RATE]) + b"2023-06-30,EUR,NOK,11.704,S1\n" * 500_000
    told: list[Progress] = []
    start = time.monotonic()
    with pytest.raises(CancelledError):
        read_files(
            given(tmp_path, Choices(), {"exchange_rates__csv": content}), tmp_path, told.append, lambda: len(told) > 2
        )
    assert told[-1].rows > 0
    assert 0 < (told[-1].share or 0) <= 1
    assert time.monotonic() - start < 20


def test_macros_are_not_run_and_the_cells_are_read(hand: Hand) -> None:
    file = io.BytesIO(as_xlsx([GRANT, grant()]))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")
    reading = hand(grants__xlsm=file.getvalue())
    assert column(reading, "grant_id") == ["G1"]
    assert "macros-ignored" in findings(reading)


def test_words_tell_a_person_whether_letters_were_guessed_rightly(hand: Hand) -> None:
    content = as_csv([[*GRANT, "title"], [*grant(), "Solidarité Čačak"]], ",", "cp1250")
    assert findings(hand(grants__csv=content))["letters-guessed"] == [(None, None, "Solidarité, Čačak")]
    for known in (
        hand(Choices(encoding="cp1250"), grants__csv=content),
        hand(grants__csv=as_csv([GRANT], ",", "utf-16")),
    ):
        assert "letters-guessed" not in findings(known)


# Which table a sheet is


def test_several_files_and_sheets_are_read_at_once(hand: Hand) -> None:
    def more(book: Any, page: Any) -> None:
        rates, other = book.add_worksheet("Exchange  RATES"), book.add_worksheet("Notes of our own")
        rates.write_row(0, 0, HEADINGS)
        rates.write_row(1, 0, RATE)
        other.write(0, 0, "buy milk")

    reading = hand(
        book__xlsx=as_xlsx([GRANT, grant()], more), areas__csv=b"area_id,parent_area_id,name,source_id\nA,,B,S\n"
    )
    assert {name: table.num_rows for name, table in reading.upload.tables.items()} == {
        "grants": 1,
        "exchange_rates": 1,
        "areas": 1,
    }
    assert [(sheet.sheet, sheet.table) for sheet in reading.sheets] == [
        ("grants", "grants"),
        ("Exchange  RATES", "exchange_rates"),
        (None, "areas"),
        ("Notes of our own", None),
    ]
    assert "no-table-found" not in findings(reading)


def test_a_sheet_without_a_telling_name_is_known_by_its_headings(hand: Hand) -> None:
    reading = hand(export__xlsx=as_xlsx([GRANT, grant()], sheet="Sheet1"))
    assert column(reading, "grant_id") == ["G1"]
    unclear = hand(list__csv=b"code,title,description\nx,y,z\n")
    assert "table-unclear" in findings(unclear)
    told = hand(Choices(table="event_types"), list__csv=b"code,title,description\nx,y,z\n")
    assert column(told, "code", "event_types") == ["x"]


def test_the_same_table_twice_is_an_error_and_an_older_copy_a_warning(hand: Hand) -> None:
    twice = hand(grants__csv=as_csv([GRANT, grant(1)]), Grants__xlsx=as_xlsx([GRANT, grant(2)], sheet="Tabelle1"))
    assert "table-twice" in findings(twice)
    assert column(twice, "grant_id") == ["G1"]

    def copy(book: Any, page: Any) -> None:
        book.add_worksheet("grants old").write_row(0, 0, GRANT)

    assert "sheet-left-out" in findings(hand(a__xlsx=as_xlsx([GRANT, grant()], copy)))
    assert "table-twice" in findings(hand(a__csv=as_csv([GRANT, grant(1)]), b__csv=as_csv([GRANT, grant(2)])))


def test_a_hidden_sheet_is_read_and_said_to_be_hidden(hand: Hand) -> None:
    def hide(book: Any, page: Any) -> None:
        book.add_worksheet("front").activate()
        page.hide()

    hidden_xls = as_xls([GRANT, grant()])
    hidden_xls.get_sheet(0).visibility = 1
    hidden_xls.add_sheet("front")
    for content in (as_xlsx([GRANT, grant()], hide), as_ods([GRANT, grant()], hidden=True), saved(hidden_xls)):
        reading = hand(book__xlsx=content)
        assert column(reading, "grant_id") == ["G1"]
        assert "sheet-hidden" in findings(reading)
        assert reading.sheets[0].is_hidden


# Headings


def test_headings_are_known_whatever_their_case_and_blanks_and_by_their_titles(hand: Hand) -> None:
    headings = [" GRANT ID", "Round", "recipient-org_id\u200b", "Amount Awarded", "\u00a0currency", "Amount status",
                "award  date", "Areas", "COUNTRIES", "Source"]  # fmt: skip
    reading = hand(grants__csv=as_csv([headings, grant(amount_awarded="5")]))
    assert column(reading, "amount_awarded") == ["5"]
    assert set(findings(reading)) == set()
    assert all(p.rule == "column-optional-missing" for p in reading.upload.problems)


def test_blank_rows_and_titles_may_stand_above_the_headings(hand: Hand) -> None:
    rows = [[], ["Our grants"], [], GRANT, grant(), [], grant(2)]
    for content in (as_csv(rows), as_xlsx(rows), saved(as_xls(rows)), as_ods(rows)):
        reading = hand(grants__csv=content)
        assert (column(reading, "grant_id"), column(reading, "@line")) == (["G1", "G2"], [5, 7])
        assert (reading.sheets[0].header_row, "header_row" in reading.sheets[0].guessed) == (4, True)


def test_of_two_rows_of_headings_the_second_is_no_data(hand: Hand) -> None:
    titles = [
        "Grant",
        "Round",
        "Awardee",
        "Amount awarded",
        "Currency",
        "",
        "Award date",
        "Areas",
        "Countries",
        "Source",
    ]
    for content in (as_csv([GRANT, titles, grant()]), as_xlsx([GRANT, titles, grant()])):
        reading = hand(grants__csv=content)
        assert column(reading, "grant_id") == ["G1"]
        assert findings(reading)["heading-twice"] == [(2, None, None)]


def test_the_row_of_headings_can_be_told(hand: Hand) -> None:
    reading = hand(Choices(header_row=2), grants__csv=as_csv([GRANT, GRANT, grant()]))
    assert reading.sheets[0].header_row == 2
    assert "heading-missing" in findings(hand(Choices(header_row=9), grants__csv=as_csv([GRANT, grant()])))


def test_unknown_columns_are_carried_also_twice_and_without_a_heading(hand: Hand) -> None:
    row = [*grant(), "a", "b", "c"]
    reading = hand(grants__csv=as_csv([[*GRANT, "File", "File", ""], row]))
    assert [column(reading, name) for name in ("+File", "+File (2)", "+(13)")] == [["a"], ["b"], ["c"]]
    assert len(findings(reading)["column-unknown"]) == 3


def test_a_title_does_not_take_the_place_of_a_named_column(hand: Hand) -> None:
    reading = hand(grants__csv=as_csv([[*GRANT, "Grant"], [*grant(), "our file 7"]]))
    assert (column(reading, "grant_id"), column(reading, "+Grant")) == (["G1"], ["our file 7"])
    assert "column-duplicate" not in findings(reading)


def test_a_missing_column_is_one_finding(hand: Hand) -> None:
    reading = hand(grants__csv=as_csv([GRANT[:-1], *(grant(n)[:-1] for n in range(9))]))
    assert [p.column for p in reading.upload.problems if p.rule == "column-missing"] == ["source_id"]


# Cells


def test_dates_of_excel_are_days_in_both_of_its_calendars(hand: Hand) -> None:
    for options in ({}, {"date_1904": True}):

        def fill(book: Any, page: Any) -> None:
            day, moment = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "d.m.yy hh:mm"})
            page.write_datetime(1, 6, datetime(2023, 6, 30), day)
            page.write_datetime(2, 6, datetime(2023, 6, 30), moment)
            page.write_datetime(3, 6, datetime(2023, 6, 30, 14, 30), moment)

        reading = hand(grants__xlsx=as_xlsx([GRANT, grant(1), grant(2), grant(3)], fill, **options))
        assert column(reading, "award_date") == ["2023-06-30", "2023-06-30", "2023-06-30 14:30:00"]
        assert "day-of-1900" not in findings(reading)


def test_a_small_number_that_is_shown_as_a_day_of_1900_is_told(hand: Hand) -> None:
    def fill(book: Any, page: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, number in enumerate([1, 59, 60, 61], start=1):
            page.write_number(row, 6, number, day)
        page.write_number(5, 6, 0, day)
        page.write_string(6, 6, "1899")

    reading = hand(grants__xlsx=as_xlsx([GRANT, *(grant(n) for n in range(1, 7))], fill))
    assert [row for row, _, _ in findings(reading)["day-of-1900"]] == [2, 3, 4]
    assert column(reading, "award_date")[3:] == ["1900-03-01", "00:00:00", "1899"]


def test_a_month_stays_a_month_though_the_spreadsheet_made_a_day_of_it(hand: Hand) -> None:
    june, january = date(2023, 6, 1), date(2023, 1, 1)
    days = [june, date(2023, 6, 5), january, june, january, june, june]
    formats = ["mmm-yy", "[$-409]mmm\\ yyyy;@", "yyyy", "d.m.yyyy", "mm/yyyy", "dd-mmm", "d/m"]
    right = ["2023-06", "2023-06-05", "2023", "2023-06-01", "2023-01", "2023-06-01", "2023-06-01"]
    rows = [GRANT, *(grant(number) for number in range(len(days)))]

    def fill(book: Any, page: Any) -> None:
        for row, (day, code) in enumerate(zip(days, formats, strict=True), start=1):
            page.write_datetime(
                row, 6, datetime.combine(day, datetime.min.time()), book.add_format({"num_format": code})
            )

    xls = as_xls(rows)
    xls.get_sheet(0)._cell_overwrite_ok = True
    for row, (day, code) in enumerate(zip(days, formats, strict=True), start=1):
        style = xlwt.XFStyle()
        style.num_format_str = code
        xls.get_sheet(0).write(row, 6, day, style)
    shown = ["Jun 23", "5. jun 2023", "2023", "1.6.2023", "01/2023", "01-Jun", "1/6"]
    ods = [list(map(str, row)) for row in rows]
    for row, day, text in zip(ods[1:], days, shown, strict=True):
        row[6] = ({"valuetype": "date", "datevalue": day.isoformat()}, text)  # type: ignore[call-overload]
    for content in (as_xlsx(rows, fill), saved(xls), as_ods(ods)):
        assert column(hand(grants__xlsx=content), "award_date") == right


def test_older_workbooks_and_open_documents_hold_the_same_values(hand: Hand) -> None:
    row = grant(amount_awarded=1234.5, currency="EUR", award_date=date(2023, 6, 30))
    book = as_xls([GRANT, row])
    style = xlwt.XFStyle()
    style.num_format_str = "yyyy-mm-dd"
    book.get_sheet(0)._cell_overwrite_ok = True
    book.get_sheet(0).write(1, 6, date(2023, 6, 30), style)
    cells = list(map(str, row))
    cells[3] = ({"valuetype": "currency", "value": "1234.5", "currency": "EUR"}, "1.234,50 €")  # type: ignore[call-overload]
    cells[6] = ({"valuetype": "date", "datevalue": "2023-06-30"}, "30.06.2023")  # type: ignore[call-overload]
    for content in (saved(book), as_ods([GRANT, cells])):
        reading = hand(grants__xls=content)
        assert (column(reading, "amount_awarded"), column(reading, "award_date")) == (["1234.5"], ["2023-06-30"])


def test_numbers_are_written_as_excel_shows_them_and_texts_stay(hand: Hand) -> None:
    given: list[Any] = [0.1 + 0.2, 1234.5, 5.0, 1e15, 1234567890.12, 0.1 * 3 * 100]
    rows = [grant(n, amount_awarded=value) for n, value in enumerate(given)]
    rows += [grant(9, grant_id=7, round_id="007", amount_awarded="0012")]

    def fill(book: Any, page: Any) -> None:
        page.write_string(7, 1, "007")
        page.write_string(7, 3, "0012")
        page.write_number(7, 4, 0.5, book.add_format({"num_format": "0%"}))

    reading = hand(grants__xlsx=as_xlsx([GRANT, *rows], fill))
    assert column(reading, "amount_awarded") == [
        "0.3",
        "1234.5",
        "5",
        "1000000000000000",
        "1234567890.12",
        "30",
        "0012",
    ]
    assert [column(reading, name)[-1] for name in ("grant_id", "round_id", "currency")] == ["7", "007", "0.5"]


def test_true_and_false_are_yes_and_no_where_they_are_asked_for(hand: Hand) -> None:
    headings = [
        "round_id",
        "programme_id",
        "grant_type_code",
        "name",
        "countries",
        "award_date",
        "is_holder",
        "source_id",
    ]
    row: list[Any] = ["R1", "P1", "core", True, "RS", "2023", False, "S1"]
    reading = hand(rounds__xlsx=as_xlsx([headings, row], sheet="rounds"))
    assert (column(reading, "is_holder", "rounds"), column(reading, "name", "rounds")) == (["no"], ["TRUE"])


def test_cells_in_error_are_told_and_empty(hand: Hand) -> None:
    def fill(book: Any, page: Any) -> None:
        page.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        page.write_formula(2, 7, "=A1:B2*#REF!", None, "#REF!")

    xls = as_xls([GRANT, grant(1), grant(2)])
    xls.get_sheet(0).row(1).set_cell_error(3, "#DIV/0!")
    xls.get_sheet(0).row(2).set_cell_error(7, "#REF!")
    first, second = grant(1), grant(2)
    error = {"valuetype": "string", "formula": "of:=1/0", "stringvalue": ""}
    first[3], second[7] = (error, "#DIV/0!"), (error, "#REF!")
    ods = as_ods([GRANT, first, second])
    ods = replaced(ods, "content.xml", b'office:string-value=""', b'office:string-value="" calcext:value-type="error"')
    ods = replaced(ods, "content.xml", b"<office:document-content ", b'<office:document-content xmlns:calcext="urn:x" ')
    text = as_csv([GRANT, grant(1, amount_awarded="#DIV/0!"), grant(2, area_ids="#REF!")])
    for content in (counted(as_xlsx([GRANT, grant(1), grant(2)], fill)), saved(xls), ods, text):
        reading = hand(grants__xlsx=content)
        assert findings(reading)["cell-error"] == [(2, "amount_awarded", "#DIV/0!"), (3, "area_ids", "#REF!")]
        assert column(reading, "amount_awarded") == column(reading, "area_ids") == [None, None]


def test_a_formula_counts_with_its_value_and_without_one_it_is_told(hand: Hand) -> None:
    def fill(book: Any, page: Any) -> None:
        page.write_formula(1, 3, "=600+34.5", None, 634.5)
        page.write_formula(2, 3, "=1+1", None, "")

    reading = hand(grants__xlsx=counted(as_xlsx([GRANT, grant(1), grant(2)], fill)))
    assert column(reading, "amount_awarded") == ["634.5", None]
    assert findings(reading)["formula-without-value"] == [(3, "amount_awarded", "D3")]
    # Written by a program that puts 0 in place of every value it has not computed.
    reading = hand(grants__xlsx=as_xlsx([GRANT, grant(1), grant(2)], fill))
    assert [row for row, _, _ in findings(reading)["formula-without-value"]] == [2, 3]
    book = openpyxl.Workbook()
    book.active.title = "grants"
    book.active.append(GRANT)
    book.active.append(grant(amount_awarded="=1+1"))
    assert "formula-without-value" in findings(hand(grants__xlsx=saved(book)))
    row = grant()
    row[3] = ({"formula": "of:=1+1"}, "")
    assert findings(hand(grants__ods=as_ods([GRANT, row])))["formula-without-value"] == [(2, "amount_awarded", "")]


def test_merged_cells_are_told_unless_they_are_a_title(hand: Hand) -> None:
    def fill(book: Any, page: Any) -> None:
        page.merge_range(0, 0, 0, 5, "Our grants")
        page.merge_range(2, 7, 3, 7, "youth")

    rows = [["Our grants"], GRANT, grant(1, area_ids="youth"), grant(2)]
    xls = as_xls(rows)
    xls.get_sheet(0).merge(0, 0, 0, 5)
    xls.get_sheet(0).merge(2, 3, 7, 7)
    spanned = [[({"valuetype": "string", "numbercolumnsspanned": 6}, "Our grants")], GRANT, grant(1), grant(2)]
    spanned[2][7] = ({"valuetype": "string", "numberrowsspanned": 2}, "youth")
    for content in (as_xlsx(rows, fill), saved(xls), as_ods(spanned)):
        reading = hand(grants__xlsx=content)
        assert [(row, name) for row, name, _ in findings(reading)["cells-merged"]] == [(3, "area_ids")]
        assert column(reading, "area_ids") == ["youth", None]


def test_half_a_letter_becomes_the_sign_for_a_lost_one_and_no_question_mark() -> None:
    assert _strings(["a\ud800b", "c"]).to_pylist() == ["a\ufffdb", "c"]


def test_blanks_and_marks_of_no_width_are_cut_off_at_the_ends_alone(hand: Hand) -> None:
    row = grant(1, recipient_org_id="\u00a0 fenomena\u200b\n", area_ids="a\u200bb")
    for content in (as_csv([GRANT, row]), as_xlsx([GRANT, row])):
        reading = hand(grants__csv=content)
        assert (column(reading, "recipient_org_id"), column(reading, "area_ids")) == (["fenomena"], ["a\u200bb"])


def test_cells_stand_where_they_stood_though_columns_left_of_them_are_empty(hand: Hand) -> None:
    rows = [["", "", *GRANT], ["", "", *grant(amount_awarded="#REF!")]]
    for content in (as_csv(rows), as_xlsx(rows), saved(as_xls(rows))):
        reading = hand(grants__csv=content)
        assert column(reading, "grant_id") == ["G1"]
        assert findings(reading)["cell-error"] == [(2, "amount_awarded", "#REF!")]


def test_files_are_read_by_the_child_as_by_the_process_itself(tmp_path: Path, hand: Hand) -> None:
    content = as_csv([GRANT, *(grant(n, amount_awarded="1.234,50") for n in range(1000))], ";", "cp1250")
    path = tmp_path / "file"
    path.write_bytes(content)
    child = read_files([Given("grants.csv", path)], tmp_path)
    here = hand(grants__csv=content)
    assert child == here
