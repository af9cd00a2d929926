"""What a candidate would change: cell by cell in the source tables, in the figures, in what is reconciled. For staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.canonical import canonical
from dashlib.publishing.merge import keys_of
from dashlib.publishing.upload import PLACE
from dashlib.queries.lists import reconciliation
from dashlib.queries.store import Store
from dashlib.queries.totals import sums_by
from dashlib.releases.compare import Change
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import Field, Resource, source_tables
from dashlib.schema.selection import Selection

SQL = Path(__file__).parent
CELL = pa.schema([(name, pa.string()) for name in ("table", "change", "key", "field", "old", "new")])
# Of each table and kind of change the cells of so many rows are listed; all are counted.
ROWS_LISTED = 10_000
TOTALLED = ("round", "country")
MEASURES = ("amount_disclosed", "amount_not_broken_down", "grant_count")
# A figure that falls by more than this share is asked about twice.
LARGE_DROP = Decimal("0.1")


@dataclass(frozen=True)
class TotalLine:
    """One value of a dimension and currency (None: rows without money), before and after; None where there is no line."""

    dimension: str
    value_id: str
    currency: str | None
    before: dict[str, Decimal | None] | None
    after: dict[str, Decimal | None] | None

    @property
    def is_changed(self) -> bool:
        """True if any of the three measures differs."""
        return self.before != self.after


@dataclass(frozen=True)
class Drop:
    """A measure (with its currency, if it is money) that falls by more than a tenth."""

    measure: str
    currency: str | None
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Finding:
    """An announcement whose reconciliation reads otherwise than before; None where there was or is none."""

    announcement_id: str
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True)
class Difference:
    """Counts of rows per table, the cells (columns of `CELL`), totals, findings, and the rates used (new ones marked)."""

    changes: tuple[Change, ...]
    cells: pa.Table
    totals: tuple[TotalLine, ...]
    drops: tuple[Drop, ...]
    findings: tuple[Finding, ...]
    rates: tuple[dict[str, Any], ...]

    @property
    def is_empty(self) -> bool:
        """True if no row of a source table differs."""
        return not self.changes


def difference(
    before: Mapping[str, pa.Table], after: Mapping[str, pa.Table], old: Store | None, new: Store | None
) -> Difference:
    """Compare two sets of text tables, and the releases made of them; without a release there are only cells."""
    changes, cells = [], [CELL.empty_table()]
    for name, resource in source_tables().items():
        change, found = _table_difference(before.get(name), after[name], resource)
        if change.added or change.changed or change.gone:
            changes.append(change)
            cells.append(found)
    totals = tuple(line for dimension in TOTALLED for line in _totals(old, new, dimension)) if new else ()
    return Difference(
        tuple(changes),
        pa.concat_tables(cells),
        totals,
        tuple(_drops(old, new)) if old and new else (),
        tuple(_findings(old, new)) if new else (),
        tuple(_rates(old, new)) if new else (),
    )


def _table_difference(before: pa.Table | None, after: pa.Table, resource: Resource) -> tuple[Change, pa.Table]:
    if before is not None and before.drop_columns(PLACE.names).equals(after.drop_columns(PLACE.names)):
        return Change(resource.name, 0, 0, 0), CELL.empty_table()
    fields = {field.name: field for field in resource.fields}
    names = [name for name in after.column_names if name not in PLACE.names]
    names += [name for name in (before.column_names if before else ()) if name not in [*names, *PLACE.names]]
    with duckdb.connect() as connection:
        connection.register("before", _comparable(before if before is not None else after[:0], names, fields, resource))
        connection.register("after", _comparable(after, names, fields, resource))
        connection.execute((SQL / "difference.sql").read_text("utf-8"))
        counted = connection.table("different_rows").aggregate("change, count(*)", "change").fetchall()
        connection.execute("SET VARIABLE most = $most", {"most": ROWS_LISTED})
        cells = connection.sql((SQL / "difference_cells.sql").read_text("utf-8")).to_arrow_table()
    counts = dict(counted)
    change = Change(resource.name, *(counts.get(kind, 0) for kind in ("added", "changed", "gone")))
    keys = pc.replace_substring(cells["row_key"], "\x1f", " ")
    table = pa.repeat(resource.name, len(cells))
    return change, pa.table([table, cells["change"], keys, cells["field"], cells["old"], cells["new"]], schema=CELL)


def _comparable(table: pa.Table, names: list[str], fields: Mapping[str, Field], resource: Resource) -> pa.Table:
    columns = {"row_key": keys_of(table, resource)}
    for name in names:
        given = table[name] if name in table.column_names else pa.chunked_array([pa.nulls(len(table), pa.string())])
        columns[name] = _canonical(given, fields[name]) if name in fields else given
    return pa.table(columns)


def _canonical(texts: pa.ChunkedArray, field: Field) -> pa.ChunkedArray:
    if field.kind not in {"money", "rate", "count"} and not field.is_list:
        return texts
    values = texts.combine_chunks().dictionary_encode()
    spellings = pa.array([canonical(text, field) for text in values.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([spellings.take(values.indices)])


def _totals(old: Store | None, new: Store, dimension: str) -> list[TotalLine]:
    sides = [_lines(store, dimension) if store else {} for store in (old, new)]
    keys = sorted({*sides[0], *sides[1]}, key=lambda key: (key[0], key[1] or ""))
    return [TotalLine(dimension, *key, sides[0].get(key), sides[1].get(key)) for key in keys]


def _lines(store: Store, dimension: str) -> dict[tuple[str, str | None], dict[str, Decimal | None]]:
    return {
        (line["value_id"], line["currency"]): {measure: line[measure] for measure in MEASURES}
        for line in sums_by(store, dimension, Selection(), AS_AWARDED)
    }


def _drops(old: Store, new: Store) -> list[Drop]:
    """Money per currency, and the number of grants, over everything."""
    sides = [_wholes(store) for store in (old, new)]
    return [
        Drop(*key, amount, sides[1].get(key, Decimal(0)))
        for key, amount in sides[0].items()
        if sides[1].get(key, Decimal(0)) < amount * (1 - LARGE_DROP)
    ]


def _wholes(store: Store) -> dict[tuple[str, str | None], Decimal]:
    sums: dict[tuple[str, str | None], Decimal] = {}
    for line in sums_by(store, "total", Selection(), AS_AWARDED):
        sums["grant_count", None] = sums.get(("grant_count", None), Decimal(0)) + line["grant_count"]
        for measure in MEASURES[:2]:
            if line[measure] is not None:
                sums[measure, line["currency"]] = line[measure]
    return sums


def _findings(old: Store | None, new: Store) -> list[Finding]:
    sides = [{row["announcement_id"]: row for row in reconciliation(store)} if store else {} for store in (old, new)]
    return [
        Finding(id, (after or before or {})["name"], before, after)
        for id in sorted({*sides[0], *sides[1]})
        if _said(before := sides[0].get(id)) != _said(after := sides[1].get(id))
    ]


def _said(row: dict[str, Any] | None) -> tuple[object, ...]:
    """What is found; by how much, where the data disagree with the statement."""
    if row is None:
        return ()
    disagrees = row["finding"] in {"less_in_data", "more_in_data"}
    return (row["finding"], *(row[f"{measure}_difference"] for measure in ("amount", "count") if disagrees))


def _rates(old: Store | None, new: Store) -> list[dict[str, Any]]:
    known = {tuple(row.values()) for row in old.rows("rates_used")} if old else set()
    return [row | {"is_new": bool(old) and tuple(row.values()) not in known} for row in new.rows("rates_used")]
