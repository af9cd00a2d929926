"""The search field: on the look-up pages the list follows while one types, on the front page it leads to the list."""

import streamlit as st
from markupsafe import Markup

from dashlib.text.say import say
from dashlib.ui.hits import found_told, show_elsewhere
from dashlib.ui.html import html, show_html
from dashlib.ui.in_browser import component
from dashlib.ui.view import current_view, tell

LABELS = {
    "": say("Find an awardee, place or theme"),
    "awardees": say("Find an awardee, place or theme"),
    "grants": say("Find a grant, place or theme"),
    "events": say("Find an event, place or theme"),
}
WAYS = (
    (say("zajecar, Зајечар"), say("in any script; accents and small slips do not matter")),
    (say('"media freedom"'), say("these words side by side, in quotes")),
    (say("youth -training"), say("not with this word")),
    (say("country:RS area:media"), say("only in this country and area")),
)


def show_search() -> None:
    """The field with the words that the address asks for, what they find elsewhere; who hears the page is told how much."""
    view = current_view()
    words = next(iter(view.options.get("q", ())), "")
    is_list = bool(view.page)
    told = found_told(view.search) if view.search else None
    with st.container(key="search", gap=None, width="stretch" if is_list else 560):
        component("search")(
            key="search-field",
            data={
                "page": view.page,
                "list": "" if is_list else view.href("awardees"),
                # Read from the address itself; here so that the field hears of a change.
                "asked": words,
                "label": tell(LABELS[view.page]),
                "search": tell(say("Search")),
                "clear": tell(say("Clear the search")),
                "skip": tell(say("To the results")),
                "counted": tell(told) if told else "",
            },
        )
        if is_list:
            with st.container(horizontal=True, gap="medium"):
                _show_ways()
                show_elsewhere()


def _show_ways() -> None:
    lines = Markup().join(html("<div><dt>{}</dt><dd>{}</dd></div>", *way) for way in WAYS)
    show_html(
        '<details class="gd-ways"><summary>{}</summary><dl class="gd-facts">{}</dl></details>',
        say("How to search"),
        lines,
        width="content",
    )
