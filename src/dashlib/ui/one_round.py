"""One round at its own address: its dates, its grants, the statements about it, and their sources."""

from markupsafe import Markup

from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Table
from dashlib.queries.awards import awards_by
from dashlib.queries.events import events
from dashlib.queries.lists import grants
from dashlib.queries.names import value_name
from dashlib.queries.rounds import announcements_of, round_facts
from dashlib.queries.totals import whole
from dashlib.schema import dates
from dashlib.schema.selection import Selection
from dashlib.schema.states import NAMES_WITHHELD
from dashlib.text.formats import Count, Country, Interval, Money
from dashlib.text.say import filled, say, say_list
from dashlib.ui.details import NOT_KNOWN, found_sources, note_told, show_facts, show_no_such, show_report, show_sources
from dashlib.ui.event_lists import event_line
from dashlib.ui.html import show_html
from dashlib.ui.show import show_heading, show_list, show_table
from dashlib.ui.statement_words import FINDINGS, PRECISIONS
from dashlib.ui.view import current_view, money, tell


def show_round() -> None:
    """The round of the address."""
    view = current_view()
    facts = round_facts(view.store, view.id or "")
    if facts is None:
        show_no_such(say("round"))
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
        with_amount = say("{count} with a published amount", count=value.published_count or say("none"))
        standfirst = say("Awarded: {date}. {grants}, {amounts}.", date=awarded, grants=value.told, amounts=with_amount)
    show_heading(breadcrumb, facts["name"], standfirst)
    if facts["is_holder"]:
        show_html(
            '<p class="gd-note">{}</p>',
            say("This round stands for what the sources leave open; it is not a call of its own."),
        )
    amounts = [money(sums.amount, sums.currency) for sums in value.money] if value else []
    opens, closes = (dates.interval_of(facts[name] or "") for name in ("call_open_date", "call_close_date"))
    show_facts(
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
            (say("Note"), note_told(facts["note"])),
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
    lines = [event_line(row) for row in events(view.store, selection)]
    show_list(say("Its events"), lines, say("No event of this round is known."))
    show_sources([(say("The round"), facts["source_id"])])
    show_report(facts["contact_email"], facts["programme_website"], facts["name"], facts["round_id"])


def _show_grants_of(selection: Selection) -> None:
    view = current_view()
    rows = [
        {
            "awardee": value_name(view.store, "organization", row["recipient_org_id"])
            if not row["withheld"]
            else NAMES_WITHHELD[row["withheld"]],
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
            found_sources(row["source_id"] for row in grants(view.store, selection)),
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
