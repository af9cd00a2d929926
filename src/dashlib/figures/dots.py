"""Plotly: what is announced so far, as a bar, and statements about the whole, as dots on the same scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from dashlib.figures.bars import THICKNESS, Measure, round_ticks
from dashlib.figures.labels import AXIS, Label, plain, rows_with_labels
from dashlib.figures.theme import GRID, INK, MUTED, PAGE, TREATMENTS, quiet_axis
from dashlib.text.formats import Language
from dashlib.text.say import say


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
    """The bar of what is announced on top, one row per statement below it; ring: about, arrow: at least or at most."""
    so_far = sum((amount for amount in (disclosed, not_broken_down) if amount is not None), Decimal(0))
    measure = Measure(currency, is_converted)
    total = Label(
        language.tell(say("Announced so far, whole programme")), "", language.tell(measure.told(so_far, "short"))
    )
    labels = [
        total,
        *(Label(language.tell(dot.label), language.tell(dot.note), language.tell(dot.told)) for dot in dots),
    ]
    figure, (top, *feet) = rows_with_labels(labels, [THICKNESS] * len(labels), scheme, AXIS)
    for state, amount in (("published", disclosed), ("announced", not_broken_down)):
        if amount is not None:
            name = language.tell(measure.name(state) or "")
            figure.add_bar(
                orientation="h",
                x=[float(amount)],
                y=[top - THICKNESS / 2],
                width=THICKNESS - 2,
                marker=TREATMENTS[state],
                name=name,
                hovertemplate=f"{language.tell(measure.told(amount, 'exact'))} {name}<extra></extra>",
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
    for place, dot in drawn:
        if dot.precision in {"at_least", "at_most"}:
            _add_arrow(figure, dot, place)
    highest = max([so_far, *(dot.amount for dot in dots if dot.amount is not None)]) or Decimal(1)
    ticks = round_ticks(highest, measure, language)
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


def _add_arrow(figure: go.Figure, dot: Dot, place: float) -> None:
    direction = 1 if dot.precision == "at_least" else -1
    figure.add_annotation(
        x=float(dot.amount or 0),
        y=place,
        ax=-26 * direction,
        ay=0,
        xshift=30 * direction,
        text="",
        showarrow=True,
        arrowhead=2,
        arrowsize=1.1,
        arrowwidth=2,
        arrowcolor=INK,
    )
