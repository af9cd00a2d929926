"""Plotly: areas within areas, each box as large as its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

import plotly.graph_objects as go

from dashlib.figures.bars import Measure
from dashlib.figures.labels import name_told, plain
from dashlib.figures.theme import GRID, INK, PAGE, STRONG, bare_figure
from dashlib.text.formats import Language

LINE_LENGTH = 22


@dataclass(frozen=True)
class Box:
    """A box with its number, inside the box `parent` ('' for the outermost); `told` is its number in words."""

    id: str
    parent: str
    label: object
    number: Decimal
    told: object


def boxes_in_boxes(boxes: Sequence[Box], measure: Measure, language: Language, scheme: str) -> go.Figure:
    """Two levels of boxes; the numbers of the inner ones make that of the outer one."""
    figure = bare_figure(480, scheme)
    figure.add_treemap(
        ids=[box.id for box in boxes],
        parents=[box.parent for box in boxes],
        labels=["<br>".join(wrap(plain(name_told(box.label, language)), LINE_LENGTH)) for box in boxes],
        values=[float(box.number) for box in boxes],
        text=[language.tell(box.told) for box in boxes],
        customdata=[[language.tell(measure.told(box.number, "exact"))] for box in boxes],
        branchvalues="total",
        texttemplate="<b>%{label}</b><br>%{text}",
        hovertemplate="<b>%{label}</b><br>%{text}<extra></extra>",
        marker={"colors": [GRID if not box.parent else PAGE for box in boxes], "line": {"color": INK, "width": 1}},
        textfont={"size": 14, "color": STRONG},
        tiling={"pad": 4},
        pathbar={"visible": False},
        sort=False,
    )
    figure.update_layout(margin={"l": 0, "r": 0, "t": 30, "b": 0})
    return figure
