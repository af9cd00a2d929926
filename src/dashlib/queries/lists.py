"""Lists of single things: grants, awardees, events, announcements."""

from typing import Any

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection
from dashlib.text.folding import folded

EVENT_FILTERS = ("programme", "call", "round", "country", "year", "period_from", "period_to", "text")


def grants(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The selected grants, newest first; columns of the table `grants` and names, see `sql/grants.sql`."""
    return store.rows("grants", selection)


def organizations(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The awardees of the selected grants, by name, with their number of selected grants."""
    return store.rows("organizations", selection)


def events(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The events that fit the filters which apply to events (`EVENT_FILTERS`), newest first."""
    fitting = None
    if selection.text:
        words = folded(selection.text).split()
        texts = {row["event_id"]: _event_text(row) for row in store.rows("events")}
        fitting = [event_id for event_id, text in texts.items() if words and all(word in text for word in words)]
    return store.rows("events", selection, fitting_ids=fitting)


def filters_not_for_events(selection: Selection) -> list[str]:
    """The chosen filters that say nothing about events."""
    return [name for name, _ in selection.parts() if name not in EVENT_FILTERS]


def reconciliation(store: Store) -> list[dict[str, Any]]:
    """Every announcement beside the data, by its identifier; columns as in `sql/reconciliation.sql`."""
    return store.rows("reconciliation")


def _event_text(event: dict[str, Any]) -> str:
    return folded(" ".join(str(event[name] or "") for name in ("name", "name_local", "city", "venue", "description")))
