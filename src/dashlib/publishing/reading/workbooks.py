"""Opens workbooks: the sheets of XLSX, XLS and ODS as grids of typed cells; macros are never run."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

import python_calamine
import xlrd
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from dashlib.publishing.reading.beneath import oddities_of_ods, oddities_of_xlsx, taken_at
from dashlib.publishing.reading.given import ROWS_ABOVE, Grid, Oddity, Rows, UnreadError
from dashlib.publishing.reading.shown import DAY_NOT_SHOWN, format_without_day

ROWS_OF_A_BATCH = 20_000


def open_workbook(name: str, path: Path, kind: str) -> Iterator[Grid]:
    """The sheets of a workbook, one after the other; to be read within `damages_told`."""
    return _open_xls(name, path) if kind == "xls" else _open_calamine(name, path, kind)


@contextmanager
def damages_told() -> Iterator[None]:
    """What the libraries raise over a damaged or protected workbook becomes UnreadError."""
    try:
        yield
    except python_calamine.PasswordError as error:
        raise UnreadError("file-protected") from error
    except (python_calamine.CalamineError, OSError) as error:
        raise UnreadError("file-damaged", str(error)) from error
    except BaseException as error:
        # A panic of the library is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadError("file-damaged", "its parts contradict each other") from error


def _open_calamine(name: str, path: Path, kind: str) -> Iterator[Grid]:
    find_oddities = oddities_of_ods if kind == "ods" else oddities_of_xlsx
    line = taken_at(path) if kind == "xlsx" else None
    with CalamineWorkbook.from_path(path) as book:
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        for meta in sheets:
            sheet = book.get_sheet_by_name(meta.name)
            # What stands left of the first filled column is not handed out.
            left = sheet.start[1] if sheet.start else 0

            def rows(sheet: python_calamine.CalamineSheet = sheet, left: int = left) -> Iterator[Sequence[object]]:
                return ([*[""] * left, *row] for row in sheet.iter_rows()) if left else sheet.iter_rows()

            yield Grid(
                file=name,
                sheet=meta.name,
                first_rows=_heads(rows),
                batches=partial(_batches, rows, sheet.total_height),
                oddities=partial(find_oddities, path, meta.name),
                is_hidden=meta.visible != SheetVisibleEnum.Visible,
                is_alone=len(sheets) == 1,
                taken_at=line,
            )


def _heads(rows: Callable[[], Iterator[Sequence[object]]]) -> list[list[str]]:
    return [[cell if isinstance(cell, str) else "" for cell in row] for row in islice(rows(), ROWS_ABOVE + 1)]


def _batches(rows: Callable[[], Iterator[Sequence[object]]], height: int) -> Iterator[tuple[Rows, float]]:
    given, done = rows(), 0
    while batch := list(islice(given, ROWS_OF_A_BATCH)):
        done += len(batch)
        yield batch, done / max(height, done)


def _open_xls(name: str, path: Path) -> Iterator[Grid]:
    try:
        with open(os.devnull, "w") as log:
            book = xlrd.open_workbook(path, logfile=log, formatting_info=True, ragged_rows=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise UnreadError("file-protected") from error
        raise UnreadError("file-damaged", str(error)) from error
    except Exception as error:
        # The library trusts what is written in the file; a damaged one ends in any of Python's own errors.
        raise UnreadError("file-damaged", "its parts contradict each other") from error
    for sheet in book.sheets():
        found: list[Oddity] = []
        rows = [
            [_xls_cell(book, sheet, row, column, found) for column in range(sheet.row_len(row))]
            for row in range(sheet.nrows)
        ]
        found += [
            Oddity("cells-merged", top + 1, left + 1, str(rows[top][left]) if left < len(rows[top]) else "")
            for top, _, left, _ in sheet.merged_cells
            if top < len(rows)
        ]
        width = max(map(len, rows), default=0)
        rows = [row + [""] * (width - len(row)) for row in rows]

        def given(rows: Rows = rows) -> Iterator[Sequence[object]]:
            return iter(rows)

        yield Grid(
            file=name,
            sheet=sheet.name,
            first_rows=_heads(given),
            batches=partial(_batches, given, len(rows)),
            oddities=partial(list, found),
            is_hidden=sheet.visibility != 0,
            is_alone=book.nsheets == 1,
        )


def _xls_cell(book: xlrd.Book, sheet: xlrd.sheet.Sheet, row: int, column: int, found: list[Oddity]) -> object:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_ERROR:
        found.append(Oddity("cell-error", row + 1, column + 1, xlrd.error_text_from_code.get(value, "#?")))
        return ""
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE:
        try:
            moment: datetime = xlrd.xldate_as_datetime(value, book.datemode)
        except (ValueError, OverflowError, xlrd.xldate.XLDateError):
            return float(value)
        code = book.format_map[book.xf_list[sheet.cell_xf_index(row, column)].format_key].format_str
        if shown := format_without_day(code):
            found.append(Oddity(DAY_NOT_SHOWN, row + 1, column + 1, shown))
        return moment.time() if 0 <= value < 1 else moment
    return value if isinstance(value, str | float) else ""
