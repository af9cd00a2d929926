"""What was published, by whom, from which files; going back, and withdrawing for good."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

import streamlit as st

from dashlib.publishing.audit import recorded
from dashlib.publishing.history import return_to, withdraw, withdrawn_with
from dashlib.publishing.kept import kept_folder, revisions
from dashlib.publishing.publish import WithdrawalsNeeded
from dashlib.publishing.withheld import existing_releases, naming_releases
from dashlib.releases.journal import Entry, current_entry, entries_of
from dashlib.settings import Settings
from dashlib.staff.people import Person
from dashlib.text.formats import Interval
from dashlib.text.say import filled, say, say_list
from dashlib.ui.controls import page_of, show_pages
from dashlib.ui.html import as_label, html, show_html
from dashlib.ui.releases import ACTIONS, changes_told
from dashlib.ui.staff.matches import NEEDED, need, show_needed
from dashlib.ui.staff.publish import PUBLISHED
from dashlib.ui.staff.who import for_staff, may, told_if_refused
from dashlib.ui.view import tell

ENTRIES_OF_A_PAGE = 10
Result = TypeVar("Result")


def show_history(settings: Settings, person: Person) -> None:
    """The journal, newest first, with what only staff may see and do."""
    if (told := st.session_state.pop(PUBLISHED, None)) is not None:
        show_html('<p class="gd-pin" role="status">{}</p>', told)
    if "publish" in person.roles:
        show_needed()
    entries = entries_of(settings)
    current, existing = current_entry(entries), existing_releases(settings)
    show_html('<div class="gd-chart"><h2>{}</h2></div>', say("History"))
    for entry in page_of(entries[::-1], ENTRIES_OF_A_PAGE):
        with st.container(key=f"entry-{entry.number}", gap="small"):
            _show_entry(settings, entries, entry, is_current=entry == current)
            last = max(line.number for line in entries if line.release == entry.release)
            if entry.number == last and entry.release in existing and "publish" in person.roles:
                _show_acts(settings, entry, is_current=current is not None and entry.release == current.release)
    show_pages(len(entries), ENTRIES_OF_A_PAGE)


def _show_entry(settings: Settings, entries: list[Entry], entry: Entry, is_current: bool) -> None:
    day = datetime.fromisoformat(entry.time).date()
    what = filled(ACTIONS[entry.action], number=entry.number)
    folder = kept_folder(settings, entry.number, 0)
    told: list[object] = [html("<b>{}</b>", say("{what}, current", what=what) if is_current else what)]
    told += [html("{}", Interval(day, day)), html("<code>{}</code>", entry.release)]
    who = _kept(folder)
    lines = [html("{}", entry.note)] if entry.note else []
    lines += [html("{}", say("By {name}", name=who.get("name") or who["by"]))] if who.get("by") else []
    if entry.action != "withdraw":
        lines += [html("{}", line) for line in changes_told(entries, entry)]
    show_html(
        "<p>{}</p>{}", html(" · ".join("{}" for _ in told), *told), html("<br>".join("{}" for _ in lines), *lines)
    )
    if folder.is_dir():
        _offer_kept(folder, str(entry.number))
    for revision in revisions(settings, entry.number):
        folder = kept_folder(settings, entry.number, revision)
        who = _kept(folder)
        told = [
            say("Kept since; nothing public changed"),
            *_day(who),
            say("By {name}", name=who.get("name") or who.get("by")),
        ]
        show_html("<p>{}</p>", html(" · ".join("{}" for _ in told), *told))
        _offer_kept(folder, f"{entry.number}.{revision}")


def _day(who: Mapping[str, Any]) -> list[object]:
    day = datetime.fromisoformat(who["time"]).date() if who.get("time") else None
    return [Interval(day, day)] if day else []


def _offer_kept(folder: Path, name: str) -> None:
    st.download_button(
        tell(say("What was uploaded, the report and the comparison")),
        for_staff(lambda: _zipped(folder)),
        file_name=f"publication-{name}.zip",
        on_click="ignore",
        type="tertiary",
        key=f"zip-{name}",
    )


def _kept(folder: Path) -> Mapping[str, Any]:
    try:
        kept: dict[str, Any] = json.loads((folder / "publication.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return kept


def _zipped(folder: Path) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return content.getvalue()


def _show_acts(settings: Settings, entry: Entry, is_current: bool) -> None:
    with st.container(horizontal=True, gap="small", key=f"acts-{entry.number}"):
        if not is_current:
            told = tell(say("Go back to this release"))
            st.button(told, key=f"return-{entry.number}", on_click=go_back, args=(settings, entry.release))
        with st.popover(tell(say("Withdraw")), type="tertiary", key=f"withdraw-{entry.number}"):
            # Not our own HTML: it does not know in a popover whether the page is dark.
            if is_current:
                words = say("This release is current: go back to another first, or publish a new one.")
                st.markdown(as_label(words))
                return
            words = say(
                "Its files are deleted for good, and its addresses say that it was withdrawn. Do this when it holds what must not be public."
            )
            st.markdown(as_label(words))
            key = f"withdraw-now-{entry.number}"
            st.button(tell(say("Withdraw for good")), key=key, on_click=take_back, args=(settings, entry.release))


@told_if_refused
def go_back(settings: Settings, release: str, accepted: Sequence[str] = ()) -> None:
    """A callback: make a release current again, and say so or why not; `accepted` releases may be withdrawn with it."""
    if person := may("publish"):
        st.session_state.pop(NEEDED, None)
        try:
            with recorded(settings, person.name, "return", release=release) as outcome:
                entry = _withdrawing(accepted, partial(return_to, settings, release, person.name, ""))
                gone = withdrawn_with(settings, entry)
                outcome.update({"number": entry.number, "withdrawn": gone})
        except WithdrawalsNeeded as error:
            need(error, go_back, settings, release)
            return
        told = say("Release {release} is public again.", release=release)
        if gone:
            named = say_list(gone)
            told = say("{told} Withdrawn, because they name what it withholds: {releases}.", told=told, releases=named)
        st.session_state[PUBLISHED] = told


@told_if_refused
def take_back(settings: Settings, release: str) -> None:
    """A callback: withdraw a release that is not current, and say so or why not."""
    if person := may("publish"):
        with recorded(settings, person.name, "withdraw", release=release):
            withdraw(settings, [release], person.name)
        st.session_state[PUBLISHED] = say("Release {release} is withdrawn.", release=release)


def _withdrawing(accepted: Sequence[str], act: Callable[[bool], Result]) -> Result:
    """Do it; where it withdraws others, only those that somebody has accepted. Raises WithdrawalsNeeded for more."""
    try:
        return act(False)
    except WithdrawalsNeeded as error:
        if not accepted or {*naming_releases(error.matches)} - {*accepted}:
            raise
        return act(True)
