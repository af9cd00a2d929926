"""The visitors of `benchmarks/crowd.py` still speak with the installed Streamlit, and hear when a page is none."""

import asyncio
import os
import sys
from pathlib import Path
from random import Random

import loops
import pytest
from conftest import SOURCE

from dashlib.settings import PROJECT
from dashlib.ui import frame

sys.path.insert(0, str(PROJECT / "benchmarks"))
import visits
from browserless import FAULTS, Refused, opened
from gauges import Health, moment
from soak import Sample, verdict
from visits import Site, Tally, things_of, visit


def test_two_visitors_click_and_meet_no_error(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "THINKING", 0.01)
    site, tally = Site(address, os.getpid(), things_of(SOURCE / "smart-balkans"), Path()), Tally()

    async def two() -> None:
        await asyncio.gather(*(visit(site, tally, Random(number), clicks=1) for number in range(2)))

    loops.run(two())
    assert tally.told() == "0"
    assert (len(tally.arrivals), len(tally.clicks), tally.present) == (2, 2, 0)


def test_a_page_that_cannot_be_shown_is_an_error(address: str) -> None:
    async def faults() -> list[str | None]:
        async with opened(address, "/") as page:
            return [await page.run("", query) for query in ("release=0000000000000000", "")]

    assert loops.run(faults()) == ["This release cannot be shown", None]
    assert all(fault in Path(frame.__file__).read_text("utf-8") for fault in FAULTS)


def test_an_unknown_address_lets_nobody_in(address: str) -> None:
    async def come() -> None:
        async with opened(address, "/nowhere"):
            raise AssertionError

    with pytest.raises(Refused, match="404"):
        loops.run(come())


def test_a_server_that_does_not_answer_is_not_well() -> None:
    health = Health()
    loops.run(health.ask("http://127.0.0.1:9"))
    assert health.failures == 1


def test_this_process_needs_memory_and_descriptors() -> None:
    now = moment(os.getpid())
    assert now.memory > 10_000_000
    assert now.descriptors > 2
    assert now.server > 0


def test_what_grows_is_not_flat() -> None:
    def flat(values: list[int]) -> str:
        return verdict("descriptors", [Sample(n / 4, {"descriptors": value}) for n, value in enumerate(values)])["flat"]

    assert flat([100, 104, 98, 101, 99, 102]) == "yes"
    assert flat([100, 104, 108, 111, 116, 120]).startswith("no")
