"""Plotly: what is announced so far, as a bar, and statements about the whole, as dots on the same scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from dashlib.figures.bars import GAP, THICKNESS, TOP, Measure, round_ticks
from dashlib.figures.labels import LINE, label, label_lines, plain
from dashlib.figures.theme import GRID, HATCHED, INK, MUTED, PAGE, SOLID, bare_figure, quiet_axis
from dashlib.text.formats import Language, Money
from dashlib.text.say import say

AXIS = 30  # pixels


@dataclass(frozen=True)
class Dot:
    """A statement: `amount` on the scale (None: cannot be converted), `told` as it was stated."""

    label: object
    note: object
    amount: Decimal | None
    told: object
    precision: str


def statements_on_a_scale(
    disclosed: Decimal | None,
    not_broken_down: Decimal | None,
    dots: Sequence[Dot],
    currency: str,
    is_converted: bool,
    language: Language,
    scheme: str,
) -> go.Figure:
    """The bar of what is announced on top, one row per statement below it; ring: about, arrow: at least or at most.

    The vertical axis is in pixels.
    """
    so_far = sum((amount for amount in (disclosed, not_broken_down) if amount is not None), Decimal(0))
    labels = [label_lines(language.tell(dot.label), language.tell(dot.note)) for dot in dots]
    feet: list[int] = []
    height = 0
    for lines in reversed(labels):
        feet.insert(0, height + THICKNESS + GAP)
        height = feet[0] + LINE * len(lines)
    top = height + THICKNESS + GAP
    height = top + LINE
    figure = bare_figure(height + TOP + AXIS, scheme)
    for name, amount, marker in (
        (say("Published per awardee"), disclosed, SOLID),
        (say("Announced only"), not_broken_down, HATCHED),
    ):
        if amount is not None:
            told = language.tell(Money(amount, currency, "exact", is_converted))
            figure.add_bar(
                orientation="h",
                x=[float(amount)],
                y=[top - THICKNESS / 2],
                width=THICKNESS - 2,
                marker=marker,
                name=language.tell(name),
                hovertemplate=f"{told} {language.tell(name)}<extra></extra>",
            )
    drawn = [(foot - THICKNESS / 2, dot) for foot, dot in zip(feet, dots, strict=True) if dot.amount is not None]
    figure.add_scatter(
        x=[float(dot.amount or 0) for _, dot in drawn],
        y=[place for place, _ in drawn],
        mode="markers",
        marker={
            "size": 12,
            "color": [PAGE if dot.precision == "about" else INK for _, dot in drawn],
            "line": {"color": INK, "width": 2},
        },
        hovertext=[
            f"<b>{plain(language.tell(dot.label))}</b><br>{plain(language.tell(dot.told))}<br>{plain(language.tell(dot.note))}"
            for _, dot in drawn
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        name=language.tell(say("Statements")),
    )
    annotations = [_arrow(dot, place) for place, dot in drawn if dot.precision in {"at_least", "at_most"}]
    annotations += label(
        label_lines(language.tell(say("Announced so far, whole programme")), ""),
        language.tell(Money(so_far, currency, "short", is_converted)),
        top + 2,
    )
    for dot, lines, foot in zip(dots, labels, feet, strict=True):
        annotations += label(lines, language.tell(dot.told), foot + 2)
    highest = max([so_far, *(dot.amount for dot in dots if dot.amount is not None)]) or Decimal(1)
    figure.update_layout(margin={"l": 0, "r": 0, "t": TOP, "b": AXIS}, annotations=annotations)
    figure.update_yaxes(visible=False, fixedrange=True, range=[0, height])
    ticks = round_ticks(highest, Measure(currency, is_converted), language)
    figure.update_xaxes(
        **quiet_axis(
            range=[-0.01 * float(highest), float(highest) * 1.15],
            showgrid=True,
            gridcolor=GRID,
            tickfont={"size": 13, "color": MUTED},
            **ticks,
        )
    )
    return figure


def _arrow(dot: Dot, place: float) -> dict[str, Any]:
    direction = 1 if dot.precision == "at_least" else -1
    return {
        "x": float(dot.amount or 0),
        "y": place,
        "ax": -26 * direction,
        "ay": 0,
        "xshift": 30 * direction,
        "text": "",
        "showarrow": True,
        "arrowhead": 2,
        "arrowsize": 1.1,
        "arrowwidth": 2,
        "arrowcolor": INK,
    }
