"""The facets of a list: every value that narrows it, as a link with the number of things that it would leave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st
from markupsafe import Markup

from dashlib.queries.events import event_options
from dashlib.queries.names import value_name
from dashlib.queries.totals import awardee_options, options, whole_areas
from dashlib.schema.filters import BY_NAME
from dashlib.schema.package import BUCKETS
from dashlib.text.formats import Count, Interval
from dashlib.text.say import Text, say, say_count
from dashlib.ui.html import html, show_html
from dashlib.ui.narrowing import OWN_OPTION, by_own_option, found_for, today
from dashlib.ui.search import show_search
from dashlib.ui.selection import show_selection
from dashlib.ui.view import address_with, current_view, tell

# The first of each page is a row of pills, the others are lists that open.
FACETS = {
    "awardees": ("country", "area", "municipality", "grant_type", "year", "disclosed"),
    "grants": ("country", "area", "municipality", "grant_type", "year", "disclosed", "status"),
    "events": ("country", "type", "year", "round"),
}
TITLES = {
    "country": say("Country"),
    "area": say("Area"),
    "municipality": say("Place"),
    "grant_type": say("Type"),
    "type": say("Type"),
    "year": say("Year"),
    "disclosed": say("Amount"),
    "status": say("Status"),
    "round": say("Round"),
}
SHOWN_AT_ONCE = 12


@dataclass(frozen=True)
class Choice:
    """A value of a facet, the number of things that it would leave, and the address that chooses or removes it."""

    facet: str
    value_id: str
    name: object
    count: int
    is_chosen: bool
    href: str


def show_narrowing(counted: Text | None = None) -> None:
    """All that narrows a list, at one place whatever is chosen: search, facets, the sentence of the selection."""
    with st.container(key="narrowing", gap="small"):
        show_search()
        _show_facets()
        show_selection(counted)


def _show_facets() -> None:
    names = FACETS[current_view().page]
    pills = [_link(choice) for choice in choices_of(names[0])]
    lists = Markup().join(_list(name, choices) for name in names[1:] if (choices := choices_of(name)))
    if pills or lists:
        show_html(
            '<nav class="gd-facets" aria-label="{}"><ul class="gd-pills" aria-label="{}">{}</ul><div>{}</div></nav>',
            say("Narrow the list"),
            TITLES[names[0]],
            Markup().join(pills),
            lists,
        )


def choices_of(name: str) -> list[Choice]:
    """The values of a facet, those that leave most first, years from the latest on, buckets last."""
    view, found = current_view(), _counts(name)
    chosen = view.selection.chosen(name) if name in BY_NAME else view.options.get(name, ())
    found |= {value: (value_name(view.store, name, value), 0) for value in chosen if value not in found}
    choices = [
        Choice(name, value, told, count, value in chosen, _href(name, value, chosen))
        for value, (told, count) in found.items()
    ]
    return sorted(choices, key=lambda choice: _place(name, choice))


def status_note() -> Text:
    """On what the status of a grant rests."""
    return say("By the planned dates, as of {date}.", date=Interval(today(), today()))


def _counts(name: str) -> dict[str, tuple[object, int]]:
    """Each value with its name and the number of things that the list would hold, the facet's own choice lifted."""
    view = current_view()
    if name == OWN_OPTION.get(view.page):
        lifted = replace(view.selection, found=found_for(view.store, view.page, view.search, {}))
        numbers = {value: len(ids) for value, ids in by_own_option(view.store, view.page, lifted).items()}
    elif view.page == "events":
        numbers = event_options(view.store, view.selection, name)
    else:
        wholes = whole_areas(view.store, view.selection) if name == "area" else []
        found = [*wholes, *options(view.store, view.selection, name)]
        counts = {option.value_id: option.grant_count for option in found}
        if view.page == "awardees":
            counts = awardee_options(view.store, view.selection, name)
            counts |= awardee_options(view.store, view.selection, "priority_area") if name == "area" else {}
        return {o.value_id: (o.name, counts[o.value_id]) for o in found if counts.get(o.value_id)}
    return {value: (value_name(view.store, name, value), number) for value, number in numbers.items()}


def _href(name: str, value: str, chosen: Sequence[str]) -> str:
    """This page with the value chosen as well, or without it if it is chosen; from its first page and letter on."""
    view = current_view()
    values = [other for other in chosen if other != value] if value in chosen else [*chosen, value]
    if name not in BY_NAME:
        return address_with(view.page, view.here(**{name: values}))
    only_one = BY_NAME[name].kind == "choice"
    return view.href(selection=view.selection.with_values(name, values[-1:] if only_one else values), letter=None)


def _place(name: str, choice: Choice) -> tuple[int, int, str]:
    bucket = BUCKETS.index(choice.value_id) + 1 if choice.value_id in BUCKETS else 0
    size = int(choice.value_id) if name == "year" and not bucket else choice.count
    return bucket, -size, tell(choice.name).casefold()


def _list(name: str, choices: list[Choice]) -> Markup:
    """A list that opens: the first values, the others behind a second click, buckets at the end."""
    plain = [choice for choice in choices if choice.value_id not in BUCKETS]
    first = [choice for place, choice in enumerate(plain) if place < SHOWN_AT_ONCE or choice.is_chosen]
    others = [choice for choice in plain if choice not in first]
    parts = [_link(choice) for choice in first]
    if others:
        told = say("all {number}", number=Count(len(plain)))
        rest = Markup().join(_link(choice) for choice in others)
        parts.append(html("<li><details><summary>{}</summary><ul>{}</ul></details></li>", told, rest))
    parts += [_link(choice) for choice in choices if choice.value_id in BUCKETS]
    if name == "status":
        parts.append(html('<li class="gd-note">{}</li>', status_note()))
    number = sum(choice.is_chosen for choice in choices)
    told = say_count("{facet}: {count} chosen", "{facet}: {count} chosen", count=number, facet=TITLES[name])
    return html(
        '<details class="gd-facet" name="facet"{}><summary>{}</summary><ul>{}</ul></details>',
        Markup(' data-chosen="yes"') if number else Markup(),
        told if number else TITLES[name],
        Markup().join(parts),
    )


def _link(choice: Choice) -> Markup:
    name = html('<span class="gd-own">{}</span>', choice.name) if isinstance(choice.name, Text) else choice.name
    state = html(' aria-current="true" title="{}"', say("Remove this part")) if choice.is_chosen else Markup()
    return html(
        '<li><a href="{}"{} data-again="{} {}">{} <b>{}</b></a></li>',
        choice.href,
        state,
        choice.facet,
        choice.value_id,
        name,
        Count(choice.count),
    )
