"""What is drawn sums to the headline, for any selection, in every display (I1 holds for pictures too)."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashlib.figures.bars import Bar, Measure, columns_over_time, labelled_bars
from dashlib.figures.dots import Dot, statements_on_a_scale
from dashlib.figures.files import csv_of
from dashlib.figures.maps import map_of_squares
from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Table, html_table
from dashlib.queries.awards import awards_by
from dashlib.queries.rounds import calls
from dashlib.queries.store import Store
from dashlib.queries.timeline import money_over_time
from dashlib.queries.totals import options, values_of, whole
from dashlib.schema.package import dimensions
from dashlib.schema.selection import Selection
from dashlib.schema.states import TOLD_APART, Award, counts_of
from dashlib.text.formats import Count, Interval, Money, language
from dashlib.text.say import say
from dashlib.ui.charts import parts_of

ENGLISH = language("en")
QUICK = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def money_of(store: Store, selection: Selection, display: str) -> dict[str, Decimal]:
    value = whole(store, selection, display)
    return {sums.currency: sums.amount for sums in value.money} if value else {}


def traced(figure: object) -> Decimal:
    amounts = [
        x for trace in figure.data if trace.type == "bar" for x in (trace.x if trace.orientation == "h" else trace.y)
    ]  # type: ignore[attr-defined]
    return sum((Decimal(str(x)) for x in amounts if x is not None), Decimal(0)).quantize(Decimal("0.01"))


@st.composite
def selections(draw: st.DrawFn, store: Store) -> Selection:
    selection = Selection()
    for name in draw(
        st.lists(
            st.sampled_from(["country", "grant_type", "area", "year", "call", "organization"]), max_size=2, unique=True
        )
    ):
        values = [option.value_id for option in options(store, Selection(), name)]
        selection = selection.with_values(
            name, draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))
        )
    disclosed = draw(st.sampled_from([None, None, "yes", "no"]))
    return selection.with_values("disclosed", [disclosed]) if disclosed else selection


@pytest.mark.parametrize("name", ["real", "awkward"])
@given(data=st.data())
@QUICK
def test_traces_and_squares_sum_to_the_figures_strip(
    request: pytest.FixtureRequest, name: str, data: st.DataObject
) -> None:
    store: Store = request.getfixturevalue(name)
    selection = data.draw(selections(store))
    display = data.draw(st.sampled_from(["EUR", "NOK", "as-awarded"]))
    expected = money_of(store, selection, display)
    value = whole(store, selection, display)
    for currency in expected:
        measure = Measure(currency, display == currency)
        bars = []
        for call in calls(store, selection, display):
            sums = next((s for s in call.value.money if s.currency == currency), None)
            bars.append(Bar(call.name, parts_of(sums), call.value.value_id, call.awarded))
        assert traced(labelled_bars(bars, measure, ENGLISH, "light")) == expected[currency]
        periods = [p for p in money_over_time(store, selection, display) if p.currency == currency]
        columns = [
            Bar(Interval(p.start, p.end), {"published": p.disclosed, "announced": p.not_broken_down}) for p in periods
        ]
        assert traced(columns_over_time(columns, measure, ENGLISH, "light")) == expected[currency]
    for dimension in ("grant_type", "country", "call"):
        awards = [award for group in awards_by(store, dimension, selection).values() for award in group]
        assert sum(counts_of(awards).values()) == (value.award_count if value else 0)


@pytest.mark.parametrize("display", ["EUR", "NOK", "as-awarded"])
def test_every_breakdown_is_drawn_from_values_that_add_up(real: Store, display: str) -> None:
    expected = money_of(real, Selection(), display)
    for dimension in dimensions():
        values = values_of(real, dimension, Selection(), display)
        for currency, amount in expected.items():
            assert sum(s.amount for value in values for s in value.money if s.currency == currency) == amount, dimension
        assert sum(value.grant_count for value in values) == 165


def awards(number: int, state: str = "named") -> list[Award]:
    return [Award(state, Decimal(1), say("{name}", name="<b>x</b>"), f"grant?id=G-{place}") for place in range(number)]


def test_a_square_for_each_grant_escaped_and_spoken() -> None:
    html = rows_of_squares([Row("<i>A</i>", "?a=1&b=2", None, awards(3), Count(3))], ENGLISH)
    assert html.count("gd-square gd-named") == 4  # three and the key
    assert "<i>" not in html
    assert "<b>x</b>" not in html
    assert 'aria-label="3 grants: 3 name published, amount not"' in html


def test_above_the_limit_squares_give_way_to_bars() -> None:
    html = rows_of_squares([Row("A", None, None, awards(TOLD_APART + 1), None)], ENGLISH, with_key=False)
    assert "gd-square" not in html
    assert 'class="gd-bar"' in html


def test_a_country_without_an_outline_is_never_dropped(real: Store) -> None:
    rows = {"RS": Row("Serbia", "?", None, awards(2), Count(2))}
    html = map_of_squares(rows, [Row("not broken down", "?", None, awards(5, "announced"), Count(5))], ENGLISH)
    assert html.count("gd-square gd-announced") == 6


def test_a_table_never_shows_nothing_as_zero_and_its_csv_is_exact_and_defused() -> None:
    table = Table(
        [
            {
                "awardee": '=HYPERLINK("https://example.org")',
                "amount": Money(Decimal("1234.50"), "EUR"),
                "grants": Count(Decimal("0.333333")),
            },
            {"awardee": "<script>alert(1)</script>", "amount": None, "grants": Count(0)},
        ]
    )
    html = html_table(table, say("Caption"), ENGLISH)
    assert "<script>" not in html
    assert 'data-label="Amount"><span>–</span>' in html
    lines = csv_of(table, ENGLISH).decode("utf-8-sig").splitlines()
    assert lines[0] == "Awardee,Amount,Amount: currency,Grants"
    assert lines[1] == '"\'=HYPERLINK(""https://example.org"")",1234.50,EUR,0.333333'
    assert lines[2] == "<script>alert(1)</script>,,,0"


def test_a_statement_that_cannot_be_converted_keeps_its_row() -> None:
    dots = [
        Dot("Frame", "X, 2021", None, say("up to RSD 1"), "at_most"),
        Dot("Plan", "Y, 2022", Decimal(5), say("about EUR 5"), "about"),
    ]
    figure = statements_on_a_scale(Decimal(1), None, dots, "EUR", True, ENGLISH, "light")
    words = " ".join(str(annotation.text) for annotation in figure.layout.annotations)
    assert "Frame" in words
    assert "RSD 1" in words
    assert len(next(trace for trace in figure.data if trace.type == "scatter").x) == 1
