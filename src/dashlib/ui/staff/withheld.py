"""Everybody who is withheld for safety, and the one way by which an awardee is public again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from dashlib.errors import CandidateError, DashlibError
from dashlib.figures.tables import Table, html_table
from dashlib.publishing.audit import record
from dashlib.publishing.candidate import begin_public_again
from dashlib.publishing.checked import known_register
from dashlib.publishing.gates import Gate, confirm_public, gates
from dashlib.publishing.register import Register, Withheld
from dashlib.settings import Settings
from dashlib.staff.people import Person
from dashlib.text.formats import Count, Interval
from dashlib.text.say import Text, say, say_count
from dashlib.ui.controls import page_of, show_pages
from dashlib.ui.html import show_html
from dashlib.ui.staff.choosing import choose_by_name
from dashlib.ui.staff.desk import Work, brief, go_to_step, show_message, still_there
from dashlib.ui.staff.who import may, told_if_refused
from dashlib.ui.staff.withhold import IS_WITHHELD
from dashlib.ui.view import current_view, tell

ENTRIES_OF_A_PAGE = 50
# Of what was said or done earlier, the last.
LINES_SHOWN = 100
REASON = "public-reason"
HEADINGS: dict[str, Text] = {
    "name": say("Name"),
    "scope": say("Withheld"),
    "grants": say("Grants"),
    "since": say("Since"),
    "by": say("By"),
    "when": say("When"),
    "reason": say("Reason"),
    "like": say("Like"),
    "words": say("The words"),
    "id": say("Code"),
}


def show_withheld(settings: Settings, person: Person) -> None:
    """The list, the act that makes public again, and what was said and done before."""
    show_html('<div class="gd-chart"><h2>{}</h2></div>', say("Withheld for safety"))
    try:
        register = known_register(settings)
    except DashlibError as error:
        show_message(error)
        return
    _show_entries(register)
    if register.entries and "publish" in person.roles:
        _show_public_again(settings, register)
    elif register.entries:
        show_html('<p class="gd-note">{}</p>', say("Somebody who may publish can make an awardee public again here."))
    _show_earlier(register)


def _show_entries(register: Register) -> None:
    if not register.entries:
        show_html("<p>{}</p>", say("Nobody is withheld."))
        return
    entries = sorted(register.entries, key=lambda entry: entry.since, reverse=True)
    rows = [_row(entry) for entry in page_of(entries, ENTRIES_OF_A_PAGE)]
    told = say_count(
        "{count} awardee, whatever is uploaded: no upload takes anybody out.",
        "{count} awardees, whatever is uploaded: no upload takes anybody out.",
        count=len(entries),
    )
    show_html("<p>{}</p>{}", told, html_table(Table(rows, HEADINGS), told, current_view().language))
    show_pages(len(entries), ENTRIES_OF_A_PAGE)


def _row(entry: Withheld) -> dict[str, object]:
    scope, grants = IS_WITHHELD[entry.scope], Count(len(entry.grants))
    return {"name": brief(entry.name), "scope": scope, "grants": grants, "since": _day(entry.since), "by": entry.by}


def _day(time: str) -> Interval:
    day = datetime.fromisoformat(time).date()
    return Interval(day, day)


def _show_public_again(settings: Settings, register: Register) -> None:
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>',
        say("Make an awardee public again"),
        say(
            "Its name, its grants and their details become public with the next publication. You see what would change first, and confirm it by typing its name. What is public once cannot be called back from those who copied it."
        ),
    )
    names = {entry.key: brief(entry.name) for entry in register.entries}
    key = choose_by_name(names, say("Awardee"), "public-whom")
    if key is None:
        return
    label = tell(say("Why this is safe by now (it stands in the log of what staff do)"))
    st.text_area(label, key=REASON, max_chars=1000)
    label = tell(say("See what would change"))
    st.button(label, on_click=make_public_again, args=(settings, key), key="public-again", type="primary")


@told_if_refused
def make_public_again(settings: Settings, key: str) -> None:
    """A callback: begin what makes somebody public again. Raises CandidateError without a reason, or if nobody is."""
    person, reason = may("publish"), st.session_state.get(REASON, "").strip()
    if person is None:
        return
    if not reason:
        raise CandidateError("Write why this is safe by now: nothing was begun.")
    if not any(entry.key == key for entry in known_register(settings).entries):
        raise CandidateError("This awardee is not withheld any more: nothing was begun.")
    record(settings, person.name, "upload", public_again=[key], reason=reason)
    go_to_step(begin_public_again(settings, person.name, [key], reason), "changes")


def show_confirmation(work: Work, gate: Gate, entry: Withheld) -> None:
    """Who becomes public by a publication, and where that is confirmed by name."""
    told = say_count(
        "{name} becomes public again, with {count} grant. Reason: {reason}",
        "{name} becomes public again, with {count} grants. Reason: {reason}",
        count=len(entry.grants),
        name=brief(entry.name),
        reason=brief(work.candidate.reason),
    )
    show_html('<p class="gd-left-out">{}</p>', told)
    if gate.is_met or "publish" not in work.person.roles:
        return
    # More than one may become public by one entry.
    what = entry.key + (gate.about or "").partition(entry.key)[2]
    key = f"typed-{what}-{work.candidate.id}"
    st.text_input(tell(say("Type its name to confirm this")), key=key)
    st.button(tell(say("Confirm")), key=f"confirm-{what}", on_click=confirm, args=(work, gate.about, key))


@told_if_refused
def confirm(work: Work, about: str, key: str) -> None:
    """A callback: confirm as it is kept now by the name that was typed. Raises CandidateError if it is another."""
    person, candidate = may("publish"), still_there(work, "publish")
    if person is None or candidate is None:
        return
    for gate in gates(work.settings, candidate):
        if gate.entry and gate.about == about and not gate.is_met:
            record(work.settings, person.name, "tick", candidate=candidate.id, what=f"public:{gate.entry.key}")
            confirm_public(candidate, gate, st.session_state.get(key, ""), person.name)


def _show_earlier(register: Register) -> None:
    """Below: who was made public again, and what was told apart."""
    lifted = [(entry, entry.lift) for entry in register.lifted if entry.lift]
    _show_lines(
        say("Made public again"),
        [
            {"name": brief(e.name), "when": _day(lift.time), "by": lift.by, "reason": brief(lift.reason)}
            for e, lift in lifted
        ],
    )
    names = {entry.key: brief(entry.name) for entry in (*register.lifted, *register.entries)}
    _show_lines(
        say("Other organizations of the same name"),
        [
            {"name": brief(s.name), "like": names.get(s.key), "when": _day(s.time), "by": s.by}
            for s in register.strangers
        ],
    )
    _show_lines(
        say("Words that mean something else"),
        [{"words": brief(m.words or "–"), "id": m.id, "when": _day(m.time), "by": m.by} for m in register.meanings],
    )


def _show_lines(title: Text, rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    last = [dict(row) for row in rows[::-1][:LINES_SHOWN]]
    table = html_table(Table(last, HEADINGS), title, current_view().language)
    show_html('<div class="gd-chart"><h2>{}</h2></div>{}', title, table)
    if len(rows) > LINES_SHOWN:
        told = say("The last {shown} of {count}.", shown=Count(LINES_SHOWN), count=Count(len(rows)))
        show_html('<p class="gd-note">{}</p>', told)
