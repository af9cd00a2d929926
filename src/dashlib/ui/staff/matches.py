"""Earlier releases that name somebody who is withheld now: where, and what must be accepted before they are withdrawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from dashlib.figures.tables import Table, html_table
from dashlib.publishing.prepare import MATCHES_KEPT
from dashlib.publishing.publish import WithdrawalsNeeded
from dashlib.publishing.withheld import Match, naming_releases
from dashlib.schema.package import resources
from dashlib.text.formats import Count
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.html import html, show_html
from dashlib.ui.staff.apart import Words, show_meanings
from dashlib.ui.staff.desk import Work, brief
from dashlib.ui.view import current_view, tell

MATCHES_SHOWN = 50
NEEDED = "withdrawals-needed"
HEADINGS: dict[str, Text] = {
    "release": say("Release"),
    "table": say("Table"),
    "row": say("Row"),
    "column": say("Column"),
    "words": say("The words"),
}
ACCEPT = say("Withdraw these releases for good, and go back")


@dataclass(frozen=True)
class Needed:
    """An act that withdraws these releases as well: it is done only once that is accepted. The first matches say why."""

    act: Callable[..., None]
    arguments: tuple[object, ...]
    releases: tuple[str, ...]
    matches: tuple[Match, ...]
    count: int


def show_matches(work: Work) -> None:
    """The cells of earlier releases that name somebody, and apart those that only may: these withdraw nothing."""
    matches = work.prepared.matches if work.prepared else []
    certain = [match for match in matches if match.is_certain]
    perhaps = [match for match in matches if not match.is_certain]
    if certain:
        show_html("{}", matches_table(certain, say("They name what is withheld now"), len(certain)))
        _show_meanings(work, certain, "meanings-of-releases")
    if perhaps:
        told = say("Words of earlier releases that are nearly such a name: nothing is withdrawn for these")
        with st.expander(tell(told), key="perhaps"):
            advice = say("Where one is a name, withdraw the release under History.")
            show_html("<p>{}</p>{}", advice, matches_table(perhaps, told, len(perhaps)))
            _show_meanings(work, perhaps, "meanings-perhaps")
    if len(matches) == MATCHES_KEPT:
        show_html('<p class="gd-note">{}</p>', say("There are more than {count}.", count=Count(MATCHES_KEPT)))


def matches_table(matches: Sequence[Match], title: Text, count: int) -> Markup:
    """The first matches below their title: release, table, row, column and the words."""
    rows = [
        {
            "release": match.release,
            "table": resources()[match.table].title if match.table in resources() else match.table,
            "row": brief(match.row),
            "column": match.column,
            "words": brief(match.words),
        }
        for match in matches[:MATCHES_SHOWN]
    ]
    if count > MATCHES_SHOWN:
        title = say("{title} (the first {shown} of {count})", title=title, shown=MATCHES_SHOWN, count=Count(count))
    table = html_table(Table(rows, HEADINGS), title, current_view().language)
    return html('<p class="gd-note">{}</p>{}', title, table)


def _show_meanings(work: Work, matches: Sequence[Match], key: str) -> None:
    show_meanings(work, {match.id: Words(match.words, match.text) for match in matches[:MATCHES_SHOWN]}, key)


def need(error: WithdrawalsNeeded, act: Callable[..., None], *arguments: object) -> None:
    """Keep for the run that follows what an act would withdraw as well."""
    releases, first = tuple(naming_releases(error.matches)), [match for match in error.matches if match.is_certain]
    st.session_state[NEEDED] = Needed(act, arguments, releases, tuple(first[:MATCHES_SHOWN]), len(first))


def show_needed() -> None:
    """What an act that was asked for would withdraw as well, and the button that accepts it."""
    needed: Needed | None = st.session_state.get(NEEDED)
    if needed is None:
        return
    told = say_count(
        "Nothing was done yet: the source behind this release withholds what {count} other release names, and it would be withdrawn for good: {releases}.",
        "Nothing was done yet: the source behind this release withholds what {count} other releases name, and they would be withdrawn for good: {releases}.",
        count=len(needed.releases),
        releases=say_list(needed.releases),
    )
    show_html('<p class="gd-unread" role="alert">{}</p>', told)
    show_html("{}", matches_table(needed.matches, say("They name what is withheld then"), needed.count))
    with st.container(horizontal=True, gap="small", key="needed"):
        st.button(tell(ACCEPT), key="accept-withdrawals", on_click=accept)
        st.button(tell(say("Leave everything as it is")), key="leave-withdrawals", type="tertiary", on_click=leave)


def accept() -> None:
    """A callback: do what was asked for, with the withdrawals that were shown and no others."""
    if needed := st.session_state.pop(NEEDED, None):
        needed.act(*needed.arguments, needed.releases)


def leave() -> None:
    """A callback: do nothing of it."""
    st.session_state.pop(NEEDED, None)
