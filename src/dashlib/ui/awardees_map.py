"""The awardees on a map: countries with the squares of their named grants, beside it the towns; buckets stay in view."""

from collections.abc import Sequence

from markupsafe import Markup

from dashlib.figures.maps import can_be_drawn, map_of_squares
from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Table
from dashlib.queries.awards import awards_by
from dashlib.queries.totals import Value, values_of
from dashlib.schema.states import Award
from dashlib.text.formats import Count, Country
from dashlib.text.say import say
from dashlib.ui.charts import bucket_place
from dashlib.ui.show import Drawing, columns, show_chart
from dashlib.ui.view import current_view, tell

NAMED = {"published", "named"}


def show_awardees_map() -> None:
    """The map, and one row per town; each name leads to its awardees."""
    left, right = columns(2)
    with left:
        _show("awardees-by-country", "country", say("Where the awardees' work is"))
    with right:
        _show("awardees-by-municipality", "municipality", say("Towns and municipalities"))


def _show(id: str, dimension: str, title: object) -> None:
    view = current_view()
    values = [v for v in values_of(view.store, dimension, view.selection, view.display) if v.awardee_count]
    values.sort(key=lambda value: (bucket_place(value), -value.awardee_count, tell(value.name)))
    awards = awards_by(view.store, dimension, view.selection)
    rows = {value.value_id: _row(value, dimension, awards[value.value_id]) for value in values}
    on_map = {code: row for code, row in rows.items() if dimension == "country" and can_be_drawn(code)}
    below = [row for code, row in rows.items() if code not in on_map]

    def draw() -> Markup:
        return map_of_squares(on_map, below, view.language) if on_map else rows_of_squares(below, view.language)

    sentence = say(
        "The number is that of awardees, a square is a grant. One that works in several places stands in each."
    )
    table = Table(
        [
            {dimension: value.name, "href": rows[value.value_id].href, "awardees": Count(value.awardee_count)}
            for value in values
        ]
    )
    notes = [say("Outlines: Natural Earth.")] if on_map else []
    show_chart(id, title, sentence, lambda: Drawing(draw()), table, notes)


def _row(value: Value, dimension: str, awards: Sequence[Award]) -> Row:
    view = current_view()
    code, _, place = value.value_id.partition("/")
    country = Country(code) if dimension == "municipality" and place else None
    own = view.selection.with_values(dimension, [value.value_id])
    named = [award for award in awards if award.state in NAMED]
    return Row(value.name, view.href(selection=own, form=None), country, named, Count(value.awardee_count))
