"""Finds what an upload would undo without its author's knowing: changes that others published since its workbook was taken."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.errors import ReleaseError
from dashlib.publishing.difference import Difference, difference
from dashlib.publishing.merge import keys_of
from dashlib.publishing.problems import Problem, problem
from dashlib.publishing.reading.given import Sheet
from dashlib.publishing.source import tables_behind
from dashlib.publishing.upload import Upload
from dashlib.schema.package import resources
from dashlib.settings import Settings


def find_undone(
    settings: Settings,
    sheets: Sequence[Sheet],
    base: tuple[int, Mapping[str, pa.Table]],
    upload: Upload,
    found: Difference,
) -> Iterator[Problem]:
    """A finding for each cell, added or removed row that would be again as it was when the workbook was taken.

    `base` is the current line of the journal with its tables, `found` what the upload changes in them. Nothing is said
    of a workbook that does not tell when it was taken, or whose tables of that time were not kept.
    """
    number, now = base
    for taken in sorted({s.taken_at for s in sheets if s.table and s.taken_at and s.taken_at < number}):
        files = {sheet.table: sheet for sheet in sheets if sheet.taken_at == taken}
        try:
            since = difference(tables_behind(settings, taken), now, None, None)
        except ReleaseError:
            continue
        changes = {(c["table"], c["key"], c["field"], c["old"], c["new"]) for c in since.cells.to_pylist()}
        cells = [
            (cell["table"], cell["key"], cell["field"] if cell["change"] == "changed" else None)
            for cell in found.cells.to_pylist()
            if cell["table"] in files
            and (cell["table"], cell["key"], cell["field"], cell["new"], cell["old"]) in changes
        ]
        yield from _told(dict.fromkeys(cells), upload, files)


def _told(
    cells: Mapping[tuple[str, str, str | None], None], upload: Upload, files: Mapping[str | None, Sheet]
) -> Iterator[Problem]:
    lines = {
        name: _lines(upload.tables[name], name, {key for table, key, _ in cells if table == name}) for name, *_ in cells
    }
    for name, key, field in cells:
        row = lines[name].get(key, {})
        yield problem(
            "change-undone",
            files[name].file,
            sheet=files[name].sheet,
            row=row.get("@line"),
            column=field,
            value=row.get(field or ""),
            detail=key,
            table=name,
            key=key,
        )


def _lines(table: pa.Table, name: str, keys: set[str]) -> dict[str, dict[str, Any]]:
    """These rows of a table, by their keys as the cells of a difference name them."""
    joined = pc.replace_substring(keys_of(table, resources()[name]), "\x1f", " ")
    chosen = pc.is_in(joined, value_set=pa.array(keys, pa.string()))
    return dict(zip(joined.filter(chosen).to_pylist(), table.filter(chosen).to_pylist(), strict=True))
