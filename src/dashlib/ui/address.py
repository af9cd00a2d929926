"""What stands in an address: which parts are ours, and how much of them is read."""

import streamlit as st

from dashlib.queries.status import STATUSES
from dashlib.schema.filters import BY_NAME
from dashlib.schema.selection import LONGEST_VALUE, MOST_VALUES, within

# What a page itself can be set to, beside the selection; links to other pages drop it. No values: any code or number.
OPTIONS: dict[str, tuple[str, ...]] = {
    "measure": ("grants", "money"),
    "form": ("list", "map"),
    "depth": ("country", "area"),
    "q": (),
    "sort": ("relevance", "newest", "name", "amount", "grants"),
    "letter": (),
    "status": tuple(STATUSES),
    "columns": (
        *(
            "title",
            "amount",
            "awarded",
            "country",
            "grant_type",
            "round",
            "as_awarded",
            "description",
            "area",
            "keywords",
        ),
        *("municipality", "starts", "ends", "months", "partners", "note", "source", "identifier"),
    ),
    "compare": (),
    "type": (),
    "part": ("files", "dictionary", "method", "sources", "releases", "quality"),
    "candidate": (),
    "step": ("upload", "row", "withhold", "withheld", "history", "files", "problems", "changes", "publish"),
    "page": (),
}
# Of these the page itself says that there is no such thing.
THINGS = ("id", "release", "preview")
# Of what is none of ours so many parts are kept.
STRANGE_KEPT = 20
OURS = {*BY_NAME, *OPTIONS, "currency", "lang", "release", "id", "preview"}


def given_address() -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """The parts of the address that are ours, as far as they can be meant, and what else stands there of them.

    Filters are cut where they are read, for the command line as well.
    """
    given: dict[str, list[str]] = {}
    unread: list[tuple[str, str]] = []
    for name in [name for name in st.query_params if name in OURS]:
        given[name] = st.query_params.get_all(name)
        if name in THINGS:
            given[name] = [value[:LONGEST_VALUE] for value in given[name][:MOST_VALUES]]
        elif name not in BY_NAME:
            given[name], left_out = within(name, given[name])
            unread += left_out
    return given, unread


def strange_parts() -> dict[str, list[str]]:
    """What is none of ours, such as a mark of where a link was shared: kept, but not without bounds."""
    strange = [name for name in st.query_params if name not in OURS and len(name) <= LONGEST_VALUE][:STRANGE_KEPT]
    return {name: [value[:LONGEST_VALUE] for value in st.query_params.get_all(name)[:1]] for name in strange}
