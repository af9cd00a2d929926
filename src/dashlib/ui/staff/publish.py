"""The last step: every gate with its tick, the preview, and the publication under a name."""

from contextlib import ExitStack

import streamlit as st
from markupsafe import Markup

from dashlib.errors import DashlibError
from dashlib.publishing.audit import recorded
from dashlib.publishing.candidate import open_candidate
from dashlib.publishing.gates import Gate, gates, made_public, publish_candidate
from dashlib.text.say import Text, filled, say, say_list
from dashlib.ui.html import html, link, show_html
from dashlib.ui.staff.changes import UNSEEN, drop_told, is_unseen
from dashlib.ui.staff.desk import Work, check_now, doing, go_to_step, show_message
from dashlib.ui.staff.matches import show_matches
from dashlib.ui.staff.ticks import show_tick
from dashlib.ui.staff.who import may
from dashlib.ui.staff.withheld import show_confirmation
from dashlib.ui.view import current_view, tell

# What holds, and what is to be done while it does not.
WORDS: dict[str, tuple[Text, Text]] = {
    "prepared": (say("Everything was checked"), say("Check again")),
    "no-errors": (say("There is no error"), say("Mend the errors under Problems")),
    "changes": (
        say("It differs from what is kept"),
        say("This is what is public already: there is nothing to publish"),
    ),
    "base": (
        say("What is public is what this was compared with"),
        say("Somebody published in the meantime: check again, and look at the difference once more"),
    ),
    "rests-on": (
        say("Rules, reference rates and the register of who is withheld are those of the check"),
        say("The program, its reference rates or the register of who is withheld changed since: check again"),
    ),
    "warnings": (say("Every warning was looked at"), say("Tick the warnings under Problems")),
    "difference": (say("The difference was looked at"), say("Look at What would change, then tick this")),
    "drop": (say("The large drop is meant"), say("Tick this if it is meant")),
    "withdrawals": (
        say("The releases below are withdrawn for good"),
        say("Look at the releases that are withdrawn for good, then tick this"),
    ),
    "public": (
        say("Who becomes public again was confirmed by name"),
        say("Confirm below by its name who becomes public again"),
    ),
}
TICKS: dict[str, Text] = {
    "difference": say("I have looked at what would change"),
    "drop": say("I know that figures fall by more than a tenth, and this is right"),
    "withdrawals": say("Withdraw these releases: their files are deleted for good"),
}
# The step in which a gate can be met.
WHERE = {"no-errors": "problems", "warnings": "problems", "difference": "changes"}
STATEMENT = say("I publish these changes in the name of the programme")
PUBLISHED = "published"


def show_publish(work: Work) -> None:
    """Gates, preview, publication."""
    found = gates(work.settings, work.candidate)
    show_html('<div class="gd-chart"><h2>{}</h2></div>', say("Before it can be published"))
    show_html('<ul class="gd-gates">{}</ul>', Markup().join(_gate_told(work, gate) for gate in found))
    for gate in found:
        _show_tick(work, gate)
    if "withdrawals" not in {gate.name for gate in found}:
        show_matches(work)
    unmet = [gate.name for gate in found if not gate.is_met]
    if {"base", "rests-on"} & {*unmet} and st.button(tell(say("Check again")), key="check-base"):
        check_now(work)
    if work.prepared and work.prepared.release:
        href = current_view().href("", preview=work.candidate.id)
        show_html(
            '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div><p><a href="{}">{}</a></p>',
            say("Preview"),
            say("The whole site as it would be, for you and other staff alone."),
            href,
            say("See the site with this upload"),
        )
    show_html('<div class="gd-chart"><h2>{}</h2></div>', say("Publish"))
    if "publish" not in work.person.roles:
        show_html(
            "<p>{}</p>", say("You may upload. Somebody who may publish finds this upload under Begun, not published.")
        )
        return
    _show_form(work, unmet)


