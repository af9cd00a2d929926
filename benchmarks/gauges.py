"""What a server needs while others look at it, and how soon it answers who asks whether it is well."""

import asyncio
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from browserless import Refused, fetch

MEGABYTE = 1e6
HEALTH_PATIENCE = 10.0  # seconds; who watches a site asks again after that


@dataclass(frozen=True)
class Moment:
    """When (monotonic), what server, visitors and the whole machine had worked until then, what the server holds.

    Work is in seconds of processors, memory in bytes.
    """

    time: float
    server: float
    visitors: float
    machine: float
    memory: int
    descriptors: int


def moment(pid: int) -> Moment:
    """Now, of the server with this process id."""
    process = Path(f"/proc/{pid}")
    pages = int((process / "statm").read_text("utf-8").split()[1])
    # Of the machine: user, nice, system, idle, waiting, interrupts of two kinds, taken by another machine.
    machine = Path("/proc/stat").read_text("utf-8").splitlines()[0].split()[1:9]
    return Moment(
        time.monotonic(),
        _seconds((process / "stat").read_text("utf-8").rpartition(")")[2].split()[11:13]),
        time.process_time(),
        _seconds(machine[:3] + machine[5:]),
        pages * os.sysconf("SC_PAGE_SIZE"),
        len(os.listdir(process / "fd")),
    )


def _seconds(ticks: list[str]) -> float:
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@dataclass
class Health:
    """What somebody who asks `/healthz` every second met: seconds, failures, and how late the visitors' own clock was."""

    times: list[float] = field(default_factory=list)
    failures: int = 0
    lag: float = 0

    async def watch(self, address: str) -> None:
        """Ask until cancelled; an answer that is late delays no other question."""
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(self.ask(address))
                due = time.monotonic() + 1
                await asyncio.sleep(1)
                self.lag = max(self.lag, time.monotonic() - due)

    async def ask(self, address: str) -> None:
        """One question; no answer in time, or another than 200, is a failure."""
        since, status = time.monotonic(), 0
        try:
            async with asyncio.timeout(HEALTH_PATIENCE):
                status = await fetch(address, "/healthz")
        except (OSError, TimeoutError, Refused):
            pass
        self.failures += status != 200
        self.times.append(time.monotonic() - since)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share does not exceed; of nothing there is none."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)] if values else math.nan


async def ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Send everybody home; what no visitor should meet is raised."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
