"""The list of awardees: name, names in other scripts, grants as squares, place, types, date, themes, published amount."""

from decimal import Decimal
from typing import Any

import streamlit as st

from dashlib.figures.squares import key, squares
from dashlib.figures.tables import Table
from dashlib.queries.awardees import awardees
from dashlib.queries.awards import awards_by
from dashlib.queries.findings import awardees_finding
from dashlib.queries.names import value_name
from dashlib.queries.totals import Value, whole
from dashlib.schema.states import Award
from dashlib.search.reasons import Hit
from dashlib.text.formats import Count, Country, Interval, Money
from dashlib.text.say import Text, say, say_list
from dashlib.ui.awardees_map import show_awardees_map
from dashlib.ui.controls import page_of, show_pages, sort_by, switch
from dashlib.ui.credits import money_notes, show_credits, show_take_away
from dashlib.ui.grants_list import compared_in, show_unnamed
from dashlib.ui.hits import counted, hits_of, marked, reason
from dashlib.ui.html import html, show_html
from dashlib.ui.items import item, listed, named, note, show_items
from dashlib.ui.letters import at_letter
from dashlib.ui.selection import shortened
from dashlib.ui.show import show_heading
from dashlib.ui.view import View, current_view, money, scale_currency

ORDERS = {
    "relevance": say("Relevance"),
    "name": say("Name"),
    "grants": say("Number of grants"),
    "amount": say("Published amount"),
    "newest": say("Latest award"),
}
AWARDEES_OF_A_PAGE = 20


def show_awardees_heading() -> None:
    """How many are named."""
    view = current_view()
    words = view.search.words if view.search else view.selection.text
    finding = awardees_finding(whole(view.store, view.selection, view.display), words and shortened(words))
    show_heading(say("Look up · Awardees"), *finding)


def show_awardees() -> None:
    """The awardees as a list or on a map."""
    view = current_view()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="head-awardees"):
        form = switch("form", {"list": say("List"), "map": say("Map")}, say("List or map"))
        if form == "list":
            order = sort_by(ORDERS)
    if form == "list":
        _show_list("awardees", say("Who received a grant"), order)
    else:
        show_awardees_map()
        show_unnamed(whole(view.store, view.selection, view.display))


def _show_list(id: str, title: object, order: str) -> None:
    """The page of the list that is asked for; the files hold all of it."""
    view = current_view()
    value = whole(view.store, view.selection, view.display)
    currency = scale_currency()
    rows = awardees(view.store, view.selection, view.display, currency, order, view.language)
    with st.container(key=f"chart-{id}", gap="small"):
        if order == "name" and not view.search:
            rows = at_letter(rows)
        else:
            show_html('<h2 class="gd-count">{}</h2>', counted("awardees", len(rows)))
        if order == "amount":
            show_html('<p class="gd-note">{}</p>', compared_in(currency))
        shown = page_of(rows, AWARDEES_OF_A_PAGE)
        ids = [row["organization_id"] for row in shown]
        awards = awards_by(view.store, "organization", view.selection.with_values("organization", ids)) if ids else {}
        hits = hits_of(ids)
        show_html("{}", key(_states(value, rows), view.language))
        show_items(
            None, [_entry(row, awards[row["organization_id"]], hits.get(row["organization_id"])) for row in shown]
        )
        show_pages(len(rows), AWARDEES_OF_A_PAGE)
        with st.container(horizontal=True, key=f"tools-{id}"):
            show_take_away(id, sum(len(row["money"] or (None,)) for row in rows), lambda: _table(view, rows))
        show_unnamed(value)
        show_credits(title, money_notes(value))


def _states(value: Value | None, rows: list[dict[str, Any]]) -> list[Award]:
    """The awards of the list by what is known of them, and those that it cannot show."""
    published = sum(row["published_count"] for row in rows)
    counts = {
        "published": published,
        "withheld": value.withheld_count if value else 0,
        "named": sum(row["grant_count"] for row in rows) - published,
        "announced": value.unnamed_count if value else 0,
    }
    return [Award(state, Decimal(number), Text(""), "") for state, number in counts.items()]


def _entry(row: dict[str, Any], awards: list[Award], hit: Hit | None) -> Any:
    view = current_view()
    types = [value_name(view.store, "grant_type", code) for code in row["grant_types"]]
    areas = [value_name(view.store, "area", code) for code in row["areas"] or ()]
    facts = listed([_place(view, row), say_list(types), Interval(row["date_from"], row["date_to"])])
    return item(
        named(row["name"], row["country"], marked(hit.marked) if hit else None),
        view.href("awardee", id=row["organization_id"]),
        [
            row["name_local"] and row["name_local"] != row["name"] and named(row["name_local"], row["country"]),
            html('<span class="gd-inline">{}</span> {}', squares(awards, view.language), facts),
            note(listed(areas)) if areas else None,
            reason(hit) if hit else None,
        ],
        listed([money(part["amount"], part["currency"]) for part in row["money"] or ()]),
    )


def _place(view: View, row: dict[str, Any]) -> object:
    """The seat; where it is not known, where its grants are."""
    if not row["country"]:
        return say("seat not known, grants: {places}", places=say_list(_countries(view, row)))
    country = Country(row["country"])
    return say("{place}, {country}", place=row["municipality"], country=country) if row["municipality"] else country


def _countries(view: View, row: dict[str, Any]) -> list[object]:
    return [value_name(view.store, "country", code) for code in row["countries"]]


def _table(view: View, rows: list[dict[str, Any]]) -> Table:
    """One row per awardee and currency; the counts stand with the first."""
    lines = []
    for row in rows:
        for number, part in enumerate(row["money"] or (None,)):
            lines.append(
                {
                    "awardee": row["name"],
                    "local": row["name_local"],
                    "municipality": row["municipality"],
                    "country": Country(row["country"]) if row["country"] else None,
                    "grants": None if number else Count(row["grant_count"]),
                    "published": None if number else Count(row["published_count"]),
                    "disclosed": Money(part["amount"], part["currency"], is_converted=part["currency"] == view.display)
                    if part
                    else say("not published"),
                    "grant_type": say_list([value_name(view.store, "grant_type", code) for code in row["grant_types"]]),
                    "awarded": Interval(row["date_from"], row["date_to"]),
                    "area": say_list([value_name(view.store, "area", code) for code in row["areas"] or ()]),
                    "identifier": row["organization_id"],
                }
            )
    return Table(lines)
