"""A folder of tables written in another form, for tests of reading: one workbook with a sheet for each table, all text."""

import csv
from pathlib import Path

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from xlsxwriter import Workbook

from dashlib.schema.package import source_tables

FORMS = ("csv", "xlsx", "ods")


def write_as(folder: Path, form: str) -> list[Path]:
    """The files of the tables in one of the forms: those of the folder, or one workbook beside it."""
    paths = {name: folder / resource.path for name, resource in source_tables().items()}
    if form == "csv":
        return [path for path in paths.values() if path.is_file()]
    sheets = {name: _rows(path) for name, path in paths.items() if path.is_file()}
    target = folder.parent / f"{folder.name}.{form}"
    (_write_xlsx if form == "xlsx" else _write_ods)(target, sheets)
    return [target]


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write_xlsx(target: Path, sheets: dict[str, list[list[str]]]) -> None:
    with Workbook(str(target)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(number, column, cell)


def _write_ods(target: Path, sheets: dict[str, list[list[str]]]) -> None:
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        sheet = Table(name=name)
        for cells in rows:
            row = TableRow()
            for cell in cells:
                element = TableCell(valuetype="string", stringvalue=cell) if cell else TableCell()
                for line in cell.split("\n") if cell else ():
                    element.addElement(P(text=line))
                row.addElement(element)
            sheet.addElement(row)
        book.spreadsheet.addElement(sheet)
    book.save(str(target))
