"""Labels above Plotly bars and dots: wrapped so that they fit a phone, the amount at the end never covered."""

from textwrap import wrap
from typing import Any

from dashlib.figures.theme import MUTED, PAGE, STRONG
from dashlib.text.formats import Language
from dashlib.text.say import Text

LINE = 18  # pixels
WIDTH = 40  # letters beside an amount on a phone of 390 pixels
MOST_LINES = 3


def plain(text: str) -> str:
    """Plotly reads a little HTML in labels; a name must not become any."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


def name_told(label: object, language: Language) -> str:
    """A label that stands by itself: our own words begin with a capital, names of the data stay as they are."""
    told = language.tell(label)
    return told[:1].upper() + told[1:] if isinstance(label, Text) else told


def label_lines(name: str, note: str) -> list[str]:
    """The lines of a label: the name in bold, cut after three lines, and the note behind it where it fits."""
    lines = wrap(name, WIDTH, max_lines=MOST_LINES, placeholder=" …") or [""]
    bold = [f"<b>{plain(line)}</b>" for line in lines]
    if not note:
        return bold
    if len(lines[-1]) + len(note) + 2 <= WIDTH - 6:
        return [*bold[:-1], f"{bold[-1]}  {plain(note)}"]
    return [*bold, plain(note)]


def label(lines: list[str], end: str, y: float, is_quiet: bool = False, size: int = 14) -> list[dict[str, Any]]:
    """The lines with their foot at y, and at the right end of the last of them an amount or a word, as annotations.

    Give a figure all its annotations at once: one added to it costs as much as all that are there.
    """
    common = {"xref": "paper", "y": y, "yanchor": "bottom", "showarrow": False, "borderpad": 0}
    told = plain(end) if is_quiet else f"<b>{plain(end)}</b>"
    font = {"size": 14, "color": MUTED if is_quiet else STRONG}
    return [
        {
            "text": "<br>".join(lines),
            "x": 0,
            "xanchor": "left",
            "align": "left",
            "font": {"size": size, "color": STRONG},
        }
        | common,
        {"text": told, "x": 1, "xanchor": "right", "bgcolor": PAGE, "font": font} | common,
    ]
