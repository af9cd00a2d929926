"""The list of single grants: sorted, page by page, with the columns that the address asks for, to be taken along whole."""

from functools import partial
from typing import Any

import streamlit as st

from dashlib.figures.tables import HEADINGS, Link, Table, html_table
from dashlib.queries.findings import grants_finding, nothing_found
from dashlib.queries.lists import grants_in_order, grants_known
from dashlib.queries.names import value_name
from dashlib.queries.sources import completeness, source
from dashlib.queries.totals import Value, whole
from dashlib.schema import dates
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.states import NAMES_WITHHELD
from dashlib.search.reasons import Hit
from dashlib.text.formats import Count, Interval, Money
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.address import OPTIONS
from dashlib.ui.controls import choose_several, part_shown, show_pages, sort_by
from dashlib.ui.credits import money_notes, show_credits, show_take_away
from dashlib.ui.facets import status_note
from dashlib.ui.hits import found_told, hits_of, marked, reason
from dashlib.ui.html import link, show_html
from dashlib.ui.selection import shortened
from dashlib.ui.show import show_heading
from dashlib.ui.view import View, current_view, scale_currency, tell

ORDERS = {
    "relevance": say("Relevance"),
    "newest": say("Newest award"),
    "name": say("Name of the awardee"),
    "amount": say("Published amount"),
}
USUAL = ("title", "amount", "awarded", "country", "grant_type", "round")
# The columns of `sql/grants.sql` that are named otherwise there; they tell for how many grants a column is known.
FIELDS = {
    "amount": "amount_awarded",
    "as_awarded": "amount_awarded",
    "awarded": "date_from",
    "country": "place_basis",
    "round": "round_name",
    "area": "area_ids",
    "starts": "planned_start_date",
    "ends": "planned_end_date",
    "months": "planned_duration_months",
    "partners": "partner_org_ids",
    "source": "source_id",
    "identifier": "grant_id",
}


def show_grants_heading() -> None:
    """How many of the announced grants can be listed, and what is known of them."""
    view = current_view()
    counts = completeness(view.store, view.selection)
    value = whole(view.store, view.selection, view.display)
    finding = grants_finding(value, int(counts["with_title"]))
    if view.search:
        finding = (found_told(view.search), finding[1]) if value else nothing_found(shortened(view.search.words))
    show_heading(say("Look up · Grants"), *finding)


def show_grants_list(id: str, title: object) -> None:
    """The page of the list that is asked for; the files hold all of it, in the same order and columns."""
    view = current_view()
    value = whole(view.store, view.selection, view.display)
    currency = scale_currency()
    with st.container(key=f"chart-{id}", gap="small"):
        show_html('<div class="gd-chart"><h2>{}</h2></div>', title)
        count = value.distinct_grant_count if value else 0
        if not count:
            show_html("<p>{}</p>", say("No grant of this selection is published by name."))
        else:
            with st.container(horizontal=True, gap="small", key=f"head-{id}"):
                order = sort_by(ORDERS)
                with st.popover(tell(say("Columns")), key=f"columns-{id}"):
                    columns = [
                        "awardee",
                        *choose_several(
                            "columns", _titles(count), USUAL, say("Columns, and for how many grants each is known")
                        ),
                    ]
            if order == "amount":
                show_html('<p class="gd-note">{}</p>', compared_in(currency))
            ask = partial(grants_in_order, view.store, view.selection, currency, order, view.language)
            shown = _table(view, ask(*part_shown(count)), columns, with_reasons=True)
            show_html("{}", html_table(shown, title, view.language))
            show_pages(count)
            with st.container(horizontal=True, key=f"tools-{id}"):
                show_take_away(id, count, lambda: _table(view, ask(), columns))
        show_unnamed(value)
        show_credits(title, _notes(value))


def compared_in(currency: str) -> Text:
    """How a list by amount is sorted."""
    return say(
        "Sorted by the amount in {currency}. Amounts that cannot be converted come after the others, and those that are not published last.",
        currency=currency,
    )


def show_unnamed(value: Value | None) -> None:
    """The grants that are announced without a name, and where they stand."""
    if value and value.unnamed_count:
        told = say_count(
            "{number} announced grant has no name and cannot be listed.",
            "{number} announced grants have no name and cannot be listed.",
            count=int(value.unnamed_count),
            number=Count(value.unnamed_count),
        )
        there = link(current_view().href("announcements"), say("Announced and published"))
        show_html('<p class="gd-left-out">{} {}</p>', told, there)


def _titles(count: int) -> dict[str, Text]:
    """Each column with the number of grants for which it is known."""
    view = current_view()
    known = grants_known(view.store, view.selection)
    return {
        name: say(
            "{column} · {known} of {all}",
            column=HEADINGS[name],
            known=Count(known[FIELDS.get(name, name)]),
            all=Count(count),
        )
        for name in OPTIONS["columns"]
    }


def _table(view: View, rows: Any, columns: list[str], with_reasons: bool = False) -> Table:
    """The rows as a table; reasons why they are hits are for the page alone."""
    lines = rows.to_pylist()
    hits = hits_of([row["grant_id"] for row in lines]) if with_reasons else {}
    return Table(
        [
            {name: _cell(view, name, row) for name in columns}
            | {"href": view.href("grant", id=row["grant_id"])}
            | _marks(row, hits.get(row["grant_id"]), columns)
            for row in lines
        ]
    )


def _marks(row: dict[str, Any], hit: Hit | None, columns: list[str]) -> dict[str, object]:
    """Why a grant is a hit, and its title or awardee with what matches marked."""
    if hit is None:
        return {}
    own = {"awardee": row["organization_name"], "title": row["title"]}
    marks: dict[str, object] = {name: marked(hit.marked) for name in columns if own.get(name) == hit.name}
    return marks | {"why": reason(hit)}


def _cell(view: View, column: str, row: dict[str, Any]) -> object:
    value = row["organization_name" if column == "awardee" else FIELDS.get(column, column)]
    match column:
        case "awardee":
            if row["withheld"]:
                return NAMES_WITHHELD[row["withheld"]]
            return value_name(view.store, "organization", row["recipient_org_id"])
        case "amount" if value is not None and view.display != AS_AWARDED:
            # Not through the view of the run: a file may be made when the run is over.
            return Money(row["shown_amount"], row["shown_currency"], "exact", row["shown_currency"] == view.display)
        case "amount" | "as_awarded":
            return say("not published") if value is None else Money(value, row["currency"])
        case "country":
            return value_name(view.store, "country", row["country_value"])
        case "awarded":
            return Interval(row["date_from"], row["date_to"])
        case "starts" | "ends":
            return Interval(*interval) if value and (interval := dates.interval_of(value)) else None
        case "area":
            return say_list([value_name(view.store, "area", area) for area in value.split(";")]) if value else None
        case "partners":
            return say_list([value_name(view.store, "organization", id) for id in value.split(";")]) if value else None
        case "source":
            found = source(view.store, value)
            return Link(found["title"], found["url"]) if found else None
    return value.replace(";", ", ") if column in {"keywords", "municipality"} and value else value


def _notes(value: Value | None) -> list[object]:
    notes = [status_note(), *money_notes(value)] if current_view().options.get("status") else money_notes(value)
    if value and value.is_in_part:
        notes.append(say("The list shows each amount whole; the figures above count the part that belongs here."))
    return notes
