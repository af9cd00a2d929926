"""Recipients that look like persons: who they are, for staff alone, and what is to be done with their grants."""

import streamlit as st
from markupsafe import Markup

from dashlib.publishing.audit import record
from dashlib.publishing.candidate import change
from dashlib.publishing.gates import about_warnings
from dashlib.publishing.persons import NOTE, WARNING, Choice, person_edits, persons_among
from dashlib.text.formats import Count
from dashlib.text.say import Text, say, say_count
from dashlib.ui.html import html, show_html
from dashlib.ui.staff.desk import CHECK_AT_ONCE, Work, brief, still_there
from dashlib.ui.staff.ticks import show_tick
from dashlib.ui.staff.who import may
from dashlib.ui.view import tell

NAMES_SHOWN = 500
ABOUT = {WARNING, NOTE, "individual-named"}
CHOICES: dict[Choice, Text] = {
    "individual": say("Publish their grants without names"),
    "leave-out": say("Leave their grants out"),
}


def show_persons(work: Work) -> None:
    """The names, and the choice; nothing if no recipient is or looks like a person."""
    if work.prepared is None or not ABOUT & {p.rule for p in work.prepared.problems}:
        return
    persons = persons_among(work.prepared.tables())
    people = [*persons.stated, *persons.found]
    if not people:
        return
    told = say_count(
        "{count} of {all} recipients is a person, or has a name like one. Persons are not published by name.",
        "{count} of {all} recipients are persons, or have names like them. Persons are not published by name.",
        len(people),
        all=Count(persons.recipient_count),
    )
    show_html('<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>', say("Persons"), told)
    lines = Markup().join(
        html("<li>{} ({})</li>", brief(p["name"] or "–"), p["organization_id"]) for p in people[:NAMES_SHOWN]
    )
    label = say("Their names, for staff alone")
    if len(people) > NAMES_SHOWN:
        label = say("The first {count} names, for staff alone", count=Count(NAMES_SHOWN))
    show_html("<details><summary>{}</summary><ul>{}</ul></details>", label, lines)
    with st.container(horizontal=True, gap="small"):
        for choice, words in CHOICES.items():
            st.button(tell(words), on_click=_choose, args=(work, choice), key=f"persons-{choice}")
    show_html(
        '<p class="gd-note">{}</p>',
        say(
            "Without names, programme, round, area, country, date and amount of each grant stay public, under “a person; name not published”. What is left out stays in your own file."
        ),
    )
    if warned := [p for p in work.prepared.problems if p.rule == WARNING]:
        label = say_count(
            "This is an organization, and published by name",
            "These {count} are organizations, and published by name",
            len(persons.found),
        )
        show_tick(work, f"warning:{WARNING}", about_warnings(warned), label)


def _choose(work: Work, choice: Choice) -> None:
    """A callback: keep the choice as edits of the candidate."""
    person, candidate = may("upload"), still_there(work)
    if person is None or candidate is None or work.prepared is None:
        return
    edits = person_edits(work.prepared.tables(), choice)
    grants = sum(len(edit.keys) for edit in edits)
    record(work.settings, person.name, "persons", candidate=candidate.id, choice=choice, grants=grants)
    change(candidate, edits=(*candidate.edits, *edits))
    st.session_state[CHECK_AT_ONCE] = True
