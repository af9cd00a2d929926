"""Rows as files to take along: exact numbers with their currency beside them, formulas defused."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from xlsxwriter import Workbook

from dashlib.figures.tables import Link, Table
from dashlib.text.formats import Count, Language, Money

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_of(table: Table, language: Language) -> bytes:
    """The rows for a spreadsheet, with headings; a text that could be a formula begins with an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for line in _lines(table, language):
        writer.writerow([defused(cell) if isinstance(cell, str) else _digits(cell) for cell in line])
    return file.getvalue().encode("utf-8-sig")


def xlsx_of(table: Table, name: str, language: Language) -> bytes:
    """The same rows as a workbook with one sheet: numbers as numbers, every text as text, never as a formula."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet(name[:31]), book.add_format({"bold": True})
        for row, line in enumerate(_lines(table, language)):
            for column, cell in enumerate(line):
                if isinstance(cell, Decimal | int):
                    sheet.write_number(row, column, cell)
                elif cell:
                    sheet.write_string(row, column, defused(cell), None if row else bold)
        sheet.freeze_panes(1, 0)
        sheet.autofit(max_width=400)
    return file.getvalue()


def defused(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _lines(table: Table, language: Language) -> Iterator[list[str | Decimal | int]]:
    """Headings and rows; a column of amounts is followed by one of their currencies."""
    amounts = {name for name, _ in table.columns if any(isinstance(row.get(name), Money) for row in table.rows)}
    heads: list[str | Decimal | int] = []
    for name, title in table.columns:
        heads.append(language.tell(title))
        heads += [f"{language.tell(title)}: currency"] if name in amounts else []
    yield heads
    for row in table.rows:
        cells: list[str | Decimal | int] = []
        for name, _ in table.columns:
            value = row.get(name)
            cells.append(_plain(value, language))
            cells += [value.currency if isinstance(value, Money) else ""] if name in amounts else []
        yield cells


def _plain(value: object, language: Language) -> str | Decimal | int:
    match value:
        case None:
            return ""
        case Money():
            return value.amount
        case Count():
            return value.number
        case int() | Decimal():
            return value
        case Link():
            return " ".join(part for part in (value.title, value.address) if part)
    return " ".join(language.tell(value).split("\n"))


def _digits(number: Decimal | int) -> str:
    """A number without exponent; the cents of an amount stay, idle zeros of a whole count go."""
    exact = Decimal(number)
    return format(exact.normalize() if exact == int(exact) and exact.as_tuple().exponent != -2 else exact, "f")
