"""Reads CSV and its kin into rows: encoding and separator as told or found out, quotes kept strictly."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dashlib.publishing.reading.given import ROWS_ABOVE, Choices, Grid, Rows, UnreadError
from dashlib.publishing.reading.headings import find_headings, table_named
from dashlib.publishing.reading.letters import encoding_of
from dashlib.schema.package import Resource, source_tables

DELIMITERS = ",;\t|"
ROWS_OF_A_BATCH = 20_000

# A longer text is a quotation mark that was not closed.
LONGEST_CELL = 131_072


def open_text(name: str, path: Path, choices: Choices) -> Grid:
    """The rows of a text file. Raises UnreadError if it is no text."""
    if choices.delimiter is not None and (len(choices.delimiter) != 1 or choices.delimiter in '"\r\n'):
        raise UnreadError("file-unreadable", f"{choices.delimiter} cannot separate cells")
    encoding = encoding_of(path, choices.encoding)
    delimiter = choices.delimiter or _delimiter(path, encoding, choices.table or name, choices.header_row)
    told = {"encoding": choices.encoding, "delimiter": choices.delimiter}

    def batches() -> Iterator[tuple[Rows, float]]:
        with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, newline="") as file:
            size = max(path.stat().st_size, 1)
            rows = _rows(file, delimiter)
            while batch := list(islice(rows, ROWS_OF_A_BATCH)):
                yield batch, raw.tell() / size

    return Grid(
        file=name,
        sheet=None,
        first_rows=_first_rows(path, encoding, delimiter),
        batches=batches,
        is_text=True,
        encoding=encoding,
        delimiter=delimiter,
        guessed=tuple(what for what, choice in told.items() if choice is None),
    )


def _rows(file: io.TextIOWrapper, delimiter: str) -> Iterator[list[str]]:
    number = 0
    # Of the whole process: others may have set it otherwise.
    csv.field_size_limit(LONGEST_CELL)
    try:
        for row in csv.reader(file, delimiter=delimiter, strict=True):
            number += 1
            yield row
    except csv.Error as error:
        raise UnreadError("file-unreadable", str(error), number + 1) from error


def _first_rows(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """The rows among which the headings stand; where a quotation mark is not closed, those before it."""
    rows: list[list[str]] = []
    with path.open(encoding=encoding, newline="") as file:
        try:
            for row in islice(csv.reader(file, delimiter=delimiter, strict=True), ROWS_ABOVE + 1):
                rows.append(row)
        except csv.Error:
            return rows
    return rows


def _delimiter(path: Path, encoding: str, name: str, header_row: int | None) -> str:
    """The one that makes most headings of the table that the name tells, or of any."""
    named = table_named(Path(name).stem)
    tables: list[Resource] = [named] if named else list(source_tables().values())
    counts = {
        delimiter: max(find_headings(table, rows, header_row)[1] for table in tables)
        for delimiter in DELIMITERS
        if (rows := _first_rows(path, encoding, delimiter)) is not None
    }
    return max(counts, key=lambda delimiter: counts[delimiter])
