"""The colours of figures. Streamlit replaces these placeholders in the browser, so one figure serves light and dark.

They are those of `streamlit.elements.lib.streamlit_plotly_theme`; a test compares the two.
"""

import plotly.graph_objects as go

INK = "#000001"
MUTED = "#000008"
BAND = "#000016"
GRID = "#000010"
STRONG = "#000037"
PAGE = "#000038"

CONFIG = {"displayModeBar": True, "displaylogo": False, "modeBarButtons": [["toImage"]]}

SOLID = {"color": INK, "line": {"color": INK, "width": 1}}
HATCHED = {
    "color": PAGE,
    "line": {"color": INK, "width": 1},
    "pattern": {"shape": "/", "fgcolor": INK, "bgcolor": PAGE, "size": 6, "solidity": 0.22},
}
OUTLINED = {"color": PAGE, "line": {"color": INK, "width": 1}}
QUIET = {"color": MUTED, "line": {"color": MUTED, "width": 1}}

# How a part of a bar is drawn: the code of the site, and grey for what has no such states.
TREATMENTS = {
    "published": SOLID,
    "named": OUTLINED,
    "announced": HATCHED,
    "withheld": QUIET,
    "new": QUIET,
    "unknown": {"color": GRID, "line": {"color": MUTED, "width": 1}},
    "returning": {"color": PAGE, "line": {"color": MUTED, "width": 1}},
}


def bare_figure(height: int, scheme: str) -> go.Figure:
    """An empty figure in the look of the site. `scheme` makes it a new one when the visitor changes the theme."""
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 0, "r": 8, "t": 8, "b": 28},
        bargap=0.38,
        barmode="stack",
        showlegend=False,
        dragmode=False,
        meta=scheme,
        hoverlabel={"align": "left", "font": {"size": 13}},
        font={"size": 13, "color": STRONG},
        modebar={"orientation": "h"},
    )
    return figure


def quiet_axis(**changes: object) -> dict[str, object]:
    """An axis without title, zero line and zoom."""
    return {"fixedrange": True, "zeroline": False, "title": None, "tickfont": {"size": 13, "color": STRONG}, **changes}
