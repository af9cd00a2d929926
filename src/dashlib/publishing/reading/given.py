"""What is asked of the reader and what it answers: files with choices in, text tables and how each was read out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashlib.errors import SourceError
from dashlib.publishing.upload import Upload

# A table of a million rows takes 200 MB as CSV and is read within a minute; more belongs into another tool.
BYTES_AT_ONCE = 200 * 10**6
ROWS_OF_A_TABLE = 1_000_000
# Five times what a million rows need; beyond it a file is built to do harm, or damaged.
SECONDS = 300
MEMORY = 3 * 2**30
# Headings are looked for below titles and blank rows, but not among the data.
ROWS_ABOVE = 20
# What is cut off at both ends of a cell: blanks, and marks of no width that come along when text is copied.
BLANK = "".join(chr(code) for code in range(0x10000) if chr(code).isspace()) + "\u200b\u2060\ufeff"
# A choice: leave numbers or dates as they stand, convert nothing.
AS_WRITTEN = "as-written"

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Choices:
    """How a file is to be read; None: the reader finds out and says so.

    `decimal` is `.`, `,` or AS_WRITTEN; `date_order` is dmy, mdy or AS_WRITTEN; `header_row` counts from 1; `table` is
    for a CSV file, or a workbook of one sheet, whose name does not tell.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    date_order: str | None = None
    header_row: int | None = None
    table: str | None = None


@dataclass(frozen=True)
class Given:
    """A file as it was handed over: its name is the person's, its path is ours."""

    name: str
    path: Path
    choices: Choices = Choices()


@dataclass(frozen=True)
class Sheet:
    """How a file, or a sheet of a workbook, was read. `table` is None if it holds none of our tables.

    `decimal` and `date_order` are None where nothing had to be converted; `guessed` names what was found out, not told.
    `taken_at` is the line of the journal that a workbook of ours was taken at.
    """

    file: str
    sheet: str | None
    table: str | None
    rows: int = 0
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    date_order: str | None = None
    guessed: tuple[str, ...] = ()
    is_hidden: bool = False
    taken_at: int | None = None


@dataclass(frozen=True)
class Reading:
    """The tables that the files hold, and how each file and sheet was read."""

    upload: Upload
    sheets: list[Sheet]


@dataclass(frozen=True)
class Progress:
    """Where the reader is; `share` of the file is None while it cannot be said."""

    file: str
    rows: int
    share: float | None


class CancelledError(SourceError):
    """The person stopped the reading."""


class UnreadError(Exception):
    """A file or a sheet cannot be read: the rule it breaks, with the detail and the row that its words need."""

    def __init__(self, rule: str, detail: str | None = None, row: int | None = None) -> None:
        """The words of the rule are filled with the detail."""
        super().__init__(rule, detail, row)
        self.rule, self.detail, self.row = rule, detail, row


@dataclass(frozen=True)
class Oddity:
    """What a cell is besides its value; `row` and `column` count from 1, None if the file does not say."""

    rule: str
    row: int | None
    column: int | None
    value: str


@dataclass(frozen=True)
class Grid:
    """Rows of a file or a sheet, from its first row on; cells are texts, in workbooks also numbers and dates.

    `batches` gives each part of the rows with the share that is read then. Raises UnreadError while it is read.
    """

    file: str
    sheet: str | None
    first_rows: list[list[str]]
    batches: Callable[[], Iterator[tuple[Rows, float]]]
    oddities: Callable[[], list[Oddity]] = list
    is_text: bool = False
    is_hidden: bool = False
    is_alone: bool = True
    encoding: str | None = None
    delimiter: str | None = None
    guessed: tuple[str, ...] = ()
    taken_at: int | None = None
