"""One awardee at its own address: its names, grants, calls, partners, events, and where each stands written."""

from dataclasses import replace
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashlib.figures.bars import Measure, labelled_bars
from dashlib.figures.squares import SQUARES_AT_MOST, squares
from dashlib.figures.strip import Figure, figures_strip
from dashlib.figures.tables import Table
from dashlib.queries.awardees import organization, partner_in, similar_awardees
from dashlib.queries.awards import awards_by
from dashlib.queries.events import events
from dashlib.queries.grants import organizations_named
from dashlib.queries.lists import grants
from dashlib.queries.names import value_name
from dashlib.queries.rounds import Round, calls, round_facts
from dashlib.queries.sources import programmes
from dashlib.queries.totals import Value, left_out, values_of, whole
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import BUCKETS
from dashlib.schema.selection import Selection
from dashlib.schema.states import counts_of
from dashlib.text.formats import Count, Country, Interval, Money, grants_said
from dashlib.text.say import Text, filled, say, say_count, say_list
from dashlib.text.scripts import language_of, script_of
from dashlib.ui.breakdowns import bar_of
from dashlib.ui.credits import money_notes
from dashlib.ui.details import (
    NOT_KNOWN,
    found_sources,
    note_told,
    show_facts,
    show_no_such,
    show_report,
    show_sources,
    website_link,
)
from dashlib.ui.event_lists import event_line
from dashlib.ui.html import html, link, show_html
from dashlib.ui.items import item, listed, named, note, show_items
from dashlib.ui.show import Drawing, show_chart, show_heading, show_list
from dashlib.ui.view import current_view, go_on_as, money, tell

SIMILAR_SHOWN = 10
ROLES = {
    "awardee": say("awardee"),
    "partner": say("partner"),
    "operator": say("operator"),
    "funder": say("funder"),
    "organizer": say("organizer"),
}
STATES = {
    "published": say("{count} with name and amount"),
    "withheld": say("{count} withheld for safety"),
    "named": say("{count} with a name only"),
    "announced": say("{count} without a name"),
}
Rows = list[dict[str, Any]]


def show_awardee() -> None:
    """The organization of the address; partners and operators have a page as well."""
    view = current_view()
    facts = organization(view.store, view.id or "")
    if facts is None:
        show_no_such(say("awardee"), "awardees", say("See all awardees"))
        return
    id, asked = facts["organization_id"], view.id
    view = go_on_as(id)
    own = Selection(organization=(id,))
    value, found = whole(view.store, own, view.display), grants(view.store, own)
    others = partner_in(view.store, id)
    organized = [row for row in events(view.store, Selection()) if id in (row["organizer_org_ids"] or "").split(";")]
    in_calls = calls(view.store, own, view.display)
    _show_heading(facts)
    if asked != id:
        show_html(
            '<p class="gd-pin">{}</p>',
            say("“{former}” is a former identifier of this organization, which has its page here.", former=asked),
        )
    _show_figures(value, found, len(organized))
    _show_grants(found)
    _show_years(own, found)
    _show_calls(in_calls, own, {row["grant_id"] for row in found})
    _show_left_out(own, [row["round_id"] for row in found])
    _show_about(facts)
    _show_partners(found, others)
    if organized:
        show_list(say("Events that it organized"), [event_line(row) for row in organized])
    _show_similar(id)
    rounds = [
        row for round_id in dict.fromkeys(g["round_id"] for g in found) if (row := round_facts(view.store, round_id))
    ]
    statements: list[tuple[Text, str | None]] = [
        (say("The organization"), facts["source_id"]),
        *((say("Grant {id}", id=row["grant_id"]), row["source_id"]) for row in (*found, *others)),
        *((say("Round {name}", name=row["name"]), row["source_id"]) for row in rounds),
        *((say("Call {name}", name=call.name), call.source_id) for call in in_calls if len(call.round_ids) > 1),
        *((say("Event {name}", name=row["name"]), row["source_id"]) for row in organized),
    ]
    show_sources(statements)
    within = {row["programme_id"] for row in rounds}
    programme = next(row for row in programmes(view.store) if not within or row["programme_id"] in within)
    show_report(programme["contact_email"], programme["website"], facts["name"], id)


def _show_heading(facts: dict[str, Any]) -> None:
    country = facts["country"]
    view = current_view()
    programme = say_list([row["name"] for row in programmes(view.store)])
    name = value_name(view.store, "organization", facts["organization_id"])
    st.set_page_config(page_title=tell(say("{name} · {programme}", name=name, programme=programme)))
    above = link(view.href("awardees"), say("Awardees"))
    others = [named(name, country) for name in _names(facts)[1:]]
    show_heading(
        listed([above, _place(facts)]),
        named(facts["name"], country),
        html('<span class="gd-others">{}</span>', listed(others)),
    )


