"""Puts uploaded tables in the place of the published ones, or adds and updates rows by their key."""

from collections.abc import Collection, Mapping
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.check import MISSING
from dashlib.publishing.problems import Problem, problem
from dashlib.publishing.upload import CARRIED, PLACE, Upload, text_schema
from dashlib.schema.package import Resource, source_tables

Mode = Literal["replace", "update"]
ABSENT = {"column-missing", "column-optional-missing"}


def merged(base: Mapping[str, pa.Table], upload: Upload, modes: Mapping[str, Mode]) -> Upload:
    """Every source table: as uploaded, as published where nothing was uploaded, or both (mode `update`).

    When a table is updated, columns that the upload lacks keep what is published, so their absence is no problem.
    Rows are numbered anew; each keeps the place where it stands in a file.
    """
    tables: dict[str, pa.Table] = {}
    problems = list(upload.problems)
    for name, resource in source_tables().items():
        before, given = base.get(name), upload.tables.get(name)
        if given is None:
            is_told = any(p.table == name and p.column is None and p.rule in MISSING for p in upload.problems)
            if before is None and not is_told:
                headings = ",".join(field.name for field in resource.fields)
                problems.append(problem("table-missing", resource.path, table=name, detail=headings))
            table = text_schema(resource).empty_table() if before is None else before
        elif before is not None and modes.get(name) == "update":
            absent = {p.column for p in problems if p.rule in ABSENT and p.table == name}
            problems = [p for p in problems if p.rule not in ABSENT or p.table != name]
            problems += _keys_absent(resource, absent, given)
            table = _updated(before, given, resource, absent)
        else:
            table = given
        tables[name] = table.set_column(0, "row", pa.array(range(2, len(table) + 2), pa.int64()))
    return Upload(tables, problems)


def keys_of(table: pa.Table, resource: Resource) -> pa.ChunkedArray:
    """The key of each row as one text; null where a part of it is empty."""
    return pc.binary_join_element_wise(*(table[column] for column in resource.primary_key), "\x1f")


def _keys_absent(resource: Resource, absent: Collection[str | None], given: pa.Table) -> list[Problem]:
    """Without its key no row can be found again."""
    file = given["@file"][0].as_py() if len(given) else resource.path
    return [
        problem("column-missing", file, table=resource.name, row=1, column=column)
        for column in resource.primary_key
        if column in absent
    ]


def _updated(before: pa.Table, given: pa.Table, resource: Resource, absent: Collection[str | None]) -> pa.Table:
    both = pa.concat_tables([before, given], promote_options="default")
    keys = keys_of(given, resource).combine_chunks()
    # Of a key that the upload holds twice the first row takes the place; the other is added, and found by the rules.
    replaced_by = pc.index_in(keys_of(before, resource), value_set=keys, skip_nulls=True).combine_chunks()
    own = pa.array(range(len(before)), pa.int64())
    rows = pc.coalesce(pc.add(replaced_by.cast(pa.int64()), len(before)), own)
    numbers = pa.array(range(len(given)), pa.int64())
    added = numbers.filter(pc.invert(pc.is_in(numbers, value_set=replaced_by.cast(pa.int64()))))
    table = both.take(pa.concat_arrays([rows, pc.add(added, len(before))]))
    kept = both.take(pa.concat_arrays([own, pc.add(added, len(before))]))
    not_given = [column for column in both.column_names if column in absent or column not in given.column_names]
    for column in not_given:
        if column not in PLACE.names:
            table = table.set_column(table.column_names.index(column), column, kept[column])
    return _in_order(table, resource)


def _in_order(table: pa.Table, resource: Resource) -> pa.Table:
    carried = [name.removeprefix(CARRIED) for name in table.column_names if name.startswith(CARRIED)]
    return table.select(text_schema(resource, carried).names)
