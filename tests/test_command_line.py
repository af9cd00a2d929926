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
    keys = [
        "severity",
        "rule",
        "file",
        "sheet",
        "row",
        "column",
        "value",
        "expected",
        "problem",
        "cure",
        "table",
        "key",
        "difference",
    ]
    assert all(list(finding) == keys for finding in json.loads(result.stdout))
    assert not (tmp_path / "data").exists()


def test_files_of_one_name_are_both_read_and_one_file_only_once(tmp_path: Path) -> None:
    for folder, org in (("may", "fenomena"), ("june", "astra")):
        (tmp_path / folder).mkdir()
        grants = (SOURCE / "smart-balkans" / "grants.csv").read_text("utf-8").replace("fenomena", org)
        (tmp_path / folder / "grants.csv").write_text(grants, "utf-8")
    may, june, data = (
        tmp_path / "may" / "grants.csv",
        tmp_path / "june" / "grants.csv",
        ("--data", str(tmp_path / "data")),
    )
    for command in ("check", "diff"):
        twice = run(command, str(may), str(june), *data)
        assert (twice.exit_code, "table-twice" in twice.output) == (1, True)
    assert "table-twice" not in run("check", str(may), str(may.parent / ".." / "may" / "grants.csv"), *data).output


def test_what_holds_no_table_is_never_called_no_change(tmp_path: Path) -> None:
    (tmp_path / "workbooks").mkdir()
    (tmp_path / "workbooks" / "notes.csv").write_text("a,b\n1,2\n", "utf-8")
    data = ("--data", str(tmp_path / "data"))
    for command in (("publish", "--note", "x"), ("diff",)):
        folder = run(*command, str(tmp_path / "workbooks"), *data)
        assert (folder.exit_code, "holds no file named like a table" in " ".join(folder.stderr.split())) == (1, True)
    unread = run("diff", str(tmp_path / "workbooks" / "notes.csv"), *data)
    assert (unread.exit_code, "no-table-found" in unread.stderr) == (1, True)
    missing = run("check", str(tmp_path / "grnts.csv"), *data)
    assert (missing.exit_code, "There is no folder or file" in " ".join(missing.stderr.split())) == (1, True)


def test_how_files_were_read_is_said_where_it_was_guessed(tmp_path: Path) -> None:
    rates = "rate_date;base_currency;currency;rate;source_id\n30.06.2023;EUR;NOK;11,7;S01\n"
    (tmp_path / "exchange_rates.csv").write_text(rates, "utf-8")
    told = run("check", str(tmp_path / "exchange_rates.csv"), "--data", str(tmp_path / "data")).stderr
    assert (
        "exchange_rates.csv: 1 row of Exchange rates, headings in row 1, letters as utf-8, numbers like 1.234,50, day first"
        in (" ".join(told.split()))
    )


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


def test_search_gives_rows_with_reasons_for_programs(real_data: Path) -> None:
    rows = asked(real_data, "search", "Ћурувија", "--kind", "awardee")
    assert rows == [
        {
            "kind": "awardee",
            "id": "slavko-curuvija-foundation",
            "name": "Slavko Curuvija Foundation",
            "score": rows[0]["score"],
            "reason": "in the name",
            "country": "RS",
        }
    ]
    assert [row["id"] for row in asked(real_data, "search", "CRPM", "--kind", "organization")] == ["crpm"]
    assert asked(real_data, "search", "CRPM", "--kind", "awardee") == []
    assert {row["kind"] for row in asked(real_data, "search", "cesid")} == {"awardee", "grant", "event"}
    assert len(asked(real_data, "search", "centar", "--limit", "3")) == 3
    assert "astra" not in {
        row["id"] for row in asked(real_data, "search", "-astra", "--kind", "awardee", "--limit", "99")
    }


def test_search_takes_the_filters_of_the_selection(real_data: Path) -> None:
    everywhere = {row["id"] for row in asked(real_data, "search", "institute", "--kind", "awardee")}
    in_albania = {row["id"] for row in asked(real_data, "search", "institute", "--kind", "awardee", "--country", "AL")}
    assert in_albania < everywhere
    assert asked(real_data, "search", "institute", "--kind", "grant", "--year", "1999") == []


def test_near_misses_are_told_beside_the_rows(real_data: Path) -> None:
    result = run("search", "Group 485", "--data", str(real_data), "--format", "json", "--kind", "awardee")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert "Group 484" in result.stderr


def test_search_answers_a_file_line_by_line_in_its_order(real_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "searches.csv"
    lines = [
        ("cesid", "awardee"),
        ("", ""),
        ('say "Da se zna"', "grant"),
        ("a" * 200_000, "event"),
        ("CRPM", "organization"),
    ]
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "text", "note", "kind"])
        writer.writerows([number, text, "x,y", kind] for number, (text, kind) in enumerate(lines))
    result = run("search", "--from", str(file), "--data", str(real_data), "--format", "json", "--limit", "1")
    assert result.exit_code == 0, result.output
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [[row["id"] for row in rows] for rows in answers] == [["cesid"], [], [], [], ["crpm"]]
    assert answers[0][0].keys() == {"kind", "id", "name", "score", "reason", "country"}


@pytest.mark.parametrize(
    ("content", "expected"), [("words,kind\nx,awardee\n", "text"), ("text,kind\nx,nobody\n", "row 1"), ("", "text")]
)
def test_a_file_of_searches_that_cannot_be_read_is_told(
    real_data: Path, tmp_path: Path, content: str, expected: str
) -> None:
    file = tmp_path / "searches.csv"
    file.write_text(content, "utf-8")
    result = run("search", "--from", str(file), "--data", str(real_data))
    assert result.exit_code == 2
    assert expected in result.stderr


def test_search_needs_a_text_or_a_file(real_data: Path, tmp_path: Path) -> None:
    assert run("search", "--data", str(real_data)).exit_code == 2
    assert run("search", "x", "--from", str(tmp_path / "none.csv"), "--data", str(real_data)).exit_code == 2
