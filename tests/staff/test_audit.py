"""No act without its line: it is begun in the log, done or failed, and refused where the log cannot be written."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from candidates import publish_uploaded
from click.testing import CliRunner
from conftest import SOURCE, settings_for

from dashlib.cli import main
from dashlib.errors import AuditError
from dashlib.publishing import audit
from dashlib.publishing.audit import record, recorded
from dashlib.publishing.candidate import begin, candidates
from dashlib.releases.journal import read_journal
from dashlib.settings import Settings
from dashlib.staff.accounts import add_account, read_accounts
from dashlib.staff.people import Person
from dashlib.ui.staff import desk, history, rows, ticks, who
from dashlib.ui.staff.desk import Work


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, awkward_data: Path) -> Path:
    """Two releases."""
    data = Path(shutil.copytree(awkward_data, tmp_path_factory.mktemp("audited") / "data"))
    settings = settings_for(data, SOURCE / "awkward")
    changed = tmp_path_factory.mktemp("changed") / "grants.csv"
    text = (settings.source / "grants.csv").read_text("utf-8")
    changed.write_text(text.replace("lumenj;", "lumenjtë;", 1), "utf-8")
    publish_uploaded(settings, changed.parent, changed.name)
    return data


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "data", SOURCE / "awkward")


def log_of(settings: Settings) -> list[dict]:
    return [json.loads(line) for line in (settings.private / "audit.jsonl").read_bytes().splitlines()]


def break_log(settings: Settings) -> None:
    """Whoever runs these tests may write anywhere: a folder in its place is what nobody can write into."""
    path = audit.private_folder(settings) / "audit.jsonl"
    path.unlink(missing_ok=True)
    path.mkdir()


def test_an_act_is_begun_in_the_log_before_it_is_done(settings: Settings) -> None:
    with recorded(settings, "Ana", "publish", candidate="c") as outcome:
        (begun,) = log_of(settings)
        outcome["number"] = 7
    assert (begun["who"], begun["act"], begun["state"], begun["details"]) == (
        "Ana",
        "publish",
        "begun",
        {"candidate": "c"},
    )
    done = log_of(settings)[1]
    assert (done["id"], done["state"]) == (begun["id"], "done")
    assert done["details"] == {"candidate": "c", "number": 7}


def test_of_a_failure_the_log_keeps_no_words_that_may_hold_a_name(settings: Settings) -> None:
    with pytest.raises(ValueError, match="Ana's secret"), recorded(settings, "Ana", "withdraw"):
        raise ValueError("Ana's secret organization")
    assert log_of(settings)[1]["details"] == {"reason": "ValueError"}
    assert "secret" not in (settings.private / "audit.jsonl").read_text("utf-8")


def test_where_the_log_cannot_be_written_nothing_is_done(settings: Settings) -> None:
    break_log(settings)
    done = []
    with pytest.raises(AuditError, match="nothing was done"), recorded(settings, "Ana", "publish"):
        done.append(1)
    with pytest.raises(AuditError, match="DASHLIB_PRIVATE"):
        record(settings, "Ana", "tick")
    assert not done


def test_what_is_done_stays_done_if_the_log_breaks_in_between(settings: Settings) -> None:
    with recorded(settings, "Ana", "publish"):
        break_log(settings)


def run(settings: Settings, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*arguments, "--data", str(settings.data)])
    return result.exit_code, result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", str(SOURCE / "awkward"), "--note", "Again."),
        ("publish", str(SOURCE / "awkward" / "grants.csv"), "--note", "Again.", "--accept-drop"),
        ("rollback", "1"),
        ("withdraw", "1"),
        ("staff", "add", "Ana", "--role", "upload", "--generate"),
        ("staff", "remove", "Boro"),
    ],
)
def test_a_command_does_nothing_without_its_line(
    settings: Settings, prepared: Path, arguments: tuple[str, ...]
) -> None:
    shutil.copytree(prepared, settings.data)
    add_account(settings, "Boro", "upload", "a long password")
    before = read_journal(settings.data), read_accounts(settings), sorted((settings.data / "releases").iterdir())
    break_log(settings)
    code, told = run(settings, *arguments)
    assert code == 1
    assert "nothing was done" in " ".join(told.split())
    after = read_journal(settings.data), read_accounts(settings), sorted((settings.data / "releases").iterdir())
    assert after == before


def test_commands_are_logged_from_begin_to_end(settings: Settings, prepared: Path) -> None:
    shutil.copytree(prepared, settings.data)
    assert run(settings, "rollback", "1")[0] == 0
    assert run(settings, "rollback", "1")[0] == 1, "it is current already"
    assert run(settings, "withdraw", "2")[0] == 0
    assert run(settings, "build", str(SOURCE / "awkward"))[0] == 0
    told = [(entry["act"], entry["state"]) for entry in log_of(settings)]
    assert told == [
        *[("return", "begun"), ("return", "done"), ("return", "begun"), ("return", "failed")],
        *[("withdraw", "begun"), ("withdraw", "done"), ("publish", "begun"), ("publish", "done")],
    ]
    assert log_of(settings)[1]["details"]["number"] == 3


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What a page of staff keeps, without a browser."""
    state: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", state)
    person = Person("Ana", frozenset({"upload", "publish"}))
    for module in (desk, history, rows, ticks):
        monkeypatch.setattr(module, "may", lambda role: person)
    monkeypatch.setattr(desk, "go_to_step", lambda candidate, step: None)
    monkeypatch.setattr(rows, "go_to_step", lambda candidate, step: None)
    return state


def test_on_the_page_nothing_is_done_without_its_line_and_it_says_so(
    settings: Settings, prepared: Path, page: dict[str, object]
) -> None:
    shutil.copytree(prepared, settings.data)
    candidate = begin(settings, "Ana")
    work = Work(settings, Person("Ana", frozenset({"upload"})), candidate, None)
    first = read_journal(settings.data)[0].release
    before = read_journal(settings.data)
    break_log(settings)
    acts: list[Callable[[], None]] = [
        lambda: history.go_back(settings, first),
        lambda: history.take_back(settings, first),
        lambda: desk._discard(work),
        lambda: rows.begin_edits(settings, [object()]),  # type: ignore[list-item]
        lambda: ticks._keep(work, "difference", "x", True),
    ]
    for act in acts:
        act()
        assert "nothing was done" in str(page.pop(who.FAILED))
    assert read_journal(settings.data) == before
    (kept,) = candidates(settings)
    assert kept.ticks == ()
