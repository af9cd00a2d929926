"""The search for awardees: the same field on the front page and in their list."""

import streamlit as st

from dashlib.text.say import say
from dashlib.ui.view import current_view, go, tell


def show_search() -> None:
    """What is typed becomes the words of the selection and leads to the list of awardees."""
    st.session_state["search-words"] = current_view().selection.text or ""
    with (
        st.form("search", border=False, width=560),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="search-field"),
    ):
        st.text_input(
            tell(say("Names, titles, descriptions and keywords of the published grants")),
            key="search-words",
            placeholder=tell(say("Find an awardee, title or keyword")),
            label_visibility="collapsed",
            icon=":material/search:",
        )
        st.form_submit_button(tell(say("Search")), on_click=_on_search)


def _on_search() -> None:
    view = current_view()
    words = st.session_state["search-words"].strip()
    selection = view.selection.with_values("text", [words] if words else [])
    go(view.href(None if view.page == "awardees" else "awardees", selection))
