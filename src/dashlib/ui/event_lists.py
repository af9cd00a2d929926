"""What several pages say of events: a line of a list, the place, the calendar file, filters that do not apply."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import streamlit as st

from dashlib.figures.calendar import Entry, calendar_of
from dashlib.queries.events import date_state, date_told, filters_not_for_events
from dashlib.schema.filters import BY_NAME
from dashlib.text.formats import Country
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.credits import address_on_the_web
from dashlib.ui.html import html, show_html
from dashlib.ui.view import current_view, tell


def events_said(number: int) -> Text:
    """'1 event', '69 events'."""
    return say_count("{count} event", "{count} events", count=number)


def place_told(row: dict[str, Any], *, with_venue: bool = False) -> Text | None:
    """Where an event was, as far as printed: venue, city, country, or online; None if nothing is."""
    parts = [*([row["venue"]] if with_venue else []), row["city"], Country(row["country"]) if row["country"] else None]
    parts += [say("online")] if row["online"] else []
    return with_commas(parts)


def with_commas(parts: Sequence[object]) -> Text | None:
    """The parts that are known, one after the other; None if there are none."""
    told = None
    for part in (part for part in parts if part):
        told = say("{before}, {part}", before=told, part=part) if told else say("{part}", part=part)
    return told


def event_line(row: dict[str, Any], name: object = None, why: object = None) -> tuple[object, object, str, object]:
    """An event for `show_list`: date as known, name, address of its page, type and place, and why it is listed."""
    place = place_told(row)
    note = say("{type} · {place}", type=row["event_type"], place=place) if place else row["event_type"]
    line = html("{}{}", note, why) if why else note
    return date_told(row), name or row["name"], current_view().href("event", id=row["event_id"]), line


def show_not_applied() -> None:
    """The chosen filters that say nothing about events."""
    ignored = filters_not_for_events(current_view().selection)
    if ignored:
        names = say_list([BY_NAME[name].title for name in ignored])
        show_html('<p class="gd-note">{}</p>', say("Not applied to events: {filters}.", filters=names))


def show_calendar(id: str, rows: Sequence[dict[str, Any]]) -> None:
    """A button for the calendar file of the events whose days are known, with their number."""
    view = current_view()
    entries = [_entry(row) for row in rows if date_state(row) == "day"]
    if not entries:
        show_html('<p class="gd-note">{}</p>', say("No calendar file: no day is known."))
        return
    label = say("Calendar file")
    if len(rows) > 1:
        label = say("Calendar file, {events}", events=events_said(len(rows)))
    if len(entries) < len(rows):
        known = {"some": len(entries), "all": len(rows)}
        label = say("Calendar file, {some} of {all} events: those with a known day", **known)

    def made() -> bytes:
        return calendar_of(entries, datetime.fromisoformat(view.entry.time))

    st.download_button(
        tell(label),
        view.to_take_along(made),
        file_name=f"{id}-{view.store.release_id}.ics",
        mime="text/calendar",
        icon=":material/calendar_month:",
        type="tertiary",
        on_click="ignore",
        key=f"calendar-{id}",
    )


def _entry(row: dict[str, Any]) -> Entry:
    place = place_told(row, with_venue=True)
    return Entry(
        uid=f"{row['event_id']}@{row['programme_id']}",
        first=row["date_from"],
        last=row["date_to"],
        name=row["name"],
        address=address_on_the_web(f"event?id={quote(row['event_id'])}"),
        place=tell(place) if place else "",
        description=row["description"] or "",
        category=row["event_type"],
    )
