"""How complete the data are, and on what they rest: what a publisher owes its readers about itself."""

from typing import Any

from dashlib.queries.store import Store
from dashlib.schema.package import Field, resources
from dashlib.schema.selection import Selection


def coverage(store: Store, table: str) -> tuple[int, list[tuple[Field, int]]]:
    """How many rows a table has, and in how many of them each field of its source is filled."""
    counts = store.rows("coverage", table=table)[0]
    return counts["row_count"], [(field, counts[field.name]) for field in resources()[table].fields]


def completeness_by(store: Store, dimension: str) -> dict[str, dict[str, Any]]:
    """Of the awards of each value of a dimension, how many are known in each respect; see `sql/completeness.sql`."""
    return {row["value_id"]: row for row in store.rows("completeness", Selection(), dimensions=(dimension,))}


def sources_weighed(store: Store) -> list[dict[str, Any]]:
    """Every source with what rests on it, the heaviest first; columns as in `sql/sources_weighed.sql`."""
    return store.rows("sources_weighed")
