"""The figures of the real programme, worked out elsewhere by hand and by program, come out of the command line."""

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashlib.cli import main

EXPECTED = json.loads((Path(__file__).parent / "data" / "expected.json").read_text("utf-8"))
DISPLAYS = ("as-awarded", "EUR", "NOK")


def ask(data: Path, *arguments: str) -> list[dict]:
    result = CliRunner().invoke(main, [*arguments, "--data", str(data), "--format", "json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def per_value(lines: list[dict]) -> dict[str, dict]:
    """Merge the lines of a value; `awardee_count` only where there is one line, since it does not add up."""
    values: dict[str, dict] = defaultdict(lambda: {"amounts": {}, "count": Decimal(0), "named": 0, "awardees": []})
    for line in lines:
        value = values[line["value_id"]]
        if line["amount"] is not None:
            value["amounts"][line["currency"]] = {
                k: line[k] for k in ("amount_disclosed", "amount_not_broken_down", "amount")
            }
        value["count"] += Decimal(line["grant_count"])
        value["named"] += int(line["distinct_grant_count"])
        value["awardees"].append(int(line["awardee_count"]))
    return values


def assert_equal(found: dict, expected: dict) -> None:
    assert found["amounts"] == expected["amounts"]
    assert found["count"] == Decimal(expected["grant_count"])
    assert found["named"] == expected["named_grants"]
    assert found["count"] - found["named"] <= Decimal(expected["not_named"])
    if len(found["awardees"]) == 1:
        assert found["awardees"][0] == expected["awardee_count"]


@pytest.mark.parametrize("display", DISPLAYS)
def test_the_whole_programme(real_data: Path, display: str) -> None:
    assert_equal(per_value(ask(real_data, "totals", "--currency", display))["all"], EXPECTED["totals"][display])


@pytest.mark.parametrize("display", DISPLAYS)
@pytest.mark.parametrize("dimension", EXPECTED["breakdowns"])
def test_every_breakdown(real_data: Path, dimension: str, display: str) -> None:
    found = per_value(ask(real_data, "totals", "--by", dimension.replace("_", "-"), "--currency", display))
    expected = EXPECTED["breakdowns"][dimension][display]
    assert set(found) == set(expected)
    for value in expected:
        assert_equal(found[value], expected[value])


@pytest.mark.parametrize("display", DISPLAYS)
@pytest.mark.parametrize("query", EXPECTED["filters"])
def test_every_filter(real_data: Path, query: str, display: str) -> None:
    options = [
        text for part in query.split("&") for text in ("--" + part.split("=")[0].replace("_", "-"), part.split("=")[1])
    ]
    found = per_value(ask(real_data, "totals", "--currency", display, *options))
    assert_equal(found["all"], EXPECTED["filters"][query][display])


def test_reconciliation(real_data: Path) -> None:
    found = {line["announcement_id"]: line for line in ask(real_data, "reconcile")}
    for announcement, expected in EXPECTED["reconciliation"].items():
        for column, value in expected.items():
            told = value if value is None or isinstance(value, bool) else str(value)
            assert found[announcement][column] == told, (announcement, column)


def test_the_serbian_interventions_are_named_and_their_money_is_not_broken_down(real_data: Path) -> None:
    (line,) = [row for row in ask(real_data, "totals", "--round", "R-NI-RS-2023") if row["amount"]]
    assert (line["amount_disclosed"], line["amount_not_broken_down"]) == (None, "5547765.37")
    grants = ask(real_data, "grants", "--round", "R-NI-RS-2023")
    assert len(grants) == 11
    assert all(grant["amount_awarded"] is None for grant in grants)


def test_several_breakdowns_stand_one_below_the_other(real_data: Path) -> None:
    lines = ask(real_data, "totals", "--by", "year", "--by", "grant_type", "--currency", "EUR")
    assert [line["dimension"] for line in lines] == ["year"] * 3 + ["grant_type"] * 8
