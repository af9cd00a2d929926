"""Plotly: calls in time, from the day on which they opened or closed to the award, each date as precise as it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import plotly.graph_objects as go

from dashlib.figures.labels import AXIS, Label, name_told, rows_with_labels
from dashlib.figures.theme import GRID, INK, MUTED, PAGE, quiet_axis
from dashlib.text.formats import Interval, Language

MARK = 12  # pixels


@dataclass(frozen=True)
class Span:
    """A call: `start` is what is printed of its opening or closing, None if nothing is; `told` says its dates."""

    label: object
    start: Interval | None
    awarded: Interval
    told: object
    target: str


def spans_in_time(spans: Sequence[Span], language: Language, scheme: str) -> go.Figure:
    """One row per span: a ring or outlined bar for the start, a solid mark or bar for the award, a line between them."""
    labels = [Label(name_told(span.label, language), language.tell(span.told)) for span in spans]
    figure, feet = rows_with_labels(labels, [MARK] * len(labels), scheme, AXIS)
    shapes: list[dict[str, Any]] = []
    for span, foot in zip(spans, feet, strict=True):
        if span.start and span.start.end and span.awarded.start and span.start.end < span.awarded.start:
            ends = {"x0": span.start.end, "x1": span.awarded.start, "y0": foot - MARK / 2, "y1": foot - MARK / 2}
            shapes.append({"type": "line", "line": {"color": MUTED, "width": 1}, "layer": "below"} | ends)
        if span.start:
            shapes += _mark(span.start, foot, PAGE)
        shapes += _mark(span.awarded, foot, INK)
    figure.update_layout(shapes=shapes)
    dated = [(span, foot) for span, foot in zip(spans, feet, strict=True) if span.awarded.start]
    figure.add_scatter(
        x=[span.awarded.end for span, _ in dated],
        y=[foot - MARK / 2 for _, foot in dated],
        mode="markers",
        marker={"size": MARK + 8, "opacity": 0, "color": INK},
        customdata=[[span.target] for span, _ in dated],
        hovertext=[language.tell(span.told) for span, _ in dated],
        hovertemplate="%{hovertext}<extra></extra>",
        name="",
    )
    figure.update_xaxes(**quiet_axis(type="date", showgrid=True, gridcolor=GRID, nticks=5, tickformat="%m/%Y"))
    return figure


def _mark(interval: Interval, foot: float, color: str) -> list[dict[str, Any]]:
    """A day is a small square, what is known less precisely a bar over all days that it may be."""
    if interval.start is None or interval.end is None:
        return []
    around = timedelta(days=4) if interval.start == interval.end else timedelta(0)
    place = {"x0": interval.start - around, "x1": interval.end + around, "y0": foot - MARK, "y1": foot}
    return [{"type": "rect", "fillcolor": color, "line": {"color": INK, "width": 1}} | place]
