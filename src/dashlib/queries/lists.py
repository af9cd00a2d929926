"""Lists of single things: grants, awardees, events, announcements."""

from typing import Any

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection

EVENT_FILTERS = ("programme", "call", "round", "country", "year", "period_from", "period_to", "text")


def grants(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The selected grants, newest first; columns of the table `grants` and names, see `sql/grants.sql`."""
    return store.rows("grants", selection)


def events(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The events that fit the filters which apply to events (`EVENT_FILTERS`), newest first."""
    return store.rows("events", selection)


def filters_not_for_events(selection: Selection) -> list[str]:
    """The chosen filters that say nothing about events."""
    return [name for name, _ in selection.parts() if name not in EVENT_FILTERS]


def reconciliation(store: Store) -> list[dict[str, Any]]:
    """Every announcement beside the data, by its identifier; columns as in `sql/reconciliation.sql`."""
    return store.rows("reconciliation")
