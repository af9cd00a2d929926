"""Shows headings, figures, charts, tables and lists: everything that is the same on every page, once."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Literal

import streamlit as st
from markupsafe import Markup

from dashlib.figures.strip import Figure, figures_strip
from dashlib.figures.tables import Table, html_table
from dashlib.figures.theme import CONFIG
from dashlib.queries.sources import programmes
from dashlib.queries.totals import Amounts, whole
from dashlib.schema.filters import AS_AWARDED
from dashlib.text.formats import Count, Money, grants_said
from dashlib.text.say import Text, say, say_list
from dashlib.ui.credits import show_credits, show_take_away
from dashlib.ui.html import html, show_html
from dashlib.ui.narrowing import KINDS
from dashlib.ui.selection import chosen_parts, selection_told, show_left_out, show_selection, show_unread, whole_href
from dashlib.ui.view import current_view, go, money, tell

log = logging.getLogger(__name__)

LIFT_ALL = say("Lift everything")


@dataclass(frozen=True)
class Drawing:
    """A picture of a chart: HTML, or Plotly figures with the filter that a click on a mark sets."""

    html: Markup | None = None
    figures: Sequence[tuple[object, Any]] = ()
    clicks: Callable[[str], str] | None = None


def show_heading(kicker: object, title: object, standfirst: object) -> None:
    """The finding as headline and one sentence of doubt; then the selection, except on the page of one thing.

    Pages that search say the selection below the field.
    """
    view = current_view()
    if view.page:
        # Who comes by a shared link must learn whose site this is.
        names = say_list([row["name"] for row in programmes(view.store)])
        kicker = html('<a href="{}">{}</a> · {}', view.href(""), names, kicker)
    header = '<header><p class="gd-kicker">{}</p><h1>{}</h1><p class="gd-standfirst">{}</p></header>'
    show_html(header, kicker, title, standfirst)
    show_unread()
    if not view.is_detail and view.page not in KINDS:
        show_selection()
        show_left_out()


def show_figures() -> None:
    """The four figures that always belong together."""
    view = current_view()
    value = whole(view.store, view.selection, view.display)
    awarded = whole(view.store, view.selection, AS_AWARDED)
    if value is None or awarded is None:
        return
    published = _sums(value.money, lambda sums: sums.disclosed)
    announced = _sums(value.money, lambda sums: sums.not_broken_down)
    is_converted = view.display != AS_AWARDED
    parts = [
        say("{count} with a named awardee", count=Count(value.named_count)),
        *(
            [say("{count} with a name that is withheld", count=Count(value.withheld_count))]
            if value.withheld_count
            else []
        ),
        *([say("{count} without a name", count=Count(value.unnamed_count))] if value.unnamed_count else []),
    ]
    named = say("{parts}", parts=say_list(parts))
    some, others = value.published_awardee_count, value.awardee_count - value.published_awardee_count
    with_amount = say(
        "an amount is published for {some}, for {others} it is not", some=Count(some), others=Count(others)
    )
    if not some or not others:
        with_amount = say("an amount is published for all of them") if some else say("an amount is published for none")
    grants = grants_said(value.published_count)
    show_html(
        "{}",
        figures_strip(
            [
                Figure(
                    say("Published per awardee"),
                    published or [say("none published")],
                    _as_awarded(grants, _sums(awarded.money, lambda sums: sums.disclosed, "exact"), is_converted),
                    "published",
                ),
                Figure(
                    say("Announced only"),
                    announced
                    or [
                        say("none announced for this selection alone")
                        if view.selection.parts() or view.selection.found
                        else say("none announced")
                    ],
                    _as_awarded(
                        say("not per awardee"),
                        _sums(awarded.money, lambda sums: sums.not_broken_down, "exact"),
                        is_converted,
                    ),
                    "announced",
                ),
                Figure(
                    say("Grants"),
                    [Count(value.award_count)],
                    say("in part: some belong here only with a share of their areas; {named}", named=named)
                    if value.is_in_part
                    else named,
                ),
                Figure(say("Awardees"), [Count(value.awardee_count)], with_amount),
            ],
            view.language,
        ),
    )
    unconverted = [sums.currency for sums in value.money if is_converted and sums.currency != view.display]
    if unconverted:
        show_html(
            '<p class="gd-note">{}</p>',
            say(
                "Amounts in {currencies} cannot be converted and stand in their own currency.",
                currencies=say_list(unconverted),
            ),
        )


def _sums(sums: Sequence[Amounts], pick: Callable[[Amounts], Any], length: str = "whole") -> list[object]:
    return [told for line in sums if (told := money(pick(line), line.currency, length))]


def _as_awarded(what: Text, amounts: list[object], is_converted: bool) -> Text:
    plain = [Money(amount.amount, amount.currency) for amount in amounts if isinstance(amount, Money)]
    if not plain or not is_converted:
        return what
    return say("{what} · as awarded {amounts}", what=what, amounts=say_list(list(plain)))


def is_empty() -> bool:
    """True, and says so, if nothing fits the selection: what was asked, and what each lifted part would leave."""
    view = current_view()
    if whole(view.store, view.selection, AS_AWARDED) is not None:
        return False
    lifts = [
        (part.href, part.told, found.told)
        for part in chosen_parts()
        if (found := whole(view.store, part.wider, AS_AWARDED))
    ]
    show_nothing(say("No grant fits this selection"), selection_told(), lifts, whole_href())
    if view.page in KINDS:
        show_left_out()
    return True


def show_nothing(
    title: object,
    asked: object,
    lifts: Sequence[tuple[str, object, object]],
    everything: str,
    all_told: object = LIFT_ALL,
) -> None:
    """A list that came out empty: what was asked; per part that can be lifted, its address, name and what it leaves."""
    show_html("<h2>{}</h2><p>{} <b>{}</b></p>", title, say("Asked for:"), asked)
    lines = [(href, say("Lift “{part}”: {left}", part=part, left=left)) for href, part, left in lifts]
    for href, told in [*lines, (everything, all_told)]:
        show_html('<p class="gd-lift"><a href="{}">{}</a></p>', href, told)


def show_chart(
    id: str,
    title: object,
    sentence: object,
    draw: Callable[[], Drawing],
    table: Table,
    notes: Sequence[object] = (),
    sources: Sequence[dict[str, Any]] | None = None,
    switches: Sequence[Callable[[], object]] = (),
    counted: Text | None = None,
) -> None:
    """A chart is a sentence, a plot and a table of the same rows; below it notes that are true, sources, release.

    `id` names it in files and keys; the sentence is also the text for those who cannot see a Plotly figure; `switches`
    place what the chart can be set to.
    """
    with st.container(key=f"chart-{id}", gap="small"):
        show_html('<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>', title, sentence)
        names = {"chart": tell(say("Chart")), "table": tell(say("Table"))}
        form = st.session_state.get(f"form-{id}") or "chart"
        try:
            if form == "table":
                show_html("{}", html_table(table, title, current_view().language))
            else:
                _show_drawing(id, draw(), title, sentence)
        except Exception:
            number = token_hex(4)
            log.exception("Chart %s could not be drawn (%s)", id, number)
            show_html(
                '<p class="gd-note">{}</p>',
                say(
                    "This chart could not be drawn. The figures are safe: the table and the data work. Number {number}.",
                    number=number,
                ),
            )
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"tools-{id}"):
            st.segmented_control(
                tell(say("Show as")),
                list(names),
                format_func=lambda name: names[name],
                default="chart",
                required=True,
                key=f"form-{id}",
                label_visibility="collapsed",
            )
            for place_switch in switches:
                place_switch()
            show_take_away(id, len(table.rows), lambda: table)
        show_credits(title, notes, sources, counted)


def _show_drawing(id: str, drawing: Drawing, title: object, spoken: object) -> None:
    if drawing.html is not None:
        show_html("{}", drawing.html)
    for number, (heading, figure) in enumerate(drawing.figures):
        if len(drawing.figures) > 1:
            show_html('<p class="gd-currency">{}</p>', heading)
        key = f"plot-{id}-{number}"
        st.plotly_chart(
            figure,
            key=key,
            on_select=lambda key=key: _on_mark(key, drawing.clicks),
            selection_mode="points",
            config=CONFIG | {"toImageButtonOptions": {"filename": id, "scale": 2}},
            alt=f"{tell(title)}. {tell(spoken)}",
        )


def _on_mark(key: str, clicks: Callable[[str], str] | None) -> None:
    points = st.session_state[key].selection.points
    if points and clicks:
        target = points[0].get("customdata")
        if target:
            go(clicks(target[0]))


def show_table(
    id: str,
    title: object,
    table: Table,
    notes: Sequence[object] = (),
    sources: Sequence[dict[str, Any]] | None = None,
    counted: Text | None = None,
) -> None:
    """A table that is not the twin of a chart, with its downloads and sources."""
    with st.container(key=f"chart-{id}", gap="small"):
        show_html('<div class="gd-chart"><h2>{}</h2></div>', title)
        show_html("{}", html_table(table, title, current_view().language))
        with st.container(horizontal=True, key=f"tools-{id}"):
            show_take_away(id, len(table.rows), lambda: table)
        show_credits(title, notes, sources, counted)


def show_list(
    title: object,
    lines: Sequence[tuple[object, object, str | None, object]],
    empty: object = "",
    heading: Literal["h2", "h3"] = "h2",
) -> None:
    """Dated lines: date, what (a link if there is an address), a muted line below."""
    rows = Markup().join(
        html(
            '<li><span class="gd-date">{}</span><span>{}<span class="gd-note">{}</span></span></li>',
            date,
            html('<a class="gd-strong" href="{}">{}</a>', href, what) if href else html("<b>{}</b>", what),
            note,
        )
        for date, what, href, note in lines
    )
    content = (
        Markup('<ol class="gd-list">{}</ol>').format(rows)
        if lines
        else Markup('<p class="gd-note">{}</p>').format(tell(empty))
    )
    show_html(f'<div class="gd-chart"><{heading}>{{}}</{heading}></div>{{}}', title, content)


def columns(number: int) -> Sequence[Any]:
    """Columns for charts that answer one question together; one below the other on a narrow screen."""
    return st.columns(number, gap="large")
