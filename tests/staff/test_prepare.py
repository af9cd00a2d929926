"""A check in a process of its own: it says how far it is, may be stopped at each step, and leaves nothing half done."""

import os
import signal
from pathlib import Path

import builders
import pytest
from conftest import published, settings_for
from test_releases import tables

from dashlib.errors import CandidateError
from dashlib.publishing.apart import prepare_apart
from dashlib.publishing.candidate import Candidate, begin
from dashlib.publishing.prepare import prepared_of
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


@pytest.mark.parametrize("step", STEPS)
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
    def tell(now: str, _: float | None) -> None:
        if now == "Writing":
            os.kill(children().pop(), signal.SIGKILL)

    with pytest.raises(CandidateError, match="too little memory"):
        prepare_apart(settings, candidate, tell)
    assert prepared_of(candidate) is None
    assert prepare_apart(settings, candidate, lambda *_: None).release
