"""Reads source files into tables of text; guesses no types, drops no row, finds what cannot be read."""

import csv
import io
from collections import Counter
from pathlib import Path

import pyarrow as pa

from dashlib.errors import SourceError
from dashlib.publishing.problems import Problem, problem
from dashlib.publishing.upload import CARRIED, Upload, text_schema
from dashlib.schema.package import Resource, source_tables

# What is cut off at both ends of a cell: blanks, and marks of no width that come along when text is copied.
BLANK = "".join(chr(code) for code in range(0x10000) if chr(code).isspace()) + "\u200b\u2060\ufeff"


def read_folder(folder: Path) -> Upload:
    """Read every source table of a folder of CSV files. Raises SourceError if there is no such folder."""
    if not folder.is_dir():
        raise SourceError(f"There is no folder {folder}: name one that holds the source tables, such as grants.csv.")
    tables, problems = {}, []
    for resource in source_tables().values():
        tables[resource.name], found = _read_table(folder, resource)
        problems += found
    return Upload(tables, problems)


def _read_table(folder: Path, resource: Resource) -> tuple[pa.Table, list[Problem]]:
    path = folder / resource.path
    headings = ",".join(field.name for field in resource.fields)

    def unread(rule: str, detail: str | None, row: int | None = None) -> tuple[pa.Table, list[Problem]]:
        return text_schema(resource).empty_table(), [
            problem(rule, resource.path, table=resource.name, row=row, detail=detail)
        ]

    try:
        if not path.is_file():
            return unread("table-missing", headings)
        content = path.read_bytes()
    except OSError as error:
        return unread("file-unreadable", str(error.strerror))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = content[: error.start].decode("utf-8-sig") + "\0"
    if "\0" in text:
        return unread("file-encoding", str(text[: text.index("\0")].count("\n") + 1))
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(resource, text), strict=True):
            records.append([cell.strip(BLANK) for cell in record])
    except csv.Error as error:
        return unread("file-unreadable", str(error), row=len(records) + 1)
    if not records or not any(heading.casefold() in _headings(resource) for heading in records[0]):
        return unread("heading-missing", headings, row=1)
    return _match_headings(resource, records[0], records[1:])


def _headings(resource: Resource) -> dict[str, str]:
    """Field names by the headings under which they are accepted, in lower case."""
    return {heading.casefold(): field.name for field in resource.fields for heading in field.headings}


def _delimiter(resource: Resource, text: str) -> str:
    """The comma, or what spreadsheets write in its place, if only that makes a known heading of the first line."""
    first = text.partition("\n")[0]
    for delimiter in ",;\t":
        if any(heading.strip(BLANK + '"').casefold() in _headings(resource) for heading in first.split(delimiter)):
            return delimiter
    return ","


def _match_headings(resource: Resource, given: list[str], records: list[list[str]]) -> tuple[pa.Table, list[Problem]]:
    problems = []
    names = [_headings(resource).get(heading.casefold()) for heading in given]
    for twice in [name for name, times in Counter(names).items() if name and times > 1]:
        problems.append(
            problem("column-duplicate", resource.path, table=resource.name, row=1, column=twice, value=twice)
        )
    for place, (heading, name) in enumerate(zip(given, names, strict=True)):
        if name is None and (heading or any(record[place:] and record[place] for record in records)):
            problems.append(
                problem(
                    "column-unknown",
                    resource.path,
                    table=resource.name,
                    row=1,
                    column=heading or f"({place + 1})",
                    value=heading,
                )
            )
    for field_ in resource.fields:
        if field_.name not in names:
            rule = "column-missing" if field_.column_required else "column-optional-missing"
            problems.append(problem(rule, resource.path, table=resource.name, row=1, column=field_.name))
    carried = {place: CARRIED + heading for place, heading in enumerate(given) if heading and names[place] is None}
    columns = {place: name for place, name in enumerate(names) if name} | carried
    rows: list[dict[str, int | str | None]] = []
    width = max(place for place, heading in enumerate(given, start=1) if heading)
    for number, cells in enumerate(records, start=2):
        if not any(cells):
            continue
        if len(cells) < width or any(cells[len(given) :]):
            detail = f"{len(cells)} : {len(given)}"
            problems.append(
                problem(
                    "row-length",
                    resource.path,
                    table=resource.name,
                    row=number,
                    value=",".join(cells)[:200],
                    detail=detail,
                )
            )
        where: dict[str, int | str | None] = {"row": number, "@file": resource.path, "@line": number}
        rows.append(where | {name: cells[i] or None for i, name in columns.items() if i < len(cells)})
    return pa.Table.from_pylist(rows, text_schema(resource, (name[1:] for name in carried.values()))), problems
