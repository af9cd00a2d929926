"""What the money is for: themes within their priority areas, and what a chosen area means."""

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from dashlib.figures.bars import Bar, Measure, labelled_bars
from dashlib.queries.areas import area_values, areas_finding, areas_named
from dashlib.queries.totals import Value
from dashlib.text.say import say
from dashlib.ui.breakdowns import bar_of, heading_of, is_drawn, show_bars
from dashlib.ui.credits import source_link
from dashlib.ui.details import found_sources, note_told
from dashlib.ui.html import show_html
from dashlib.ui.show import show_heading
from dashlib.ui.view import current_view, tell

# Themes with the priority area in which they stand; buckets stand in none.
Lines = Sequence[tuple[Value, Value | None]]


def show_areas_heading() -> None:
    """Of how many grants the purpose is known, and which theme has most."""
    view = current_view()
    title, standfirst = areas_finding(view.store, view.selection, view.display)
    show_heading(say("Funding · Areas"), title, standfirst)


def show_themes(id: str, title: object) -> None:
    """Themes below their priority area."""
    view = current_view()
    lines = area_values(view.store, view.selection, view.display)

    def draw(measure: Measure) -> object:
        drawn = [line for line in lines if is_drawn(line[0], measure)]
        return labelled_bars(_bars(drawn, measure), measure, view.language, view.scheme)

    show_bars(id, title, "area", [value for value, _ in lines], draw)


def _bars(lines: Lines, measure: Measure) -> list[Bar]:
    bars = []
    for area, themes in groupby(lines, lambda line: line[1]):
        bars += [heading_of(area, measure)] if area else []
        bars += [bar_of(theme, measure) for theme, _ in themes]
    return bars


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
