"""The search field: on the look-up pages the list follows while one types, on the front page it leads to the list."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from dashlib.text.say import say
from dashlib.ui.hits import counted_here
from dashlib.ui.html import html, show_html
from dashlib.ui.selection import shortened
from dashlib.ui.view import current_view, tell

LABELS = {
    "": say("Find an awardee, place or theme"),
    "awardees": say("Find an awardee, place or theme"),
    "grants": say("Find a grant, place or theme"),
    "events": say("Find an event, place or theme"),
}
WAYS = (
    (say('"media freedom"'), say("these words side by side, in quotes")),
    (say("youth -training"), say("not with this word")),
    (say("country:RS area:media"), say("only in this country and area")),
)


@st.cache_resource
def _component() -> Callable[..., object]:
    return st.components.v2.component("dashlib.search", js="search.js", isolate_styles=False)


def show_search() -> None:
    """The field with the words that the address asks for; those who hear the page are told how much is found."""
    view = current_view()
    words = next(iter(view.options.get("q", ())), "")
    is_list = bool(view.page)
    told = say("{counted} for “{words}”", counted=counted_here(), words=shortened(words)) if is_list and words else None
    with st.container(key="search", gap=None, width="stretch" if is_list else 560):
        _component()(
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
                "hint": tell(say("In any script; accents and small slips do not matter.")) if is_list else "",
                "counted": tell(told) if told else "",
            },
        )
        if is_list:
            _show_ways()


def _show_ways() -> None:
    lines = Markup().join(html("<div><dt>{}</dt><dd>{}</dd></div>", *way) for way in WAYS)
    show_html(
        '<details class="gd-ways"><summary>{}</summary><dl class="gd-facts">{}</dl></details>',
        say("How to search"),
        lines,
    )
