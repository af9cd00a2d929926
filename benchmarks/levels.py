"""One level of a crowd: so many visitors come and stay, and for a while it is measured how long each click takes."""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from browserless import PATIENCE
from gauges import MEGABYTE, Health, Moment, ended, moment, quantile
from visits import ARRIVALS, SEED, Site, Tally, stay, warm

SLOW = 2.0  # seconds: the knee is the first level whose p95 is above


@dataclass(frozen=True)
class Level:
    """What so many sessions met while they were measured, from `begun` to `done`; `empty` was before the first came."""

    settings: str
    sessions: int
    tally: Tally
    health: Health
    empty: Moment
    begun: Moment
    done: Moment

    @property
    def waits(self) -> list[float]:
        """Seconds from click to page of what was begun in time."""
        return [took for since, took in self.tally.clicks if self.begun.time <= since < self.done.time]

    @property
    def is_slow(self) -> bool:
        """True beyond the knee."""
        return not quantile(self.waits, 0.95) <= SLOW

    def cells(self) -> dict[str, str]:
        """A line of the table by column; per cent are those of one processor."""
        seconds = self.done.time - self.begun.time
        server = self.done.server - self.begun.server
        visitors = self.done.visitors - self.begun.visitors
        machine = self.done.machine - self.begun.machine
        answered = sum(self.begun.time <= since + took < self.done.time for since, took in self.tally.clicks)
        firsts = [took for _, took in self.tally.arrivals]
        return {
            "settings": self.settings,
            "sessions": str(self.sessions),
            "clicks/s": f"{answered / seconds:.1f}",
            "p50, s": f"{quantile(self.waits, 0.5):.2f}",
            "p95, s": f"{quantile(self.waits, 0.95):.2f}",
            "max, s": f"{max(self.waits, default=math.nan):.2f}",
            "first page p95, s": f"{quantile(firsts, 0.95):.2f}",
            "errors": self.tally.told(),
            "healthz p95, s": f"{quantile(self.health.times, 0.95):.2f}",
            "healthz failed": f"{self.health.failures} of {len(self.health.times)}",
            "CPU ms/click": f"{1000 * server / max(answered, 1):.0f}",
            "MB/session": f"{(self.done.memory - self.empty.memory) / self.sessions / MEGABYTE:.2f}",
            "MB": f"{self.done.memory / MEGABYTE:.0f}",
            "open files": str(self.done.descriptors),
            "CPU of server, %": f"{100 * server / seconds:.0f}",
            "of visitors": f"{100 * visitors / seconds:.0f}",
            "of others": f"{100 * (machine - server - visitors) / seconds:.0f}",
            "lag of visitors, ms": f"{1000 * self.health.lag:.0f}",
        }


async def measured(site: Site, settings: str, sessions: int, seconds: int) -> Level:
    """One level on a fresh server."""
    await warm(site)
    tally, health, empty = Tally(), Health(), moment(site.pid)
    tasks = [
        asyncio.create_task(stay(site, tally, Random(f"{SEED} {number}"), number / ARRIVALS))
        for number in range(sessions)
    ]
    all_in = empty.time + sessions / ARRIVALS + PATIENCE
    while len(tally.arrivals) + tally.errors.total() < sessions and time.monotonic() < all_in:
        await asyncio.sleep(0.1)
    watch = asyncio.create_task(health.watch(site.address))
    begun = moment(site.pid)
    await asyncio.sleep(seconds)
    done = moment(site.pid)
    # Others go on clicking meanwhile: who waits would otherwise be served as on an empty site.
    while min(tally.waiting.values(), default=math.inf) < done.time:
        await asyncio.sleep(0.1)
    await ended([watch, *tasks])
    return Level(settings, sessions, tally, health, empty, begun, done)


def knee(levels: Sequence[Level]) -> tuple[int, int | None]:
    """The last level below the knee (0 if none) and the first beyond it (None if none), of one kind of settings."""
    slow = min((level.sessions for level in levels if level.is_slow), default=None)
    return max((level.sessions for level in levels if slow is None or level.sessions < slow), default=0), slow
