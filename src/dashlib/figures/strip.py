"""The four figures that always belong together, each with its doubt below it, as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashlib.text.formats import Language
from dashlib.text.say import Text


@dataclass(frozen=True)
class Figure:
    """One figure: `values` stand below one another (one per currency), `state` is the treatment of its swatch."""

    label: object
    values: Sequence[object]
    note: object
    state: str | None = None


def figures_strip(figures: Sequence[Figure], language: Language) -> Markup:
    """Figures beside each other; two by two on a phone."""
    blocks = Markup().join(_block(figure, language) for figure in figures)
    return Markup('<dl class="gd-strip">{}</dl>').format(blocks)


def _block(figure: Figure, language: Language) -> Markup:
    swatch = (
        Markup('<span class="gd-square gd-{}" aria-hidden="true"></span> ').format(figure.state) if figure.state else ""
    )
    is_words = isinstance(figure.values[0], Text)
    size = " gd-several" if len(figure.values) > 1 or is_words else ""
    values = Markup().join(
        Markup('<span class="gd-figure{}">{}</span>').format(size, language.tell(value)) for value in figure.values
    )
    return Markup('<div><dt>{}{}</dt><dd>{}<span class="gd-note">{}</span></dd></div>').format(
        swatch, language.tell(figure.label), values, language.tell(figure.note)
    )
