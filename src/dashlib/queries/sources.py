"""The public documents on which figures rest."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection


def sources_of(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The sources of the selected rows of the ledger, those with most rows first."""
    return store.rows("selected_sources", selection)


def source(store: Store, source_id: str | None) -> dict[str, Any] | None:
    """One row of the table of sources."""
    return _sources(store).get(source_id or "")


@lru_cache(maxsize=4)
def _sources(store: Store) -> dict[str, dict[str, Any]]:
    return {row["source_id"]: row for row in store.rows("sources")}


def completeness(store: Store, selection: Selection) -> dict[str, Any]:
    """How many of the selected awards are known in each respect; columns as in `sql/completeness.sql`, 0 if none is."""
    answer = store.ask("completeness", selection, dimensions=("total",))
    return next(iter(answer.to_pylist()), dict.fromkeys(answer.column_names, Decimal(0)))


def programmes(store: Store) -> list[dict[str, Any]]:
    """Every programme with its funder, and `data_of`, the day on which sources were last read."""
    return store.rows("programmes")