def _gate_told(work: Work, gate: Gate) -> Markup:
    if gate.is_met:
        return html('<li><span aria-hidden="true">✓</span>{}</li>', WORDS[gate.name][0])
    told: object = WORDS[gate.name][1]
    if gate.name in WHERE:
        told = link(current_view().href(step=WHERE[gate.name]), told)
    return html('<li><span aria-hidden="true">○</span><b>{}</b></li>', told)


def _show_tick(work: Work, gate: Gate) -> None:
    """What the person has to know, and where to say so."""
    if gate.name == "drop" and work.prepared:
        for drop in work.prepared.difference.drops:
            show_html('<p class="gd-left-out">{}</p>', drop_told(drop))
    if gate.name == "withdrawals" and work.prepared:
        told = say("They name what is withheld now: {releases}.", releases=say_list(work.prepared.naming))
        show_html('<p class="gd-left-out">{}</p>', told)
        show_matches(work)
    if gate.entry is not None:
        show_confirmation(work, gate, gate.entry)
    elif gate.about is not None:
        show_tick(work, gate.name, gate.about, TICKS[gate.name])


def _show_form(work: Work, unmet: list[str]) -> None:
    # What was written or stated for another upload must not stand here.
    id = work.candidate.id
    if "no-errors" in unmet or "prepared" in unmet:
        told = say("The button is off while there is something to mend.")
        show_html('<p class="gd-note">{}</p>', told)
        st.button(tell(say("Publish")), disabled=True, key="publish", type="primary")
        return
    note = _asked_note(work)
    name = st.text_input(tell(say("Your name")), value=work.person.name, key=f"publisher-{id}", max_chars=200)
    stated = st.checkbox(tell(STATEMENT), key=f"statement-{id}")
    missing: list[object] = [WORDS[gate][1] for gate in unmet]
    missing += [say("Write a public note")] if note is not None and not note.strip() else []
    missing += [say("Write your name")] if not name.strip() else []
    missing += [] if stated else [say("Tick the statement")]
    if missing:
        lines = Markup().join(html("<li>{}</li>", text) for text in missing)
        show_html(
            '<p class="gd-note">{}</p><ul class="gd-missing">{}</ul>',
            say("The button is off until this is done:"),
            lines,
        )
    if st.button(tell(say("Publish")), disabled=bool(missing), key="publish", type="primary"):
        _publish(work, (note or "").strip(), name.strip())


def _asked_note(work: Work) -> str | None:
    """The public note; None where nothing public changes, so that nobody would read it."""
    if is_unseen(work):
        show_html('<p class="gd-left-out">{}</p>', UNSEEN)
        return None
    label = tell(say("Public note: what is new, in a sentence that visitors read"))
    return st.text_input(label, key=f"note-{work.candidate.id}", max_chars=500)


def _publish(work: Work, note: str, name: str) -> None:
    person = may("publish")
    if person is None:
        return
    words = {"by": person.name, "name": name, "statement": STATEMENT.template}
    with st.status(tell(doing("Switching")), expanded=True) as status:
        try:
            with ExitStack() as acts:
                for entry in made_public(work.settings, work.candidate):
                    details = {"key": entry.key, "name": entry.name, "reason": work.candidate.reason}
                    acts.enter_context(recorded(work.settings, person.name, "unwithhold", **details))
                outcome = acts.enter_context(
                    recorded(work.settings, person.name, "publish", candidate=work.candidate.id)
                )
                publication = publish_candidate(
                    work.settings,
                    open_candidate(work.settings, work.candidate.id),
                    note,
                    words,
                    lambda step, share: status.update(label=tell(doing(step))),
                )
                # Only now: a note that names what is withheld was refused.
                outcome.update(publication.logged | {"name": name, "note": note})
        except DashlibError as error:
            status.update(state="error")
            show_message(error)
            return
    told = say("Release {number} is public now ({release}).")
    if publication.revision:
        told = say("Kept as the newest tables of release {number} ({release}); nothing public changed.")
    st.session_state[PUBLISHED] = filled(told, number=publication.number, release=publication.release_id)
    go_to_step(None, "history")
    st.rerun()
