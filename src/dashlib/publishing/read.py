"""Reads source files into tables of text; guesses no types, drops no row, finds what cannot be read."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from dashlib.errors import SourceError
from dashlib.publishing.problems import Problem, problem
from dashlib.schema.package import Resource, source_tables


@dataclass(frozen=True)
class Upload:
    """Text tables by name, each with every column of the registry and `row` (the heading is row 1), and problems."""

    tables: dict[str, pa.Table]
    problems: list[Problem] = field(default_factory=list)


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
    if not path.is_file():
        return _text_table(resource, [], {}), [problem("table-missing", resource.path, detail=headings)]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = str(error.object[: error.start].count(b"\n") + 1)
        return _text_table(resource, [], {}), [problem("file-encoding", resource.path, detail=detail)]
    except OSError as error:
        return _text_table(resource, [], {}), [problem("file-unreadable", resource.path, detail=str(error.strerror))]
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return _text_table(resource, [], {}), [problem("file-unreadable", resource.path, detail=str(error))]
    if not records or not any(cell.strip() for cell in records[0]):
        return _text_table(resource, [], {}), [problem("heading-missing", resource.path, row=1, detail=headings)]
    return _match_headings(resource, [heading.strip() for heading in records[0]], records[1:])


def _match_headings(resource: Resource, given: list[str], records: list[list[str]]) -> tuple[pa.Table, list[Problem]]:
    problems = []
    wanted = {heading.casefold(): field.name for field in resource.fields for heading in field.headings}
    names = [wanted.get(heading.casefold()) for heading in given]
    for name, times in Counter(name for name in names if name).items():
        if times > 1:
            problems.append(problem("column-duplicate", resource.path, row=1, column=name, value=name))
    for place, (heading, name) in enumerate(zip(given, names, strict=True)):
        if name is None and (heading or any(record[place:] and record[place].strip() for record in records)):
            problems.append(problem("column-unknown", resource.path, row=1, column=heading or f"({place + 1})", value=heading))
    for field_ in resource.fields:
        if field_.name not in names:
            rule = "column-missing" if field_.column_required else "column-optional-missing"
            problems.append(problem(rule, resource.path, row=1, column=field_.name))
    rows = []
    for number, record in enumerate(records, start=2):
        cells = [cell.strip() for cell in record]
        if not any(cells):
            continue
        if len(cells) != len(given):
            detail = f"{len(cells)} : {len(given)}"
            problems.append(problem("row-length", resource.path, row=number, value=",".join(record)[:200], detail=detail))
        rows.append((number, [*cells, *[""] * len(given)]))
    positions = {name: place for place, name in enumerate(names) if name}
    return _text_table(resource, rows, positions), problems


def _text_table(resource: Resource, rows: list[tuple[int, list[str]]], positions: dict[str, int]) -> pa.Table:
    columns = {"row": pa.array([number for number, _ in rows], pa.int64())}
    for field_ in resource.fields:
        place = positions.get(field_.name)
        cells = [None if place is None else cells[place] or None for _, cells in rows]
        columns[field_.name] = pa.array(cells, pa.string())
    return pa.table(columns)
