"""What stops a withholding: one finding for each awardee that is named all the same, with one cure for all its places."""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import streamlit as st
from markupsafe import Markup

from dashlib.figures.tables import Table, html_table
from dashlib.publishing.candidate import change
from dashlib.publishing.checked import known_register
from dashlib.publishing.prepare import Prepared, prepared_of
from dashlib.publishing.taken_out import Named, Place, named_all_the_same
from dashlib.publishing.withheld import names_beside
from dashlib.schema.package import resources
from dashlib.settings import Settings
from dashlib.text.formats import Count
from dashlib.text.say import Text, say, say_count
from dashlib.ui.html import html, show_html
from dashlib.ui.staff.apart import Words, show_meanings
from dashlib.ui.staff.desk import CHECK_AT_ONCE, Work, brief, still_there
from dashlib.ui.staff.who import told_if_refused
from dashlib.ui.view import current_view, tell

PLACES_SHOWN = 50
HEADINGS: dict[str, Text] = {
    "table": say("Table"),
    "row": say("Row"),
    "column": say("Column"),
    "words": say("The words"),
    "after": say("What it holds afterwards"),
}


def named_in(settings: Settings, prepared: Prepared, tables: Mapping[str, pa.Table]) -> list[Named]:
    """Everybody who is withheld by an upload and named in it all the same. Raises ReleaseError without a register."""
    names = names_beside(tuple(prepared.hidden), known_register(settings), tables["organizations"])
    return named_all_the_same(names, prepared.problems, tables)


def show_named(work: Work, found: Sequence[Named]) -> None:
    """Each of them with the places and the cure."""
    if found:
        show_html('<div class="gd-chart"><h2>{}</h2></div>', say("Withheld, and named all the same"))
    for named in found:
        show_html("{}", _told(named))
        count, cured = len(named.places), len(named.edits)
        if cured:
            label = say_count("Take it out of this place", "Take it out of these {count} places", count=cured)
            key = f"take-out-{named.key}"
            args = (work, named.key)
            st.button(tell(label), key=key, on_click=take_out, args=args, type="primary")
        if cured < count:
            by_hand = say_count(
                "{count} of the cells must hold something and is no text, such as an identifier: write another below.",
                "{count} of the cells must hold something and are no texts, such as identifiers: write others below.",
                count=count - cured,
            )
            show_html('<p class="gd-note">{}</p>', by_hand)
        words = {place.meaning: Words(place.words, place.text) for place in named.places[:PLACES_SHOWN]}
        show_meanings(work, words, f"meanings-{named.key}")


def _told(named: Named) -> Markup:
    rows = [
        {
            "table": resources()[place.problem.table or ""].title,
            "row": html("{}", _row(place)),
            "column": place.problem.column,
            "words": brief(place.words),
            "after": _after(place),
        }
        for place in named.places[:PLACES_SHOWN]
    ]
    title = say_count("Where it is named: {count} place", "Where it is named: {count} places", count=len(named.places))
    if len(named.places) > PLACES_SHOWN:
        title = say("{title}, the first {shown} of them", title=title, shown=Count(PLACES_SHOWN))
    return html(
        '<div class="gd-finding"><p><b class="gd-own">{}</b></p><p>{}</p></div>{}',
        say("{name} would still be public.", name=brief(named.name)),
        say(
            "Nothing can be published while a cell names it. What was taken out can be written anew, without the name."
        ),
        html_table(Table(rows, HEADINGS), title, current_view().language),
    )


def _row(place: Place) -> Text:
    return say("{row} ({key})", row=place.problem.row or "–", key=brief(place.problem.key or "–"))


def _after(place: Place) -> object:
    if place.edit is None:
        return say("to be written by hand")
    return brief(place.edit.new) if place.edit.new else say("nothing")


@told_if_refused
def take_out(work: Work, key: str) -> None:
    """A callback: keep as edits what takes this name out of every place, and check again."""
    candidate = still_there(work)
    prepared = prepared_of(candidate) if candidate else None
    if candidate is None or prepared is None:
        return
    found = named_in(work.settings, prepared, prepared.tables())
    edits = [edit for named in found if named.key == key for edit in named.edits]
    if edits:
        change(candidate, edits=(*candidate.edits, *edits))
        st.session_state[CHECK_AT_ONCE] = True
