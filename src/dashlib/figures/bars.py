"""Plotly bars of money: published per awardee solid, announced only hatched, labels above so that they fit a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from dashlib.figures.labels import LINE, add_label, label_lines, plain
from dashlib.figures.theme import GRID, HATCHED, MUTED, SOLID, STRONG, bare_figure, quiet_axis
from dashlib.text.formats import Language, Money
from dashlib.text.say import say

# Pixels: a bar, the space below it, and the room of the button that saves the picture.
THICKNESS = 24
GAP = 14
TOP = 30


@dataclass(frozen=True)
class Bar:
    """One bar in one currency; `target` is what a click chooses. None: no amount is stated, which is not zero."""

    label: object
    note: object
    target: str
    disclosed: Decimal | None
    not_broken_down: Decimal | None


def labelled_bars(bars: Sequence[Bar], currency: str, is_converted: bool, language: Language, scheme: str) -> go.Figure:
    """Horizontal bars, the first on top, each with its label and total above; one without an amount keeps its row.

    The vertical axis is in pixels.
    """
    labels = [label_lines(language.tell(bar.label), language.tell(bar.note) if bar.note else "") for bar in bars]
    feet: list[int] = []
    height = 0
    for bar, lines in zip(reversed(bars), reversed(labels), strict=True):
        foot = height + GAP + (THICKNESS if _total(bar) is not None else 0)
        feet.insert(0, foot)
        height = foot + LINE * len(lines)
    figure = bare_figure(height + TOP, scheme)
    for name, amounts, marker in (
        (say("Published per awardee"), [bar.disclosed for bar in bars], SOLID),
        (say("Announced only"), [bar.not_broken_down for bar in bars], HATCHED),
    ):
        figure.add_bar(
            orientation="h",
            x=[float(amount) if amount is not None else None for amount in amounts],
            y=[foot - THICKNESS / 2 for foot in feet],
            width=THICKNESS - 2,
            marker=marker,
            name=language.tell(name),
            customdata=[[bar.target] for bar in bars],
            hovertext=[_hover(bar, currency, is_converted, language) for bar in bars],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for bar, lines, foot in zip(bars, labels, feet, strict=True):
        total = _total(bar)
        amount = Money(total, currency, "short", is_converted) if total is not None else say("no amount stated")
        add_label(figure, lines, language.tell(amount), foot + 2, is_quiet=total is None)
    figure.update_layout(margin={"l": 0, "r": 0, "t": TOP, "b": 0})
    figure.update_yaxes(visible=False, fixedrange=True, range=[0, height])
    figure.update_xaxes(visible=False, fixedrange=True, rangemode="tozero")
    return figure


@dataclass(frozen=True)
class Column:
    """One column over time; a period in which nothing was awarded has None twice."""

    label: object
    disclosed: Decimal | None
    not_broken_down: Decimal | None
    target: str


def columns_over_time(
    columns: Sequence[Column], currency: str, is_converted: bool, language: Language, scheme: str
) -> go.Figure:
    """Vertical bars with their totals on top; an empty period says *none* at the base."""
    figure = bare_figure(300, scheme)
    labels = [plain(language.tell(column.label)) for column in columns]
    for name, amounts, marker in (
        (say("Published per awardee"), [column.disclosed for column in columns], SOLID),
        (say("Announced only"), [column.not_broken_down for column in columns], HATCHED),
    ):
        figure.add_bar(
            x=list(range(len(columns))),
            y=[float(amount) if amount is not None else None for amount in amounts],
            marker=marker,
            name=language.tell(name),
            customdata=[[column.target] for column in columns],
            hovertext=[_hover(column, currency, is_converted, language) for column in columns],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    highest = max((_total(column) or Decimal(0) for column in columns), default=Decimal(0))
    for place, column in enumerate(columns):
        total = _total(column)
        told = (
            language.tell(Money(total, currency, "short", is_converted))
            if total is not None
            else language.tell(say("none"))
        )
        figure.add_annotation(
            x=place,
            y=float(total or 0),
            text=f"<b>{told}</b>" if total is not None else told,
            showarrow=False,
            yanchor="bottom",
            font={"size": 13, "color": STRONG if total is not None else MUTED},
        )
    figure.update_layout(margin={"l": 0, "r": 8, "t": 32, "b": 44})
    figure.update_xaxes(
        **quiet_axis(tickmode="array", tickvals=list(range(len(columns))), ticktext=labels, showgrid=False, tickangle=0)
    )
    figure.update_yaxes(
        **quiet_axis(
            **money_ticks(highest, currency, is_converted, language),
            gridcolor=GRID,
            range=[0, float(highest) * 1.1 or 1],
            automargin=True,
            tickfont={"size": 13, "color": MUTED},
        )
    )
    return figure


def money_ticks(highest: Decimal, currency: str, is_converted: bool, language: Language) -> dict[str, object]:
    """At most five round amounts from zero to the highest, told like all money."""
    steps = _steps(highest)
    return {
        "tickmode": "array",
        "tickvals": [float(step) for step in steps],
        "ticktext": [language.tell(Money(step, currency, "tick", is_converted)) if step else "0" for step in steps],
    }


def _total(bar: Bar | Column) -> Decimal | None:
    known = [amount for amount in (bar.disclosed, bar.not_broken_down) if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _hover(bar: Bar | Column, currency: str, is_converted: bool, language: Language) -> str:
    lines = [f"<b>{plain(language.tell(bar.label))}</b>"]
    for name, amount in ((say("published per awardee"), bar.disclosed), (say("announced only"), bar.not_broken_down)):
        if amount is not None:
            lines.append(f"{language.tell(Money(amount, currency, 'exact', is_converted))} {language.tell(name)}")
    if len(lines) == 1:
        lines.append(language.tell(say("no amount stated")))
    return "<br>".join(lines)


def _steps(highest: Decimal) -> list[Decimal]:
    """At most five round steps from zero to the highest value."""
    if highest <= 0:
        return [Decimal(0)]
    power = Decimal(1).scaleb(highest.adjusted())
    step = next(
        power * factor
        for factor in (Decimal("0.25"), Decimal("0.5"), Decimal(1), Decimal("2.5"), Decimal(5))
        if power * factor * 4 >= highest
    )
    return [step * number for number in range(int(highest / step) + 1)]
