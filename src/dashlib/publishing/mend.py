"""Mending: changes to single cells, whole columns and rows of text tables, before they are checked once more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.findings import Place, place_of, rows_at
from dashlib.publishing.problems import Problem
from dashlib.publishing.source import PUBLISHED
from dashlib.publishing.upload import PLACE, Upload
from dashlib.schema.package import resources

# The same wrong value of a column in this many rows is mended in one line.
WHOLE_COLUMN = 5
# Table, column and place.
Cell = tuple[str | None, str | None, Place]
COLUMN_ABSENT = {"column-missing", "column-optional-missing"}


@dataclass(frozen=True)
class Edit:
    """A new value for the cell that holds `old`; an empty cell is None.

    The row is told by file, sheet and line, or by its key, several rows by `keys`; without any, every cell of the column
    that holds `old` is meant. `remove` takes the row away if the column still holds `old`, or in any case if no column is
    named.
    """

    table: str
    column: str | None
    old: str | None
    new: str | None = None
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    key: str | None = None
    remove: bool = False
    keys: tuple[str, ...] = ()

    @property
    def keys_told(self) -> tuple[str, ...]:
        """The keys of the rows, of one or of several."""
        return self.keys if self.key is None else (self.key,)


@dataclass(frozen=True)
class Line:
    """One line of the list of findings: a cell that can be given a new value, or a whole column (`row` is None)."""

    table: str
    column: str
    old: str | None
    file: str
    sheet: str | None
    row: int | None
    cell_count: int
    problems: tuple[Problem, ...]

    def edit(self, new: str | None, remove: bool = False) -> Edit:
        """What is to be done to it."""
        key = self.problems[0].key
        if key and self.row is not None and self.file == PUBLISHED.format(file=resources()[self.table].path):
            # Its line is another one as soon as a colleague publishes.
            return Edit(self.table, self.column, self.old, new, key=key, remove=remove)
        return Edit(self.table, self.column, self.old, new, self.file, self.sheet, self.row, remove=remove)


def edit_published(table: str, row: Mapping[str, Any], column: str, new: str | None) -> Edit:
    """A new value for a cell of what is public, told by the key of its row, wherever that will stand by then."""
    key = " ".join(row[name] or "" for name in resources()[table].primary_key).strip()
    return Edit(table, column, row[column], new or None, key=key)


def mended(tables: Mapping[str, pa.Table], edits: Sequence[Edit]) -> tuple[dict[str, pa.Table], list[Edit], list[Edit]]:
    """The tables with all edits whose cells still hold what they were meant for; these edits, and the others."""
    by_table: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_table[edit.table].append(edit)
    done: set[int] = set()
    changed = {name: _mended(tables[name], name, asked, done) for name, asked in by_table.items() if name in tables}
    applied = [edit for edit in edits if id(edit) in done]
    return {**tables, **changed}, applied, [edit for edit in edits if id(edit) not in done]


def mended_upload(upload: Upload, edits: Sequence[Edit]) -> tuple[Upload, list[Edit], list[Edit]]:
    """The same for an upload: what reading found in a row that was removed, or of a column that was filled, is settled."""
    tables, applied, not_applied = mended(upload.tables, edits)
    filled = {(e.table, e.column) for e in applied if not e.remove and e.row is None and not e.keys_told}
    removed = {(e.table, e.file, e.sheet, e.row) for e in applied if e.remove and e.row is not None}
    problems = [
        p
        for p in upload.problems
        if not (p.rule in COLUMN_ABSENT and (p.table, p.column) in filled)
        and not (p.row is not None and (p.table, p.file, p.sheet, p.row) in removed)
    ]
    return Upload(tables, problems), applied, not_applied


def lines_to_mend(problems: Iterable[Problem], tables: Mapping[str, pa.Table], limit: int | None = 500) -> list[Line]:
    """Errors and warnings that stand in a cell, one line for each cell, in the order of the findings.

    The same value of a column that a rule finds in several rows, and a column that is missing, are one line.
    """
    told = [p for p in problems if p.severity != "note" and p.table in tables and p.column]
    cells = cells_of(told, tables)
    alike: dict[tuple[str, str | None, str | None, str | None], set[Place]] = defaultdict(set)
    for p in told:
        if (cell := (p.table, p.column, place_of(p))) in cells:
            alike[p.rule, p.table, p.column, cells[cell]].add(place_of(p))
    # Only where no other cell of the column holds the same value without being wrong.
    whole = {
        key for key, places in alike.items() if len(places) >= WHOLE_COLUMN and len(places) == _count(tables, *key)
    }
    lines: dict[tuple[object, ...], Line] = {}
    for p in told:
        place, old, count = place_of(p), cells.get((p.table, p.column, place_of(p))), 1
        if p.rule in COLUMN_ABSENT:
            place, count = (p.file, p.sheet, None), len(tables[p.table or ""])
        elif (p.table, p.column, place) not in cells:
            continue
        elif (p.rule, p.table, p.column, old) in whole:
            place, count = (p.file, p.sheet, None), len(alike[p.rule, p.table, p.column, old])
        found = lines.setdefault(
            (p.table, p.column, old, place), Line(p.table or "", p.column or "", old, *place, count, ())
        )
        if not any(q.rule == p.rule and (q.value == p.value or place[2] is None) for q in found.problems):
            lines[p.table, p.column, old, place] = replace(found, problems=(*found.problems, p))
    return list(lines.values())[:limit]


def cells_of(problems: list[Problem], tables: Mapping[str, pa.Table]) -> dict[Cell, str | None]:
    """What the cells of findings hold."""
    wanted: dict[tuple[str, str], set[Place]] = defaultdict(set)
    for p in problems:
        if p.table and p.column and p.column in tables[p.table].column_names and p.row is not None:
            wanted[p.table, p.column].add(place_of(p))
    return {
        (name, column, place): row[column]
        for (name, column), places in wanted.items()
        for place, row in rows_at(tables[name], places, [column]).items()
    }


def _count(tables: Mapping[str, pa.Table], rule: str, name: str | None, column: str | None, old: str | None) -> int:
    """In how many cells of a column a value stands."""
    cells = tables[name or ""][column]
    return int(cells.null_count if old is None else pc.sum(pc.equal(cells, old)).as_py() or 0)


def _mended(table: pa.Table, name: str, edits: list[Edit], done: set[int]) -> pa.Table:
    """One table with its edits; each column and the places of the rows are looked up once."""
    columns: dict[str, list[Any]] = {}
    by_place = _positions(table, PLACE.names[1:]) if any(edit.row is not None for edit in edits) else {}
    key = resources()[name].primary_key
    by_key = _positions(table, key) if any(edit.keys_told for edit in edits) else {}
    by_joined_key = {" ".join(part or "" for part in parts).strip(): rows for parts, rows in by_key.items()}
    gone: set[int] = set()
    for edit in edits:
        if edit.column not in {None, *table.column_names} - set(PLACE.names):
            continue
        cells = columns.setdefault(edit.column, table[edit.column].to_pylist()) if edit.column else None
        rows: Iterable[int] = range(len(table)) if cells and not edit.remove else ()
        if edit.row is not None:
            rows = by_place.get((edit.file, edit.sheet, edit.row), [])
        elif edit.keys_told:
            found = [by_joined_key.get(told, []) for told in edit.keys_told]
            rows = [places[0] for places in found if len(places) == 1]
        fitting = [row for row in rows if row not in gone and (cells is None or cells[row] == edit.old)]
        if edit.remove:
            gone.update(fitting)
        elif cells is not None:
            for row in fitting:
                cells[row] = (edit.new or "").strip() or None
                if edit.column in key and by_key:
                    # What was found after this change knows the row by its new key.
                    parts = [columns[name][row] if name in columns else table[name][row].as_py() for name in key]
                    by_joined_key.setdefault(" ".join(part or "" for part in parts).strip(), []).append(row)
        if fitting and (edit.remove or cells is not None):
            done.add(id(edit))
    for column, values in columns.items():
        table = table.set_column(table.column_names.index(column), column, pa.array(values, pa.string()))
    return table.filter(pa.array([row not in gone for row in range(len(table))])) if gone else table


def _positions(table: pa.Table, columns: Sequence[str]) -> dict[tuple[Any, ...], list[int]]:
    """The rows by what stands in some of their columns."""
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row, values in enumerate(zip(*(table[column].to_pylist() for column in columns), strict=True)):
        found[values].append(row)
    return found
