"""Sums over the selected rows of the ledger."""

from typing import Any

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection


def totals_by(store: Store, dimension: str, selection: Selection, display: str) -> list[dict[str, Any]]:
    """One row per value of the dimension and currency; columns as in `sql/totals.sql`.

    As awarded one line per value and currency; in a display currency one per value, and one more for each currency
    that cannot be converted. Rows without money stand on a line without currency.
    """
    return store.rows("totals", selection, display, dimension=dimension)


def headline(store: Store, selection: Selection, display: str) -> list[dict[str, Any]]:
    """The whole selection, one row per currency; no row if nothing is selected."""
    return totals_by(store, "total", selection, display)
