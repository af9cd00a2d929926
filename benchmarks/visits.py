"""What visitors of the site do: what they ask for, how long they think, how they leave; and what they met."""

import asyncio
import csv
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from browserless import PATIENCE, Page, Refused, fetch, opened, requested
from websockets.exceptions import ConnectionClosed

from dashlib.web.server import PAGES

SEED = 20
ARRIVALS = 2.0  # visitors a second: with Streamlit's own settings a first page costs twice as much as a click
THINKING = 20.0  # seconds between an answer and the next click, on average
BETWEEN = 1.0  # seconds until another visitor comes in the place of one who left, on average
SILENCE = 90.0  # seconds without a word, after which the server must have noticed
SEARCHED = ("awardees", "grants", "events")
FILES = ("grants.csv", "grants.parquet", "release.xlsx", "release.zip", "datapackage.json")


@dataclass(frozen=True)
class Things:
    """What can be asked for, most frequent first: identifiers per page of one thing, values per filter, names."""

    ids: Mapping[str, list[str]]
    values: Mapping[str, list[str]]
    names: list[str]


def things_of(source: Path) -> Things:
    """Read from the source tables, which are small or invented; only what has a grant, a round or an event."""

    def column(table: str, name: str) -> list[str]:
        with (source / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            values = (row.get(name) or "" for row in csv.DictReader(file))
            return [
                id for id, _ in Counter(part for value in values for part in value.split(";") if part).most_common()
            ]

    ids = {
        "grant": column("grants", "grant_id"),
        "awardee": column("grants", "recipient_org_id"),
        "round": column("rounds", "round_id"),
        "event": column("events", "event_id"),
    }
    words = [word for title in column("grants", "keywords") for word in title.split() if len(word) > 4]
    values = {
        "country": column("grants", "country"),
        "area": column("grants", "area_ids"),
        "grant_type": column("rounds", "grant_type_code"),
        "text": words,
    }
    return Things(
        {page: found for page, found in ids.items() if found},
        {name: found for name, found in values.items() if found},
        column("organizations", "name"),
    )


def next_click(things: Things, random: Random) -> tuple[str, str]:
    """A page and its query: a quarter pages of one thing, a fifth searches, else a public page, half with a selection."""
    kind = random.random()
    if kind < 0.25:
        page = random.choice(list(things.ids))
        return page, urlencode({"id": random.choice(things.ids[page])})
    if kind < 0.45:
        word = random.choice(random.choice(things.names).split())
        return random.choice(SEARCHED), urlencode({"q": word[: random.randint(3, 12)]})
    public = [page for page in PAGES if page not in things.ids and page not in {"update", "event"}]
    chosen = random.sample(list(things.values), min(random.choice((0, 0, 0, 0, 1, 1, 1, 2)), len(things.values)))
    return random.choice(public), urlencode({name: _popular(things.values[name], random) for name in chosen})


def _popular(values: list[str], random: Random) -> str:
    """Most people choose the same: each value half as often as one that stands twice as far ahead."""
    return random.choices(values, [1 / place for place in range(1, len(values) + 1)])[0]


# When something was asked, by the monotonic clock, and the seconds until it was there.
Times = list[tuple[float, float]]


@dataclass
class Tally:
    """What visitors met: when asked and seconds, of clicks and of first pages; errors; since when who waits; how many."""

    clicks: Times = field(default_factory=list)
    arrivals: Times = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    waiting: dict[int, float] = field(default_factory=dict)
    present: int = 0

    async def ask(self, page: Page, asked: tuple[str, str], times: Times, since: float) -> bool:
        """One run, noted; False if the page is of no use any more. Who gave up has waited for `PATIENCE`."""
        self.waiting[id(page)] = since
        try:
            async with asyncio.timeout(PATIENCE):
                fault = await page.run(*asked)
        except TimeoutError:
            self.errors["unanswered"] += 1
            times.append((since, PATIENCE))
            return False
        except ConnectionClosed:
            self.errors["closed"] += 1
            return False
        finally:
            del self.waiting[id(page)]
        times.append((since, time.monotonic() - since))
        if fault:
            self.errors[f"shown: {fault}"] += 1
        return True

    def told(self) -> str:
        """The errors of all kinds."""
        return ", ".join(f"{count} {kind}" for kind, count in self.errors.most_common()) or "0"


@dataclass(frozen=True)
class Site:
    """A running server, what can be asked of it, and where its release stands."""

    address: str
    pid: int
    things: Things
    data: Path


async def close(page: Page) -> None:
    """Leave as a browser does whose tab is closed: the page does it itself."""


async def cut_off(page: Page) -> None:
    """The connection is gone, without a word of the web socket."""
    page.socket.transport.abort()


async def fall_silent(page: Page) -> None:
    """Nothing is answered any more, not even a ping, as from a telephone in a tunnel."""
    page.socket.transport.pause_reading()
    await asyncio.sleep(SILENCE)
    page.socket.transport.abort()


Leave = Callable[[Page], Awaitable[None]]


async def visit(site: Site, tally: Tally, random: Random, clicks: float = math.inf, leave: Leave = close) -> None:
    """One visitor: a first page, so many clicks with time to think, and how it leaves; whatever goes wrong ends it."""
    asked, since = next_click(site.things, random), time.monotonic()
    try:
        async with opened(site.address, f"/{asked[0]}?{asked[1]}") as page:
            tally.present += 1
            try:
                is_open = await tally.ask(page, asked, tally.arrivals, since)
                while is_open and clicks > 0:
                    clicks -= 1
                    await asyncio.sleep(random.expovariate(1 / THINKING))
                    asked = next_click(site.things, random)
                    is_open = await tally.ask(page, asked, tally.clicks, time.monotonic())
                if is_open:
                    await leave(page)
            finally:
                tally.present -= 1
    except Refused as error:
        tally.errors[f"refused: {error}"] += 1


async def stay(site: Site, tally: Tally, random: Random, delay: float) -> None:
    """Come after a delay and stay; whoever was thrown out thinks and comes again."""
    await asyncio.sleep(delay)
    while True:
        await visit(site, tally, random)
        await asyncio.sleep(random.expovariate(1 / THINKING))


async def come_and_go(site: Site, tally: Tally, random: Random, delay: float) -> None:
    """Visitors one after the other: four fifths click one to eight times, the others open a page alone or download."""
    await asyncio.sleep(delay)
    while True:
        kind = random.random()
        if kind < 0.1:
            await _noted(tally, fetch(site.address, "/"))
        elif kind < 0.2:
            await _noted(tally, download(site, random))
        else:
            leave = random.choice((close, close, cut_off, cut_off, fall_silent))
            await visit(site, tally, random, random.randint(1, 8), leave)
        await asyncio.sleep(random.expovariate(1 / BETWEEN))


async def _noted(tally: Tally, request: Awaitable[int]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            status = await request
        if status != 200:
            tally.errors[f"status {status}"] += 1
    except (OSError, TimeoutError, Refused) as error:
        tally.errors[f"refused: {type(error).__name__}"] += 1


async def download(site: Site, random: Random) -> int:
    """A file of the release; every third visitor goes away in the middle."""
    release = next(path.name for path in (site.data / "releases").iterdir() if not path.name.startswith("."))
    path = f"/download/{release}/{random.choice(FILES)}"
    if random.random() > 1 / 3:
        return await fetch(site.address, path)
    async with requested(site.address, path) as (status, _, writer):
        await asyncio.sleep(2)
        writer.transport.abort()
        return status


async def warm(site: Site) -> None:
    """Every page and search once, which nobody counts: the first run of each loads what all others find."""
    clicks = [(page, "") for page in PAGES if page not in {*site.things.ids, "event", "update"}]
    clicks += [(page, f"id={ids[0]}") for page, ids in site.things.ids.items()]
    async with opened(site.address, "/") as page:
        for asked in [*clicks, *((page, "q=youth") for page in SEARCHED)]:
            if fault := await page.run(*asked):
                raise Refused(f"{fault}, at {asked}")
