"""The ledger in SQL and that in naive Python agree on programmes that nobody has thought of, and I1 to I4 hold."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import builders
import duckdb
import oracle
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from dashlib.publishing.problems import Problem
from dashlib.queries import lists
from dashlib.queries.awards import awards_by
from dashlib.queries.totals import options, sums_by, totals_by, values_of
from dashlib.schema.dates import interval_of
from dashlib.schema.filters import BY_NAME, FILTERS
from dashlib.schema.package import BUCKETS, dimensions
from dashlib.schema.selection import Selection, address_of, read_selection

AS_AWARDED = "as-awarded"
DISPLAYS = (AS_AWARDED, *builders.DISPLAY_CURRENCIES)
CODES = tuple(filter_.name for filter_ in FILTERS if filter_.kind in {"codes", "years"})
RECONCILED = ("kind", "currency", "precision", "stated_amount", "amount_in_data", "amount_difference", "stated_count",
              "count_in_data", "count_difference", "named_count", "not_named_count", "ledger_basis",
              "finding")  # fmt: skip
SUMMED = ("amount", "amount_disclosed", "amount_not_broken_down", "grant_count", "distinct_grant_count",
          "awardee_count")  # fmt: skip

ADDING = ("value_id", "currency", "amount_disclosed", "amount_not_broken_down", "amount", "grant_count",
          "distinct_grant_count", "unnamed_count")  # fmt: skip

slow = settings(
    deadline=None,
    derandomize=True,
    print_blob=True,
    # Each example takes seconds: a failing one is shown as it is, not made smaller for many minutes.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
fast = settings(slow, max_examples=200)


@contextmanager
def checked(tables: builders.Tables) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[Problem]]]:
    with tempfile.TemporaryDirectory() as folder:
        connection, problems = builders.check(tables, Path(folder))
    with connection:
        yield connection, problems


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return connection.sql(query).to_arrow_table().to_pylist()


def comparable(row: dict[str, Any], amounts: dict[str, Decimal | None], round_ids: list[str]) -> tuple[object, ...]:
    """A ledger row as both implementations know it; the numbers of withheld grants of one amount are anybody's."""
    grant_id = row["grant_id"] and row["grant_id"].partition("-withheld-")[0]
    same = (row[name] for name in (*dimensions(), "kind", "announcement_id", "place_basis", "date_from", "date_to",
                                   "currency", "amount", "grant_share", "source_id"))  # fmt: skip
    return (grant_id, *same, *(amounts[code] for code in builders.DISPLAY_CURRENCIES), tuple(sorted(round_ids)))


def of_sql(row: dict[str, Any]) -> tuple[object, ...]:
    amounts = {code: row[f"amount_{code.lower()}"] for code in builders.DISPLAY_CURRENCIES}
    return comparable(row, amounts, row["round_ids"].split(";"))


def of_oracle(row: dict[str, Any]) -> tuple[object, ...]:
    return comparable(row, row["amounts"], row["rounds"])


def few_or(few: int, many: int) -> pytest.MarkDecorator:
    """The numbers of examples of a test: in its short form and in the long one."""
    return pytest.mark.parametrize("examples", [few, pytest.param(many, marks=pytest.mark.long)])


@few_or(8, 30)
def test_the_ledger_in_sql_is_the_ledger_in_python(examples: int) -> None:
    settings(slow, max_examples=examples)(given(builders.programmes())(assert_ledgers_agree))()


def assert_ledgers_agree(tables: builders.Tables) -> None:
    rates = builders.rates_for(tables)
    expected = oracle.ledger(tables, rates, builders.DISPLAY_CURRENCIES)
    with checked(tables) as (connection, problems):
        assert [p for p in problems if p.severity == "error"] == []
        found = rows_of(connection, "FROM funding")
        in_sql, in_python = Counter(map(of_sql, found)), Counter(map(of_oracle, expected))
        assert (in_sql - in_python, in_python - in_sql) == (Counter(), Counter())
        # I3
        assert {row["source_id"] for row in found} <= {row["source_id"] for row in rows_of(connection, "FROM sources")}
        reconciled = rows_of(connection, "FROM reconciliation ORDER BY row_no")
    compare_reconciliation(reconciled, oracle.reconcile(tables, expected, rates))


