"""One event at its own address: when and where, who spoke, which grants it was about, and where it stands written."""

from typing import Any

from markupsafe import Markup

from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Link, Table
from dashlib.queries.awards import awards_by
from dashlib.queries.events import date_told, event, speakers
from dashlib.queries.grants import organizations_named
from dashlib.queries.names import value_name
from dashlib.queries.rounds import round_facts
from dashlib.queries.sources import programmes
from dashlib.queries.totals import left_out
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.selection import Selection
from dashlib.text.folding import CYRILLIC
from dashlib.text.formats import Count, Interval, grants_said
from dashlib.text.say import say, say_count
from dashlib.ui.details import NOT_KNOWN, found_sources, note_told, show_facts, show_no_such, show_report, show_sources
from dashlib.ui.event_lists import place_told, show_calendar, with_commas
from dashlib.ui.html import html, link, show_html
from dashlib.ui.show import show_heading, show_table
from dashlib.ui.view import current_view, tell

# The letters of a name in Cyrillic are drawn differently in Serbian and Macedonian; elsewhere its language is not known.
CYRILLIC_LANGUAGES = {"MK": "mk", "RS": "sr"}


def show_event() -> None:
    """The event of the address."""
    view = current_view()
    facts = event(view.store, view.id or "")
    if facts is None:
        show_no_such(say("event"), "events", say("See all events"))
        return
    rounds = [row for id in _ids(facts["round_ids"]) if (row := round_facts(view.store, id))]
    programme = next(row for row in programmes(view.store) if row["programme_id"] == facts["programme_id"])
    of_type = view.href("events", type=facts["event_type_code"])
    breadcrumb = html(
        '<a href="{}">{}</a> · <a href="{}">{}</a>', view.href("events"), say("Events"), of_type, facts["event_type"]
    )
    place = place_told(facts, with_venue=True)
    show_heading(breadcrumb, facts["name"], with_commas([facts["event_type"], date_told(facts), place]))
    online = {True: say("yes"), False: say("no"), None: NOT_KNOWN}
    show_facts(
        [
            (say("Name in its own language"), _local(facts["name_local"], facts["country"])),
            (say("Date"), date_told(facts)),
            (say("Type"), facts["event_type"]),
            (say("Place"), place or NOT_KNOWN),
            (say("Online"), online[facts["online"]]),
            (say("Attendance, as printed"), facts["attendance"] or NOT_KNOWN),
            (say("What happened"), facts["description"] or NOT_KNOWN),
            (say("Organizers"), _organizers(facts["organizer_org_ids"])),
            (say("Rounds it was about"), _rounds(rounds)),
            (say("Programme"), programme["name"]),
            (say("Note"), note_told(facts["note"])),
            (say("Identifier"), facts["event_id"]),
        ]
    )
    show_calendar("event", [facts])
    spoke = speakers(view.store, facts["event_id"])
    if spoke:
        _show_speakers(spoke)
    _show_grants(rounds)
    named = [(say("The event"), facts["source_id"])]
    for what, rows in ((say("Its speakers"), spoke), (say("Its rounds"), rounds)):
        named += [(what, id) for id in dict.fromkeys(row["source_id"] for row in rows)]
    show_sources(named)
    show_report(programme["contact_email"], programme["website"], facts["name"], facts["event_id"])


def _ids(cell: str | None) -> list[str]:
    return [id for id in (cell or "").split(";") if id]


def _local(name: str | None, country: str | None) -> object:
    code = CYRILLIC_LANGUAGES.get(country or "")
    return html('<span lang="{}">{}</span>', code, name) if name and code and CYRILLIC.search(name) else name


def _organizers(cell: str | None) -> object:
    """The names; an organization that received a grant has a page."""
    view = current_view()
    names = []
    for row in organizations_named(view.store, _ids(cell)):
        name = tell(value_name(view.store, "organization", row["organization_id"]))
        names.append(link(view.href("awardee", id=row["organization_id"]), name) if row["is_awardee"] else name)
    return Markup(", ").join(names) if names else NOT_KNOWN


def _rounds(rounds: list[dict[str, Any]]) -> object:
    view = current_view()
    links = [link(view.href("round", id=row["round_id"]), row["name"]) for row in rounds]
    return Markup(", ").join(links) if links else NOT_KNOWN


def _show_speakers(spoke: list[dict[str, Any]]) -> None:
    rows = [
        {
            "speaker": with_commas([row["name"], row["name_local"]]),
            "office": row["title"],
            "organization": row["organization"],
            "session": row["session"],
            "source": Link(row["source_title"] or row["source_id"], row["url"]),
        }
        for row in spoke
    ]
    show_table(
        "speakers",
        say("Who spoke"),
        Table(rows),
        [html("{}: {}.", row["name"], note_told(row["note"])) for row in spoke if row["note"]],
        found_sources(row["source_id"] for row in spoke),
        say_count("{count} speaker", "{count} speakers", count=len(spoke)),
    )


def _show_grants(rounds: list[dict[str, Any]]) -> None:
    """The grants of the rounds as squares, and how many were announced for several rounds together."""
    view = current_view()
    if not rounds:
        return
    asked = Selection(round=tuple(row["round_id"] for row in rounds))
    awards = awards_by(view.store, "round", asked)
    rows = [
        Row(
            facts["name"],
            view.href("round", id=facts["round_id"]),
            Interval(facts["date_from"], facts["date_to"]),
            awards[facts["round_id"]],
            Count(sum(award.number for award in awards[facts["round_id"]])),
        )
        for facts in rounds
        if facts["round_id"] in awards
    ]
    if rows:
        title = say("Grants of the rounds it was about, one square each")
        show_html('<div class="gd-chart"><h2>{}</h2></div>{}', title, rows_of_squares(rows, view.language))
    joint = sum(row["award_count"] for row in left_out(view.store, asked, AS_AWARDED))
    if joint:
        told = say(
            "Not among them: {grants}, announced for several rounds together; some or all may belong here.",
            grants=grants_said(joint),
        )
        address = view.href("announcements", Selection(call=tuple(dict.fromkeys(row["call_id"] for row in rounds))))
        show_html('<p class="gd-left-out">{} <a href="{}">{}</a></p>', told, address, say("See what was announced"))
