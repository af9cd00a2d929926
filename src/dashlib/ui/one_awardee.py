"""One awardee at its own address: its names, grants, calls, partners, events, and where each stands written."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from dashlib.queries.awardees import organization, partner_in, similar_awardees
from dashlib.queries.events import events
from dashlib.queries.grants import organizations_named
from dashlib.queries.lists import grants
from dashlib.queries.names import value_name
from dashlib.queries.rounds import calls, round_facts
from dashlib.queries.sources import programmes
from dashlib.schema.selection import Selection
from dashlib.text.formats import Country
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.text.scripts import language_of, script_of
from dashlib.ui.awardee_grants import show_received
from dashlib.ui.details import NOT_KNOWN, note_told, show_facts, show_no_such, show_report, show_sources, website_link
from dashlib.ui.event_lists import event_line
from dashlib.ui.html import html, link, show_html
from dashlib.ui.items import item, listed, named, note, show_items
from dashlib.ui.show import show_heading, show_list
from dashlib.ui.view import current_view, go_on_as, tell

SIMILAR_SHOWN = 10
ROLES = {
    "awardee": say("awardee"),
    "partner": say("partner"),
    "operator": say("operator"),
    "funder": say("funder"),
    "organizer": say("organizer"),
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
    found, others = grants(view.store, own), partner_in(view.store, id)
    organized = [row for row in events(view.store, Selection()) if id in (row["organizer_org_ids"] or "").split(";")]
    in_calls = calls(view.store, own, view.display)
    _show_heading(facts)
    if asked != id:
        show_html(
            '<p class="gd-pin">{}</p>',
            say("“{former}” is a former identifier of this organization, which has its page here.", former=asked),
        )
    show_received(own, found, in_calls, len(organized))
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
