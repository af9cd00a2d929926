"""Plotly bars of money: published per awardee solid, announced only hatched, labels above so that they fit a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from dashlib.figures.theme import GRID, HATCHED, MUTED, SOLID, STRONG, bare_figure, quiet_axis
from dashlib.text.formats import Language, Money
from dashlib.text.say import say

BAR_HEIGHT = 62


@dataclass(frozen=True)
class Bar:
    """One bar in one currency; `target` is what a click chooses. None: no amount is stated, which is not zero."""

    label: object
    note: object
    target: str
    disclosed: Decimal | None
    not_broken_down: Decimal | None


def labelled_bars(bars: Sequence[Bar], currency: str, is_converted: bool, language: Language, scheme: str) -> go.Figure:
    """Horizontal bars, the first on top, each with its label and total above; one without an amount keeps its row."""
    # From the bottom up; a row without an amount is lower, since it has no bar.
    places, words, top = [], [], 0.0
    for bar in reversed(bars):
        has_bar = _total(bar) is not None
        places.insert(0, top + 0.25)
        words.insert(0, top + (0.67 if has_bar else 0.25))
        top += 1.0 if has_bar else 0.5
    figure = bare_figure(int(BAR_HEIGHT * top) + 28, scheme)
    for name, amounts, marker in (
        (say("Published per awardee"), [bar.disclosed for bar in bars], SOLID),
        (say("Announced only"), [bar.not_broken_down for bar in bars], HATCHED),
    ):
        figure.add_bar(
            orientation="h",
            x=[float(amount) if amount is not None else None for amount in amounts],
            y=places,
            width=0.36,
            marker=marker,
            name=language.tell(name),
            customdata=[[bar.target] for bar in bars],
            hovertext=[_hover(bar, currency, is_converted, language) for bar in bars],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for bar, place in zip(bars, words, strict=True):
        label = f"<b>{plain(language.tell(bar.label))}</b>" + (f"  {plain(language.tell(bar.note))}" if bar.note else "")
        total = _total(bar)
        amount = Money(total, currency, "short", is_converted) if total is not None else say("no amount stated")
        figure.add_annotation(
            text=label, xref="paper", x=0, xanchor="left", y=place, showarrow=False, align="left", font={"size": 14, "color": STRONG}
        )
        figure.add_annotation(
            text=f"<b>{language.tell(amount)}</b>" if total is not None else language.tell(amount),
            xref="paper",
            x=1,
            xanchor="right",
            y=place,
            showarrow=False,
            font={"size": 14, "color": STRONG if total is not None else MUTED},
        )
    figure.update_layout(margin={"l": 0, "r": 0, "t": 28, "b": 0})
    figure.update_yaxes(visible=False, fixedrange=True, range=[0, top])
    figure.update_xaxes(visible=False, fixedrange=True, rangemode="tozero")
    return figure


@dataclass(frozen=True)
class Column:
    """One column over time; a period in which nothing was awarded has None twice."""

    label: object
    disclosed: Decimal | None
    not_broken_down: Decimal | None
    target: str


def columns_over_time(columns: Sequence[Column], currency: str, is_converted: bool, language: Language, scheme: str) -> go.Figure:
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
        told = language.tell(Money(total, currency, "short", is_converted)) if total is not None else language.tell(say("none"))
        figure.add_annotation(
            x=place,
            y=float(total or 0),
            text=f"<b>{told}</b>" if total is not None else told,
            showarrow=False,
            yanchor="bottom",
            font={"size": 13, "color": STRONG if total is not None else MUTED},
        )
    figure.update_layout(margin={"l": 0, "r": 8, "t": 32, "b": 44})
    figure.update_xaxes(**quiet_axis(tickmode="array", tickvals=list(range(len(columns))), ticktext=labels, showgrid=False, tickangle=0))
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
        "ticktext": [language.tell(Money(step, currency, "short", is_converted)) if step else "0" for step in steps],
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


def plain(text: str) -> str:
    """Plotly reads a little HTML in labels; a name must not become any, and a long one must not push the amount out."""
    short = text if len(text) <= 90 else text[:88] + "…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


def _steps(highest: Decimal) -> list[Decimal]:
    """At most five round steps from zero to the highest value."""
    if highest <= 0:
        return [Decimal(0)]
    power = Decimal(1).scaleb(highest.adjusted())
    step = next(power * factor for factor in (Decimal("0.25"), Decimal("0.5"), Decimal(1), Decimal("2.5"), Decimal(5)) if power * factor * 4 >= highest)
    return [step * number for number in range(int(highest / step) + 1)]
