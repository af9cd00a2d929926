"""What stands below every chart: notes, sources, release, what is in the view, and what can be taken along."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st
from markupsafe import Markup

from dashlib.figures.files import csv_of, xlsx_of
from dashlib.figures.tables import Table
from dashlib.queries.sources import programmes, sources_of
from dashlib.queries.totals import Value, left_out, whole
from dashlib.releases.journal import PREVIEW, Entry
from dashlib.schema.filters import AS_AWARDED
from dashlib.text.formats import Count, Interval
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.html import show_html
from dashlib.ui.selection import grants_told, selection_told
from dashlib.ui.view import current_view, scale_currency, tell

SOURCES_SHOWN = 3
ROWS_MADE_AT_ONCE = 500
SOURCE_LENGTH = 56
OPENED_LENGTH = 200


def show_take_away(id: str, count: int, make: Callable[[], Table]) -> None:
    """The rows as CSV and XLSX, with their number and size on the button, and the links to this view.

    Nothing is made before the popover is opened. Files of many rows are made when they are asked for; their size is not
    known before.
    """
    view = current_view()
    rows = say_count("{number} row", "{number} rows", count=count, number=Count(count))
    files: dict[str, Callable[[], bytes]] = {
        "CSV": lambda: csv_of(make(), view.language),
        "XLSX": lambda: xlsx_of(make(), id, view.language),
    }
    with st.popover(tell(say("Take it away")), type="tertiary", key=f"take-{id}", on_change="rerun") as popover:
        if not popover.open:
            return
        for form, content in files.items():
            made = content() if count <= ROWS_MADE_AT_ONCE else None
            told = say("{form}, {rows}, {size}", form=form, rows=rows, size=size_told(len(made or b"")))
            st.download_button(
                tell(told if made else say("{form}, {rows}", form=form, rows=rows)),
                made or view.to_take_along(content),
                file_name=f"{id}-{view.store.release_id}.{form.lower()}",
                on_click="ignore",
                key=f"{form.lower()}-{id}",
            )
        _show_links()


def show_share(id: str) -> None:
    """The links to the page of one thing."""
    with st.popover(tell(say("Share this page")), type="tertiary", key=f"take-{id}"):
        _show_links()


def _show_links() -> None:
    view = current_view()
    live = {name: values for name, values in view.here().items() if name != "release"}
    st.caption(tell(say("Link to this view, which follows new releases:")))
    st.code(
        address_on_the_web(view.page + (f"?{urlencode(live, doseq=True)}" if live else "")),
        language=None,
        wrap_lines=True,
    )
    st.caption(tell(say("Link pinned to this release, whose figures never change:")))
    st.code(_pinned_link(), language=None, wrap_lines=True)


def size_told(size: int) -> str:
    """A size in kilobytes or megabytes."""
    return f"{max(1, round(size / 1024))}\u00a0kB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f}\u00a0MB"


def show_credits(
    title: object, notes: Sequence[object], sources: Sequence[dict[str, Any]] | None = None, counted: Text | None = None
) -> None:
    """Release, notes that are true and all sources (those of the selection unless told), then what is in the view.

    `counted` says what is counted if it is not the grants of the selection.
    """
    view = current_view()
    found = sources_of(view.store, view.selection) if sources is None else sources
    links = [source_link(source) for source in found[:SOURCES_SHOWN]]
    links += [source_link(source, OPENED_LENGTH) for source in found[SOURCES_SHOWN:]]
    named = Markup(", ").join(links[:SOURCES_SHOWN])
    if len(links) > SOURCES_SHOWN:
        summary = tell(say_count("and {count} other", "and {count} others", count=len(links) - SOURCES_SHOWN))
        rest = Markup().join(Markup("<li>{}</li>").format(link) for link in links[SOURCES_SHOWN:])
        named += Markup(" <details><summary>{}</summary><ul>{}</ul></details>").format(summary, rest)
    told = [tell(note) for note in notes]
    told.append(Markup("{} {}").format(tell(say("Sources:")), named) if links else tell(say("No source.")))
    inside = Markup().join(Markup("<p>{}</p>").format(tell(text)) for text in _in_this_view(title, counted))
    show_html(
        '<div class="gd-source"><span>{}</span> · {}<details class="gd-inside"><summary>{}</summary>{}</details></div>',
        release_told(view.entry),
        Markup(" ").join(told),
        say("What is in this view"),
        inside,
    )


def release_told(entry: Entry) -> Text:
    """'Release 3, 24 Nov 2026'."""
    if entry.action == PREVIEW:
        return say("Preview, not published")
    released = datetime.fromisoformat(entry.time).date()
    return say("Release {number}, {date}", number=entry.number, date=Interval(released, released))


def address_on_the_web(relative: str) -> str:
    """One of our relative addresses as a visitor can share it."""
    here = urlsplit(st.context.url or "")
    folder = here.path.rsplit("/", 1)[0]
    return f"{here.scheme}://{here.netloc}{folder}/{relative.removeprefix('./')}"


def _pinned_link() -> str:
    view = current_view()
    return address_on_the_web(view.href(release=view.store.release_id))


def _in_this_view(title: object, counted: Text | None) -> list[Text]:
    """What is counted, what is not, what it must not be added to, how it was worked out, how to cite it."""
    if counted:
        return [say("Counted: {counted}.", counted=counted), _citation(title)]
    view = current_view()
    # A page that the selection does not narrow must not say that it counts the selection.
    value = None if view.is_detail else whole(view.store, view.selection, view.display)
    texts = []
    if not view.is_detail:
        texts.append(say("Counted: {grants} ({selection}).", grants=grants_told(value), selection=selection_told()))
    if value and value.is_in_part:
        texts.append(
            say("A grant with several areas counts in each with its share; the shares add up to whole grants.")
        )
    if value and value.undisclosed_count:
        texts.append(
            say(
                "Not counted per awardee: amounts that are not published. Where a sum was announced for the call, they are part of what is announced only."
            )
        )
    if not view.is_detail and left_out(view.store, view.selection, view.display):
        texts.append(say("Not counted: what the lines above the figures name as not in it."))
    texts.append(
        say(
            "Not to be added: statements about the same grants, payments (these are awards), and numbers of awardees of several rows."
        )
    )
    if view.display != AS_AWARDED:
        texts.append(
            say(
                "Worked out: each grant is converted as a whole at the rate of its award day, or the last one of the month or year where no day is known, rounded to the cent, then split over its areas."
            )
        )
    return [*texts, _citation(title)]


def _citation(title: object) -> Text:
    view = current_view()
    return say(
        "Cite as: {programmes}. {title}. {release} ({id}). {link}",
        programmes=say_list([row["name"] for row in programmes(view.store)]),
        title=title if view.is_detail else say("{title}, {selection}", title=title, selection=selection_told()),
        release=release_told(view.entry),
        id=view.store.release_id,
        link=_pinned_link(),
    )


def source_link(source: dict[str, Any], most: int = SOURCE_LENGTH) -> Markup:
    """Publisher and title of a document, as a link to it; without a link if no address is known."""
    name = f"{source['publisher']}: {source['title']}" if source["publisher"] else str(source["title"])
    short = name if len(name) <= most else name[: most - 1] + "…"
    if not source["url"]:
        return Markup("<span>{}</span>").format(short)
    return Markup('<a href="{}" rel="noreferrer nofollow" title="{}">{}</a>').format(source["url"], name, short)


def money_notes(value: Value | None) -> list[object]:
    """Notes about money and names that hold for this selection, and only those."""
    view = current_view()
    if value is None:
        return []
    notes: list[object] = []
    if value.undisclosed_count:
        counts = {"unpublished": value.undisclosed_count, "all": value.distinct_grant_count}
        notes.append(say("{unpublished} of {all} amounts of single grants are not published.", **counts))
    if view.display != AS_AWARDED and any(sums.currency == view.display for sums in value.money):
        notes.append(say("Amounts in other currencies are converted at the rate of the award day."))
    notes.append(say("These are awards, not payments."))
    return notes


def silent_note(count: int) -> Text:
    """That some rows have no bar."""
    return say_count(
        "{count} row has no stated amount and no bar; the table has it.",
        "{count} rows have no stated amount and no bar; the table has them.",
        count=count,
    )


def scale_notes() -> list[object]:
    """That a picture with one scale is drawn in a currency although amounts are shown as awarded."""
    if current_view().display != AS_AWARDED:
        return []
    return [
        say("Drawn in {currency}, since amounts in several currencies have no common scale.", currency=scale_currency())
    ]
