"""A calendar file (iCalendar, RFC 5545) of events whose days are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Entry:
    """One event over whole days, the last one included; `uid` never changes, so that a calendar can update it."""

    uid: str
    first: date
    last: date
    name: str
    address: str
    place: str
    description: str
    category: str


def calendar_of(entries: Sequence[Entry], stamp: datetime) -> bytes:
    """The entries as a file: the same bytes for the same entries and stamp. The library escapes every text."""
    calendar = Calendar()
    calendar.add("prodid", "-//dashlib//grants dashboard//EN")
    calendar.add("version", "2.0")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.first)
        # The end of whole days is the day after: it is not part of the event.
        event.add("dtend", entry.last + timedelta(days=1))
        event.add("summary", entry.name)
        event.add("url", entry.address)
        for name, text in (("location", entry.place), ("description", entry.description)):
            if text:
                event.add(name, text)
        event.add("categories", [entry.category])
        calendar.add_component(event)
    return bytes(calendar.to_ical())
