"""One grant at its own address: everything known, everything not known said, sources for each statement."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dashlib.queries.grants import grant, grant_shares, organizations_named
from dashlib.queries.lists import grants_in_order
from dashlib.queries.names import value_name
from dashlib.queries.totals import whole
from dashlib.schema import dates
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.selection import Selection
from dashlib.schema.states import NAMES_WITHHELD
from dashlib.text.formats import Count, Country, Interval, Money, Share
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.details import NOT_KNOWN, note_told, show_facts, show_no_such, show_report, show_sources, website_link
from dashlib.ui.html import html, link, show_html
from dashlib.ui.show import show_heading
from dashlib.ui.view import current_view, money, tell

HIDDEN = {
    "organization": say("withheld for safety"),
    "all": say("withheld for safety"),
    "individual": say("not published: it would name a person"),
}


def show_grant() -> None:
    """The grant of the address."""
    view = current_view()
    facts = grant(view.store, view.id or "")
    if facts is None:
        show_no_such(say("grant"), "grants", say("See all grants"))
        return
    withheld = facts["withheld"]
    name = NAMES_WITHHELD[withheld] if withheld else _name(facts["recipient_org_id"])
    breadcrumb = Markup('<a href="{}">{}</a> · <a href="{}">{}</a>').format(
        view.href("rounds"), tell(say("Rounds")), view.href("round", id=facts["round_id"]), facts["round_name"]
    )
    show_heading(breadcrumb, name, _grant_told(facts))
    awardee = name if withheld else _awardee_link(facts["recipient_org_id"])
    shares = grant_shares(view.store, facts["grant_id"], view.display)
    hidden: object = HIDDEN[withheld] if withheld else NOT_KNOWN
    partners = organizations_named(view.store, (facts["partner_org_ids"] or "").split(";"))
    call = (view.href("rounds", Selection(call=(facts["call_id"],))), facts["call_name"] or facts["round_name"])
    show_facts(
        [
            (say("Title"), facts["title"] or hidden),
            (say("What it is for"), facts["description"] or hidden),
            (say("Amount"), _amount(facts)),
            (say("In the display currency"), _converted(shares)),
            (say("Awarded"), Interval(facts["date_from"], facts["date_to"])),
            (say("Runs"), _runs(facts)),
            (say("Awardee"), awardee),
            (say("Name in its own language"), None if withheld else facts["organization_name_local"]),
            (
                say("Other names"),
                None if withheld or not facts["organization_aka"] else ", ".join(facts["organization_aka"].split(";")),
            ),
            (say("Website"), website_link(facts["website"]) if facts["website"] else None),
            (say("Where"), _where(facts)),
            (say("Areas"), _areas(shares)),
            (say("Keywords"), (facts["keywords"] or "").replace(";", ", ") or hidden),
            (say("Partners"), Markup(", ").join(_awardee_link(row["organization_id"]) for row in partners) or hidden),
            (say("Grant type"), facts["grant_type"]),
            (say("Round"), link(view.href("round", id=facts["round_id"]), facts["round_name"])),
            (say("Call"), link(*call)),
            (say("Programme"), facts["programme_name"]),
            (say("Note"), note_told(facts["note"])),
            (say("Identifier"), facts["grant_id"]),
        ]
    )
    _show_neighbours(facts)
    show_sources(
        [
            (say("The grant"), facts["source_id"]),
            (say("The awardee"), facts["organization_source_id"]),
            (say("The round"), facts["round_source_id"]),
            (say("The announcement of its call"), facts["call_source_id"]),
        ]
    )
    label = facts["title"] or tell(name)
    show_report(facts["contact_email"], facts["programme_website"], label, facts["grant_id"])


def _name(id: str) -> object:
    return value_name(current_view().store, "organization", id)


def _awardee_link(id: str) -> Markup:
    return link(current_view().href("awardee", id=id), _name(id))


def _show_neighbours(facts: dict[str, Any]) -> None:
    """The grants before and after it in its round, by name of the awardee; withheld ones have no name to stand by."""
    view = current_view()
    rows = grants_in_order(
        view.store, Selection(round=(facts["round_id"],)), AS_AWARDED, "name", view.language
    ).to_pylist()
    names = {row["grant_id"]: _name(row["recipient_org_id"]) for row in rows if not row["withheld"]}
    if facts["withheld"]:
        return
    ids = list(names)
    place = ids.index(facts["grant_id"])
    round_link = link(view.href("round", id=facts["round_id"]), facts["round_name"])
    show_html(
        '<nav class="gd-neighbours" aria-label="{}"><span>{}</span><b>{}<br>{}</b><span>{}</span></nav>',
        say("Grants of the same round"),
        html('← <a href="{}">{}</a>', view.href("grant", id=ids[place - 1]), names[ids[place - 1]]) if place else "",
        say("{number} of {all} published by name in this round", number=Count(place + 1), all=Count(len(ids))),
        round_link,
        html('<a href="{}">{}</a> →', view.href("grant", id=ids[place + 1]), names[ids[place + 1]])
        if place + 1 < len(ids)
        else "",
    )


def _grant_told(facts: dict[str, Any]) -> Text:
    awarded = Interval(facts["date_from"], facts["date_to"])
    if facts["amount_awarded"] is None:
        return say("{type}. The amount is not published. Awarded: {date}.", type=facts["grant_type"], date=awarded)
    amount = Money(facts["amount_awarded"], facts["currency"])
    return say("{type}. {amount}. Awarded: {date}.", type=facts["grant_type"], amount=amount, date=awarded)


def _amount(facts: dict[str, Any]) -> object:
    if facts["amount_awarded"] is not None:
        return Money(facts["amount_awarded"], facts["currency"])
    view = current_view()
    call = whole(view.store, Selection(call=(facts["call_id"],)), view.display)
    announced = [told for sums in call.money if (told := money(sums.not_broken_down, sums.currency))] if call else []
    if not announced:
        return say("not published, and no amount is announced for its call")
    return say("not published; part of {amounts} announced for its call", amounts=say_list(announced))


def _converted(shares: Sequence[dict[str, Any]]) -> object:
    view = current_view()
    known = [row["shown_amount"] for row in shares if row["shown_amount"] is not None]
    if view.display == AS_AWARDED or not known or shares[0]["currency"] == view.display:
        return None
    if shares[0]["shown_currency"] != view.display:
        return say("cannot be converted: no exchange rate for the award day is known")
    return money(sum(known), view.display)


def _runs(facts: dict[str, Any]) -> object:
    start, end = (dates.interval_of(facts[name] or "") for name in ("planned_start_date", "planned_end_date"))
    months = facts["planned_duration_months"]
    if start and end:
        return say("{start} to {end}, as planned", start=Interval(*start), end=Interval(*end))
    if start:
        return say("from {start}, as planned", start=Interval(*start))
    if end:
        return say("until {end}, as planned", end=Interval(*end))
    return (
        say_count("{count} month, as planned", "{count} months, as planned", count=int(months)) if months else NOT_KNOWN
    )


def _where(facts: dict[str, Any]) -> object:
    view = current_view()
    countries: list[object] = [
        Country(code) for code in (facts["countries"] or facts["country"] or "").split(";") if code
    ]
    if not countries:
        countries = [value_name(view.store, "country", facts["country_value"])]
    places = [place for place in (facts["municipality"] or "").split(";") if place]
    told = (
        say("{places}, {countries}", places=say_list(list(places)), countries=say_list(countries))
        if places
        else say_list(countries)
    )
    return say("{place} (seat of the awardee)", place=told) if facts["place_basis"] == "seat" else told


def _areas(shares: Sequence[dict[str, Any]]) -> object:
    view = current_view()
    if len(shares) == 1:
        return value_name(view.store, "area", shares[0]["area"])
    return say_list(
        [
            say("{area} ({share})", area=value_name(view.store, "area", row["area"]), share=Share(row["grant_share"]))
            for row in shares
        ]
    )
