"""Charts of grants or money by one dimension or two: bars, squares by row and column, small multiples."""

from collections.abc import Callable, Mapping, Sequence

from dashlib.figures.bars import Bar, Measure, labelled_bars
from dashlib.figures.matrix import matrix_of_squares, small_multiples
from dashlib.figures.squares import Row
from dashlib.figures.tables import Table
from dashlib.queries.awards import awards_across, awards_by
from dashlib.queries.totals import Value, values_of, whole
from dashlib.schema.states import Award, counts_of
from dashlib.text.formats import Count
from dashlib.text.say import Text, say, say_list
from dashlib.ui.charts import bucket_place, parts_of, value_table
from dashlib.ui.controls import switch
from dashlib.ui.credits import money_notes, silent_note
from dashlib.ui.selection import DIMENSIONS
from dashlib.ui.show import Drawing, show_chart
from dashlib.ui.view import current_view, tell

MEASURES = {"grants": say("Grants"), "money": say("Money")}
# A grant can stand in several values of these dimensions, and in each with a share.
SHARED = {"area", "priority_area"}
SHARES_NOTE = say(
    "A grant with several areas is part of each bar with its share, so that the bars add up; the number counts it whole."
)
REPEATED_NOTE = say("A grant with several areas stands in each of them; the sums count it once.")


def measures() -> list[Measure]:
    """What the page is set to show: grants, or money with a picture for each currency."""
    view = current_view()
    if view.option("measure", tuple(MEASURES)) == "grants":
        return [Measure()]
    value = whole(view.store, view.selection, view.display)
    return [Measure(sums.currency, sums.currency == view.display) for sums in (value.money if value else ())]


def ordered(dimension: str) -> list[Value]:
    """The values of a dimension, those with most grants first, years in order, buckets last."""
    view = current_view()
    values = values_of(view.store, dimension, view.selection, view.display)
    if dimension == "year":
        return sorted(values, key=lambda value: (bucket_place(value), value.value_id))
    return sorted(values, key=lambda value: (bucket_place(value), -value.award_count, tell(value.name)))


def show_bars_by(id: str, dimension: str, title: object) -> None:
    """Grants or money by one dimension, buckets at the same scale."""
    view = current_view()
    values = ordered(dimension)

    def draw(measure: Measure) -> object:
        bars = [bar_of(value, measure) for value in values if is_drawn(value, measure)]
        return labelled_bars(bars, measure, view.language, view.scheme)

    show_bars(id, title, dimension, values, draw)


def show_bars(
    id: str, title: object, dimension: str, values: Sequence[Value], draw: Callable[[Measure], object]
) -> None:
    """Values of a dimension in a picture per measure that the page is set to, with the switch between them."""
    view = current_view()
    shown = measures()
    of_grants = shown == [Measure()]
    kinds = say("Solid: name and amount published; outlined: name only; hatched: announced only.")
    sums = say("Solid: published per awardee; hatched: announced only.")
    silent = sum(not any(is_drawn(value, measure) for measure in shown) for value in values)
    is_in_part = dimension in SHARED and any(value.is_in_part for value in values)
    show_chart(
        id,
        title,
        say(
            "{measure} by {dimension}. {key} {shares} Click a bar to choose it.",
            measure=MEASURES["grants" if of_grants else "money"],
            dimension=DIMENSIONS[dimension],
            key=kinds if of_grants else sums,
            shares=SHARES_NOTE if is_in_part else "",
        ),
        lambda: Drawing(
            figures=[(measure.currency, draw(measure)) for measure in shown],
            clicks=lambda value: view.narrowed(dimension, value),
        ),
        value_table(values, dimension),
        [
            *([silent_note(silent)] if silent else []),
            *([] if of_grants else money_notes(whole(view.store, view.selection, view.display))),
        ],
        switches=[lambda: switch("measure", MEASURES, say("Measure"), id)],
    )


def is_drawn(value: Value, measure: Measure) -> bool:
    """As awarded, a picture holds what has money in its currency; else what has no amount keeps its row."""
    return not measure.currency or measure.is_converted or value.sums_in(measure.currency) is not None


