"""The selection in a sentence whose parts can be removed, and what it leaves out."""

from dataclasses import dataclass, replace

import streamlit as st

from dashlib.queries.names import value_name
from dashlib.queries.totals import Value, in_several_countries, left_out, whole
from dashlib.schema import dates
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.selection import Selection
from dashlib.text.formats import Interval, Money, grants_said
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.html import show_html
from dashlib.ui.narrowing import OWN_OPTION, found_for
from dashlib.ui.view import address_with, current_view, go

LONGEST_NAME = 60
NARROWING = ("letter", *OWN_OPTION.values())
NAMED_AT_MOST = 4
DIMENSIONS = {
    "programme": say("programme"),
    "call": say("call"),
    "round": say("round"),
    "grant_type": say("grant type"),
    "country": say("country"),
    "municipality": say("municipality"),
    "area": say("area"),
    "organization": say("awardee"),
    "year": say("year"),
}


def shortened(name: str, most: int = LONGEST_NAME) -> str:
    """A long name without its middle."""
    if len(name) <= most:
        return name
    return f"{name[: most // 2]} … {name[-most // 2 :]}"


def part_name(name: str, value: str) -> Text:
    """How one chosen value reads in the sentence of the selection."""
    if name in {"period_from", "period_to"}:
        interval = dates.interval_of(value)
        told = Interval(*interval) if interval else value
        return say("from {date}", date=told) if name == "period_from" else say("until {date}", date=told)
    if name == "text":
        return say("with the words “{text}”", text=shortened(value))
    view = current_view()
    found = shortened(view.language.tell(value_name(view.store, name, value)))
    return say("{status} by the planned dates", status=found) if name == "status" else say("{name}", name=found)


@dataclass(frozen=True)
class Part:
    """One chosen value of a filter or of the page's own option: its words, and address and selection without it."""

    name: str
    told: Text
    href: str
    wider: Selection


def chosen_parts() -> list[Part]:
    """Everything to which the page is narrowed, but for what is searched for."""
    view = current_view()
    parts = []
    for name, value in view.selection.parts():
        wider = view.selection.without(name, value)
        parts.append(Part(name, part_name(name, value), view.href(selection=wider), wider))
    own = OWN_OPTION.get(view.page, "")
    for value in view.options.get(own, ()):
        kept = {own: [other for other in view.options[own] if other != value]}
        wider = replace(view.selection, found=found_for(view.store, view.page, view.search, kept))
        parts.append(Part(own, part_name(own, value), address_with(view.page, view.here(**kept)), wider))
    return parts


def whole_href(search: str | None = None) -> str:
    """This page as it is set, without everything that it is narrowed to; with what is searched for, if it is told."""
    return current_view().href(selection=Selection(), **dict.fromkeys(NARROWING) | {"q": search})


def selection_told() -> Text:
    """The selection in words, for titles and sentences."""
    search = current_view().search
    groups: dict[str, list[object]] = {}
    for part in chosen_parts():
        groups.setdefault(part.name, []).append(part.told)
    if search:
        groups["q"] = [say("found for “{words}”", words=shortened(search.words))]
    told = None
    for names in groups.values():
        if len(names) > NAMED_AT_MOST:
            names[NAMED_AT_MOST:] = [say("{count} more", count=len(names) - NAMED_AT_MOST)]
        told = say("{before}, {part}", before=told, part=say_list(names)) if told else say_list(names)
    return told or say("the whole programme")


def show_unread() -> None:
    """Names what could not be read of the address."""
    unread = ", ".join(f"{name}={shortened(value)}" for name, value in current_view().unread)
    if unread:
        show_html('<p class="gd-unread">{}</p>', say("Ignored, since it cannot be read: {parts}", parts=unread))


def show_selection(counted: Text | None = None) -> None:
    """The sentence of the selection, each part a button that removes it.

    `counted` stands in place of the number of grants where the page is about something else.
    """
    view = current_view()
    tell = view.language.tell
    parts = chosen_parts()
    if not parts:
        return
    told = counted or grants_told(whole(view.store, view.selection, AS_AWARDED))
    begin = say("Selection:") if counted else say("Grants:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="sentence"):
        show_html('<span class="gd-sentence">{}</span>', begin, width="content")
        for number, part in enumerate(parts):
            st.button(
                _button_text(tell(part.told)),
                key=f"part-{number}",
                icon=":material/close:",
                icon_position="right",
                help=tell(say("Remove this part")),
                on_click=go,
                args=(part.href,),
            )
        show_html('<span class="gd-sentence gd-number-of">{}</span>', told, width="content")
        st.button(tell(say("Reset")), type="tertiary", key="reset", on_click=go, args=(whole_href(),))


def _button_text(text: str) -> str:
    """Button labels read Markdown; a name must not become any."""
    return "".join("\\" + letter if letter in "\\`*_{}[]()<>#+-.!|$~:^=" else letter for letter in text)


def grants_told(value: Value | None) -> Text:
    """'6 grants, in part' or 'no grant'."""
    return value.told if value else say("no grant")


def show_left_out() -> None:
    """What may belong to the selection and is not in it, with the amount and a link that adds it."""
    view = current_view()
    groups: dict[str, list[dict[str, object]]] = {}
    for row in left_out(view.store, view.selection, view.display):
        groups.setdefault(str(row["dimensions"]), []).append(row)
    for dimensions, rows in groups.items():
        names = dimensions.split(";")
        amounts = [
            Money(row["amount"], str(row["currency"]), "exact", row["currency"] == view.display)  # type: ignore[arg-type]
            for row in rows
            if row["amount"] is not None
        ]
        number = sum(row["award_count"] for row in rows)  # type: ignore[misc]
        what = say_list([*([grants_said(number)] if number else []), *amounts])
        if "period" in names:
            sentence = say("Not in it: {what}, dated less precisely, may belong to this period.", what=what)
            show_html('<p class="gd-left-out">{}</p>', sentence)
            continue
        by = say_list([DIMENSIONS[name] for name in names])
        sentence = say(
            "Not in it: {what} announced, not broken down by {dimensions}; some of it may belong here.",
            what=what,
            dimensions=by,
        )
        wider = view.selection
        for name in names:
            wider = wider.with_values(name, [*wider.chosen(name), "not-broken-down"])
        show_html(
            '<p class="gd-left-out">{} <a href="{}">{}</a></p>', sentence, view.href(selection=wider), say("Add it")
        )
    _show_several_countries()


def _show_several_countries() -> None:
    """What works in a chosen country as well as in others: how much of it is for the chosen one is not known."""
    view = current_view()
    rows = in_several_countries(view.store, view.selection, view.display)
    grants, unnamed = (sum(row[name] for row in rows) for name in ("grant_count", "unnamed_count"))
    amounts = [
        Money(row["amount"], row["currency"], "exact", row["currency"] == view.display)
        for row in rows
        if row["currency"]
    ]
    if not grants and not unnamed and not amounts:
        return
    parts: list[object] = [say_count("{count} named grant", "{count} named grants", count=grants)] if grants else []
    parts += [say("{grants} without a name", grants=grants_said(unnamed))] if unnamed else []
    told = say(
        "Not in it: {what} for several countries, a chosen one among them; how much of it is for each is not published.",
        what=say_list([*parts, *amounts]),
    )
    wider = view.selection.with_values("country", [*view.selection.country, "several-countries"])
    show_html(
        '<p class="gd-left-out">{} <a href="{}">{}</a></p>',
        told,
        view.href(selection=wider),
        say("Add all of several countries"),
    )
