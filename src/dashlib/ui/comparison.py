"""Rounds: the calls in time, and two to four calls or rounds side by side."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashlib.figures.spans import Span, spans_in_time
from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Table
from dashlib.queries.awards import awards_by
from dashlib.queries.comparison import Compared, comparable, compared
from dashlib.queries.findings import success_told
from dashlib.queries.rounds import Round, calls
from dashlib.text.formats import Count, Money
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.calls import money_told
from dashlib.ui.credits import scale_notes
from dashlib.ui.html import show_html
from dashlib.ui.show import Drawing, show_chart, show_table
from dashlib.ui.view import current_view, money, on_change, scale_currency, tell, write_address

AT_MOST = 4
THEMES_NAMED = 3
MEDIAN_NEEDS = 3
PLACES = (say("Compare"), say("with"), say("and"), say("and also"))


def show_calls_in_time(id: str, title: object) -> None:
    """From the day on which a call opened or closed, whichever is printed, to the award."""
    view = current_view()
    found = [call for call in calls(view.store, view.selection, view.display) if call.awarded.start]
    if not found:
        return
    spans = [
        Span(call.name, call.closes or call.opens, call.awarded, _dates_told(call), call.value.value_id)
        for call in found
    ]
    show_chart(
        id,
        title,
        say_count(
            "{count} dated call. Outlined: closing (or opening) of the call; solid: award. Where the day is not known, the mark covers all that it may be.",
            "{count} dated calls. Outlined: closing (or opening) of the call; solid: award. Where the day is not known, the mark covers all that it may be.",
            count=len(found),
        ),
        lambda: Drawing(
            figures=[("", spans_in_time(spans, view.language, view.scheme))],
            clicks=lambda call: view.narrowed("call", call),
        ),
        Table(
            [
                {
                    "call": call.name,
                    "href": view.narrowed("call", call.value.value_id),
                    "opens": call.opens,
                    "closes": call.closes,
                    "awarded": call.awarded,
                }
                for call in found
            ]
        ),
        [say("Where neither opening nor closing is printed, only the award stands here.")],
    )


def _dates_told(call: Round) -> Text:
    if call.closes:
        return say("closed {closed}, awarded {awarded}", closed=call.closes, awarded=call.awarded)
    if call.opens:
        return say("opened {opened}, awarded {awarded}", opened=call.opens, awarded=call.awarded)
    return say("awarded {awarded}", awarded=call.awarded)


def show_comparison(id: str, title: object) -> None:
    """Choose two to four calls or rounds; they stand side by side in every respect."""
    view = current_view()
    found = comparable(view.store, view.selection, view.display)
    asked = view.options.get("compare", [])
    chosen = list(dict.fromkeys(found[id][1].value.value_id for id in asked if id in found))[:AT_MOST]
    show_html('<div class="gd-chart"><h2>{}</h2></div>', title)
    strange = [id[:80] for id in asked if id not in found]
    if strange:
        told = say("Not in this selection, so not compared: {names}", names=", ".join(strange))
        show_html('<p class="gd-unread">{}</p>', told)
    _show_choices(found, chosen)
    if len(chosen) < 2:
        show_html('<p class="gd-note">{}</p>', say("Choose at least two calls or rounds."))
        return
    lines = [compared(view.store, *found[id], view.selection, view.display, scale_currency()) for id in chosen]
    awards = {kind: awards_by(view.store, kind, view.selection) for kind in ("call", "round")}
    rows = [
        Row(
            line.round.name,
            _address(line),
            line.round.awarded,
            awards[line.kind].get(line.round.value.value_id, []),
            Count(line.round.value.award_count),
            middle=money_told(line.round.value),
        )
        for line in lines
    ]
    show_html("{}", rows_of_squares(rows, view.language))
    columns = [_respects(line) for line in lines]
    respects = [
        {"respect": name, **{str(place): column[name] for place, column in enumerate(columns)}} for name in columns[0]
    ]
    show_table(
        id,
        say("Point by point"),
        Table(respects, {str(place): line.round.name for place, line in enumerate(lines)}),
        [
            say("Medians are of the grants with a published amount alone, where there are at least three."),
            *scale_notes(),
        ],
    )


def _show_choices(found: Mapping[str, tuple[str, Round]], chosen: Sequence[str]) -> None:
    """One list more than is chosen, from two to four; the first entry of each is nothing."""
    number = min(max(len(chosen) + 1, 2), AT_MOST)
    for place, column in enumerate(st.columns(number)):
        key = f"compare-{place}"
        st.session_state[key] = chosen[place] if place < len(chosen) else None
        others = [id for number, id in enumerate(chosen) if number != place]
        with column:
            st.selectbox(
                tell(PLACES[place]),
                [id for id, (_, line) in found.items() if line.value.value_id == id and id not in {*others}],
                format_func=lambda id: tell(_option(*found[id])),
                key=key,
                placeholder=tell(say("Call or round")),
                **on_change(_on_compare, number),
            )


def _option(kind: str, line: Round) -> object:
    return line.name if kind == "call" else say("Round: {name}", name=line.name)


def _on_compare(number: int) -> None:
    values = [st.session_state[f"compare-{place}"] for place in range(number)]
    address = current_view().here() | {"compare": [value for value in values if value]}
    write_address({name: kept for name, kept in address.items() if kept})


def _address(line: Compared) -> str:
    view = current_view()
    id = line.round.value.value_id
    return view.href("round", id=id) if line.kind == "round" else view.narrowed("call", id)


def _respects(line: Compared) -> dict[Text, object]:
    """Everything that is compared, by what it is called."""
    value = line.round.value
    rate, of = success_told(line.round)
    money_known = [money(sums.amount, sums.currency) for sums in value.money]
    published = [told for sums in value.money if (told := money(sums.disclosed, sums.currency))]
    themes: list[object] = [
        say("{theme} ({count})", theme=theme.name, count=Count(theme.award_count))
        for theme in line.themes[:THEMES_NAMED]
    ]
    rest = len(line.themes) - THEMES_NAMED
    themes += [say("{count} more", count=rest)] if rest > 0 else []
    median = None
    if line.median is not None and line.median_of >= MEDIAN_NEEDS:
        amount = Money(line.median, scale_currency(), "exact", True)
        median = say_count(
            "{median}, of {count} grant", "{median}, of {count} grants", count=line.median_of, median=amount
        )
    return {
        say("Awarded"): line.round.awarded,
        say("Announced money"): say_list(money_known) if money_known else say("no amount stated"),
        say("Published per awardee"): say_list(published) if published else say("none published"),
        say("Grants"): Count(value.award_count),
        say("Named grants"): Count(value.distinct_grant_count),
        say("Awardees"): Count(value.awardee_count),
        say("Median of published amounts"): median,
        say("Themes"): say_list(themes) if themes else None,
        say("Success rate"): rate and say("{rate}, {of}", rate=rate, of=of),
    }
