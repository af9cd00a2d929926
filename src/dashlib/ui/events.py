"""The page of events: when they were by type, where, and the list with its calendar file."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from dashlib.figures.event_strip import event_strip
from dashlib.figures.maps import can_be_drawn, map_of_squares
from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Link, Table
from dashlib.queries.events import date_state, date_told, events, events_by_type, filters_not_for_events
from dashlib.queries.findings import nothing_found
from dashlib.queries.names import value_name
from dashlib.schema.states import EVENT_STATES, Award
from dashlib.search.reasons import Hit
from dashlib.text.formats import Count, Country
from dashlib.text.say import Text, say, say_count
from dashlib.ui.controls import page_of, show_pages, sort_by
from dashlib.ui.credits import show_credits, show_take_away
from dashlib.ui.details import found_sources
from dashlib.ui.event_lists import event_line, events_said, show_calendar, show_not_applied
from dashlib.ui.hits import found_told, hits_of, marked, reason
from dashlib.ui.html import show_html
from dashlib.ui.selection import chosen_parts, selection_told, shortened, whole_href
from dashlib.ui.show import Drawing, show_chart, show_heading, show_list, show_nothing
from dashlib.ui.view import current_view

ORDERS = {"relevance": say("Relevance"), "newest": say("Newest event")}

Events = Sequence[dict[str, Any]]


def shown_events() -> Events:
    """The events of the selection, newest first."""
    view = current_view()
    return events(view.store, view.selection)


def show_events_heading(found: Events) -> None:
    """How many events, in which year most of them, and how many have no date."""
    title = say_count("{count} public event", "{count} public events", count=len(found))
    years = Counter(row["date_from"].year for row in found if row["date_from"])
    for year, number in years.most_common(1):
        if 1 < len(found) == number:
            title = say("{events}, all of them in {year}", events=title, year=str(year))
        elif 2 * number > len(found) > 1:
            title = say("{events}, most of them in {year}", events=title, year=str(year))
    undated = len(found) - years.total()
    doubt = say_count(
        "{count} has no printed date and stands at the end.",
        "{count} have no printed date and stand at the end.",
        count=undated,
    )
    if not undated:
        doubt = say("Each stands at the date that is printed for it, no more precisely than it is known.")
    search = current_view().search
    if not found:
        title, doubt = say("No public event"), say("The parts of the selection are listed below.")
    if search and undated:
        # By relevance they stand anywhere.
        doubt = say_count("{count} has no printed date.", "{count} have no printed date.", count=undated)
    if search:
        title, doubt = (found_told(search), doubt) if found else nothing_found(shortened(search.words))
    show_heading(say("Look up · Events"), title, doubt)
    show_not_applied()


def show_no_events() -> None:
    """What was asked for, and what each part that can be lifted would leave."""
    store = current_view().store
    lifts = [
        (part.href, part.told, events_said(len(left)))
        for part in chosen_parts()
        if part.name not in filters_not_for_events(part.wider) and (left := events(store, part.wider))
    ]
    show_nothing(say("No event fits"), selection_told(), lifts, whole_href())


def show_event_strip(id: str, title: object, found: Events) -> None:
    """Every event as a mark in time, one row per type."""
    view = current_view()
    rows = [
        _row(
            value_name(view.store, "type", code), view.href(type=code), [row for row in found if row["event_id"] in ids]
        )
        for code, ids in events_by_type(view.store, view.selection).items()
    ]
    days = {row["event_id"]: (row["date_from"], row["date_to"]) for row in found if row["date_from"]}
    sentence = say("By type and date. Point at a mark to see what it is; a click opens it.")
    note = say("An event of several days stands where it began.")
    _show_chart(id, title, sentence, lambda: event_strip(rows, days, view.language), note, found)


def show_event_map(id: str, title: object, found: Events) -> None:
    """The countries with their events; those without a printed one have a row below."""
    view = current_view()
    numbers = Counter(row["country"] or "unknown" for row in found)
    rows = {
        code: _row(
            say("country not printed") if code == "unknown" else Country(code),
            view.narrowed("country", code),
            [row for row in found if (row["country"] or "unknown") == code],
        )
        for code in sorted(numbers, key=lambda code: (code == "unknown", -numbers[code], code))
    }
    on_map = {code: row for code, row in rows.items() if can_be_drawn(code)}
    below = [row for code, row in rows.items() if code not in on_map]

    def draw() -> Markup:
        return map_of_squares(on_map, below, view.language) if on_map else rows_of_squares(below, view.language)

    _show_chart(id, title, say("By country."), draw, say("Outlines: Natural Earth."), found)


def show_event_list(id: str, title: object, found: Events) -> None:
    """All events in pages: best hits first, or by year, newest first, undated last; as a table and as a calendar."""
    view = current_view()
    with st.container(key=f"chart-{id}", gap="small"):
        show_html('<div class="gd-chart"><h2>{}</h2></div>', title)
        is_ranked = view.search is not None and sort_by(ORDERS) == "relevance"
        if is_ranked and view.selection.found:
            places = view.selection.found.places
            found = sorted(found, key=lambda row: places[row["event_id"]])
        # Made here: a file may be made when the run, and with it the view, is over.
        table, shown = _table(found), page_of(found)
        hits = hits_of([row["event_id"] for row in shown])
        for year, rows in groupby(shown, lambda row: not is_ranked and row["date_from"] and row["date_from"].year):
            heading = say("Best first") if is_ranked else str(year or "") or say("No date printed")
            show_list(heading, [_line(row, hits.get(row["event_id"])) for row in rows], heading="h3")
        show_pages(len(found))
        with st.container(horizontal=True, vertical_alignment="center", key=f"tools-{id}"):
            show_calendar(id, found)
            show_take_away(id, len(found), lambda: table)
        show_credits(title, [], found_sources(row["source_id"] for row in found), events_said(len(found)))


def _line(row: dict[str, Any], hit: Hit | None) -> tuple[object, object, str, object]:
    return event_line(row, marked(hit.marked), reason(hit)) if hit else event_line(row)


def _show_chart(id: str, title: object, sentence: Text, draw: Callable[[], Markup], note: Text, found: Events) -> None:
    sources = found_sources(row["source_id"] for row in found)
    show_chart(
        id, title, sentence, lambda: Drawing(draw()), _table(found), [note], sources, counted=events_said(len(found))
    )


def _row(label: object, href: str, found: Events) -> Row:
    """The events as squares, those whose date is known best first."""
    squares = [
        Award(
            date_state(row),
            Decimal(1),
            say("{date}: {name}", date=date_told(row), name=row["name"]),
            f"event?id={quote(row['event_id'])}",
            row["event_id"],
        )
        for row in found
    ]
    squares.sort(key=lambda square: list(EVENT_STATES).index(square.state))
    return Row(label, href, None, squares, Count(len(squares)))


def _table(found: Events) -> Table:
    known = {row["source_id"]: row for row in found_sources(row["source_id"] for row in found)}
    return Table(
        [
            {
                "event": row["name"],
                "href": current_view().href("event", id=row["event_id"]),
                "date": date_told(row),
                "type": row["event_type"],
                "venue": row["venue"],
                "city": row["city"],
                "country": Country(row["country"]) if row["country"] else None,
                "source": Link(known[row["source_id"]]["title"], known[row["source_id"]]["url"]),
            }
            for row in found
        ]
    )
