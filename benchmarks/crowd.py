"""How many visitors at once the site serves, and whether it stays the same while they come and go.

    .venv/bin/python benchmarks/crowd.py levels [--sessions 60,150,300,500] [--seconds 60] [--knee] [--programme N]
    .venv/bin/python benchmarks/crowd.py soak [--minutes 20] [--sessions 40] [--programme N]

Both start servers of their own on the loopback, end them again, and print Markdown. Visitors (`visits.py`) share the
machine with the server: what they cost stands beside the rest. The seed fixes what each asks for and how long it thinks.

`levels`: so many visitors come, two a second, and stay. Once all have their first page, clicks are measured; one that is
begun in time is waited for. Each level has a fresh server with the shipped settings and one with the former, in turn.

`soak`: visitors come, click and go: some close, some are cut off, some fall silent, some open the page alone, some
download. *Flat* is decided by the rule at `TOLERATED` (`soak.py`); a minute after all have left, descriptors must be given back.
"""

import asyncio
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from gauges import quantile
from levels import SLOW, Level, knee, measured
from programme import grants, published, write_csv
from soak import AFTERWARDS, TOLERATED, WARM_UP, soaked, verdict
from visits import Site, things_of

from dashlib.publishing.publish import publish_folder
from dashlib.settings import PROJECT, Settings

sys.path.insert(0, str(PROJECT / "tests"))
from server import running

# The former settings are Streamlit's own.
SETTINGS = {
    "shipped": {},
    "former": {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true", "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "auto"},
}


@contextmanager
def released(programme: int) -> Iterator[tuple[Path, Path]]:
    """A data folder with a release, and the source tables of which it was made: the real ones or invented grants."""
    with tempfile.TemporaryDirectory() as folder:
        source, data = PROJECT / "data" / "source" / "smart-balkans", Path(folder) / "data"
        if programme:
            organizations = max(programme // 4, 20)
            source = published(Path(folder) / "source", organizations)
            write_csv(source / "grants.csv", grants(programme, organizations))
        publish_folder(source, Settings(data=data, private=data / "private", source=source))
        yield data, source


def one_level(data: Path, source: Path, settings: str, sessions: int, seconds: int) -> Level:
    """Start a server, measure, end it."""
    with running(data, str(source), **SETTINGS[settings]) as (address, pid):
        level = asyncio.run(measured(Site(address, pid, things_of(source), data), settings, sessions, seconds))
    click.echo(level.cells(), err=True)
    return level


def print_table(rows: Sequence[dict[str, str]]) -> None:
    """As Markdown; the headings are those of the first row."""
    print("| " + " | ".join(rows[0]) + " |\n|---" + "|--:" * (len(rows[0]) - 1) + "|")
    print("\n".join("| " + " | ".join(row.values()) + " |" for row in rows))


@click.group()
def main() -> None:
    """Measure and print."""
    # As many open files as the system allows: every visitor is a socket here as well.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # Whoever ends the benchmark ends its server with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    click.echo(f"{time.strftime('%-d %B %Y, %H:%M')}; {os.cpu_count()} processors, load {load} before.\n")


PROGRAMME = click.option(
    "--programme", type=click.IntRange(0), default=0, help="So many invented grants, not the real."
)


@main.command("levels")
@click.option("--sessions", default="60,150,300,500", show_default=True, help="The levels, with commas.")
@click.option("--seconds", type=click.IntRange(5, 600), default=60, show_default=True, help="Measured of each level.")
@click.option(
    "--knee", "is_refined", is_flag=True, help="Measure once more half-way between below and beyond the knee."
)
@PROGRAMME
def show_levels(sessions: str, seconds: int, is_refined: bool, programme: int) -> None:
    """How long so many visitors wait, with the shipped settings and the former beside them."""
    found: list[Level] = []
    with released(programme) as (data, source):
        for turn, number in enumerate(map(int, sessions.split(","))):
            # Who goes first changes, so that a machine that gets slower harms neither.
            for settings in list(SETTINGS)[:: -1 if turn % 2 else 1]:
                found.append(one_level(data, source, settings, number, seconds))
        for settings in SETTINGS if is_refined else ():
            good, slow = knee([level for level in found if level.settings == settings])
            if slow:
                found.append(one_level(data, source, settings, (good + slow) // 2, seconds))
    print_table([level.cells() for level in sorted(found, key=lambda level: (level.sessions, level.settings))])
    print(f"\nKnee, the first level with a p95 above {SLOW:.0f} s:\n")
    for settings in SETTINGS:
        good, slow = knee([level for level in found if level.settings == settings])
        print(f"- {settings}: " + (f"between {good} and {slow} sessions" if slow else f"not up to {good} sessions"))


@main.command("soak")
@click.option("--minutes", type=click.FloatRange(0.5, 600), default=20, show_default=True)
@click.option("--sessions", type=click.IntRange(1), default=40, show_default=True, help="Visitors at any time.")
@PROGRAMME
def show_soak(minutes: float, sessions: int, programme: int) -> None:
    """Whether memory and descriptors stay flat while visitors come and go."""
    with released(programme) as (data, source), running(data, str(source)) as (address, pid):
        tally, samples, share = asyncio.run(soaked(Site(address, pid, things_of(source), data), minutes, sessions))
    before, *during, after = samples
    judged = [each for each in during if each.minute >= WARM_UP]
    waits = [took for _, took in tally.clicks]
    print(
        f"{sessions} visitors at any time for {minutes:g} minutes: {len(tally.arrivals)} came to a page, "
        f"{len(waits)} clicks (p95 {quantile(waits, 0.95):.2f} s); errors: {tally.told()}; visitors' CPU {100 * share:.0f} %.\n"
    )
    if len(judged) < 4:
        print(f"Too short to judge: the first {WARM_UP:g} minutes do not count.")
    else:
        print_table([verdict(name, judged) for name in before.values])
    print()
    afterwards = f"{AFTERWARDS:.0f} s after all left"
    print_table(
        [
            {"": name, "before anybody came": f"{before.values[name]:.0f}", afterwards: f"{after.values[name]:.0f}"}
            for name in TOLERATED
        ]
    )


if __name__ == "__main__":
    main()
