"""The command as people and programs use it: figures to stdout, messages to stderr, exit codes that mean something."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SOURCE

from dashlib.cli import main
from dashlib.queries.events import EVENT_FILTERS


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def asked(data: Path, *arguments: str) -> list[dict]:
    result = run(*arguments, "--data", str(data), "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_amounts_are_exact_strings_and_nothing_known_is_null(real_data: Path) -> None:
    lines = {line["value_id"]: line for line in asked(real_data, "totals", "--by", "country", "--currency", "EUR")}
    assert lines["MK"]["amount"] == "117131.61"
    assert (lines["BA"]["amount"], lines["BA"]["currency"], lines["BA"]["grant_count"]) == (None, None, "2")
    assert lines["not-broken-down"]["value_name"] == "not broken down"
    (area,) = asked(real_data, "totals", "--area", "media-literacy")[:1]
    assert "." in area["grant_count"] or area["grant_count"].isdigit()


def test_dimensions_take_hyphens_and_underscores_and_filters_repeat(real_data: Path) -> None:
    one = asked(real_data, "totals", "--by", "grant-type", "--country", "RS", "--country", "XK")
    assert one == asked(real_data, "totals", "--by", "grant_type", "--country", "XK", "--country", "RS")
    assert sum(float(line["grant_count"]) for line in one) == 37


def test_csv_has_a_heading_also_for_nothing(real_data: Path) -> None:
    for command in ("grants", "organizations", "events"):
        result = run(command, "--round", "NOPE", "--data", str(real_data), "--format", "csv")
        assert result.exit_code == 0
        heading, *rows = csv.reader(io.StringIO(result.stdout))
        assert rows == []
        assert "name" in " ".join(heading)


def test_lists_follow_the_filters(real_data: Path) -> None:
    assert len(asked(real_data, "grants", "--disclosed", "yes")) == 7
    assert [row["organization_id"] for row in asked(real_data, "organizations", "--text", "Зајечар")] == [
        "zajecar-initiative"
    ]
    assert len(asked(real_data, "events")) == 69
    conference = asked(
        real_data, "events", "--period-from", "2023-06-30", "--period-to", "2023-06-30", "--country", "RS"
    )
    assert any("National" in row["name"] for row in conference)


def test_filters_that_say_nothing_about_events_are_named(real_data: Path) -> None:
    result = run("events", "--area", "youth", "--data", str(real_data), "--format", "json")
    assert "area" in result.stderr
    assert len(json.loads(result.stdout)) == 69
    assert "area" not in EVENT_FILTERS


@pytest.mark.parametrize(
    "arguments",
    [
        ("totals", "--by", "colour"),
        ("totals", "--currency", "XYZ"),
        ("totals", "--year", "20x3"),
        ("totals", "--period-from", "2023-02-30"),
        ("grants", "--disclosed", "maybe"),
        ("totals", "--period-to", "2022", "--period-to", "2023"),
        ("nonsense",),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(real_data: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, *(("--data", str(real_data)) if len(arguments) > 1 else ()))
    assert result.exit_code == 2
    assert "Error" in result.stderr
    assert "Traceback" not in result.output


def test_check_writes_nothing_and_speaks_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHLIB_DATA", str(tmp_path / "data"))
    result = run("check", str(SOURCE / "smart-balkans"), "--format", "json")
    assert result.exit_code == 0
    keys = ["severity", "rule", "file", "sheet", "row", "column", "value", "expected", "problem", "cure"]
    assert all(list(finding) == keys for finding in json.loads(result.stdout))
    assert not (tmp_path / "data").exists()


def test_build_prints_its_warnings_and_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    result = run("build", str(SOURCE / "awkward"), "--data", str(tmp_path / "data"), "--note", "first")
    assert result.exit_code == 0
    assert "disclosed-exceeds-announcement" in result.stderr
    assert asked(tmp_path / "data", "releases")[0]["note"] == "first"
    missing = run("build", str(tmp_path / "nowhere"), "--data", str(tmp_path / "data"))
    assert missing.exit_code == 1
    assert "There is no folder" in missing.stderr


def test_without_a_release_the_command_says_what_to_do(tmp_path: Path) -> None:
    result = run("totals", "--data", str(tmp_path / "new"))
    assert result.exit_code == 1
    assert "dashlib build" in result.stderr
