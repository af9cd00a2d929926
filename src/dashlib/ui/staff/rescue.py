"""Where the release that is current cannot be opened: there is no view, but staff can go back to another."""

from datetime import datetime

import streamlit as st
from markupsafe import escape

from dashlib.errors import DashlibError
from dashlib.publishing.withheld import existing_releases, matches_told
from dashlib.releases.journal import current_entry, entries_of
from dashlib.settings import read_settings
from dashlib.text.formats import Interval, language
from dashlib.text.say import filled, say
from dashlib.ui.releases import ACTIONS
from dashlib.ui.staff.history import go_back, take_back
from dashlib.ui.staff.matches import ACCEPT, MATCHES_SHOWN, NEEDED, accept
from dashlib.ui.staff.who import FAILED, may, sign_out


def show_ways_back() -> None:
    """The other releases, newest first, each with a button; whoever may only upload is told who can."""
    settings, tell = read_settings(), language("en").tell
    st.button(tell(say("Sign out")), on_click=sign_out, type="tertiary", key="sign-out")
    if may("publish") is None:
        told = say("Somebody who may publish can go back to another release here.")
        st.html(f'<div class="gd"><p>{escape(tell(told))}</p></div>')
        return
    failed = st.session_state.pop(FAILED, None)
    if failed is not None:
        st.html(f'<div class="gd"><p class="gd-unread" role="alert">{escape(tell(failed))}</p></div>')
    if (needed := st.session_state.get(NEEDED)) is not None:
        # There is no view here, nor its tables: the lines of the command line.
        told = say("Nothing was done yet: these other releases name what is withheld then, and would be withdrawn.")
        lines = "".join(f"<li>{escape(line)}</li>" for line in matches_told(needed.matches, MATCHES_SHOWN))
        st.html(f'<div class="gd"><p class="gd-unread" role="alert">{escape(tell(told))}</p><ul>{lines}</ul></div>')
        st.button(tell(ACCEPT), on_click=accept, key="accept-withdrawals")
    try:
        entries, existing = entries_of(settings), existing_releases(settings)
    except DashlibError:
        # It is the journal that cannot be read, which was said already.
        return
    current = current_entry(entries)
    last = {entry.release: entry for entry in entries if entry.release in existing}
    for entry in sorted(last.values(), key=lambda entry: entry.number, reverse=True):
        if current is None or entry.release != current.release:
            day = datetime.fromisoformat(entry.time).date()
            what = tell(filled(ACTIONS[entry.action], number=entry.number))
            line = " · ".join(filter(None, (what, tell(Interval(day, day)), entry.release, entry.note)))
            st.html(f'<div class="gd"><p>{escape(line)}</p></div>')
            label = tell(say("Go back to this release"))
            st.button(label, key=f"back-{entry.release}", on_click=go_back, args=(settings, entry.release))
            if failed is not None and current is not None:
                label = tell(say("Withdraw the broken release for good, and go back to this one"))
                both = (settings, current.release, entry.release)
                st.button(label, key=f"instead-{entry.release}", on_click=take_back, args=both)
