"""A candidate in place of what is public, for staff who want to see what it would make of the site."""

import streamlit as st

from dashlib.publishing.audit import record
from dashlib.publishing.prepare import open_prepared
from dashlib.settings import Settings, read_settings
from dashlib.ui.staff.who import for_staff, signed_in
from dashlib.ui.view import Preview

# The release of an upload that this tab has been shown.
PREVIEWED = "previewed"


def open_preview(settings: Settings, candidate: str) -> Preview:
    """What a candidate would make of the site. Raises CandidateError as `open_prepared` does."""
    return Preview(candidate, *open_prepared(settings, candidate), for_staff)


def record_preview(preview: Preview) -> None:
    """Write down who looks at what is not public: once in each tab, not at every click."""
    release = preview.store.release_id
    if st.session_state.get(PREVIEWED) != release and (person := signed_in()):
        record(read_settings(), person.name, "preview", candidate=preview.candidate, release=release)
        st.session_state[PREVIEWED] = release
