"""Files as staff hand them over, made on the spot, and what the reader makes of them."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from dashlib.publishing.reading.child import read_here
from dashlib.publishing.reading.given import Choices, Given, Reading

GUESSED = Choices()
HEADINGS = ["rate_date", "base_currency", "currency", "rate", "source_id"]
RATE = ["2023-06-30", "EUR", "NOK", "11.704", "S1"]

GRANT = ["grant_id", "round_id", "recipient_org_id", "amount_awarded", "currency", "amount_status", "award_date",
         "area_ids", "countries", "source_id"]  # fmt: skip


def grant(number: int = 1, **given: Any) -> list[Any]:
    """A row of grants under the headings `GRANT`."""
    row = {"grant_id": f"G{number}", "round_id": "R1", "recipient_org_id": "O1", "source_id": "S1"} | given
    return [row.get(heading, "") for heading in GRANT]


def as_csv(rows: list[list[Any]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


Fill = Callable[[xlsxwriter.Workbook, Any], None]


def as_xlsx(rows: list[list[Any]], fill: Fill | None = None, sheet: str = "grants", **options: Any) -> bytes:
    """A workbook of one sheet; `fill` writes what is odd about it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell != "":
                    page.write(number, place, cell)
        if fill:
            fill(book, page)
    # Excel has counted the formulas of the workbooks that it saves.
    return file.getvalue()


Hand = Callable[..., Reading]


@pytest.fixture(name="hand")
def handing_over(tmp_path: Path) -> Hand:
    """Hand over files by name; they are read in this process."""

    def read(choices: Choices = GUESSED, /, **files: bytes) -> Reading:
        return read_here(given(tmp_path, choices, files), lambda now: None)

    return read


def given(folder: Path, choices: Choices, files: dict[str, bytes]) -> list[Given]:
    """Files whose names have `__` in place of a dot or a blank as keywords."""
    found = []
    for number, (name, content) in enumerate(files.items()):
        path = folder / f"upload-{number}"
        path.write_bytes(content)
        found.append(Given(name.replace("__", "."), path, choices))
    return found


def findings(reading: Reading) -> dict[str, list[tuple[int | None, str | None, str | None]]]:
    """Row, column and value of the findings by rule, without those about columns that are not there."""
    found: dict[str, list[tuple[int | None, str | None, str | None]]] = {}
    for p in reading.upload.problems:
        if p.rule not in {"column-missing", "column-optional-missing"}:
            found.setdefault(p.rule, []).append((p.row, p.column, p.value))
    return found


def column(reading: Reading, name: str, table: str = "grants") -> list[str | None]:
    found: list[str | None] = reading.upload.tables[table][name].to_pylist()
    return found