def compare_reconciliation(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    assert [row["announcement_id"] for row in found] == [row["announcement_id"] for row in expected]
    for row, other in zip(found, expected, strict=True):
        assert {name: row[name] for name in RECONCILED} == {name: other[name] for name in RECONCILED}


def reconciled_in_sql(tables: builders.Tables) -> dict[str, Any]:
    with checked(tables) as (connection, _):
        (row,) = rows_of(connection, "FROM reconciliation")
    return row


def test_a_period_takes_whole_rounds() -> None:
    row = reconciled_in_sql(
        builders.programme(
            rounds=[{"award_date": "2023-05-01"}],
            grants=[{"amount_awarded": "5.00", "award_date": "2021-01-01"}],
            announcements=[{"amount": "5.00", "currency": "EUR", "period_start": "2023", "period_end": "2023"}],
        )
    )
    assert (row["amount_in_data"], row["finding"]) == (Decimal("5.00"), "agrees")


def test_what_applications_state_stays() -> None:
    stated = {"kind": "applications", "applications_received": 7, "grant_count": 3, "amount": "5.00", "currency": "EUR"}
    row = reconciled_in_sql(builders.programme(announcements=[stated]))
    assert (row["stated_amount"], row["currency"], row["stated_count"]) == (Decimal("5.00"), "EUR", Decimal(3))
    assert (row["amount_in_data"], row["count_in_data"], row["named_count"]) == (None, None, None)


@pytest.mark.parametrize("stated", [{"amount": "0.00", "currency": "EUR"}, {"grant_count": 0}])
def test_more_than_about_nothing_is_more_in_data(stated: dict[str, Any]) -> None:
    tables = builders.programme(grants=[{"amount_awarded": "0.05"}], announcements=[stated | {"precision": "about"}])
    assert reconciled_in_sql(tables)["finding"] == "more_in_data"


@pytest.mark.parametrize(("areas", "shares"), [("A1", "1"), ("A1;A2", "0;1"), ("A1;A2", "1.0;0")])
def test_a_share_of_exactly_one_is_the_whole_amount(areas: str, shares: str) -> None:
    tables = builders.programme(
        areas=[{}, {}], grants=[{"amount_awarded": "100.01", "area_ids": areas, "area_shares": shares}]
    )
    with checked(tables) as (connection, problems):
        assert [p for p in problems if p.severity == "error"] == []
        amounts = [row["amount"] for row in rows_of(connection, "FROM funding")]
    assert sorted(amounts) == [Decimal("0.00"), Decimal("100.01")][-len(amounts) :]


@st.composite
def selections(draw: st.DrawFn, rows: list[dict[str, Any]], tables: builders.Tables) -> Selection:
    """Filters with values of the ledger, buckets, values above it (priority areas) and codes that nothing has."""
    values = {name: sorted({row[name] for row in rows} | {"not-broken-down", "unknown"}) for name in CODES}
    values["area"] += [area["area_id"] for area in tables["areas"]]
    for name in set(CODES) - {"year"}:
        values[name].append("NOPE")
    chosen = {
        name: tuple(draw(st.lists(st.sampled_from(values[name]), min_size=1, max_size=3, unique=True)))
        for name in draw(st.sets(st.sampled_from(CODES), max_size=3))
    }
    periods = st.sampled_from((None, None, None, "2022", "2022-06-30", "2023-03", "2024"))
    return Selection(
        **chosen,
        disclosed=draw(st.sampled_from((None, None, None, "yes", "no"))),
        period_from=draw(periods),
        period_to=draw(periods),
    )


def filters_for_oracle(selection: Selection) -> dict[str, Any]:
    filters: dict[str, Any] = {name: list(selection.chosen(name)) for name in CODES}
    for end, name in enumerate(("period_from", "period_to")):
        filters[name] = interval_of(selection.chosen(name)[0])[end] if selection.chosen(name) else None
    return filters | {"disclosed": selection.disclosed}


def by_line(lines: list[dict[str, Any]]) -> dict[tuple[object, object], list[dict[str, Any]]]:
    """The lines of an answer. In a display currency two lines of a value may have none: not so in what we compare."""
    found: dict[tuple[object, object], list[dict[str, Any]]] = {}
    for line in lines:
        found.setdefault((line["value_id"], line["currency"]), []).append({name: line[name] for name in SUMMED})
    return found


def sums(lines: list[dict[str, Any]]) -> tuple[dict[str, list[Decimal]], Decimal, Decimal]:
    """Money per currency, number of grants, number of unnamed awards."""
    money: dict[str, list[Decimal]] = {}
    for line in lines:
        if line["currency"]:
            before = money.get(line["currency"], [Decimal(0)] * 3)
            parts = (line["amount_disclosed"], line["amount_not_broken_down"], line["amount"])
            money[line["currency"]] = [sum_ + (part or 0) for sum_, part in zip(before, parts, strict=True)]
    grant_count, _, unnamed_count = counts(lines)
    return money, grant_count, unnamed_count


@few_or(4, 15)
def test_totals_are_those_of_the_oracle_and_add_up(examples: int) -> None:
    settings(slow, max_examples=examples)(given(st.data(), builders.programmes())(assert_totals_agree))()


def assert_totals_agree(data: st.DataObject, tables: builders.Tables) -> None:
    rates = builders.rates_for(tables)
    ledger = oracle.ledger(tables, rates, builders.DISPLAY_CURRENCIES)
    asked = [Selection(), data.draw(selections(ledger, tables))]
    with tempfile.TemporaryDirectory() as folder:
        store = builders.publish(tables, Path(folder))
    for selection in asked:
        note(repr(selection))
        selected = oracle.select(ledger, tables, **filters_for_oracle(selection))
        for display in DISPLAYS:
            whole = totals_by(store, "total", selection, display)
            for dimension in dimensions():
                lines = totals_by(store, dimension, selection, display)
                assert by_line(lines) == by_line(oracle.totals(selected, dimension, display)), (dimension, display)
                assert sums(lines) == sums(whole), (dimension, display)  # I1
                # What pages ask, of fewer and smaller rows.
                assert [{name: line[name] for name in ADDING} for line in lines] == [
                    {name: line[name] for name in ADDING} for line in sums_by(store, dimension, selection, display)
                ], (dimension, display)
                for line in lines:  # I2
                    known = [line["amount_disclosed"], line["amount_not_broken_down"]]
                    assert line["amount"] == oracle.total(known)
                    assert (line["currency"] is None) == (line["amount"] is None)
        assert len({counts(totals_by(store, "total", selection, display)) for display in DISPLAYS}) == 1  # I4
        assert_options_and_awards_are_as_the_values(store, selection)
        for dimension in dimensions():
            per_display = [counts_by_value(totals_by(store, dimension, selection, display)) for display in DISPLAYS]
            assert per_display[0] == per_display[1] == per_display[2], dimension
    assert_lists_and_reconciliation_lead_to_sources(store)


def assert_options_and_awards_are_as_the_values(store: Any, selection: Selection) -> None:
    for dimension in dimensions():
        values = {value.value_id: value for value in values_of(store, dimension, selection, AS_AWARDED)}
        found = awards_by(store, dimension, selection)
        states = store.rows("award_states", selection, dimensions=(dimension, "total"))
        for value_id, value in values.items():
            assert sum(award.number for award in found.get(value_id, ())) == value.award_count
            assert sum(row["award_count"] for row in states if row["value_id"] == value_id) == value.award_count
            own = [
                total for total in totals_by(store, dimension, selection, AS_AWARDED) if total["value_id"] == value_id
            ]
            assert max(line["awardee_count"] for line in own) <= value.awardee_count
        if dimension in BY_NAME:
            lifted = values_of(store, dimension, selection.without(dimension), AS_AWARDED)
            offered = {option.value_id: option.award_count for option in options(store, selection, dimension)}
            assert offered == {value.value_id: value.award_count for value in lifted if value.award_count}


def counts(lines: list[dict[str, Any]]) -> tuple[Decimal, int, Decimal]:
    return (
        sum((line["grant_count"] for line in lines), Decimal(0)),
        sum(line["distinct_grant_count"] for line in lines),
        sum((line["unnamed_count"] for line in lines), Decimal(0)),
    )


def counts_by_value(lines: list[dict[str, Any]]) -> dict[str, tuple[Decimal, int, Decimal]]:
    values = {line["value_id"] for line in lines}
    return {value: counts([line for line in lines if line["value_id"] == value]) for value in values}


def assert_lists_and_reconciliation_lead_to_sources(store: Any) -> None:
    assert store.rows("rows_without_source") == []
    assert all(row["source_id"] and row["source_title"] for row in lists.reconciliation(store))


codes = st.text(min_size=1).map(str.strip).filter(bool)
written_dates = st.one_of(
    st.dates(min_value=interval_of("1000")[0]).map(str).filter(lambda day: day < "3"),
    st.dates(min_value=interval_of("1000")[0], max_value=interval_of("2999")[1]).map(lambda day: str(day)[:7]),
    st.integers(1000, 2999).map(str),
)
years = st.one_of(st.integers(1000, 2999).map(str), st.sampled_from(BUCKETS))
anything = st.builds(
    Selection,
    **{name: st.lists(years if name == "year" else codes, max_size=3, unique=True).map(tuple) for name in CODES},
    disclosed=st.sampled_from((None, "yes", "no")),
    period_from=st.none() | written_dates,
    period_to=st.none() | written_dates,
    text=st.none() | codes,
)


@fast
@given(selection=anything)
def test_a_selection_survives_the_address(selection: Selection) -> None:
    assert read_selection(address_of(selection)) == (selection, [])
    address = urlencode(address_of(selection), doseq=True)
    assert read_selection(parse_qs(address)) == (selection, [])


@pytest.mark.parametrize("name", ["period_from", "period_to", "year", "disclosed"])
def test_what_cannot_be_read_is_named(name: str) -> None:
    assert read_selection({name: ["20x3"]}) == (Selection(), [(name, "20x3")])
