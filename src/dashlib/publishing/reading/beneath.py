"""Looks beneath the values of a sheet, into its XML: errors, formulas without a value, merged cells, days not shown.

The libraries that read cells hand these out as empty. Expat, which parses here, follows no entity out of the file and stops those that grow.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from xlsxwriter.utility import xl_cell_to_rowcol

from dashlib.publishing.reading.given import Oddity, UnreadError
from dashlib.publishing.reading.kinds import part
from dashlib.publishing.reading.shown import DAY_NOT_SHOWN, styles_without_day, text_without_day
from dashlib.publishing.upload import TAKEN_AT

PART = 2**22
# A cell with a formula, and perhaps its value; a cell in error; a range of merged cells.
CELL = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v>([^<]+)</)?"
    rb"|<(?:\w+:)?c\b([^<>]*\bt=[\"']e[\"'][^<>]*)>\s*<(?:\w+:)?v>([^<]*)</"
    rb"|<(?:\w+:)?mergeCell\b[^<>]*\bref=[\"']([A-Z]+[0-9]+)"
)
# Without any of these a part of a sheet is not looked through.
MARKS = (b"<f", b":f", b't="e"', b"t='e'", b"mergeCell ")
ODS_MARKS = (b"formula=", b'"error"', b"-spanned=", b'value-type="date"')
PLACE, KIND = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']"), re.compile(rb"\bt=[\"'](\w+)[\"']")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ODS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT = ODS % "table", ODS % "office", ODS % "text"
BROKEN = (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, NotImplementedError, KeyError, EOFError, OSError)


def oddities_of_xlsx(path: Path, sheet: str) -> list[Oddity]:
    """What a sheet of an XLSX file holds besides values."""
    try:
        with zipfile.ZipFile(path) as archive:
            name, is_uncounted = _part_of_sheet(archive, sheet)
            styles = styles_without_day(archive)
            with archive.open(name) as file:
                texts = _whole_cells(iter(lambda: file.read(PART), b""))
                return list(chain.from_iterable(_oddities(text, is_uncounted, styles) for text in texts))
    except BROKEN as error:
        raise UnreadError("file-damaged", str(error)) from error


def _part_of_sheet(archive: zipfile.ZipFile, sheet: str) -> tuple[str, bool]:
    """The part that a sheet is kept in; and are all formulas still to be counted, so that no value can be trusted?

    Programs that write formulas without counting them ask for this; Excel itself, once it has counted, does not.
    """
    names = {name.lower(): name for name in archive.namelist()}
    book = ElementTree.fromstring(part(archive, names["xl/workbook.xml"]))  # noqa: S314
    links = ElementTree.fromstring(part(archive, names["xl/_rels/workbook.xml.rels"]))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    (identifier,) = [
        entry.get(LINK) for entry in book.iter() if entry.tag.endswith("}sheet") and entry.get("name") == sheet
    ]
    target = posixpath.normpath(posixpath.join("/xl", targets[identifier])).lstrip("/")
    counts = [entry.get("fullCalcOnLoad") for entry in book.iter() if entry.tag.endswith("}calcPr")]
    return names[target.lower()], any(count in {"1", "true"} for count in counts)


def _whole_cells(parts: Iterator[bytes]) -> Iterator[bytes]:
    kept = b""
    for given in parts:
        text = kept + given
        # A cell may reach into the next part: it waits there.
        end = text.rfind(b"<", 0, max(text.rfind(b"<c "), text.rfind(b":c ")) + 1)
        end = end if end > 0 else text.rfind(b"<")
        text, kept = text[:end], text[end:]
        yield text
    yield kept


def _oddities(text: bytes, is_uncounted: bool, styles: dict[bytes, str]) -> Iterator[Oddity]:
    if any(mark in text for mark in MARKS):
        yield from filter(None, (_oddity(found, is_uncounted) for found in CELL.finditer(text)))
    if styles:
        chosen = rb"<(?:\w+:)?c\b(?=[^<>]*\bs=[\"'](" + b"|".join(styles) + rb")[\"'])([^<>]*)>"
        for style, attributes in re.findall(chosen, text):
            if place := PLACE.search(attributes):
                row, column = xl_cell_to_rowcol(place[1].decode())
                yield Oddity(DAY_NOT_SHOWN, row + 1, column + 1, styles[style])


def _oddity(found: re.Match[bytes], is_uncounted: bool) -> Oddity | None:
    formula, value, error, error_value, merged = found.groups()
    if merged is not None:
        row, column = xl_cell_to_rowcol(merged.decode())
        return Oddity("cells-merged", row + 1, column + 1, merged.decode())
    attributes = formula if formula is not None else error
    place, kind = PLACE.search(attributes), KIND.search(attributes)
    row, column = xl_cell_to_rowcol(place[1].decode()) if place else (None, None)
    where = (row + 1 if row is not None else None, column + 1 if column is not None else None)
    if formula is None or (kind and kind[1] == b"e"):
        return Oddity("cell-error", *where, (error_value or value or b"").decode("utf-8", "replace"))
    if is_uncounted or (value is None and not (kind and kind[1] == b"str")):
        return Oddity("formula-without-value", *where, place[1].decode() if place else "")
    return None


def taken_at(path: Path) -> int | None:
    """The line of the journal that a workbook of ours says it was taken at; spreadsheets keep what it says."""
    try:
        with zipfile.ZipFile(path) as archive:
            root = ElementTree.fromstring(part(archive, "docProps/custom.xml"))  # noqa: S314
    except BROKEN:
        return None
    told = next(("".join(entry.itertext()) for entry in root if entry.get("name") == TAKEN_AT), "")
    return int(told) if re.fullmatch(r"[0-9]{1,9}", told) else None


def oddities_of_ods(path: Path, sheet: str) -> list[Oddity]:
    """What a sheet of an ODS file holds besides values."""
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("content.xml") as file:
                if not any(mark in text for text in iter(lambda: file.read(PART), b"") for mark in ODS_MARKS):
                    return []
            with archive.open("content.xml") as file:
                return list(_walk(file, sheet))
    except BROKEN as error:
        raise UnreadError("file-damaged", str(error)) from error


def _walk(file: IO[bytes], sheet: str) -> Iterator[Oddity]:
    row, column, is_inside = 0, 0, False
    for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314
        if element.tag == TABLE + "table":
            is_inside = event == "start" and element.get(TABLE + "name") == sheet
            row = 0
            element.clear() if event == "end" else None
        elif not is_inside:
            continue
        elif element.tag == TABLE + "table-row":
            if event == "start":
                column = 0
            else:
                row += int(element.get(TABLE + "number-rows-repeated", 1))
                element.clear()
        elif element.tag in {TABLE + "table-cell", TABLE + "covered-table-cell"} and event == "end":
            text = "".join(element.find(TEXT + "p").itertext()) if element.find(TEXT + "p") is not None else ""
            if rule := _rule_of_ods(element):
                yield Oddity(rule, row + 1, column + 1, text)
            elif shown := text_without_day(text, element.get(OFFICE + "date-value", "")):
                for place in range(int(element.get(TABLE + "number-columns-repeated", 1))):
                    yield Oddity(DAY_NOT_SHOWN, row + 1, column + 1 + place, shown)
            column += int(element.get(TABLE + "number-columns-repeated", 1))


def _rule_of_ods(cell: ElementTree.Element) -> str | None:
    if any(name.endswith("}value-type") and value == "error" for name, value in cell.attrib.items()):
        return "cell-error"
    spans = (cell.get(TABLE + "number-columns-spanned", "1"), cell.get(TABLE + "number-rows-spanned", "1"))
    if cell.get(TABLE + "formula") is not None and cell.get(OFFICE + "value-type") is None:
        return "formula-without-value"
    return "cells-merged" if spans != ("1", "1") else None
