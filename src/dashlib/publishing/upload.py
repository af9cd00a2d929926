"""Source tables as text, on their way from files to a release: every row knows in which file, sheet and line it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from dashlib.publishing.problems import Problem
from dashlib.schema.package import Resource

# `row` counts the rows of a table, whatever files it was put together from; findings tell the place of a row.
PLACE = pa.schema([("row", pa.int64()), ("@file", pa.string()), ("@sheet", pa.string()), ("@line", pa.int64())])
# Before the heading of a column that the registry does not know: staff find it again, nobody else sees it.
CARRIED = "+"
# The property of a workbook that says behind which line of the journal its rows stood.
TAKEN_AT = "Publication"


@dataclass(frozen=True)
class Upload:
    """Text tables by name, as `text_schema` describes them, and what went wrong while they were read."""

    tables: dict[str, pa.Table]
    problems: list[Problem] = field(default_factory=list)


def text_schema(resource: Resource, carried: Iterable[str] = ()) -> pa.Schema:
    """The columns of a text table: where each row stands, every field of the registry, columns carried through."""
    names = [*(f.name for f in resource.fields), *(CARRIED + heading for heading in carried)]
    return pa.schema([*PLACE, *(pa.field(name, pa.string()) for name in names)])


def carried_columns(table: pa.Table) -> list[str]:
    """The headings that the registry does not know."""
    return [name.removeprefix(CARRIED) for name in table.column_names if name.startswith(CARRIED)]
