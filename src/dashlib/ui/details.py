"""One thing at its own address: everything known, everything not known said, sources for each statement."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Table
from dashlib.queries.awards import awards_by
from dashlib.queries.grants import grant, grant_shares, organizations_named
from dashlib.queries.lists import grants
from dashlib.queries.names import value_name
from dashlib.queries.rounds import announcements_of, round_facts
from dashlib.queries.sources import source
from dashlib.queries.totals import whole
from dashlib.schema import dates
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, Country, Interval, Money, Share
from dashlib.text.say import Text, filled, say, say_count, say_list
from dashlib.ui.credits import source_link
from dashlib.ui.html import show_html
from dashlib.ui.show import show_table
from dashlib.ui.statements import FINDINGS, PRECISIONS
from dashlib.ui.view import current_view, money, tell

NOT_KNOWN = say("not known")


def show_grant() -> None:
    """The grant of the address."""
    view = current_view()
    facts = grant(view.store, view.id or "")
    if facts is None:
        _show_no_such(say("grant"))
        return
    withheld = facts["withheld"]
    name = say("Name withheld for safety") if withheld else facts["organization_name"]
    breadcrumb = Markup('<a href="{}">{}</a> · <a href="{}">{}</a>').format(
        view.href("rounds"), tell(say("Rounds")), view.href("round", id=facts["round_id"]), facts["round_name"]
    )
    show_html(
        '<header><p class="gd-kicker">{}</p><h1>{}</h1><p class="gd-standfirst">{}</p></header>',
        breadcrumb,
        name,
        _grant_told(facts),
    )
    shares = grant_shares(view.store, facts["grant_id"], view.display)
    hidden: object = say("withheld for safety") if withheld else NOT_KNOWN
    partners = organizations_named(view.store, (facts["partner_org_ids"] or "").split(";"))
    call = (view.href("rounds", Selection(call=(facts["call_id"],))), facts["call_name"] or facts["round_name"])
    _show_facts(
        [
            (say("Title"), facts["title"] or hidden),
            (say("What it is for"), facts["description"] or hidden),
            (say("Amount"), _amount(facts)),
            (say("In the display currency"), _converted(shares)),
            (say("Awarded"), Interval(facts["date_from"], facts["date_to"])),
            (say("Runs"), _runs(facts)),
            (say("Awardee"), name),
            (say("Name in its own language"), None if withheld else facts["organization_name_local"]),
            (
                say("Other names"),
                None if withheld or not facts["organization_aka"] else ", ".join(facts["organization_aka"].split(";")),
            ),
            (say("Website"), _website(facts["website"])),
            (say("Where"), _where(facts)),
            (say("Areas"), _areas(shares)),
            (say("Keywords"), (facts["keywords"] or "").replace(";", ", ") or hidden),
            (say("Partners"), ", ".join(row["name"] for row in partners) or hidden),
            (say("Grant type"), facts["grant_type"]),
            (
                say("Round"),
                Markup('<a href="{}">{}</a>').format(view.href("round", id=facts["round_id"]), facts["round_name"]),
            ),
            (say("Call"), Markup('<a href="{}">{}</a>').format(*call)),
            (say("Programme"), facts["programme_name"]),
            (say("Note"), facts["note"]),
            (say("Identifier"), facts["grant_id"]),
        ]
    )
    _show_sources(
        [
            (say("The grant"), facts["source_id"]),
            (say("The awardee"), facts["organization_source_id"]),
            (say("The round"), facts["round_source_id"]),
            (say("The announcement of its call"), facts["call_source_id"]),
        ]
    )
    if facts["contact_email"]:
        show_html(
            '<p><a href="mailto:{}?subject={}">{}</a></p>',
            facts["contact_email"],
            facts["grant_id"],
            say("Report a mistake"),
        )


def _grant_told(facts: dict[str, Any]) -> Text:
    awarded = Interval(facts["date_from"], facts["date_to"])
    if facts["amount_awarded"] is None:
        return say("{type}. The amount is not published. Awarded: {date}.", type=facts["grant_type"], date=awarded)
    amount = Money(facts["amount_awarded"], facts["currency"])
    return say("{type}. {amount}. Awarded: {date}.", type=facts["grant_type"], amount=amount, date=awarded)


def _amount(facts: dict[str, Any]) -> object:
    if facts["amount_awarded"] is None:
        return say("not published; its money is part of what was announced for the call, if an amount was")
    return Money(facts["amount_awarded"], facts["currency"])


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


def _website(address: str | None) -> object:
    return Markup('<a href="{0}" rel="noreferrer nofollow">{0}</a>').format(address) if address else None


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


def show_round() -> None:
    """The round of the address."""
    view = current_view()
    facts = round_facts(view.store, view.id or "")
    if facts is None:
        _show_no_such(say("round"))
        return
    selection = Selection(round=(facts["round_id"],))
    value = whole(view.store, selection, view.display)
    breadcrumb = Markup('<a href="{}">{}</a> · <a href="{}">{}</a>').format(
        view.href("rounds"),
        tell(say("Rounds")),
        view.href("rounds", Selection(call=(facts["call_id"],))),
        facts["call_name"],
    )
    awarded = Interval(facts["date_from"], facts["date_to"])
    standfirst = say("Awarded: {date}. No grant of this round is published by name.", date=awarded)
    if value:
        with_amount = say("{count} with a published amount", count=value.published_count)
        standfirst = say("Awarded: {date}. {grants}, {amounts}.", date=awarded, grants=value.told, amounts=with_amount)
    show_html(
        '<header><p class="gd-kicker">{}</p><h1>{}</h1><p class="gd-standfirst">{}</p></header>',
        breadcrumb,
        facts["name"],
        standfirst,
    )
    if facts["is_holder"]:
        show_html(
            '<p class="gd-note">{}</p>',
            say("This round stands for what the sources leave open; it is not a call of its own."),
        )
    amounts = [money(sums.amount, sums.currency) for sums in value.money] if value else []
    opens, closes = (dates.interval_of(facts[name] or "") for name in ("call_open_date", "call_close_date"))
    _show_facts(
        [
            (
                say("Announced money of this round alone"),
                say_list(list(amounts)) if amounts else say("no amount stated"),
            ),
            (say("Call opens"), Interval(*opens) if opens else NOT_KNOWN),
            (say("Call closes"), Interval(*closes) if closes else NOT_KNOWN),
            (say("Awarded"), awarded),
            (
                say("Countries"),
                say_list([Country(code) for code in (facts["countries"] or "").split(";") if code])
                if facts["countries"]
                else NOT_KNOWN,
            ),
            (say("Grant type"), facts["grant_type"]),
            (say("Programme"), facts["programme_name"]),
            (say("Note"), facts["note"]),
            (say("Identifier"), facts["round_id"]),
        ]
    )
    awards = awards_by(view.store, "round", selection).get(facts["round_id"], [])
    if awards:
        rows = [Row(facts["name"], None, awarded, awards, Count(value.award_count) if value else None)]
        show_html(
            '<div class="gd-chart"><h2>{}</h2></div>{}',
            say("Its grants, one square each"),
            rows_of_squares(rows, view.language),
        )
    _show_grants_of(selection)
    _show_statements_about(facts["round_id"])
    _show_sources([(say("The round"), facts["source_id"])])


def _show_grants_of(selection: Selection) -> None:
    view = current_view()
    rows = [
        {
            "awardee": row["organization_name"] or say("Name withheld for safety"),
            "href": view.href("grant", id=row["grant_id"]),
            "title": row["title"],
            "amount": Money(row["amount_awarded"], row["currency"])
            if row["amount_awarded"] is not None
            else say("not published"),
            "country": value_name(view.store, "country", row["country_value"]),
        }
        for row in grants(view.store, selection)
    ]
    if rows:
        show_table(
            "grants-of-round",
            say("Grants published by name"),
            Table(rows),
            [say("These are awards, not payments.")],
            _found_sources(row["source_id"] for row in grants(view.store, selection)),
        )


def _show_statements_about(round_id: str) -> None:
    view = current_view()
    found = announcements_of(view.store, round_id)
    rows = []
    for row in found:
        amount = (
            filled(PRECISIONS[row["precision"]], amount=Money(row["stated_amount"], row["currency"]))
            if row["stated_amount"] is not None and row["currency"]
            else None
        )
        rows.append(
            {
                "statement": row["name"],
                "rounds_covered": int(row["round_count"]),
                "stated": amount,
                "stated_grants": row["stated_count"],
                "named": row["named_count"],
                "applications": row["applications_received"],
                "finding": FINDINGS[row["finding"]],
            }
        )
    if rows:
        show_table(
            "statements-of-round",
            say("What was announced about this round"),
            Table(rows),
            [say("Statements overlap and are never added to one another.")],
            found,
        )


def _found_sources(ids: Any) -> list[dict[str, Any]]:
    view = current_view()
    return [row for row in (source(view.store, source_id) for source_id in dict.fromkeys(ids)) if row]


def _show_facts(facts: Sequence[tuple[Text, object]]) -> None:
    lines = Markup().join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(
            tell(name), value if isinstance(value, Markup) else tell(value)
        )
        for name, value in facts
        if value is not None
    )
    show_html('<dl class="gd-facts">{}</dl>', lines)


def _show_sources(named: Sequence[tuple[Text, str | None]]) -> None:
    view = current_view()
    lines = []
    for what, source_id in named:
        found = source(view.store, source_id)
        if found:
            published = dates.interval_of(found["published_date"] or "")
            told = (
                say("published {date}", date=Interval(*published)) if published else say("publication date not known")
            )
            lines.append(
                Markup('<li><b>{}</b>: {} <span class="gd-note">{} · {}</span></li>').format(
                    tell(what), source_link(found), tell(told), found["source_id"]
                )
            )
    show_html(
        '<div class="gd-chart"><h2>{}</h2></div><ul class="gd-sources">{}</ul>', say("Sources"), Markup().join(lines)
    )


def _show_no_such(what: Text) -> None:
    view = current_view()
    asked = (view.id or "")[:80]
    told = say(
        "No {what} has the identifier “{id}” in this release. It may have been renamed or withheld.",
        what=what,
        id=asked,
    )
    if not view.id:
        told = say("The address names no {what}: it needs id=… at its end.", what=what)
    show_html(
        '<h1>{}</h1><p>{}</p><p><a href="{}">{}</a></p>',
        say("Nothing stands at this address"),
        told,
        view.href("rounds", Selection()),
        say("See all rounds"),
    )
