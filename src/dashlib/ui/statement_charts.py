"""Statements beside one another: frames on one scale, levels of one whole, figures that contradict."""

from collections.abc import Sequence
from typing import Any

from dashlib.figures.dots import Dot, statements_on_a_scale
from dashlib.figures.nested import Level, nested_bars
from dashlib.figures.tables import Link, Table
from dashlib.queries.statements import (
    Contradiction,
    Nesting,
    Statement,
    contradictions,
    envelopes,
    nestings,
    statements,
)
from dashlib.queries.totals import whole
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, Money
from dashlib.text.say import say, say_count
from dashlib.ui.credits import scale_notes
from dashlib.ui.details import found_sources
from dashlib.ui.show import Drawing, show_chart, show_table
from dashlib.ui.statement_words import dated, key_of_states, segment_of, stated
from dashlib.ui.view import current_view, money, scale_currency

QUANTITIES = {
    "amount": say("Amount"),
    "grant_count": say("Number of grants"),
    "applications": say("Number of applications"),
}


def show_frame(id: str, title: object, found: Sequence[Statement]) -> None:
    """Announced so far against every stated frame or plan of the whole programme, on one scale."""
    view = current_view()
    frames = envelopes(list(found))
    if not frames:
        return
    currency = scale_currency()
    value = whole(view.store, Selection(programme=view.selection.programme), currency)
    sums = value.sums_in(currency) if value else None
    dots = [Dot(s.name, dated(s), s.facts["shown_amount"], stated(s, "tick"), s.facts["precision"]) for s in frames]

    def draw() -> Drawing:
        figure = statements_on_a_scale(
            sums.disclosed if sums else None,
            sums.not_broken_down if sums else None,
            dots,
            currency,
            True,
            view.language,
            view.scheme,
        )
        return Drawing(figures=[(currency, figure)], clicks=None)

    rows: list[dict[str, Any]] = [
        {
            "statement": say("Announced so far, whole programme"),
            "stated": None,
            "on_scale": money(sums.amount, currency) if sums else None,
        }
    ]
    rows += [
        {
            "statement": s.name,
            "stated": stated(s),
            "on_scale": s.facts["shown_amount"] and Money(s.facts["shown_amount"], currency, "exact", True),
            "who": dated(s),
            "note": s.facts["note"],
            "source": Link(s.facts["source_title"] or "", s.facts["url"]),
        }
        for s in frames
    ]
    off_scale = [s for s in frames if s.facts["shown_amount"] is None]
    notes: list[object] = [
        say("A frame or plan is no award: nothing here is added up."),
        say("Frames for everything and plans for grants alone stand side by side, as their sources name them."),
    ]
    if off_scale:
        notes.append(
            say_count(
                "{count} statement cannot be converted and has no mark.",
                "{count} statements cannot be converted and have no mark.",
                count=len(off_scale),
            )
        )
    notes += scale_notes()
    show_chart(
        id,
        title,
        say_count(
            "{count} public statement about the whole programme beside what is announced so far, in {currency}, other currencies at the rate of the day."
            " Ring: a round figure. Dot: as printed. Arrow: at least, or up to.",
            "{count} public statements about the whole programme beside what is announced so far, in {currency}, other currencies at the rate of the day."
            " Ring: a round figure. Dot: as printed. Arrow: at least, or up to.",
            count=len(frames),
            currency=currency,
        ),
        draw,
        Table(rows),
        notes,
        found_sources(s.facts["source_id"] for s in frames),
    )


def show_contradictions(id: str, title: object, found: Sequence[Statement]) -> None:
    """Statements about the same thing that differ, side by side, each with its source."""
    groups = contradictions(list(found))
    converted = any(group.is_converted and group.difference is not None for group in groups)
    rows = []
    for number, group in enumerate(groups, start=1):
        for place, s in enumerate(group.statements):
            figure = {
                "amount": stated(s),
                "grant_count": Count(s.stated_count or 0),
                "applications": Count(s.facts["applications_received"] or 0),
            }[group.quantity]
            rows.append(
                {
                    "quantity": say("{number}. {quantity}", number=number, quantity=QUANTITIES[group.quantity]),
                    "statement": s.name,
                    "says": figure,
                    "difference": None if place else _difference_within(group),
                    "who": dated(s),
                    "source": Link(s.facts["source_title"] or "", s.facts["url"]),
                }
            )
    if rows:
        show_table(
            id,
            title,
            Table(rows),
            [
                say("Which one is right, the sources do not say. What exactly a figure is about, its name says."),
                *([say("Amounts in several currencies are compared at their rates.")] if converted else []),
            ],
            found_sources(s.facts["source_id"] for g in groups for s in g.statements),
        )


def _difference_within(group: Contradiction) -> Count | Money | None:
    if group.difference is None or group.quantity != "amount":
        return None if group.difference is None else Count(group.difference)
    return Money(group.difference, group.currency or "", "exact", group.is_converted)


def show_nesting(id: str, found: Sequence[Statement]) -> None:
    """Statements about the same awards, each level splitting the one above."""
    view = current_view()
    shown = {s.announcement_id for s in found}
    everything = statements(view.store, Selection(programme=view.selection.programme), scale_currency())
    for number, nesting in enumerate(
        nesting for nesting in nestings(everything) if nesting.whole.announcement_id in shown
    ):
        _show_one_nesting(f"{id}-{number + 1}", nesting)


def _show_one_nesting(id: str, nesting: Nesting) -> None:
    view = current_view()
    levels = [Level([segment_of(nesting.whole)], 0)]
    levels += [Level([segment_of(s) for s in level], nesting.rest(level)) for level in nesting.levels]
    everything = [nesting.whole, *(s for level in nesting.levels for s in level)]
    rows = [
        {
            "level": str(number + 1),
            "statement": segment.name,
            "stated": segment.stated,
            "named": segment.named,
            "published": segment.published,
            "names_missing": segment.stated - segment.named,
        }
        for number, level in enumerate(levels)
        for segment in level.segments
    ]
    show_chart(
        id,
        say_count(
            "How far down can {count} grant be followed?",
            "How far down can {count} grants be followed?",
            count=nesting.whole.stated_count or 0,
        ),
        say(
            "{name}. Each level splits the one above in another way; one bar is all awards of a statement.",
            name=nesting.whole.name,
        ),
        lambda: Drawing(key_of_states() + nested_bars(levels, view.language)),
        Table(rows),
        [say("A statement can be true and still overlap another: nothing here is added up.")],
        found_sources(s.facts["source_id"] for s in everything),
    )