def bar_of(value: Value, measure: Measure) -> Bar:
    """The bar of a value; where money is shown, the number of grants without an amount stands beside its name."""
    if measure.currency:
        return Bar(value.name, parts_of(value.sums_in(measure.currency)), value.value_id, _without_amount(value))
    parts = {state: number for state, number in value.shares.items() if number or state != "withheld"}
    count = Count(value.award_count)
    end = say("{count}, in part", count=count) if value.is_in_part else count
    return Bar(value.name, dict(parts), value.value_id, end=end)


def heading_of(value: Value, measure: Measure) -> Bar:
    """A line with the sum of the bars below it."""
    bar = bar_of(value, measure)
    total = bar.end if bar.total is None or bar.end is not None else measure.told(bar.total, "short")
    return Bar(value.name, {}, value.value_id, end=total or measure.nothing)


def _without_amount(value: Value) -> Text | None:
    missing = value.award_count - value.published_count
    return say("{count} without a published amount", count=Count(missing)) if missing else None


def show_matrix(id: str, dimension: str, across: str, title: object) -> None:
    """Every award as a square by two dimensions, with the sums of rows and columns."""
    view = current_view()
    awards = awards_across(view.store, dimension, across, view.selection)
    by_column = awards_by(view.store, across, view.selection)
    rows, columns = ordered(dimension), ordered(across)
    total = whole(view.store, view.selection, view.display)
    drawn = [
        (
            Row(
                value.name,
                view.narrowed(dimension.removeprefix("priority_"), value.value_id),
                None,
                [award for cell in awards.get(value.value_id, {}).values() for award in cell],
                Count(value.award_count),
            ),
            awards.get(value.value_id, {}),
        )
        for value in rows
    ]
    heads = {
        value.value_id: Row(
            value.name,
            view.narrowed(across, value.value_id),
            None,
            by_column.get(value.value_id, []),
            Count(value.award_count),
        )
        for value in columns
    }
    show_chart(
        id,
        title,
        say(
            "One square, one grant, by {dimensions}. Point at a square for its name, click it to open it.",
            dimensions=say_list([DIMENSIONS[name.removeprefix("priority_")] for name in (dimension, across)]),
        ),
        lambda: Drawing(
            matrix_of_squares(drawn, heads, Count(total.award_count if total else 0), title, view.language)
        ),
        _cells_table(dimension, across, awards),
        [REPEATED_NOTE] if dimension in SHARED else [],
    )


def show_multiples(id: str, dimension: str, across: str, title: object) -> None:
    """One small chart per value of a dimension, its bars the values of another, all at one scale."""
    view = current_view()
    awards = awards_across(view.store, dimension, across, view.selection)
    bars = ordered(across)
    panels = [
        (
            Row(
                value.name,
                view.narrowed(dimension.removeprefix("priority_"), value.value_id),
                None,
                [award for cell in awards.get(value.value_id, {}).values() for award in cell],
                value.told,
            ),
            [Row(bar.name, None, None, awards.get(value.value_id, {}).get(bar.value_id, [])) for bar in bars],
        )
        for value in ordered(dimension)
    ]
    show_chart(
        id,
        title,
        say("Grants by {dimension}, every small chart at the same scale.", dimension=DIMENSIONS[across]),
        lambda: Drawing(
            small_multiples(panels, awards_by(view.store, "total", view.selection).get("all", []), view.language)
        ),
        _cells_table(dimension, across, awards),
        [REPEATED_NOTE] if dimension in SHARED else [],
    )


def _cells_table(dimension: str, across: str, awards: Mapping[str, Mapping[str, Sequence[Award]]]) -> Table:
    """One row per pair of values with its awards by what is known."""
    view = current_view()
    names = {value.value_id: value.name for value in ordered(across)}
    rows = []
    for value in ordered(dimension):
        for other, name in names.items():
            counts = counts_of(awards.get(value.value_id, {}).get(other, ()))
            if not any(counts.values()):
                continue
            named = counts["published"] + counts["withheld"] + counts["named"]
            rows.append(
                {
                    dimension: value.name,
                    "href": view.narrowed(dimension.removeprefix("priority_"), value.value_id),
                    across: name,
                    "named": Count(named),
                    "published": Count(counts["published"]),
                    "unnamed": Count(counts["announced"]),
                }
            )
    return Table(rows)
