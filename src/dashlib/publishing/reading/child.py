"""The child process that reads what was handed over: it may be killed, and leaves tables and findings as files."""

import gc
import json
import resource as limits
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from dashlib.publishing.problems import Problem, problem
from dashlib.publishing.reading.given import (
    MEMORY,
    SECONDS,
    Choices,
    Given,
    Grid,
    Progress,
    Reading,
    Sheet,
    UnreadError,
)
from dashlib.publishing.reading.headings import table_named, tables_like
from dashlib.publishing.reading.kinds import ENDINGS, kind_of
from dashlib.publishing.reading.letters import CODE_PAGES, words_beyond_english
from dashlib.publishing.reading.separated import open_text
from dashlib.publishing.reading.tables import read_grid
from dashlib.publishing.reading.workbooks import damages_told, open_workbook
from dashlib.publishing.upload import Upload
from dashlib.schema.package import Resource, source_tables

OUT_OF_MEMORY = 3


def main(workspace: Path) -> int:
    """Read the files that `request.json` names; write `<table>.arrow` and `result.json` beside it."""
    limits.setrlimit(limits.RLIMIT_AS, (MEMORY, MEMORY))
    limits.setrlimit(limits.RLIMIT_CPU, (SECONDS, SECONDS))
    limits.setrlimit(limits.RLIMIT_CORE, (0, 0))
    # Millions of short-lived rows, none of which refers back to another: looking for cycles takes a fifth of the time.
    gc.disable()
    request = json.loads((workspace / "request.json").read_bytes())
    files = [Given(entry["name"], Path(entry["path"]), Choices(**entry["choices"])) for entry in request]
    try:
        with (workspace / "progress.jsonl").open("w", encoding="utf-8") as progress:

            def tell(now: Progress) -> None:
                progress.write(json.dumps(asdict(now)) + "\n")
                progress.flush()

            reading = read_here(files, tell)
        for name, table in reading.upload.tables.items():
            with pa.ipc.new_file(workspace / f"{name}.arrow", table.schema) as file:
                file.write_table(table)
    except MemoryError:
        return OUT_OF_MEMORY
    found = {
        "tables": list(reading.upload.tables),
        "problems": [asdict(found) for found in reading.upload.problems],
        "sheets": [asdict(sheet) for sheet in reading.sheets],
    }
    (workspace / "result.json").write_text(json.dumps(found), "utf-8")
    return 0


def read_here(files: list[Given], tell: Callable[[Progress], None]) -> Reading:
    """Read the files in this very process, which a malicious one can bring down."""
    tables: dict[str, pa.Table] = {}
    problems: list[Problem] = []
    sheets: list[Sheet] = []
    unnamed: list[tuple[Given, Grid, list[Resource]]] = []
    for given in files:
        tell(Progress(given.name, 0, None))
        for grid in _grids(given, problems):
            named = _table_told(given, grid)
            if named is None:
                # Only what it looks like is kept: a workbook must not stand in memory twice.
                likely = tables_like(grid.first_rows, given.choices.header_row)
                unnamed.append(
                    (given, Grid(given.name, grid.sheet, [], lambda: iter(()), is_hidden=grid.is_hidden), likely)
                )
            elif named.name in tables or any(sheet.table == named.name for sheet in sheets):
                problems.append(_about(grid, "table-twice", table=named.name, detail=named.title))
            else:
                _take(grid, named, given, tell, tables, problems, sheets)
    by_headings: set[str] = set()
    for given, seen, likely in unnamed:
        name = likely[0].name if len(likely) == 1 else None
        if name in by_headings:
            problems.append(_about(seen, "table-twice", table=name, detail=likely[0].title))
        elif name in tables:
            problems.append(_about(seen, "sheet-left-out", table=name, detail=likely[0].title))
        elif name:
            by_headings.add(name)
            for grid in _grids(given, []):
                if grid.sheet == seen.sheet:
                    _take(grid, likely[0], given, tell, tables, problems, sheets)
            continue
        elif likely:
            problems.append(_about(seen, "table-unclear", detail=", ".join(table.title for table in likely)))
        sheets.append(Sheet(given.name, seen.sheet, None, is_hidden=seen.is_hidden))
    told = {finding.file for finding in problems if finding.severity == "error"}
    used = {sheet.file for sheet in sheets if sheet.table}
    titles = ", ".join(table.title for table in source_tables().values())
    problems += [problem("no-table-found", f.name, detail=titles) for f in files if f.name not in told | used]
    return Reading(Upload(tables, problems), sheets)


def _about(grid: Grid, rule: str, **given: str | None) -> Problem:
    return problem(rule, grid.file, sheet=grid.sheet, **given)  # type: ignore[arg-type]


def _grids(given: Given, problems: list[Problem]) -> Iterator[Grid]:
    """The sheets of a file, whatever it is; what cannot be read, and what is odd about the file, becomes a finding."""
    try:
        kind = kind_of(given.path)
        if Path(given.name).suffix.lower() not in ENDINGS[kind]:
            problems.append(problem("extension-wrong", given.name, detail=kind.upper() if kind != "text" else "CSV"))
        if kind == "text":
            grid = _text(given)
            if "encoding" in grid.guessed and (words := words_beyond_english(given.path, grid.encoding or "")):
                read = CODE_PAGES.get(grid.encoding or "", grid.encoding)
                problems.append(problem("letters-guessed", given.name, value=words, detail=read))
            yield grid
            return
        if kind == "xlsx":
            with zipfile.ZipFile(given.path) as archive:
                if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
                    problems.append(problem("macros-ignored", given.name))
        with damages_told():
            yield from open_workbook(given.name, given.path, kind)
    except UnreadError as error:
        told = source_tables().get(given.choices.table or "") or table_named(Path(given.name).stem)
        table = told.name if told else None
        problems.append(problem(error.rule, given.name, table=table, row=error.row, detail=error.detail))


def _text(given: Given) -> Grid:
    """A text file; of one that calls itself a workbook nobody wants to hear how to save a CSV."""
    try:
        return open_text(given.name, given.path, given.choices)
    except UnreadError as error:
        if error.rule == "file-encoding" and Path(given.name).suffix.lower() not in ENDINGS["text"]:
            raise UnreadError("file-kind", "neither a workbook nor a text") from error
        raise


def _table_told(given: Given, grid: Grid) -> Resource | None:
    """The table that the person chose, or that the sheet's name or the file's name says."""
    if grid.is_alone and given.choices.table:
        return source_tables().get(given.choices.table)
    named = table_named(grid.sheet) if grid.sheet else None
    return named or (table_named(Path(given.name).stem) if grid.is_alone else None)


def _take(
    grid: Grid,
    resource: Resource,
    given: Given,
    tell: Callable[[Progress], None],
    tables: dict[str, pa.Table],
    problems: list[Problem],
    sheets: list[Sheet],
) -> None:
    def told(rows: int, share: float) -> None:
        tell(Progress(given.name, rows, share))

    try:
        with damages_told():
            table, found, sheet = read_grid(grid, resource, given.choices, told)
    except UnreadError as error:
        problems.append(_about(grid, error.rule, table=resource.name, row=error.row, detail=error.detail))  # type: ignore[arg-type]
        sheets.append(Sheet(given.name, grid.sheet, resource.name, encoding=grid.encoding, delimiter=grid.delimiter))
        return
    if grid.is_hidden:
        problems.append(_about(grid, "sheet-hidden", table=resource.name))
    tables[resource.name] = table
    problems += found
    sheets.append(sheet)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
