"""Plotly: what is announced so far, as a bar, and statements about the whole, as dots on the same scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from dashlib.figures.bars import money_ticks, plain
from dashlib.figures.theme import GRID, HATCHED, INK, MUTED, PAGE, SOLID, STRONG, bare_figure, quiet_axis
from dashlib.text.formats import Language, Money
from dashlib.text.say import say

ROW_HEIGHT = 56


@dataclass(frozen=True)
class Dot:
    """A statement: `amount` on the scale (None: cannot be converted), `told` as it was stated."""

    label: object
    note: object
    amount: Decimal | None
    told: object
    precision: str
    target: str


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
    figure = bare_figure(ROW_HEIGHT * (len(dots) + 1) + 40, scheme)
    top = len(dots)
    for name, amount, marker in ((say("Published per awardee"), disclosed, SOLID), (say("Announced only"), not_broken_down, HATCHED)):
        if amount is not None:
            told = language.tell(Money(amount, currency, "exact", is_converted))
            figure.add_bar(
                orientation="h", x=[float(amount)], y=[top], width=0.36, marker=marker, name=language.tell(name),
                hovertemplate=f"{told} {language.tell(name)}<extra></extra>",
            )  # fmt: skip
    total = sum((amount for amount in (disclosed, not_broken_down) if amount is not None), Decimal(0))
    drawn = [(place, dot) for place, dot in zip(range(top - 1, -1, -1), dots, strict=True) if dot.amount is not None]
    figure.add_scatter(
        x=[float(dot.amount or 0) for _, dot in drawn],
        y=[place for place, _ in drawn],
        mode="markers",
        marker={
            "size": 12,
            "color": [PAGE if dot.precision == "about" else INK for _, dot in drawn],
            "line": {"color": INK, "width": 2},
        },
        customdata=[[dot.target] for _, dot in drawn],
        hovertext=[f"<b>{plain(language.tell(dot.label))}</b><br>{language.tell(dot.told)}<br>{plain(language.tell(dot.note))}" for _, dot in drawn],
        hovertemplate="%{hovertext}<extra></extra>",
        name=language.tell(say("Statements")),
    )
    for place, dot in drawn:
        if dot.precision in {"at_least", "at_most"}:
            _arrow(figure, dot, place)
    so_far = say("Announced so far")
    _label(figure, top, language.tell(so_far), "", language.tell(Money(total, currency, "short", is_converted)), STRONG)
    for place, dot in zip(range(top - 1, -1, -1), dots, strict=True):
        _label(figure, place, language.tell(dot.label), language.tell(dot.note), language.tell(dot.told), STRONG)
    highest = max([total, *(dot.amount for dot in dots if dot.amount is not None)], default=Decimal(1)) or Decimal(1)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 28, "b": 30})
    figure.update_yaxes(visible=False, fixedrange=True, range=[-0.5, top + 0.8])
    figure.update_xaxes(**quiet_axis(range=[0, float(highest) * 1.06], gridcolor=GRID, tickfont={"size": 13, "color": MUTED}, **money_ticks(highest, currency, is_converted, language)))
    return figure


def _arrow(figure: go.Figure, dot: Dot, place: int) -> None:
    direction = 1 if dot.precision == "at_least" else -1
    figure.add_annotation(
        x=float(dot.amount or 0), y=place, ax=-26 * direction, ay=0, xshift=30 * direction, text="", showarrow=True, arrowhead=2, arrowsize=1.1,
        arrowwidth=2, arrowcolor=INK,
    )  # fmt: skip


def _label(figure: go.Figure, place: int, label: str, note: str, end: str, color: str) -> None:
    left = f"<b>{plain(label)}</b>" + (f"  {plain(note)}" if note else "")
    figure.add_annotation(text=left, xref="paper", x=0, xanchor="left", y=place + 0.42, showarrow=False, align="left", font={"size": 14, "color": color})
    figure.add_annotation(text=f"<b>{plain(end)}</b>", xref="paper", x=1, xanchor="right", y=place + 0.42, showarrow=False, font={"size": 14, "color": color})
