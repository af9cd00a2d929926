"""The search for awardees: the same field on the front page and in their list."""

import streamlit as st
from markupsafe import Markup

from dashlib.queries.totals import options
from dashlib.schema.package import BUCKETS
from dashlib.text.folding import folded
from dashlib.text.formats import grants_said
from dashlib.text.say import say
from dashlib.ui.html import link, show_html
from dashlib.ui.view import current_view, go, tell

OFFERED = ("country", "municipality", "area", "grant_type")
OFFERS_AT_MOST = 6
SHORTEST_OFFER = 3


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


def show_offers() -> None:
    """Countries, towns, areas and grant types whose name holds the words that were searched for."""
    view = current_view()
    words, wider = folded(view.selection.text or ""), view.selection.without("text")
    if len(words) < SHORTEST_OFFER:
        return
    links = [
        link(
            view.href(selection=wider.with_values(dimension, [option.value_id])),
            say("{name}: {grants}", name=option.name, grants=grants_said(option.award_count)),
        )
        for dimension in OFFERED
        for option in options(view.store, wider, dimension)
        if option.value_id not in BUCKETS and words in folded(tell(option.name))
    ]
    if links:
        told = say("By place, area or type instead:")
        show_html('<p class="gd-offers">{} {}</p>', told, Markup(" · ").join(links[:OFFERS_AT_MOST]))
