"""Choosing somebody by name: nobody has to know an identifier."""

from collections import Counter
from collections.abc import Mapping
from itertools import islice

import streamlit as st

from dashlib.text.folding import folded
from dashlib.text.formats import Count
from dashlib.text.say import Text, say
from dashlib.ui.html import show_html
from dashlib.ui.view import tell

# More names are no list to look through: a part of the name is typed, and answered with the first that hold it.
NAMES_LISTED = 3_000
NAMES_FOUND = 20


def choose_by_name(names: Mapping[str, str], label: Text, key: str) -> str | None:
    """The key of one of these names, chosen from a list in which the browser searches; None before that."""
    offered = sorted(names, key=lambda one: folded(names[one])) if len(names) <= NAMES_LISTED else _found(names, key)
    alike = Counter(names[one] for one in offered)
    # What is chosen is told by its words: they must be one thing's alone.
    told = {one: names[one] if alike[names[one]] == 1 else f"{names[one]} ({one})" for one in offered}
    return st.selectbox(
        tell(label), offered, format_func=told.__getitem__, index=None, placeholder=tell(say("Choose a name")), key=key
    )


def _found(names: Mapping[str, str], key: str) -> list[str]:
    """Those whose name holds every word that was typed, in any script."""
    words = folded(st.text_input(tell(say("Part of its name")), key=f"{key}-typed")).split()
    found = (one for one, name in names.items() if words and all(word in folded(name) for word in words))
    first = list(islice(found, NAMES_FOUND + 1))
    told: Text | None = None
    if words and not first:
        told = say("No name holds these words.")
    elif len(first) > NAMES_FOUND:
        told = say("The first {count} names: type more of it to find others.", count=Count(NAMES_FOUND))
    if told:
        show_html('<p class="gd-note">{}</p>', told)
    return first[:NAMES_FOUND]
