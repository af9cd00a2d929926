"""Labels above Plotly bars and dots: wrapped so that they fit a phone, the amount at the end never covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from dashlib.figures.theme import MUTED, PAGE, STRONG, bare_figure
from dashlib.text.formats import Language
from dashlib.text.say import Text

# Pixels: a line of a label, the space below a mark, the room of the button that saves the picture, that of an axis.
LINE = 18
GAP = 14
TOP = 30
AXIS = 30
WIDTH = 40  # letters beside an amount on a phone of 390 pixels
END = 7  # letters of an amount; a longer end takes room from the name
MOST_LINES = 3


def plain(text: str) -> str:
    """Plotly reads a little HTML in labels; a name must not become any."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


def name_told(label: object, language: Language) -> str:
    """A label that stands by itself: our own words begin with a capital, names of the data stay as they are."""
    told = language.tell(label)
    return told[:1].upper() + told[1:] if isinstance(label, Text) else told


def label_lines(name: str, note: str, end: str = "") -> list[str]:
    """The lines of a label: the name in bold, cut after three lines, and the note behind it where it fits."""
    lines = wrap(name, WIDTH - max(0, len(end) - END), max_lines=MOST_LINES, placeholder=" …") or [""]
    bold = [f"<b>{plain(line)}</b>" for line in lines]
    if not note:
        return bold
    if len(lines[-1]) + len(note) + 2 <= WIDTH - 6:
        return [*bold[:-1], f"{bold[-1]}  {plain(note)}"]
    return [*bold, plain(note)]


@dataclass(frozen=True)
class Label:
    """What stands above a mark: its name and a note behind it on the left, an amount or a word on the right."""

    name: str
    note: str = ""
    end: str = ""
    is_quiet: bool = False
    size: int = 14


def rows_with_labels(
    labels: Sequence[Label], marks: Sequence[int], scheme: str, axis: int = 0
) -> tuple[go.Figure, list[int]]:
    """An empty figure with one row per label, the first on top, and room for a mark of so many pixels below each.

    Returns the figure, whose vertical axis is in pixels, and the height at which each mark begins.
    """
    lines = [label_lines(label.name, label.note, label.end) for label in labels]
    feet: list[int] = []
    height = 0
    for mark, row in zip(reversed(marks), reversed(lines), strict=True):
        feet.insert(0, height + mark + GAP)
        height = feet[0] + LINE * len(row)
    figure = bare_figure(height + TOP + axis, scheme)
    # All at once: a figure copies all its annotations for each that is added.
    written = [part for row in zip(labels, lines, feet, strict=True) for part in _written(*row)]
    figure.update_layout(margin={"l": 0, "r": 0, "t": TOP, "b": axis}, annotations=written)
    figure.update_yaxes(visible=False, fixedrange=True, range=[0, height])
    return figure, feet


def _written(label: Label, lines: list[str], foot: int) -> list[dict[str, Any]]:
    """The lines just above the mark, and what stands at the end on the last of them, as annotations."""
    common = {"xref": "paper", "y": foot + 2, "yanchor": "bottom", "showarrow": False, "borderpad": 0}
    font = {"size": label.size, "color": STRONG}
    found = [{"text": "<br>".join(lines), "x": 0, "xanchor": "left", "align": "left", "font": font} | common]
    if label.end:
        told = plain(label.end) if label.is_quiet else f"<b>{plain(label.end)}</b>"
        font = {"size": 14, "color": MUTED if label.is_quiet else STRONG}
        found.append({"text": told, "x": 1, "xanchor": "right", "bgcolor": PAGE, "font": font} | common)
    return found
