"""A check in a process of its own: it says how far it is, may be stopped at each step, and leaves nothing half done."""

import os
import signal
from pathlib import Path

import builders
import openpyxl
import pytest
from candidates import publish_uploaded
from conftest import published, settings_for
from openpyxl.worksheet.worksheet import Worksheet
from test_releases import tables

from dashlib.errors import CandidateError
from dashlib.publishing.apart import prepare_apart
from dashlib.publishing.candidate import Candidate, begin
from dashlib.publishing.prepare import prepare, prepared_of
from dashlib.publishing.source import published_tables
from dashlib.publishing.template import write_template
from dashlib.settings import Settings

STEPS = ["Reading", "Checking", "Writing", "Verifying", "Comparing", "Indexing"]


class StoppedError(Exception):
    """The person pressed Cancel."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    published(builders.write(tables("1000.00"), tmp_path / "now"), tmp_path / "data")
    return settings_for(tmp_path / "data")


@pytest.fixture
def candidate(settings: Settings, tmp_path: Path) -> Candidate:
    folder = builders.write(tables("2000.00"), tmp_path / "then")
    return begin(settings, "Ana", {"grants.csv": folder / "grants.csv"})


def children() -> set[int]:
    return {int(id) for task in Path("/proc/self/task").iterdir() for id in (task / "children").read_text().split()}


def test_every_step_is_told_in_order_with_a_share_that_rises(settings: Settings, candidate: Candidate) -> None:
    told: list[tuple[str, float]] = []
    prepared = prepare_apart(settings, candidate, lambda step, share: told.append((step, share or 0)))
    assert told == sorted(told, key=lambda entry: (STEPS.index(entry[0]), entry[1]))
    assert [*dict.fromkeys(step for step, _ in told)] == STEPS
    assert all(0 <= share <= 1 for _, share in told)
    assert len({share for step, share in told if step == "Checking"}) > len(STEPS)
    assert [(change.table, change.changed) for change in prepared.difference.changes] == [("grants", 1)]


@pytest.mark.parametrize("step", ["Reading", "Checking", "Indexing"])
def test_cancel_ends_the_work_at_once_and_keeps_the_files(settings: Settings, candidate: Candidate, step: str) -> None:
    def tell(now: str, _: float | None) -> None:
        if now == step:
            raise StoppedError

    before = children()
    with pytest.raises(StoppedError):
        prepare_apart(settings, candidate, tell)
    assert children() == before
    assert candidate.files[0].path.is_file()
    assert prepare_apart(settings, candidate, lambda *_: None).release


def test_a_check_that_is_killed_says_so_and_can_be_tried_again(settings: Settings, candidate: Candidate) -> None:
    others = children()

    def tell(now: str, _: float | None) -> None:
        if now == "Writing":
            (child,) = children() - others
            os.kill(child, signal.SIGKILL)

    with pytest.raises(CandidateError, match="too little memory"):
        prepare_apart(settings, candidate, tell)
    assert prepared_of(candidate) is None
    assert prepare_apart(settings, candidate, lambda *_: None).release


def grants_of(path: Path) -> tuple[openpyxl.Workbook, Worksheet, dict[str, int]]:
    book = openpyxl.load_workbook(path)
    sheet = book["grants"]
    return book, sheet, {str(cell.value): place for place, cell in enumerate(sheet[1], start=1)}


def undone(settings: Settings, path: Path) -> list[tuple[str | None, str | None, str | None, int | None]]:
    prepared = prepare(settings, begin(settings, "Ana", {path.name: path}))
    found = [p for p in prepared.problems if p.rule == "change-undone"]
    return [(p.table, p.key, p.column, p.row) for p in found]


def test_a_workbook_taken_before_a_colleague_published_says_what_it_would_undo(
    settings: Settings, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    write_template(old, *published_tables(settings))
    source = tables("1000.00")
    source["grants"][1]["title"] = "Corrected by a colleague"
    source["grants"].append(source["grants"][0] | {"grant_id": "G-new"})
    gone = source["grants"].pop(2)
    publish_uploaded(settings, builders.write(source, tmp_path / "colleague"), "grants.csv")

    book, sheet, columns = grants_of(old)
    sheet.cell(2, columns["title"]).value = "My own change"
    book.save(old)
    first, second = source["grants"][1]["grant_id"], gone["grant_id"]
    assert set(undone(settings, old)) == {
        ("grants", first, "title", 3),
        ("grants", "G-new", None, None),
        ("grants", second, None, 4),
    }

    write_template(new, *published_tables(settings))
    book, sheet, columns = grants_of(new)
    sheet.cell(3, columns["title"]).value = None
    book.save(new)
    assert undone(settings, new) == [], "the change is meant: it was made in today's workbook"
