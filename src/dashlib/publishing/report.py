"""All findings to take along: as CSV, and as a workbook of the tables in which the cells are marked."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from dashlib.figures.files import defused
from dashlib.publishing.findings import place_of
from dashlib.publishing.problems import SEVERITIES, Problem
from dashlib.publishing.upload import CARRIED, PLACE
from dashlib.text.formats import Count, Language
from dashlib.text.say import Text, say

COLUMNS = {
    "severity": say("severity"),
    "rule": say("rule"),
    "table": say("table"),
    "file": say("file"),
    "sheet": say("sheet"),
    "row": say("row"),
    "key": say("key"),
    "column": say("column"),
    "value": say("value"),
    "expected": say("expected"),
    "difference": say("difference"),
    "problem": say("problem"),
    "cure": say("how to mend it"),
}
# Beyond these the workbook would be too large to be opened, and comments too many to be read.
SHEET_ROWS, CELL_LETTERS, MOST_FINDINGS, COMMENT_LETTERS = 200_000, 32_767, 50_000, 2_000
COLOURS = {"error": "#F4B6B0", "warning": "#FBE3A4", "note": "#D6E4F0"}


def findings_csv(problems: Sequence[Problem], language: Language) -> bytes:
    """One line for each finding; a text that could be a formula begins with an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(language.tell(title) for title in COLUMNS.values())
    for problem in problems:
        cells = [getattr(problem, name) for name in COLUMNS]
        writer.writerow(defused(cell) if isinstance(cell, str) else cell for cell in cells)
    return file.getvalue().encode("utf-8-sig")


def annotated_workbook(problems: Sequence[Problem], tables: Mapping[str, pa.Table], language: Language) -> bytes:
    """The tables in which something was found, row by row, under the headings of the registry, every cell as text.

    A cell with findings is coloured and has them as comment; the first sheet lists all findings and leads to the cells.
    """
    listed = sorted(problems, key=lambda p: SEVERITIES.index(p.severity))[:MOST_FINDINGS]
    named = {p.table for p in listed}
    shown = {name: table for name, table in tables.items() if name in named and _fits(table)}
    left_out = [name for name in tables if name in named and name not in shown]
    cells = {name: _cells_of([p for p in listed if p.table == name], table) for name, table in shown.items()}
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        book.set_properties({"created": datetime(1980, 1, 1)})
        first = book.add_worksheet(_sheet_name(language.tell(say("Findings")), shown))
        remarks = [_left_out(name) for name in left_out]
        if len(listed) < len(problems):
            remarks.append(
                say("Only the first {shown} of {all} findings are here; the CSV file has all.",
                    shown=Count(Decimal(len(listed))), all=Count(Decimal(len(problems))))
            )  # fmt: skip
        _write_list(book, first, listed, cells, [language.tell(remark) for remark in remarks], language)
        for name, table in shown.items():
            _write_table(book, book.add_worksheet(name), table, cells[name], language)
    return file.getvalue()


def _fits(table: pa.Table) -> bool:
    return len(table) <= SHEET_ROWS and all(
        (pc.max(pc.utf8_length(table[name])).as_py() or 0) <= CELL_LETTERS for name in _columns(table)
    )


def _left_out(name: str) -> Text:
    return say(
        "The sheet {name} is left out: a sheet takes {rows} rows here, and a cell {letters} letters.",
        name=name, rows=Count(Decimal(SHEET_ROWS)), letters=Count(Decimal(CELL_LETTERS)),
    )  # fmt: skip


def _sheet_name(wanted: str, taken: Mapping[str, object]) -> str:
    return wanted[:31] if wanted.casefold() not in taken else f"{wanted[:30]}*"


def _columns(table: pa.Table) -> list[str]:
    return [name for name in table.column_names if name not in PLACE.names]


def _cells_of(problems: Sequence[Problem], table: pa.Table) -> dict[tuple[int, int], list[Problem]]:
    """The findings by row and column of their sheet; of a whole row at its first cell, of a whole column at its heading."""
    places = zip(*(table[name].to_pylist() for name in PLACE.names[1:]), strict=True)
    rows = {place: number for number, place in enumerate(places, start=1)}
    columns = {name: number for number, name in enumerate(_columns(table))}
    found: dict[tuple[int, int], list[Problem]] = defaultdict(list)
    for problem in problems:
        found[rows.get(place_of(problem), 0), columns.get(problem.column or "", 0)].append(problem)
    return found


def _write_list(
    book: Any,
    sheet: Any,
    problems: Sequence[Problem],
    cells: Mapping[str, Mapping[tuple[int, int], Sequence[Problem]]],
    remarks: Sequence[str],
    language: Language,
) -> None:
    bold, link = book.add_format({"bold": True}), book.get_default_url_format()
    formats = {severity: book.add_format({"bg_color": colour}) for severity, colour in COLOURS.items()}
    targets = {
        id(problem): f"internal:'{name}'!{xl_rowcol_to_cell(*cell)}"
        for name, marked in cells.items()
        for cell, members in marked.items()
        for problem in members
    }
    for line, remark in enumerate(remarks):
        sheet.write_string(line, 0, remark, bold)
    heading = len(remarks)
    for column, title in enumerate([say("go there"), *COLUMNS.values()]):
        sheet.write_string(heading, column, language.tell(title), bold)
    for line, problem in enumerate(problems, start=heading + 1):
        # A sheet takes 65,530 links.
        if id(problem) in targets:
            sheet.write_url(line, 0, targets[id(problem)], link, targets[id(problem)].partition("!")[2])
        for column, name in enumerate(COLUMNS, start=1):
            value = getattr(problem, name)
            if isinstance(value, int):
                sheet.write_number(line, column, value)
            elif value:
                colour = formats[problem.severity] if name == "severity" else None
                sheet.write_string(line, column, str(value)[:CELL_LETTERS], colour)
    sheet.freeze_panes(heading + 1, 0)
    sheet.set_column(0, len(COLUMNS), 16)
    sheet.set_column(len(COLUMNS) - 1, len(COLUMNS), 60)


def _write_table(
    book: Any, sheet: Any, table: pa.Table, cells: Mapping[tuple[int, int], Sequence[Problem]], language: Language
) -> None:
    bold = book.add_format({"bold": True})
    formats = {severity: book.add_format({"bg_color": colour}) for severity, colour in COLOURS.items()}
    names = _columns(table)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name.removeprefix(CARRIED), bold)
        for row, value in enumerate(table[name].to_pylist(), start=1):
            if value is not None:
                sheet.write_string(row, column, value)
    for (row, column), problems in sorted(cells.items()):
        value = names[column].removeprefix(CARRIED) if row == 0 else table[names[column]][row - 1].as_py()
        marked = formats[min((p.severity for p in problems), key=SEVERITIES.index)]
        if value is None:
            sheet.write_blank(row, column, None, marked)
        else:
            sheet.write_string(row, column, value, marked)
        told = "\n\n".join(f"{p.problem} {p.cure}" for p in problems)
        sheet.write_comment(row, column, told[:COMMENT_LETTERS], {"x_scale": 2, "y_scale": 1.5, "author": ""})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(names) - 1, 0), 16)
