"""What the money is for: themes within their priority areas, and what a chosen area means."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup

from dashlib.figures.bars import Bar, Measure, labelled_bars
from dashlib.figures.treemap import Box, boxes_in_boxes
from dashlib.queries.areas import area_values, areas_finding, areas_named
from dashlib.queries.totals import Value
from dashlib.text.formats import Count
from dashlib.text.say import say
from dashlib.ui.breakdowns import bar_of, heading_of, is_drawn, show_bars
from dashlib.ui.controls import switch
from dashlib.ui.credits import source_link
from dashlib.ui.details import found_sources, note_told
from dashlib.ui.html import show_html
from dashlib.ui.show import show_heading
from dashlib.ui.view import current_view, tell

FORMS = {"bars": say("Bars"), "picture": say("Boxes")}

# Themes with the priority area in which they stand; buckets stand in none.
Lines = Sequence[tuple[Value, Value | None]]


def show_areas_heading() -> None:
    """Of how many grants the purpose is known, and which theme has most."""
    view = current_view()
    title, standfirst = areas_finding(view.store, view.selection, view.display)
    show_heading(say("Funding · Areas"), title, standfirst)


def show_themes(id: str, title: object) -> None:
    """Themes below their priority area; as boxes too, if the grants without a known area do not hide the rest."""
    view = current_view()
    lines = area_values(view.store, view.selection, view.display)
    unplaced = sum((value.grant_count for value, area in lines if area is None), Decimal(0))
    has_boxes = unplaced <= max((value.grant_count for value, area in lines if area), default=Decimal(-1))
    is_picture = has_boxes and view.option("form", tuple(FORMS)) == "picture"

    def draw(measure: Measure) -> object:
        if is_picture:
            return boxes_in_boxes(_boxes(lines, measure), measure, view.language, view.scheme)
        drawn = [line for line in lines if is_drawn(line[0], measure)]
        return labelled_bars(_bars(drawn, measure), measure, view.language, view.scheme)

    hidden = say("No boxes: the grants without a known area ({count}) would fill them.", count=Count(unplaced))
    show_bars(
        id,
        title,
        "area",
        [value for value, _ in lines],
        draw,
        [lambda: switch("form", FORMS, say("Form"))] if has_boxes else [],
        [] if has_boxes else [hidden],
    )


def _bars(lines: Lines, measure: Measure) -> list[Bar]:
    bars = []
    for area, themes in groupby(lines, lambda line: line[1]):
        bars += [heading_of(area, measure)] if area else []
        bars += [bar_of(theme, measure) for theme, _ in themes]
    return bars


def _boxes(lines: Lines, measure: Measure) -> list[Box]:
    boxes = []
    for area, themes in groupby(lines, lambda line: line[1]):
        inner = []
        for theme, _ in themes:
            bar = bar_of(theme, measure)
            end = theme.told if bar.end is not None else measure.told(bar.total or Decimal(0), "short")
            inner.append(Box(theme.value_id, area.value_id if area else "", theme.name, bar.total or Decimal(0), end))
        if area:
            outer = heading_of(area, measure)
            number = sum((box.number for box in inner), Decimal(0))
            boxes.append(Box(area.value_id, "", area.name, number, outer.end))
        boxes += inner
    return boxes


def show_meaning() -> None:
    """What the chosen areas mean, in the words of the tables, with their sources."""
    view = current_view()
    for row in areas_named(view.store, view.selection.area):
        above = Markup("{} · ").format(row["parent_name"]) if row["parent_name"] else Markup()
        links = Markup(", ").join(source_link(source) for source in found_sources([row["source_id"]]))
        show_html(
            '<div class="gd-chart"><h2>{}</h2></div><p>{}{}</p><p class="gd-note">{} {}</p>',
            say("What “{area}” means", area=row["name"]),
            above,
            note_told(row["description"]) or tell(say("The tables do not describe it.")),
            say("Source:"),
            links,
        )
    if view.selection.area:
        show_html('<p><a href="{}">{}</a></p>', view.href("grants"), say("Its grants, one by one"))
