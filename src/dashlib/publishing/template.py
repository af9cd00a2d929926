"""The workbook handed out to staff: today's rows, with lists to choose from and a note on each heading.

Uploaded unchanged it is no change. The same tables give the same bytes.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from dashlib.errors import ExportError
from dashlib.publishing.check import KINDS, code_names
from dashlib.publishing.upload import CARRIED, TAKEN_AT, carried_columns, text_schema
from dashlib.schema.package import Field, Resource, source_tables

EXCEL_ROWS, EXCEL_LETTERS, EXCEL_DIGITS = 1_048_576, 32_767, 15
# Rows below the last one for which the lists are offered too.
SPARE_ROWS = 500
CODES = "Codes"


def write_template(path: Path, number: int, tables: Mapping[str, pa.Table]) -> None:
    """Write one sheet for each source table, with the rows of its text table; a table that is not given is empty.

    `number` is the line of the journal behind which these rows stand: the workbook tells it when it comes back.

    Raises ExportError if Excel cannot hold the rows.
    """
    given = {name: tables.get(name, text_schema(table).empty_table()) for name, table in source_tables().items()}
    if max(table.num_rows for table in given.values()) + SPARE_ROWS >= EXCEL_ROWS:
        raise ExportError(f"A sheet of Excel ends after {EXCEL_ROWS:,} rows: take the CSV files.")
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(1980, 1, 1)})
        book.set_custom_property(TAKEN_AT, number)
        formats = {
            "heading": book.add_format({"bold": True, "bottom": 1}),
            "required": book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8E4DA"}),
            "money": book.add_format({"num_format": "0.00"}),
            "text": book.add_format({"num_format": "@"}),
        }
        for name, resource in source_tables().items():
            _write_table(book.add_worksheet(name), resource, given[name], formats)
        lists = _write_codes(book.add_worksheet(CODES), formats["heading"])
        for name, resource in source_tables().items():
            _offer_lists(book.get_worksheet_by_name(name), resource, given, lists)


def _write_table(sheet: Worksheet, resource: Resource, table: pa.Table, formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 1)
    for place, field in enumerate(resource.fields):
        is_number = field.kind in {"money", "rate", "count"}
        sheet.set_column(
            place,
            place,
            16,
            formats["money" if field.kind == "money" else "text"] if not is_number or field.kind == "money" else None,
        )
        sheet.write_string(0, place, field.name, formats["required" if field.required else "heading"])
        sheet.write_comment(0, place, _note(field), {"x_scale": 2, "y_scale": 1.5})
        for row, text in enumerate(table[field.name].to_pylist(), start=1):
            _write_cell(sheet, row, place, text, field.kind, formats)
    for place, heading in enumerate(carried_columns(table), start=len(resource.fields)):
        sheet.set_column(place, place, 16, formats["text"])
        sheet.write_string(0, place, heading, formats["heading"])
        for row, text in enumerate(table[CARRIED + heading].to_pylist(), start=1):
            _write_cell(sheet, row, place, text, "text", formats)


def _write_cell(
    sheet: Worksheet, row: int, place: int, text: str | None, kind: str, formats: Mapping[str, Any]
) -> None:
    """Numbers as numbers, as far as Excel keeps all their digits; everything else, also dates, as it is written."""
    if text is None:
        return
    if len(text) > EXCEL_LETTERS:
        raise ExportError(f"A cell of Excel ends after {EXCEL_LETTERS:,} letters: take the CSV files.")
    is_number = kind in {"money", "rate", "count"} and re.fullmatch(KINDS[kind], text, re.ASCII)
    if is_number and len(Decimal(text).normalize().as_tuple().digits) <= EXCEL_DIGITS:
        sheet.write_number(row, place, float(text), formats["money"] if kind == "money" else None)
    else:
        sheet.write_string(row, place, text, formats["text"])


def _note(field: Field) -> str:
    """What the registry says of a field, for the person who fills it in."""
    kinds = {"date": "2023-06-30, 2023-06 or 2023", "day": "2023-06-30", "money": "1234.50", "flag": "yes; no"}
    lines = [f"{field.title}. {field.description}"]
    lines += ["Required."] if field.required else []
    lines += [f"One of: {', '.join(field.enum)}"] if field.enum else []
    lines += [f"From: {field.references}"] if field.references else []
    lines += ["Several are separated by semicolons."] if field.is_list else []
    lines += [f"Such as {kinds[field.kind]}"] if field.kind in kinds else []
    return "\n".join(lines)


def _write_codes(sheet: Worksheet, bold: Any) -> dict[str, str]:
    """The codes that a list of a cell can offer, beside their names; the range of each kind."""
    ranges = {}
    for place, (kind, codes) in enumerate(code_names().items()):
        sheet.write_row(0, 2 * place, [f"{kind} code", f"{kind} in words"], bold)
        for row, code in enumerate(sorted(codes), start=1):
            sheet.write_row(row, 2 * place, [code, codes[code]])
        column = xl_col_to_name(2 * place, col_abs=True)
        ranges[kind] = f"={CODES}!{column}$2:{column}${len(codes) + 1}"
    return ranges


def _offer_lists(
    sheet: Worksheet, resource: Resource, tables: Mapping[str, pa.Table], lists: Mapping[str, str]
) -> None:
    """Lists to choose from; what stands in another table may be added there later, so it is only asked about."""
    last = tables[resource.name].num_rows + SPARE_ROWS
    for place, field in enumerate(resource.fields):
        source: str | list[str] | None = ["yes", "no"] if field.kind == "flag" else list(field.enum) or None
        source = source or lists.get(field.kind)
        if field.references:
            table, column = field.references.split(".")
            letter = xl_col_to_name([f.name for f in source_tables()[table].fields].index(column), col_abs=True)
            source = f"={quote_sheetname(table)}!{letter}$2:{letter}${tables[table].num_rows + SPARE_ROWS + 1}"
        if source and not field.is_list:
            kind = "warning" if field.references else "stop"
            sheet.data_validation(1, place, last, place, {"validate": "list", "source": source, "error_type": kind})
