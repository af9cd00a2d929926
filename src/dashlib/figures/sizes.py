"""Plotly: amounts as dots on a logarithmic scale with the sizes that calls offer as bands, and a cumulative curve."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from dashlib.figures.bars import Measure
from dashlib.figures.labels import AXIS, TOP, Label, name_told, plain, rows_with_labels
from dashlib.figures.theme import GRID, INK, MUTED, STRONG, bare_figure, quiet_axis
from dashlib.text.formats import Language, Share
from dashlib.text.say import say

DOT = 16  # pixels


@dataclass(frozen=True)
class SizeDot:
    """One amount; `target` is what a click opens."""

    label: object
    amount: Decimal
    target: str


@dataclass(frozen=True)
class SizeBand:
    """A range that is stated for a kind of grants."""

    label: object
    low: Decimal
    high: Decimal


def sizes_on_a_scale(
    dots: Sequence[SizeDot], bands: Sequence[SizeBand], measure: Measure, language: Language, scheme: str
) -> go.Figure:
    """One row per dot, the first on top, each with its label and amount above; a band is a row with a bar.

    An amount of zero has no place on the scale and keeps its row.
    """
    told = [
        (band.label, "–".join(language.tell(measure.told(limit, "whole")) for limit in (band.low, band.high)))
        for band in bands
    ]
    told += [(dot.label, _told(dot.amount, measure, language)) for dot in dots]
    labels = [Label(name_told(label, language), "", end) for label, end in told]
    figure, feet = rows_with_labels(labels, [DOT] * len(labels), scheme, AXIS)
    for band, foot in zip(bands, feet, strict=False):
        figure.add_shape(
            type="rect",
            x0=float(band.low),
            x1=float(band.high),
            y0=foot - DOT,
            y1=foot,
            fillcolor=GRID,
            line={"color": MUTED, "width": 1},
        )
    placed = [(dot, foot) for dot, foot in zip(dots, feet[len(bands) :], strict=True) if dot.amount > 0]
    figure.add_scatter(
        x=[float(dot.amount) for dot, _ in placed],
        y=[foot - DOT / 2 for _, foot in placed],
        mode="markers",
        marker={"size": 12, "color": INK},
        customdata=[[dot.target] for dot, _ in placed],
        hovertext=[
            f"<b>{plain(language.tell(dot.label))}</b><br>{language.tell(measure.told(dot.amount, 'exact'))}"
            for dot, _ in placed
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        name=language.tell(say("Published amounts")),
    )
    known = [dot.amount for dot, _ in placed] + [limit for band in bands for limit in (band.low, band.high)]
    figure.update_xaxes(
        **quiet_axis(type="log", showgrid=True, gridcolor=GRID, tickfont={"size": 13, "color": MUTED}),
        **_log_scale([amount for amount in known if amount > 0], measure, language),
    )
    return figure


def _told(amount: Decimal, measure: Measure, language: Language) -> str:
    return language.tell(measure.told(amount, "short"))


def _log_scale(amounts: Sequence[Decimal], measure: Measure, language: Language) -> dict[str, object]:
    """Powers of ten and their thirds around the amounts."""
    low, high = (min(amounts), max(amounts)) if amounts else (Decimal(1), Decimal(10))
    steps = [
        Decimal(factor).scaleb(power)
        for power in range(low.adjusted() - 1, high.adjusted() + 2)
        for factor in ((1, 3) if high / low < 1000 else (1,))
    ]
    shown = [step for step in steps if low / 4 <= step <= high * 4]
    return {
        "range": [float((low * Decimal("0.7")).log10()), float((high * Decimal("1.5")).log10())],
        "tickmode": "array",
        "tickvals": [float(step) for step in shown],
        "ticktext": [language.tell(measure.told(step, "tick")) for step in shown],
    }


def cumulative_curve(shares: Sequence[Decimal], language: Language, scheme: str) -> go.Figure:
    """The share of the money that the first n hold together; the straight line is an equal spread."""
    figure = bare_figure(300, scheme)
    number = len(shares)
    figure.add_scatter(
        x=[0, number], y=[0, 1], mode="lines", line={"color": MUTED, "width": 1, "dash": "dot"}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=list(range(number + 1)),
        y=[0.0, *(float(share) for share in shares)],
        mode="lines+markers",
        line={"color": INK, "width": 2},
        marker={"size": 5},
        hovertext=[f"{place}: {language.tell(Share(share))}" for place, share in enumerate((Decimal(0), *shares))],
        hovertemplate="%{hovertext}<extra></extra>",
        name=language.tell(say("Share of the first n")),
    )
    ticks = [Decimal(step) / 4 for step in range(5)]
    figure.update_layout(margin={"l": 0, "r": 8, "t": TOP, "b": AXIS})
    figure.update_xaxes(**quiet_axis(showgrid=False, range=[0, number * 1.02], tickfont={"size": 13, "color": STRONG}))
    figure.update_yaxes(
        **quiet_axis(
            tickmode="array",
            tickvals=[float(step) for step in ticks],
            ticktext=[language.tell(Share(step)) for step in ticks],
            gridcolor=GRID,
            range=[0, 1.03],
            automargin=True,
        )
    )
    return figure
