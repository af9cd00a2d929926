"""A soak: visitors come, click and go for a while, and what the server holds is looked at again and again."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import linear_regression, median

import click
from gauges import MEGABYTE, ended, moment
from visits import ARRIVALS, SEED, Site, Tally, come_and_go, warm

SAMPLES = 15.0  # seconds between two looks
WARM_UP = 3.0  # minutes that are not judged
# How far the line of least squares may rise over what is judged, as a share of the median.
TOLERATED = {"MB": 0.05, "descriptors": 0.10}
AFTERWARDS = 60.0  # seconds after which the descriptors of those who left must be given back


@dataclass(frozen=True)
class Sample:
    """What the server held so many minutes after the first came, with so many on a page."""

    minute: float
    values: dict[str, float]


def sample(site: Site, tally: Tally, since: float) -> Sample:
    """Now."""
    now = moment(site.pid)
    values = {"MB": now.memory / MEGABYTE, "descriptors": now.descriptors, "visitors on a page": tally.present}
    return Sample((now.time - since) / 60, values)


async def soaked(site: Site, minutes: float, sessions: int) -> tuple[Tally, list[Sample], float]:
    """Samples: before anybody came, every few seconds, a minute after all left; the visitors' share of a core."""
    await warm(site)
    since, own, tally = time.monotonic(), time.process_time(), Tally()
    samples = [sample(site, tally, since)]
    tasks = [
        asyncio.create_task(come_and_go(site, tally, Random(f"{SEED} {number}"), number / ARRIVALS))
        for number in range(sessions)
    ]
    while time.monotonic() - since < 60 * minutes:
        await asyncio.sleep(SAMPLES)
        samples.append(sample(site, tally, since))
        click.echo(f"{samples[-1]} {tally.told()}", err=True)
    share = (time.process_time() - own) / (time.monotonic() - since)
    await ended(tasks)
    await asyncio.sleep(AFTERWARDS)
    return tally, [*samples, sample(site, tally, since)], share


def verdict(name: str, samples: Sequence[Sample]) -> dict[str, str]:
    """A line of the table: first, last, least, most, slope per minute, and whether it is flat."""
    values = [each.values[name] for each in samples]
    slope = linear_regression([each.minute for each in samples], values).slope
    rise = slope * (samples[-1].minute - samples[0].minute)
    is_flat = name in TOLERATED and rise <= TOLERATED[name] * median(values)
    return {
        "after the warm-up": name,
        "first": f"{values[0]:.0f}",
        "last": f"{values[-1]:.0f}",
        "least": f"{min(values):.0f}",
        "most": f"{max(values):.0f}",
        "slope per minute": f"{slope:+.2f}",
        "flat": "yes" if is_flat else f"no: {rise:.1f} more" if name in TOLERATED else "",
    }
