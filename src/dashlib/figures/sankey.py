"""Plotly: flows from level to level, what is named in the ink of the site and what is only announced in grey."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten

import plotly.graph_objects as go

from dashlib.figures.bars import Measure
from dashlib.figures.labels import name_told, plain
from dashlib.figures.theme import BAND, GRID, INK, MUTED, STRONG, bare_figure
from dashlib.text.formats import Language

# Letters of a name by the number of levels that share the width.
LONGEST_NAMES = {2: 60, 4: 40, 5: 22}
# Pixels that one node of the fullest level needs for its name.
NODE = 34


@dataclass(frozen=True)
class Node:
    """A box of a level: its name, what stands behind it, and whether it is a bucket."""

    id: str
    label: object
    end: object
    is_bucket: bool = False


@dataclass(frozen=True)
class Band:
    """What flows from one node to another; `told` is what its state means."""

    source: str
    target: str
    state: str
    number: Decimal
    told: object


def flow_bands(
    nodes: Sequence[Node],
    bands: Sequence[Band],
    levels: int,
    fullest: int,
    measure: Measure,
    language: Language,
    scheme: str,
) -> go.Figure:
    """The nodes and bands; `fullest` is the number of nodes of the fullest of the levels, which decides the height."""
    figure = bare_figure(max(300, NODE * fullest + 60), scheme)
    places = {node.id: place for place, node in enumerate(nodes)}
    names = [plain(shorten(name_told(node.label, language), LONGEST_NAMES[levels], placeholder=" …")) for node in nodes]
    figure.add_sankey(
        arrangement="snap",
        node={
            "label": [f"{name} {plain(language.tell(node.end))}" for name, node in zip(names, nodes, strict=True)],
            "color": [MUTED if node.is_bucket else INK for node in nodes],
            "customdata": [
                f"<b>{plain(language.tell(node.label))}</b><br>{plain(language.tell(node.end))}" for node in nodes
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
            "pad": 20,
            "thickness": 8,
            "line": {"width": 0},
        },
        link={
            "source": [places[band.source] for band in bands],
            "target": [places[band.target] for band in bands],
            "value": [float(band.number) for band in bands],
            "color": [BAND if band.state == "named" else GRID for band in bands],
            "customdata": [
                f"{names[places[band.source]]} – {names[places[band.target]]}<br>"
                f"<b>{language.tell(measure.told(band.number, 'exact'))}</b> {plain(language.tell(band.told))}"
                for band in bands
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        textfont={"size": 13, "color": STRONG},
    )
    figure.update_layout(margin={"l": 0, "r": 4, "t": 32, "b": 8})
    return figure
