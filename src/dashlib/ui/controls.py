"""What a page itself can be set to: switches, sort and pages of a list, whose state stands in the address."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashlib.text.formats import Count
from dashlib.text.say import Text, say
from dashlib.ui.html import link, show_html
from dashlib.ui.view import current_view, on_change, tell, write_address

ROWS_OF_A_PAGE = 50
LINKS_AROUND = 2


def switch(name: str, titles: Mapping[str, Text], label: Text, chart: str = "") -> str:
    """A row of choices; returns the one that the address asks for, the first unless told.

    `chart` tells apart the switches of several charts for the same option.
    """
    key = f"option-{name}-{chart}" if chart else f"option-{name}"
    chosen = st.session_state[key] = current_view().option(name, tuple(titles))
    st.segmented_control(
        tell(label),
        list(titles),
        format_func=lambda value: tell(titles[value]),
        required=True,
        key=key,
        label_visibility="collapsed",
        **on_change(_on_option, name, next(iter(titles)), key),
    )
    return chosen


def sort_by(orders: Mapping[str, Text]) -> str:
    """The order of a list; by relevance, which comes first, only if something is searched for."""
    is_search = current_view().search is not None
    offered = {name: title for name, title in orders.items() if is_search or name != "relevance"}
    chosen = st.session_state["option-sort"] = current_view().option("sort", tuple(offered))
    st.selectbox(
        tell(say("Sort by")),
        list(offered),
        format_func=lambda name: tell(say("Sort: {order}", order=offered[name])),
        key="option-sort",
        label_visibility="collapsed",
        width=220,
        **on_change(_on_option, "sort", next(iter(offered)), "option-sort"),
    )
    return chosen


def choose_several(name: str, titles: Mapping[str, Text], usual: Sequence[str], label: Text) -> list[str]:
    """Several of these choices, in their order; the usual ones if the address asks for none."""
    asked = current_view().options.get(name) or usual
    chosen = [value for value in titles if value in asked]
    st.session_state[f"option-{name}"] = chosen
    st.pills(
        tell(label),
        list(titles),
        selection_mode="multi",
        format_func=lambda value: tell(titles[value]),
        key=f"option-{name}",
        **on_change(_on_several, name, usual),
    )
    return chosen


def page_of(rows: Sequence[Any], size: int = ROWS_OF_A_PAGE) -> Sequence[Any]:
    """The rows of the page that the address asks for; the last page if it asks for more than there are."""
    first, most = part_shown(len(rows), size)
    return rows[first : first + most]


def part_shown(count: int, size: int = ROWS_OF_A_PAGE) -> tuple[int, int]:
    """Of so many rows, after how many the page begins that the address asks for, and how many it has at most."""
    return (_page_number(count, size) - 1) * size, size


def show_pages(count: int, size: int = ROWS_OF_A_PAGE) -> None:
    """How much of the list is shown, and links to its other pages, each an address of its own."""
    pages = -(-count // size)
    number = _page_number(count, size)
    if pages < 2:
        return
    view = current_view()
    near = {1, pages, *range(number - LINKS_AROUND, number + LINKS_AROUND + 1)}
    links, before = [], 0
    for other in sorted(page for page in near if 1 <= page <= pages):
        gap = Markup("<span>…</span>") if other > before + 1 else Markup()
        if other == number:
            links.append(gap + Markup('<b aria-current="page">{}</b>').format(other))
        else:
            links.append(gap + link(view.href(page=str(other)), other))
        before = other
    first, last = (number - 1) * size + 1, min(number * size, count)
    told = say("{first}–{last} of {count}", first=Count(first), last=Count(last), count=Count(count))
    show_html(
        '<nav class="gd-pages" aria-label="{}"><span>{}</span> {}</nav>', say("Pages"), told, Markup(" ").join(links)
    )


def _page_number(count: int, size: int) -> int:
    asked = int(next(iter(current_view().options.get("page", ())), "1"))
    return max(1, min(asked, -(-count // size)))


def _on_option(name: str, default: str, key: str) -> None:
    address = current_view().here()
    address.pop(name, None)
    value = st.session_state[key]
    write_address(address if value in {default, None} else address | {name: [value]})


def _on_several(name: str, usual: Sequence[str]) -> None:
    address = current_view().here()
    address.pop(name, None)
    values = st.session_state[f"option-{name}"]
    write_address(address if set(values) in ({*usual}, set()) else address | {name: values})
