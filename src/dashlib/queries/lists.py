"""Lists of single things: grants, awardees, events, announcements."""

from decimal import Decimal
from typing import Any

import pyarrow as pa

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection
from dashlib.text.folding import alphabetical

EVENT_FILTERS = ("programme", "call", "round", "country", "year", "period_from", "period_to", "text")


def grants(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The selected grants, newest first; columns of the table `grants` and names, see `sql/grants.sql`."""
    return store.rows("grants", selection)


def grants_in_order(store: Store, selection: Selection, currency: str, order: str) -> pa.Table:
    """The same as a table, amounts shown in a currency: by `newest`, awardee's `name`, or `amount`, largest first.

    Amounts that cannot be converted come after those that can be compared, undisclosed ones last.
    """
    table = store.ask("grants", selection, currency)
    if order == "newest":
        return table
    if order == "name":
        keys: list[Any] = [alphabetical(name) for name in table["organization_name"].to_pylist()]
    else:
        shown = zip(table["shown_currency"].to_pylist(), table["shown_amount"].to_pylist(), strict=True)
        keys = [
            (code is None, code != currency, -(amount or Decimal(0)) * (code == currency)) for code, amount in shown
        ]
    return table.take(sorted(range(len(keys)), key=keys.__getitem__))


def events(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The events that fit the filters which apply to events (`EVENT_FILTERS`), newest first."""
    return store.rows("events", selection)


def filters_not_for_events(selection: Selection) -> list[str]:
    """The chosen filters that say nothing about events."""
    return [name for name, _ in selection.parts() if name not in EVENT_FILTERS]


def reconciliation(store: Store) -> list[dict[str, Any]]:
    """Every announcement beside the data, by its identifier; columns as in `sql/reconciliation.sql`."""
    return store.rows("reconciliation")
