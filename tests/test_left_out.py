"""What a selection leaves out is said, for any selection: the SQL against the naive oracle."""

from decimal import Decimal
from pathlib import Path

import oracle
import pytest
from conftest import SOURCE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashlib.ledger.build import ecb_rates
from dashlib.queries.store import Store
from dashlib.queries.totals import left_out, options
from dashlib.schema.selection import Selection

NAMES = ("country", "grant_type", "area", "year", "call", "round", "organization", "municipality")
QUICK = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def rates(tables: dict[str, list[dict[str, str]]]) -> oracle.Rates:
    series: dict[str, dict[object, Decimal]] = {}
    for row in ecb_rates().to_pylist():
        series.setdefault(row["currency"], {})[row["rate_date"]] = row["rate"]
    return oracle.Rates(series, tables["exchange_rates"])


@pytest.fixture(scope="module")
def expected() -> dict[str, tuple[dict, list[dict]]]:
    found = {}
    for name, folder in (("real", SOURCE / "smart-balkans"), ("awkward", SOURCE / "awkward")):
        tables = oracle.read_tables(Path(folder))
        found[name] = (tables, oracle.ledger(tables, rates(tables)))
    return found


@pytest.mark.parametrize("name", ["real", "awkward"])
@given(data=st.data())
@QUICK
def test_remainders_that_may_belong_to_a_selection_are_named(
    request: pytest.FixtureRequest, expected: dict[str, tuple[dict, list[dict]]], name: str, data: st.DataObject
) -> None:
    store: Store = request.getfixturevalue(name)
    tables, rows = expected[name]
    filters: dict[str, list[str] | str] = {}
    selection = Selection()
    for filter_name in data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True)):
        values = [option.value_id for option in options(store, Selection(), filter_name)]
        chosen = data.draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True))
        selection = selection.with_values(filter_name, chosen)
        filters[filter_name] = chosen
    told = [line for line in left_out(store, selection, "as-awarded") if "period" not in line["dimensions"]]
    named = oracle.left_out(rows, tables, filters)
    assert sum((line["grant_count"] for line in told), Decimal(0)) == sum(
        (row["grant_share"] for row in named), Decimal(0)
    )
    for currency in {row["currency"] for row in named}:
        amounts = [row["amount"] for row in named if row["currency"] == currency and row["amount"] is not None]
        found = [line["amount"] for line in told if line["currency"] == currency and line["amount"] is not None]
        assert sum(found, Decimal(0)) == sum(amounts, Decimal(0)), currency


def test_all_six_countries_leave_money_out_as_well(real: Store) -> None:
    selection = Selection(country=("AL", "BA", "ME", "MK", "RS", "XK"))
    amounts = {line["currency"]: line["amount"] for line in left_out(real, selection, "as-awarded")}
    assert amounts == {"EUR": Decimal("1664709.33"), "NOK": Decimal("4831800.00")}


def test_nothing_is_said_with_published_amounts_or_words(real: Store) -> None:
    assert left_out(real, Selection(country=("RS",), disclosed="yes"), "EUR") == []
    assert left_out(real, Selection(country=("RS",), text="astra"), "EUR") == []


def test_on_the_page_of_one_awardee_only_its_rounds_count(real: Store) -> None:
    selection = Selection(organization=("astra",))
    everything = left_out(real, selection, "as-awarded")
    own = left_out(real, selection, "as-awarded", ["R-NI-RS-2023"])
    assert [(line["currency"], line["amount"]) for line in own] == [("NOK", Decimal("5547765.37"))]
    assert len(everything) > len(own)
