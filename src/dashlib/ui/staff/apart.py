"""Telling apart: words that mean something else than somebody who is withheld, and others of the same name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashlib.publishing.telling_apart import Namesake, say_meanings, say_stranger
from dashlib.text.say import say
from dashlib.ui.html import show_html
from dashlib.ui.staff.desk import CHECK_AT_ONCE, Work, brief, still_there
from dashlib.ui.staff.who import may, told_if_refused
from dashlib.ui.view import tell


@dataclass(frozen=True)
class Words:
    """Words that name somebody, and the text in which they do."""

    words: str
    text: str


def show_meanings(work: Work, found: Mapping[str, Words], key: str) -> None:
    """Which of these texts, by the id of what they mean, name nobody; only whoever may publish can say so."""
    if not found or "publish" not in work.person.roles:
        return
    # What is chosen is told by its words: the id makes them one text's alone.
    told = {
        id: tell(say("“{words}” in: {text} [{id}]", words=one.words, text=brief(one.text), id=id))
        for id, one in found.items()
    }
    chosen = st.multiselect(
        tell(say("These mean something else")),
        list(told),
        format_func=told.__getitem__,
        placeholder=tell(say("Choose the texts that are about somebody or something else")),
        key=key,
    )
    if chosen:
        label = tell(say("Say so, and check again"))
        st.button(label, key=f"{key}-now", on_click=mean_something_else, args=(work, found, key))


@told_if_refused
def mean_something_else(work: Work, found: Mapping[str, Words], key: str) -> None:
    """A callback: keep under the name of whoever says it what was chosen, and check again."""
    person, candidate = may("publish"), still_there(work, "publish")
    chosen = [id for id in st.session_state.get(key, ()) if id in found]
    if person is None or candidate is None or not chosen:
        return
    for id in chosen:
        say_meanings(work.settings, (id,), person.name, found[id].words)
    st.session_state[key] = []
    st.session_state[CHECK_AT_ONCE] = True


def show_namesakes(work: Work, found: Sequence[Namesake]) -> None:
    """Awardees that are withheld because they look like somebody who is: which of them are others."""
    if not found:
        return
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>',
        say("Another organization of the same name"),
        say(
            "These awardees are withheld because a name, number or website is that of somebody who is. If one of them is another organization, it can be named."
        ),
    )
    if "publish" not in work.person.roles:
        show_html('<p class="gd-note">{}</p>', say("Somebody who may publish can say so here."))
        return
    by_id = {f"{one.key} {one.organization_id}": one for one in found}
    told = {
        id: tell(
            say("{name} ({id}), like {other}", name=brief(one.name), id=one.organization_id, other=brief(one.like))
        )
        for id, one in by_id.items()
    }
    chosen = st.multiselect(
        tell(say("These are other organizations")),
        list(told),
        format_func=told.__getitem__,
        placeholder=tell(say("Choose those that may be named")),
        key="namesakes",
    )
    if chosen:
        label = tell(say("Say so, and check again"))
        st.button(label, key="namesakes-now", on_click=be_others, args=(work, by_id))


@told_if_refused
def be_others(work: Work, found: Mapping[str, Namesake]) -> None:
    """A callback: keep under the name of whoever says it which of these are others, and check again."""
    person, candidate = may("publish"), still_there(work, "publish")
    chosen = [found[id] for id in st.session_state.get("namesakes", ()) if id in found]
    if person is None or candidate is None or not chosen:
        return
    for one in chosen:
        say_stranger(work.settings, one.key, one.organization_id, one.name, person.name)
    st.session_state["namesakes"] = []
    st.session_state[CHECK_AT_ONCE] = True