def _place(facts: dict[str, Any]) -> object:
    """The town and country of its seat, as far as they are known."""
    town, country = facts["municipality"], facts["country"] and Country(facts["country"])
    return say("{place}, {country}", place=town, country=country) if town and country else town or country


def _names(facts: dict[str, Any]) -> list[str]:
    """Every name and spelling, each once, the main one first."""
    names = (facts["name"], facts["name_local"], *(facts["aka"] or "").split(";"))
    return list(dict.fromkeys(name for name in names if name))


def _show_figures(value: Value | None, found: Rows, event_count: int) -> None:
    view = current_view()
    if value is None:
        show_html('<p class="gd-standfirst">{}</p>', say("No grant to this organization is published."))
        return
    amounts = [money(sums.disclosed, sums.currency, "whole") for sums in value.money]
    known = sum(row["amount_awarded"] is not None for row in found)
    told = say("for {known} of {grants}", known=Count(known) if known else say("none"), grants=grants_said(len(found)))
    if view.display != AS_AWARDED and known:
        awarded = [Money(row["amount_awarded"], row["currency"]) for row in found if row["currency"]]
        told = say("{told} · as awarded {amounts}", told=told, amounts=say_list(awarded))
    types = list(dict.fromkeys(row["grant_type"] for row in found))
    figures = [
        Figure(say("Published"), amounts or [say("no amount")], told, "published" if amounts else None),
        Figure(say("Grants"), [Count(len(found))], say_list(types)),
    ]
    if event_count:
        figures.append(Figure(say("Events"), [Count(event_count)], say("organized by it, alone or with others")))
    show_html("{}", figures_strip(figures, view.language))


def _show_grants(found: Rows) -> None:
    view = current_view()
    entries = []
    for row in found:
        areas = [value_name(view.store, "area", area) for area in (row["area_ids"] or "").split(";") if area]
        months = row["planned_duration_months"]
        planned = say_count("{count} month", "{count} months", count=int(months)) if months else None
        awarded = say("Awarded: {date}", date=Interval(row["date_from"], row["date_to"]))
        amount = Money(row["amount_awarded"], row["currency"]) if row["currency"] else say("not published")
        lines = [row["description"], note(listed([awarded, planned, row["title"] and row["round_name"], *areas]))]
        entries.append(item(row["title"] or row["round_name"], view.href("grant", id=row["grant_id"]), lines, amount))
    show_items(say_count("Its grant", "Its grants", count=len(found)), entries)
    if found:
        address = view.href("grants", Selection(organization=(found[0]["recipient_org_id"],)))
        show_html('<p><a href="{}">{}</a></p>', address, say("These grants as a list to take along"))


def _show_years(own: Selection, found: Rows) -> None:
    """The published money by award year, once amounts of two years are published."""
    view = current_view()
    values = values_of(view.store, "year", own, view.display)
    if sum(bool(value.money) for value in values if value.value_id not in BUCKETS) < 2:
        return
    currencies = dict.fromkeys(sums.currency for value in values for sums in value.money)
    measures = [Measure(currency, currency == view.display) for currency in currencies]

    def draw(measure: Measure) -> object:
        # A year whose amounts are all in other currencies has its bar there.
        drawn = [value for value in values if value.sums_in(measure.currency or "") or not value.money]
        return labelled_bars([bar_of(value, measure) for value in drawn], measure, view.language, view.scheme)

    show_chart(
        "money-by-year",
        say("Its published money by award year"),
        say("Amounts of its grants that are published, by year of award."),
        lambda: Drawing(
            figures=[(measure.currency, draw(measure)) for measure in measures],
            clicks=lambda year: view.href("grants", own.with_values("year", [year])),
        ),
        Table(
            [
                {
                    "year": value.name,
                    "href": view.href("grants", own.with_values("year", [value.value_id])),
                    "disclosed": money(sums.disclosed, sums.currency) if sums else say("not published"),
                    "named": Count(value.distinct_grant_count),
                    "published": Count(value.published_count),
                }
                for value in values
                for sums in value.money or (None,)
            ]
        ),
        money_notes(whole(view.store, own, view.display)),
        found_sources(row["source_id"] for row in found),
    )


