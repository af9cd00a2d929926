"""The page *Update data*: who is at work, on what, and the steps from a file to a release."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import streamlit as st
from markupsafe import Markup

from dashlib.errors import DashlibError
from dashlib.publishing.apart import prepare_apart
from dashlib.publishing.audit import record
from dashlib.publishing.candidate import Candidate, discard, open_candidate
from dashlib.publishing.prepare import Prepared, prepared_of
from dashlib.publishing.problems import Problem
from dashlib.settings import Settings, read_settings
from dashlib.staff.people import Person
from dashlib.text.formats import Count
from dashlib.text.say import Text, filled, say, say_count, say_list
from dashlib.ui.controls import switch
from dashlib.ui.credits import release_told
from dashlib.ui.html import as_label, link, show_html
from dashlib.ui.staff.who import FAILED, may, sign_out, signed_in, told_if_refused
from dashlib.ui.view import current_view, tell, write_address

# Of a long text, in a list or a title.
LETTERS_SHOWN = 300
# Set by a callback whose changes are to be checked in the run that follows.
CHECK_AT_ONCE = "check-at-once"
STEPS: dict[str, Text] = {
    "files": say("Files"),
    "problems": say("Problems"),
    "changes": say("What would change"),
    "publish": say("Publish"),
}
PLACES: dict[str, Text] = {
    "upload": say("Upload"),
    "row": say("Edit one row"),
    "withhold": say("Withhold"),
    "withheld": say("Withheld"),
    "history": say("History"),
}
DOING: dict[str, Text] = {
    "Reading": say("Reading the files"),
    "Checking": say("Checking every row against every rule"),
    "Writing": say("Building the release"),
    "Verifying": say("Asking the pages' questions: does everything add up?"),
    "Comparing": say("Comparing with what is public"),
    "Indexing": say("Building the search"),
    "Switching": say("Making it public"),
}
# The steps of a check, in their order.
CHECKING = ("Reading", "Checking", "Writing", "Verifying", "Comparing", "Indexing")


@dataclass(frozen=True)
class Work:
    """What a member of staff works on; `prepared` is None while it has to be checked again."""

    settings: Settings
    person: Person
    candidate: Candidate
    prepared: Prepared | None


def show_desk(
    places: Mapping[str, Callable[[Settings, Person], None]], steps: Mapping[str, Callable[[Work], None]]
) -> None:
    """The places where work begins, or the steps of the candidate that the address names."""
    person = signed_in()
    if person is None:
        return
    if (refused := st.session_state.pop(FAILED, None)) is not None:
        show_message(refused)
    settings, chosen = read_settings(), next(iter(current_view().options.get("candidate", ())), None)
    try:
        candidate = open_candidate(settings, chosen) if chosen else None
    except DashlibError as error:
        _show_heading(person)
        show_message(error)
        show_html('<p><a href="update">{}</a></p>', say("Begin anew"))
        return
    if candidate is None:
        _show_heading(person)
        places[switch("step", PLACES, say("What to do"))](settings, person)
    else:
        work = Work(settings, person, candidate, prepared_of(candidate))
        _show_heading(person, work)
        _show_steps(work, steps)


def _show_heading(person: Person, work: Work | None = None) -> None:
    """What is worked on and how it stands; small below: who is at work, and what is public now."""
    view = current_view()
    title: object = say("Update data")
    told = say("Upload, mend, look at what would change, publish. Visitors see nothing before.")
    kicker = Markup()
    if work:
        title, kicker = brief(candidate_name(work.candidate)), link(view.href("update"), say("Update data"))
        told = say("Not checked yet.")
        if work.prepared:
            told = say("{found} Visitors see nothing of it yet.", found=counted(work.prepared.problems))
    header = '<header><p class="gd-kicker">{}</p><h1>{}</h1><p class="gd-standfirst">{}</p></header>'
    role = say("you may publish") if "publish" in person.roles else say("you may upload, somebody else publishes")
    account = say(
        "{name}: {role}. Public now: {release}.", name=person.name, role=role, release=release_told(view.entry)
    )
    with st.container(gap=None):
        show_html(header, kicker, title, told)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="account"):
            show_html('<p class="gd-note">{}</p>', account, width="content")
            st.button(tell(say("Sign out")), on_click=sign_out, type="tertiary", key="sign-out")


def counted(problems: list[Problem]) -> Text:
    """'2 errors, 1 warning and 5 notes.', or that there is nothing."""
    counts = Counter(p.severity for p in problems)
    parts = [
        say_count("{count} error", "{count} errors", count=counts["error"]) if counts["error"] else None,
        say_count("{count} warning", "{count} warnings", count=counts["warning"]) if counts["warning"] else None,
        say_count("{count} note", "{count} notes", count=counts["note"]) if counts["note"] else None,
    ]
    told = [part for part in parts if part]
    if not told:
        return say("Every rule was asked, and nothing was found.")
    return say("{parts}.", parts=say_list(told)) if counts["error"] else say("No error. {parts}.", parts=say_list(told))


def brief(value: object) -> str:
    """What a cell or a name holds, cut where nobody would read on."""
    told = tell(value)
    if len(told) <= LETTERS_SHOWN:
        return told
    return tell(say("{start} … ({count} letters)", start=told[:LETTERS_SHOWN], count=Count(len(told))))


def candidate_name(candidate: Candidate) -> object:
    """What people call a candidate: its files, that somebody becomes public again, or that single rows were edited."""
    if candidate.files:
        return say_list([file.name for file in candidate.files])
    if candidate.public_again:
        return say("Making an awardee public again")
    rows = {(edit.table, edit.row, edit.key) for edit in candidate.edits}
    return say_count("{count} row edited on the page", "{count} rows edited on the page", len(rows))


def _show_steps(work: Work, steps: Mapping[str, Callable[[Work], None]]) -> None:
    step = switch("step", STEPS, say("Step"))
    if st.session_state.get(CHECK_AT_ONCE):
        # Also where what was changed is none of the candidate's own: the register.
        work = replace(work, prepared=None)
    if work.prepared is None:
        was_checked = (work.candidate.folder / "prepared").exists()
        if was_checked:
            show_html('<p class="gd-left-out">{}</p>', say("Something was changed since the last check."))
        label = tell(say("Check again") if was_checked else say("Check"))
        if st.button(label, key="check") or not was_checked or st.session_state.get(CHECK_AT_ONCE):
            check_now(work)
    if work.prepared is None and step != "files":
        return
    steps[step](work)
    names = list(STEPS)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="onward"):
        if step != names[-1] and work.prepared:
            onward = names[names.index(step) + 1]
            label = tell(say("Next: {step}", step=STEPS[onward]))
            st.button(label, on_click=go_to_step, args=(work.candidate, onward), key="next")
        with st.popover(tell(say("Discard this upload")), type="tertiary", key="discard"):
            told = say("The files and everything mended on this page are deleted. What is public stays.")
            # Not our own HTML: it does not know in a popover whether the page is dark.
            st.markdown(as_label(told))
            st.button(tell(say("Discard")), on_click=_discard, args=(work,), key="discard-now")


def check_now(work: Work) -> None:
    """Read, check and build the candidate, and show how far it is; *Cancel* stops it, the files stay."""
    with st.container(key="checking"):
        bar = st.progress(0.0, tell(DOING["Reading"]))
        st.button(tell(say("Cancel")), key="cancel", on_click=_leave)

        def show_progress(step: str, share: float | None) -> None:
            place = CHECKING.index(step)
            told = say("{step} ({place} of {count})", step=DOING[step], place=place + 1, count=len(CHECKING))
            bar.progress((place + (share or 0.0)) / len(CHECKING), tell(told))

        try:
            prepare_apart(work.settings, work.candidate, show_progress)
        except DashlibError as error:
            st.session_state.pop(CHECK_AT_ONCE, None)
            show_message(error)
            return
    st.session_state.pop(CHECK_AT_ONCE, None)
    st.rerun()


def still_there(work: Work, role: str = "upload") -> Candidate | None:
    """The candidate as it is kept now, for a callback: None without the role, or if somebody published or discarded it.

    The run that follows says so.
    """
    try:
        return open_candidate(work.settings, work.candidate.id) if may(role) else None
    except DashlibError:
        return None


def show_message(told: DashlibError | Text) -> None:
    """What went wrong, in the words of the error."""
    show_html('<p class="gd-unread" role="alert">{}</p>', told if isinstance(told, Text) else str(told))


def go_to_step(candidate: Candidate | None, step: str) -> None:
    """Write the address of a step of a candidate, or of a place."""
    view = current_view()
    address = view.parameters() | ({"candidate": [candidate.id]} if candidate else {})
    write_address(address | {"step": [step]})


def _leave() -> None:
    st.session_state.pop(CHECK_AT_ONCE, None)
    go_to_step(None, "upload")


@told_if_refused
def _discard(work: Work) -> None:
    if (candidate := still_there(work)) and (person := may("upload")):
        record(work.settings, person.name, "discard", candidate=candidate.id)
        discard(candidate)
    _leave()


def doing(step: str) -> Text:
    """The words for a step of publishing."""
    return filled(DOING[step])
