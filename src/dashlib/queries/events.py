"""Public events: which fit a selection, how precisely each is dated, and who spoke."""

from typing import Any

from dashlib.queries.store import Store
from dashlib.schema import dates
from dashlib.schema.selection import Selection
from dashlib.text.formats import Interval
from dashlib.text.say import say

EVENT_FILTERS = ("programme", "call", "round", "country", "year", "period_from", "period_to", "text")

# The life of a call, then what accompanies it; types that are not named here follow, `other` is last.
TYPES = ("call_opening", "info_session", "call_closing", "award_announcement", "conference", "round_table", "training")

# A date is as precise as it is long: 2023, 2023-06, 2023-06-30.
PRECISIONS = {4: "year", 7: "month", 10: "day"}


def events(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The events that fit the filters which apply to events (`EVENT_FILTERS`), newest first."""
    return store.rows("events", selection)


def events_by_type(store: Store, selection: Selection) -> dict[str, list[str]]:
    """The identifiers of the events of each type, in the order of a call's life."""
    groups: dict[str, list[str]] = {}
    for row in events(store, selection):
        groups.setdefault(row["event_type_code"], []).append(row["event_id"])
    place = {code: number for number, code in enumerate((*TYPES, None, "other"))}
    return {code: groups[code] for code in sorted(groups, key=lambda code: (place.get(code, place[None]), code))}


def event_options(store: Store, selection: Selection, dimension: str) -> dict[str, int]:
    """What a filter of events can be set to, its own choice lifted, with the number of events that it leaves."""
    rows = store.rows("event_options", selection)
    return {row["value_id"]: row["event_count"] for row in rows if row["dimension"] == dimension}


def filters_not_for_events(selection: Selection) -> list[str]:
    """The chosen filters that say nothing about events, each once."""
    return list(dict.fromkeys(name for name, _ in selection.parts() if name not in EVENT_FILTERS))


def event(store: Store, event_id: str) -> dict[str, Any] | None:
    """One row of `sql/events.sql`, or None if there is no such event."""
    return next((row for row in events(store, Selection()) if row["event_id"] == event_id), None)


def speakers(store: Store, event_id: str) -> list[dict[str, Any]]:
    """Who spoke at an event, in the order of the table, each with the document that says so."""
    return store.rows("speakers", id=event_id)


def date_state(row: dict[str, Any]) -> str:
    """One of EVENT_STATES: how much is known of an event's date, by the less precise of its two ends."""
    if not row["date_from"]:
        return "undated"
    return PRECISIONS[min(len(text) for text in (row["date_start"], row["date_end"]) if text)]


def date_told(row: dict[str, Any]) -> object:
    """When an event was, each end at its own precision."""
    start, end = (dates.interval_of(row[name] or "") for name in ("date_start", "date_end"))
    if end and not start:
        return say("until {end}", end=Interval(*end))
    if start and end and start != end and date_state(row) != "day":
        return say("{start} to {end}", start=Interval(*start), end=Interval(*end))
    return Interval(row["date_from"], row["date_to"])
