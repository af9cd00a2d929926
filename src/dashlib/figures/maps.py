"""Outlines of countries with their squares: own shapes, no tile server, as HTML over one picture."""

import json
import math
from base64 import b64encode
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from markupsafe import Markup

from dashlib.figures.squares import Row, key, rows_of_squares, squares
from dashlib.text.formats import Language

# Natural Earth, public domain; see the README beside the file.
OUTLINES = Path(__file__).parents[1] / "web" / "assets" / "outlines.json"
WIDTH = 480.0
HIGHEST = 540.0
MARGIN = 10.0
# A point is kept if it lies so many pixels from the last one: finer is not seen at this size.
STEP = 1.1

Ring = Sequence[tuple[float, float]]

STYLE = (
    "<style>path{stroke-width:.7;stroke:#858B8F;fill:none}.in{fill:#F4F3EF}.out{stroke:#D3D4D0}"
    "@media(prefers-color-scheme:dark){path{stroke:#6B767C}.in{fill:#1E252A}.out{stroke:#3A444A}}</style>"
)


@cache
def _countries() -> dict[str, dict[str, list[list[list[float]]]]]:
    countries: dict[str, dict[str, list[list[list[float]]]]] = json.loads(OUTLINES.read_text("utf-8"))["countries"]
    return countries


def can_be_drawn(code: str) -> bool:
    """True if the country has an outline."""
    return code in _countries()


def map_of_squares(countries: dict[str, Row], below: Sequence[Row], language: Language) -> Markup:
    """The countries with their squares on the map, and the rows that have no place on it below, at the same scale."""
    awards = [award for row in (*countries.values(), *below) for award in row.awards]
    picture, height, places = _picture(tuple(sorted(countries)))
    labels = Markup().join(_label(row, places[code], height, language) for code, row in countries.items())
    drawing = Markup(
        '<div class="gd-map" style="aspect-ratio:{:.0f}/{:.0f}"><img alt="" src="data:image/svg+xml;base64,{}">{}</div>'
    ).format(WIDTH, height, picture, labels)
    return key(awards, language) + drawing + rows_of_squares(below, language, with_key=False)


def _label(row: Row, place: tuple[float, float], height: float, language: Language) -> Markup:
    few = sum(award.number for award in row.awards) <= 60
    return Markup(
        '<div class="gd-place" style="left:{:.2f}%;top:{:.2f}%"><a href="{}">{}</a> <b>{}</b>{}</div>'
    ).format(
        100 * place[0] / WIDTH,
        100 * place[1] / height,
        row.href,
        language.tell(row.label),
        language.tell(row.end),
        squares(row.awards, language) if few else "",
    )


# Visitors choose among the countries, and a picture has some 100 kB.
@lru_cache(maxsize=32)
def _picture(codes: tuple[str, ...]) -> tuple[str, float, dict[str, tuple[float, float]]]:
    """The outlines as base64 of an SVG, its height at the width of WIDTH, and where each country's label stands."""
    inside = [point for code in codes for point in _countries()[code]["rings"][0]]
    west, east = min(p[0] for p in inside), max(p[0] for p in inside)
    south, north = min(p[1] for p in inside), max(p[1] for p in inside)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = max((east - west) * squeeze, 0.1), max(north - south, 0.1)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / tall)
    height = tall * scale + 2 * MARGIN
    left = (WIDTH - wide * scale) / 2

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return left + (longitude - west) * squeeze * scale, MARGIN + (north - latitude) * scale

    paths = []
    for code, country in sorted(_countries().items(), key=lambda entry: entry[0] in codes):
        rings = [[at(*point) for point in ring] for ring in country["rings"]]
        line = "".join(_line(ring) for ring in rings if _is_near(ring, height))
        if line:
            paths.append(f'<path class="{"in" if code in codes else "out"}" fill-rule="evenodd" d="{line}"/>')
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}">{STYLE}{"".join(paths)}</svg>'
    )
    labels: dict[str, list[float]] = {code: _countries()[code]["label"] for code in codes}  # type: ignore[misc]
    return b64encode(svg.encode()).decode(), height, {code: at(*label) for code, label in labels.items()}


def _is_near(ring: Ring, height: float) -> bool:
    return (
        min(x for x, _ in ring) < WIDTH
        and max(x for x, _ in ring) > 0
        and min(y for _, y in ring) < height
        and max(y for _, y in ring) > 0
    )


def _line(ring: Ring) -> str:
    kept = [ring[0]]
    for point in ring[1:]:
        if math.dist(point, kept[-1]) >= STEP:
            kept.append(point)
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"