def _show_calls(in_calls: list[Round], own: Selection, grant_ids: set[str]) -> None:
    """All awards of each call in which a grant of its own stood, these outlined."""
    view = current_view()
    blocks = []
    for within in in_calls:
        selection = Selection(call=(within.value.value_id,))
        call = calls(view.store, selection, view.display)[0]
        awards = awards_by(view.store, "call", selection)[call.value.value_id]
        marked = [replace(award, is_own=award.id in grant_ids) for award in awards]
        amounts = [money(sums.amount, sums.currency) for sums in call.value.money]
        stated = say("for {amounts}", amounts=say_list(amounts)) if amounts else say("without a stated amount")
        states = [filled(STATES[state], count=Count(n)) for state, n in counts_of(awards).items() if n]
        grants_told = grants_said(call.value.award_count)
        link = html('<a class="gd-strong" href="{}">{}</a>', view.href("rounds", selection), call.name)
        blocks.append(
            html(
                '<div class="gd-call">{} · {}{}{}</div>',
                link,
                call.awarded,
                note(say("{grants} {stated}: {states}", grants=grants_told, stated=stated, states=say_list(states))),
                squares(marked, view.language, as_bar=call.value.award_count > SQUARES_AT_MOST),
            )
        )
    if blocks:
        title = say_count("The call in which it stood", "The calls in which it stood", count=len(blocks))
        key = html('<span class="gd-square gd-named gd-mine" aria-hidden="true"></span> {}', say("this awardee"))
        show_html(
            '<div class="gd-chart"><h2>{}</h2></div><p class="gd-note">{}</p>{}', title, key, Markup().join(blocks)
        )


def _show_left_out(own: Selection, round_ids: list[str]) -> None:
    view = current_view()
    rows = left_out(view.store, own, view.display, round_ids)
    amounts = [money(row["amount"], row["currency"]) for row in rows if row["amount"] is not None]
    count = sum(row["award_count"] for row in rows)
    if rows:
        what = say_list([*([grants_said(count)] if count else []), *amounts])
        told = say(
            "Announced for these rounds and not broken down by awardee: {what}; some of it may belong here.", what=what
        )
        show_html('<p class="gd-left-out">{}</p>', told)


def _show_about(facts: dict[str, Any]) -> None:
    country = facts["country"]
    place = say("{place} (seat)", place=_place(facts)) if _place(facts) else NOT_KNOWN
    if country and not facts["municipality"]:
        place = say("{country} (seat; the sources name no town)", country=Country(country))
    registered = " ".join(facts[name] or "" for name in ("registration_scheme", "registration_number")).strip()
    roles = [ROLES.get(role, role) for role in (facts["roles"] or "").split(";") if role]
    show_facts(
        [
            (say("Names"), Markup("<br>").join(_name_told(name, country) for name in _names(facts))),
            (say("Place"), place),
            (say("Website"), website_link(facts["website"]) if facts["website"] else NOT_KNOWN),
            (say("Registration"), registered or None),
            (say("Roles"), say_list(roles) if roles else None),
            (say("Note"), note_told(facts["note"])),
            (say("Identifier"), facts["organization_id"]),
            (say("Former identifiers"), (facts["former_ids"] or "").replace(";", ", ") or None),
        ],
        say("About the organization"),
    )


def _name_told(name: str, country: str | None) -> Markup:
    """A name with its script and language, as far as its letters settle them."""
    locale = current_view().language.locale
    script, language = script_of(name), language_of(name, country)
    told = [locale.scripts.get(script or ""), locale.languages.get(language or "")]
    return listed([named(name, country), any(told) and html('<span class="gd-others">{}</span>', listed(told))])


def _show_partners(found: Rows, others: Rows) -> None:
    view = current_view()
    entries = []
    for row in found:
        grant = link(view.href("grant", id=row["grant_id"]), row["title"] or row["round_name"])
        for partner in organizations_named(view.store, (row["partner_org_ids"] or "").split(";")):
            href = view.href("awardee", id=partner["organization_id"])
            name = named(tell(value_name(view.store, "organization", partner["organization_id"])), partner["country"])
            entries.append(item(name, href, [note(listed([_place(partner), grant]))]))
    show_items(say("Partners in its grants"), entries)
    entries = []
    for row in others:
        lead = value_name(view.store, "organization", row["recipient_org_id"])
        awardee = link(view.href("awardee", id=row["recipient_org_id"]), lead)
        href = view.href("grant", id=row["grant_id"])
        entries.append(item(row["title"] or row["round_name"], href, [note(listed([awardee, row["round_name"]]))]))
    show_items(say("Partner in grants of others"), entries)


def _show_similar(id: str) -> None:
    """Other awardees in the same country that share an area, and which areas they share."""
    view = current_view()
    found = similar_awardees(view.store, id, view.language)
    entries = [
        item(
            value_name(view.store, "organization", row["organization_id"]),
            view.href("awardee", id=row["organization_id"]),
            [note(listed([value_name(view.store, "area", area) for area in row["areas"]]))],
        )
        for row in found[:SIMILAR_SHOWN]
    ]
    show_items(say("Similar awardees: in the same country, with areas in common"), entries)
    if len(found) > SIMILAR_SHOWN:
        more = len(found) - SIMILAR_SHOWN
        show_html('<p class="gd-note">{}</p>', say_count("and {count} other", "and {count} others", count=more))
