"""Rows as files to take along: exact numbers with their currency beside them, formulas defused."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from xlsxwriter import Workbook

from dashlib.figures.tables import Link, Table
from dashlib.schema import dates
from dashlib.text.formats import Count, Interval, Language, Money
from dashlib.text.say import Text, say

Cell = str | Decimal | int

CURRENCY, REMARK, ADDRESS = say("currency"), say("remark"), say("address")
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


def _lines(table: Table, language: Language) -> Iterator[list[Cell]]:
    """Headings and rows. Beside a column of amounts stand their currencies and, where there is no amount, why; beside
    one of documents their addresses."""
    extras = {name: _extras([row.get(name) for row in table.rows]) for name, _ in table.columns}
    heads: list[Cell] = []
    for name, title in table.columns:
        told = language.tell(title)
        heads += [told, *(f"{told}: {language.tell(extra)}" for extra in extras[name])]
    yield heads
    for row in table.rows:
        cells: list[Cell] = []
        for name, _ in table.columns:
            cells += _cells(row.get(name), extras[name], language)
        yield cells


def _extras(values: Sequence[object]) -> list[Text]:
    """What a column needs beside itself."""
    if any(isinstance(value, Link) for value in values):
        return [ADDRESS]
    if not any(isinstance(value, Money) for value in values):
        return []
    return [CURRENCY, *([REMARK] if any(isinstance(value, Text) for value in values) else [])]


def _cells(value: object, extras: Sequence[Text], language: Language) -> list[Cell]:
    """A value and what stands beside it; the words in place of an amount are a remark, so that the column can be summed."""
    if extras == [ADDRESS]:
        return [value.title, value.address or ""] if isinstance(value, Link) else ["", ""]
    if not extras:
        return [_plain(value, language)]
    currency = value.currency if isinstance(value, Money) else ""
    words = language.tell(value) if isinstance(value, Text) else ""
    return ["" if words else _plain(value, language), currency, words][: 1 + len(extras)]


def _plain(value: object, language: Language) -> Cell:
    match value:
        case None:
            return ""
        case Money():
            return value.amount
        case Count():
            return value.number
        case int() | Decimal():
            return value
        case Interval():
            return _iso(value)
    return " ".join(language.tell(value).split("\n"))


def _iso(interval: Interval) -> str:
    """A date as the tables write it, at its own precision; a range as its first and last day."""
    if interval.start is None or interval.end is None:
        return ""
    first, last = interval.start.isoformat(), interval.end.isoformat()
    for short in (first[:4], first[:7], first):
        if dates.interval_of(short) == (interval.start, interval.end):
            return short
    return f"{first}/{last}"


def _digits(number: Decimal | int) -> str:
    """A number without exponent; the cents of an amount stay, idle zeros of a whole count go."""
    exact = Decimal(number)
    return format(exact.normalize() if exact == int(exact) and exact.as_tuple().exponent != -2 else exact, "f")
