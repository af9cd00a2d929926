"""What a page draws sums to its figures strip, for any selection and display (I1 holds for pictures, as they are sent)."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_figures import selections
from test_pages import at_page

from dashlib.queries.store import Store
from dashlib.queries.totals import Value, whole
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.selection import Selection, address_of

CENT = Decimal("0.01")
SAME = settings(deadline=None, derandomize=True)
SQUARE = re.compile(r'class="gd-square gd-[a-z]+" title="[^"]*" data-go="([^"]+)"')


@dataclass(frozen=True)
class Drawn:
    """The figures of each chart by the chart's name, and the squares below each chart's title."""

    figures: dict[str, list[dict]]
    squares: list[list[str]]

    def lengths(self, chart: str) -> list[Decimal]:
        """The sum of all bars of each figure of a chart."""
        return [total([n for trace in figure["data"] for n in numbers(trace)]) for figure in self.figures[chart]]


def numbers(trace: dict) -> list[float | None]:
    if trace["type"] == "bar":
        return trace["x"] if trace.get("orientation") == "h" else trace["y"]
    return [value for value, id in zip(trace["values"], trace["ids"], strict=True) if id not in trace["parents"]]


def total(amounts: list[float | None]) -> Decimal:
    return sum((Decimal(str(n)) for n in amounts if n is not None), Decimal(0)).quantize(CENT)


def drawn(data: Path, page: str, selection: Selection, display: str, **options: str) -> Drawn:
    app = at_page(data, page)
    for name, value in (address_of(selection) | {"currency": [display]}).items():
        app.query_params[name] = value
    for name, text in options.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception, app.exception
    figures, squares = defaultdict(list), []
    for element in app.main:
        if element.type == "plotly_chart":
            name = re.fullmatch(r".*-plot-(.+)-\d+", element.proto.id)
            assert name
            figures[name[1]].append(json.loads(element.proto.spec))
        body = str(getattr(element.proto, "body", ""))
        assert "could not be drawn" not in body
        if marks := SQUARE.findall(body):
            squares.append(marks)
    return Drawn(figures, squares)


def money_of(value: Value) -> list[Decimal]:
    return [sums.amount.quantize(CENT) for sums in value.money]


@pytest.mark.parametrize("name", ["real", "awkward"])
@pytest.mark.parametrize("page", ["overview", "rounds", "areas", "organizations", "places", "flows"])
@pytest.mark.parametrize("examples", [5, pytest.param(12, marks=pytest.mark.long)])
def test_what_a_page_draws_sums_to_its_figures(
    request: pytest.FixtureRequest, name: str, page: str, examples: int
) -> None:
    store: Store = request.getfixturevalue(name)
    data: Path = request.getfixturevalue(f"{name}_data")
    holds = given(st.data())(lambda drawing: assert_drawn_as_told(store, data, page, drawing))
    settings(SAME, max_examples=examples)(holds)()


def assert_drawn_as_told(store: Store, data: Path, page: str, drawing: st.DataObject) -> None:
    selection = drawing.draw(selections(store))
    display = drawing.draw(st.sampled_from(["EUR", "NOK", AS_AWARDED]))
    measure = drawing.draw(st.sampled_from(["grants", "money"]))
    depth = drawing.draw(st.sampled_from(["country", "area"]))
    value = whole(store, selection, display)
    found = drawn(data, page, selection, display, measure=measure, depth=depth)
    if value is None:
        assert not found.figures
        assert not found.squares
        return
    for chart in {"money-by-call", "money-over-time", "themes", "funding-by-country"} & set(found.figures):
        # One figure per currency, in the order in which the currencies occur.
        is_money = chart.startswith("money") or measure == "money"
        expected = money_of(value) if is_money else [value.grant_count.quantize(CENT)]
        assert sorted(length for length in found.lengths(chart) if length) == sorted(filter(None, expected)), chart
    if "flow" in found.figures:
        wanted = (
            money_of(value) if measure == "money" else [value.award_count if depth == "country" else value.grant_count]
        )
        for figure, expected in zip(found.figures["flow"], wanted, strict=True):
            assert {level.quantize(CENT) for level in levels_of(figure)} <= {
                Decimal(expected).quantize(CENT),
                Decimal(0),
            }
    for marks in found.squares:
        announced = [mark for mark in marks if mark.startswith("announcements")]
        grants = {mark for mark in marks if mark.startswith("grant?")}
        assert len(grants) + len(announced) in {value.award_count, value.award_count - value.published_count}


def levels_of(figure: dict) -> list[Decimal]:
    """The sum of what flows out of the nodes of each level."""
    link = figure["data"][0]["link"]
    sums: dict[int, Decimal] = defaultdict(Decimal)
    level_of: dict[int, int] = {}
    for source, target, number in zip(link["source"], link["target"], link["value"], strict=True):
        level_of.setdefault(source, 0)
        level_of[target] = level_of[source] + 1
        sums[level_of[source]] += Decimal(str(number))
    return list(sums.values())
