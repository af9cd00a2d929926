"""The headings of the pages, each computed, and the latest awards and events."""

from collections.abc import Sequence

from dashlib.queries.events import events
from dashlib.queries.findings import (
    NOTHING,
    headline_finding,
    overview_standfirst,
    places_finding,
    rounds_finding,
    statements_finding,
)
from dashlib.queries.rounds import calls
from dashlib.queries.sources import programmes
from dashlib.queries.statements import Statement
from dashlib.queries.timeline import first_award, latest_award
from dashlib.queries.totals import values_of, whole
from dashlib.schema import dates
from dashlib.text.formats import Interval
from dashlib.text.say import Text, say, say_list
from dashlib.ui.calls import call_line
from dashlib.ui.event_lists import event_line, show_not_applied
from dashlib.ui.selection import selection_told
from dashlib.ui.show import show_heading, show_list
from dashlib.ui.view import current_view

LATEST = 5


def _programme_kicker() -> Text:
    view = current_view()
    found = programmes(view.store)
    if view.selection.programme:
        found = [row for row in found if row["programme_id"] in view.selection.programme] or found
    names = say_list([row["name"] for row in found])
    funders = say_list(list(dict.fromkeys(row["funder_name"] for row in found)))
    read_on = dates.interval_of(found[0]["data_of"] or "") if found else None
    kicker = say("{programmes} · funded by {funders}", programmes=names, funders=funders)
    latest = latest_award(view.store, view.selection)
    if latest:
        kicker = say("{kicker} · latest award {date}", kicker=kicker, date=Interval(*latest))
    return say("{kicker} · data of {date}", kicker=kicker, date=Interval(*read_on)) if read_on else kicker


def show_overview_heading() -> None:
    """How much can be traced to a name, since when, for how many."""
    view = current_view()
    value = whole(view.store, view.selection, view.display)
    if value is None:
        show_heading(_programme_kicker(), *NOTHING)
        return
    start, end = first_award(view.store, view.selection)
    in_month = start and end and (start.year, start.month) == (end.year, end.month)
    first = (
        Interval(*dates.interval_of(f"{start:%Y-%m}") or (start, end), is_long=True)
        if in_month
        else Interval(start, end)
    )
    is_whole = not view.selection.parts()
    countries = (
        {code for row in view.store.rows("rounds") for code in (row["countries"] or "").split(";") if code}
        if is_whole
        else set()
    )
    show_heading(
        _programme_kicker(),
        headline_finding(value, view.display, is_whole, selection_told()),
        overview_standfirst(value, first, len(countries) or None),
    )


def show_rounds_heading() -> None:
    """In how many calls no amount is published."""
    view = current_view()
    title, standfirst = rounds_finding(calls(view.store, view.selection, view.display))
    show_heading(say("Funding · Rounds"), title, standfirst)


def show_places_heading() -> None:
    """How many grants are placed in one country."""
    view = current_view()
    value = whole(view.store, view.selection, view.display)
    title, standfirst = places_finding(value, values_of(view.store, "country", view.selection, view.display))
    show_heading(say("Funding · Places"), title, standfirst)


def show_statements_heading(found: Sequence[Statement]) -> None:
    """How many statements say more than the data hold."""
    title, standfirst = statements_finding(list(found))
    show_heading(say("Funding · Announced and published"), title, standfirst)


def show_latest_awards() -> None:
    """The latest dated calls."""
    view = current_view()
    found = [call for call in calls(view.store, view.selection, view.display) if call.awarded.end]
    found.sort(key=lambda call: (call.awarded.start, call.value.award_count), reverse=True)
    show_list(
        say("Latest awards"), [call_line(call) for call in found[:LATEST]], say("No dated award in this selection.")
    )


def show_latest_events() -> None:
    """The latest dated events, and which filters say nothing about events."""
    view = current_view()
    found = [event for event in events(view.store, view.selection) if event["date_from"]]
    lines = [event_line(event) for event in found[:LATEST]]
    show_list(say("Latest events"), lines, say("No dated event fits this selection."))
    show_not_applied()
