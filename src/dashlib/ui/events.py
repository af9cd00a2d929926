"""The page of events: when they were by type, where, and the list with its calendar file."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from dashlib.figures.event_strip import Dated, Line, event_strip
from dashlib.figures.maps import can_be_drawn, map_of_squares
from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Link, Table
from dashlib.queries.events import EVENT_FILTERS, date_state, date_told, events
from dashlib.schema.selection import Selection
from dashlib.schema.states import EVENT_STATES, Award, counts_of
from dashlib.text.formats import Count, Country
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.controls import page_of, show_pages
from dashlib.ui.credits import show_credits, show_take_away
from dashlib.ui.details import found_sources
from dashlib.ui.event_lists import event_line, events_said, show_calendar, show_not_applied
from dashlib.ui.filters import part_name, selection_told
from dashlib.ui.html import html, show_html
from dashlib.ui.show import Drawing, show_chart, show_heading, show_list, show_nothing
from dashlib.ui.view import current_view

# The life of a call, then what accompanies it; types that are not named here follow, `other` is last.
TYPES = ("call_opening", "info_session", "call_closing", "award_announcement", "conference", "round_table", "training")

Events = Sequence[dict[str, Any]]


def shown_events() -> Events:
    """The events of the selection, of the types that the page is set to."""
    view = current_view()
    return _of_types(events(view.store, view.selection))


def show_events_heading(found: Events) -> None:
    """How many events, in which year most of them; which type is chosen, and a way to lift it."""
    view = current_view()
    public = say_count("{count} public event", "{count} public events", count=len(found))
    years = Counter(row["date_from"].year for row in found if row["date_from"])
    title, (year, most) = public, next(iter(years.most_common(1)), (None, 0))
    if len(found) > 1 and 2 * most > len(found):
        every = say("{events}, all of them in {year}", events=public, year=str(year))
        title = every if most == len(found) else say("{events}, most of them in {year}", events=public, year=str(year))
    undated = sum(date_state(row) == "undated" for row in found)
    doubt = say("Each stands at the date that is printed for it, no more precisely than it is known.")
    if not found:
        doubt = say("The parts of the selection are listed below.")
    elif undated:
        doubt = say_count(
            "{count} has no printed date and stands at the end.",
            "{count} have no printed date and stand at the end.",
            count=undated,
        )
    show_heading(say("Look up · Events"), title if found else say("No public event"), doubt, _counted(found))
    show_not_applied()
    if view.options.get("type") and found:
        told = say("Only the type {types}.", types=_types_told())
        show_html('<p class="gd-lift">{} <a href="{}">{}</a></p>', told, view.href("events"), say("Show all types"))


def show_no_events() -> None:
    """What was asked for, and what each part that can be lifted would leave."""
    view = current_view()
    lifts = []
    for name, value in view.selection.parts():
        wider = view.selection.without(name, value)
        if name in EVENT_FILTERS and (left := _of_types(events(view.store, wider))):
            lifts.append((view.href(selection=wider), part_name(name, value), events_said(len(left))))
    asked = selection_told()
    if view.options.get("type"):
        asked = say("{selection}, of the type {types}", selection=asked, types=_types_told())
        if left := events(view.store, view.selection):
            lifts.append((view.href("events"), _types_told(), events_said(len(left))))
    show_nothing(say("No event fits"), asked, lifts, view.href("events", Selection()))


def show_event_strip(id: str, title: object, found: Events) -> None:
    """Every event as a mark in time, one row per type."""
    view = current_view()
    lines, rows = [], []
    for code, name, number in _types(found):
        own = [row for row in found if row["event_type_code"] == code]
        lines.append(Line(name, _type_address(code), [Dated(_square(e), e["date_from"], e["date_to"]) for e in own]))
        rows.append({"type": name, "href": _type_address(code), "events": number, **_precisions(own)})
    show_chart(
        id,
        title,
        say(
            "{events} by type and date. Point at a mark to see what it is; a click opens it.",
            events=events_said(len(found)),
        ),
        lambda: Drawing(event_strip(lines, view.language)),
        Table(rows),
        [say("An event of several days stands where it began.")],
        found_sources(row["source_id"] for row in found),
        _counted(found),
    )


def show_event_types() -> None:
    """The types of the selection with their numbers, each a link that chooses it; the first one lifts the choice."""
    view = current_view()
    every = events(view.store, view.selection)
    chosen = view.options.get("type", [])
    links: list[tuple[object, int, str, bool]] = [(say("All types"), len(every), view.href("events"), False)]
    links += [(name, number, _type_address(code), code in chosen) for code, name, number in _types(every)]
    pills = Markup().join(
        html(
            '<a href="{}"{}>{} <b>{}</b></a>', href, Markup(' aria-current="true"') if is_on else Markup(), name, number
        )
        for name, number, href, is_on in links
    )
    show_html('<nav class="gd-pills" aria-label="{}">{}</nav>', say("Types of events"), pills)


def show_event_map(id: str, title: object, found: Events) -> None:
    """The countries with their events; those without a printed one have a row below."""
    view = current_view()
    numbers = Counter(row["country"] or "unknown" for row in found)
    on_map, below, rows = {}, [], []
    for code in sorted(numbers, key=lambda code: (code == "unknown", -numbers[code], code)):
        own = [row for row in found if (row["country"] or "unknown") == code]
        marks = sorted(map(_square, own), key=lambda award: list(EVENT_STATES).index(award.state))
        name = say("country not printed") if code == "unknown" else Country(code)
        href = view.narrowed("country", code)
        row = Row(name, href, None, marks, Count(len(own)))
        if can_be_drawn(code):
            on_map[code] = row
        else:
            below.append(row)
        rows.append({"country": name, "href": href, "events": len(own), **_precisions(own)})
    show_chart(
        id,
        title,
        say("{events} by country.", events=events_said(len(found))),
        lambda: Drawing(
            map_of_squares(on_map, below, view.language) if on_map else rows_of_squares(below, view.language)
        ),
        Table(rows),
        [say("Outlines: Natural Earth.")],
        found_sources(row["source_id"] for row in found),
        _counted(found),
    )


def show_event_list(id: str, title: object, found: Events) -> None:
    """All events by year, newest first, undated last, in pages; as a table and as a calendar to take along."""
    known = {row["source_id"]: row for row in found_sources(row["source_id"] for row in found)}
    rows = [
        {
            "event": row["name"],
            "date": date_told(row),
            "type": row["event_type"],
            "venue": row["venue"],
            "city": row["city"],
            "country": Country(row["country"]) if row["country"] else None,
            "source": Link(known[row["source_id"]]["title"], known[row["source_id"]]["url"]),
        }
        for row in found
    ]
    with st.container(key=f"chart-{id}", gap="small"):
        show_html('<div class="gd-chart"><h2>{}</h2></div>', title)
        for year, events_of_year in groupby(page_of(found), lambda row: row["date_from"] and row["date_from"].year):
            lines = [event_line(row) for row in events_of_year]
            show_list(str(year) if year else say("No date printed"), lines, heading="h3")
        show_pages(len(found))
        with st.container(horizontal=True, vertical_alignment="center", key=f"tools-{id}"):
            show_calendar(id, found)
            show_take_away(id, Table(rows))
        show_credits(title, [], list(known.values()), _counted(found))


def _of_types(found: Events) -> Events:
    chosen = current_view().options.get("type")
    return [row for row in found if row["event_type_code"] in chosen] if chosen else found


def _types(found: Events) -> list[tuple[str, str, int]]:
    """Code, name and number of events of each type, in the order of a call's life."""
    numbers = Counter((row["event_type_code"], row["event_type"]) for row in found)
    place = {code: number for number, code in enumerate((*TYPES, None, "other"))}
    ordered = sorted(numbers, key=lambda type_: (place.get(type_[0], len(TYPES)), type_))
    return [(*type_, numbers[type_]) for type_ in ordered]


def _types_told() -> Text:
    """The chosen types by name, or as they were written if there is none of that name."""
    view = current_view()
    names = {row["event_type_code"]: row["event_type"] for row in events(view.store, Selection())}
    return say_list([say("“{type}”", type=names.get(code, code[:60])) for code in view.options.get("type", ())])


def _type_address(code: str) -> str:
    return current_view().href("events", type=code)


def _square(row: dict[str, Any]) -> Award:
    title = say("{date}: {name}", date=date_told(row), name=row["name"])
    return Award(date_state(row), Decimal(1), title, f"event?id={quote(row['event_id'])}", row["event_id"])


def _precisions(found: Events) -> dict[str, int]:
    """How many events are known to the day, month, year or not at all, as columns of a table."""
    return {f"date_{state}": int(number) for state, number in counts_of([_square(row) for row in found]).items()}


def _counted(found: Events) -> Text:
    return events_said(len(found))
