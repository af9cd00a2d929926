"""Boxes that are ticked by name: somebody has looked at exactly this."""

import streamlit as st

from dashlib.publishing.audit import record
from dashlib.publishing.candidate import tick, untick
from dashlib.text.say import Text, say
from dashlib.ui.html import as_label
from dashlib.ui.staff.desk import Work, still_there
from dashlib.ui.staff.who import may, told_if_refused


def show_tick(work: Work, what: str, about: str, label: Text) -> None:
    """A box, with the name of whoever ticked it; its state is that of the candidate, whatever a slow server misses."""
    by = next((t.by for t in work.candidate.ticks if (t.what, t.about) == (what, about)), None)
    key = f"tick-{what}-{about[:12]}-{work.candidate.id}"
    told = label if by is None else say("{label} – looked at by {name}", label=label, name=by)
    is_ticked = st.checkbox(as_label(told), by is not None, key=key, on_change=_on_tick, args=(work, what, about, key))
    if is_ticked != (by is not None):
        _keep(work, what, about, is_ticked)
        st.rerun()


def _on_tick(work: Work, what: str, about: str, key: str) -> None:
    _keep(work, what, about, bool(st.session_state[key]))


@told_if_refused
def _keep(work: Work, what: str, about: str, is_ticked: bool) -> None:
    person, candidate = may("upload"), still_there(work)
    if person is None or candidate is None:
        return
    record(work.settings, person.name, "tick", candidate=work.candidate.id, what=what, ticked=is_ticked)
    candidate = untick(candidate, what)
    if is_ticked:
        tick(candidate, what, about, person.name)
