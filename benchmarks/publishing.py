"""How long a million grants take from the upload to the public, step by step, and how much memory.

Run `.venv/bin/python benchmarks/publishing.py [--grants N] [--organizations N] [--formats csv,xlsx,again]`; it prints Markdown.

The way is that of the staff page: `begin`, `prepare`, the index of the preview, `difference_of`, a tick for all that asks
for one, `publish_candidate`; what the page leaves to a process of its own (`apart.py`) runs here in the one that measures.
The grants (`programme.py`) replace the table of a programme of one grant; `again` uploads them once more as CSV where they
are published already, one in a hundred with another amount. Beside it, pandas alone reads the same file as text.

Each file is measured in a process of its own. Memory is the most that the process had resident during a step, files that
it has mapped included; of the child that reads, the most that it ever had. *Longest silence* is how long a step did
not ask whether it was cancelled. The machine's own noise is in every number: only ratios within one run mean anything.
"""

import os
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
import pandas as pd
from programme import grants, published, write_csv, write_xlsx

from dashlib.publishing import apart, gates, prepare, publish, release
from dashlib.publishing import candidate as beginning
from dashlib.publishing.audit import private_folder
from dashlib.publishing.publish import publish_folder
from dashlib.releases.current import opened
from dashlib.settings import Settings

MEGABYTE = 1e6

# What is measured: where a function is called, and how its step is named. A step within a step is not part of it.
STEPS: dict[tuple[Any, str], str] = {
    (beginning, "begin"): "begin: copy the file",
    (prepare, "tables_behind"): "read what is published",
    (prepare, "read_files"): "read the file, in the child",
    (prepare, "merged"): "merge, mend",
    (prepare, "mended_upload"): "merge, mend",
    (prepare, "check_upload"): "check",
    (prepare, "build_release"): "build: write the release",
    (release, "open_store"): "build: open it",
    (release, "verify_release"): "build: verify",
    (apart, "kept_index"): "index of the preview",
    (prepare, "difference"): "difference",
    (gates, "gates"): "gates",
    (gates, "place_release"): "publish: place",
    (gates, "opened"): "publish: open",
    (gates, "_take_index"): "publish: copy the index",
    (gates, "open_index"): "publish: open the index",
    (publish, "keep_pending"): "publish: keep source and files",
    (publish, "add_lines"): "publish: journal",
}
OTHER = "the rest"


@dataclass
class Step:
    """Seconds on the clock and of processors, bytes resident at most, the longest time without a word."""

    seconds: float = 0
    busy: float = 0
    memory: int = 0
    silence: float = 0


@dataclass
class Watch:
    """Notes what belongs to which step."""

    steps: dict[str, Step] = field(default_factory=lambda: defaultdict(Step))
    running: list[str] = field(default_factory=lambda: [OTHER])
    since: tuple[float, float] = (0, 0)
    heard: float = field(default_factory=time.monotonic)

    def turn(self) -> None:
        """End the part that runs, and begin another."""
        now = (time.monotonic(), busy())
        step = self.steps[self.running[-1]]
        if self.since[0]:
            step.seconds += now[0] - self.since[0]
            step.busy += now[1] - self.since[1]
            step.memory = max(step.memory, resident_at_most())
        Path("/proc/self/clear_refs").write_text("5")  # forget the most that was resident
        self.since = now

    def hear(self, *_: object) -> None:
        """The step asks whether it goes on."""
        now = time.monotonic()
        step = self.steps[self.running[-1]]
        step.silence = max(step.silence, now - self.heard)
        self.heard = now

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """All within belongs to this step."""
        self.turn()
        self.hear()
        self.running.append(name)
        begun = time.monotonic()
        try:
            yield
        finally:
            self.turn()
            self.hear()
            self.running.pop()
            click.echo(f"{name}: {time.monotonic() - begun:.1f} s", err=True)

    def watched(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function as a step."""

        def run(*given: Any, **named: Any) -> Any:
            with self.step(name):
                return function(*given, **named)

        return run


def busy() -> float:
    """Seconds that processors worked for this process and its ended children."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def resident_at_most() -> int:
    """Bytes since it was last forgotten."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def of_children() -> int:
    """Bytes that a child had resident at most."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def publish_upload(settings: Settings, name: str, path: Path) -> tuple[dict[str, Step], int, list[str]]:
    """The way of the staff page; the steps, the memory of the child, what was found."""
    watch = Watch()
    watch.turn()
    for (module, function), step in STEPS.items():
        setattr(module, function, watch.watched(step, getattr(module, function)))
    candidate = beginning.begin(settings, "benchmark", {name: path})
    found = prepare.prepare(settings, candidate, watch.hear)
    counts: dict[str, int] = defaultdict(int)
    for problem in found.problems:
        counts[f"{problem.severity} {problem.rule}"] += 1
    told = [f"{count:,} × {what}" for what, count in counts.items()]
    if found.release is None:
        sys.exit("; ".join(told))
    apart.kept_index(opened(found.built), candidate.folder / "cache", watch.hear)
    for rule, problems in gates.warnings_by_rule(found.problems).items():
        candidate = beginning.tick(candidate, f"warning:{rule}", gates.about_warnings(problems), "benchmark")
    for gate in gates.gates(settings, candidate):
        if gate.about and not gate.is_met:
            candidate = beginning.tick(candidate, gate.name, gate.about, "benchmark")
    gates.publish_candidate(settings, candidate, "A million.", {"by": "benchmark"}, watch.hear)
    watch.turn()
    return dict(watch.steps), of_children(), told


def alone(path: Path) -> Step:
    """Pandas reads the file as text."""
    since, before = time.monotonic(), busy()
    if path.suffix == ".csv":
        pd.read_csv(path, dtype=str)
    else:
        pd.read_excel(path, dtype=str, engine="calamine")
    return Step(time.monotonic() - since, busy() - before, resident_at_most())


def in_a_process(function: Callable[..., Any], *given: Any) -> Any:
    """What a function answers in a process that ends with it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *given).result()


def print_table(steps: dict[str, Step], child: int, pandas: Step) -> None:
    """One upload."""
    print("| step | s | s of processors | × pandas | MB at most | longest silence, s |\n|---|--:|--:|--:|--:|--:|")
    whole = Step(
        sum(step.seconds for step in steps.values()),
        sum(step.busy for step in steps.values()),
        max(step.memory for step in steps.values()),
    )
    shown = {name: steps[name] for name in [*dict.fromkeys(STEPS.values()), OTHER] if name in steps}
    for name, step in {**shown, "**all**": whole, "pandas alone reads the file": pandas}.items():
        ratio = f"{step.busy / pandas.busy:.2f}"
        memory = f"{step.memory / MEGABYTE:,.0f}" + (f" + {child / MEGABYTE:,.0f}" if "child" in name else "")
        silence = f"{step.silence:.1f}" if step.silence else ""
        print(f"| {name} | {step.seconds:.1f} | {step.busy:.1f} | {ratio} | {memory} | {silence} |")
    print(flush=True)


@click.command()
@click.option("--grants", "count", default=1_000_000, show_default=True, help="Rows of the table.")
@click.option("--organizations", default=20_000, show_default=True, help="Awardees among which they are spread.")
@click.option("--formats", default="csv,xlsx,again", show_default=True, help="What is uploaded, in this order.")
@click.option("--keep", type=click.Path(path_type=Path), help="A folder for the files; taken again if they are there.")
def main(count: int, organizations: int, formats: str, keep: Path | None) -> None:
    """Measure and print."""
    print(f"{count:,} grants of {organizations:,} organizations. {os.cpu_count()} cores.\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = published(folder / "source", organizations)
        files = keep or folder
        files.mkdir(exist_ok=True)
        for format in formats.split(","):
            rows = partial(grants, count, organizations, count // 100 if format == "again" else 0)
            path = files / f"{format}-{count}.{'xlsx' if format == 'xlsx' else 'csv'}"
            if not path.exists():
                (write_xlsx if format == "xlsx" else write_csv)(path, rows())
            data = folder / ("csv" if format == "again" else format)
            settings = Settings(data=data, private=data / "private", source=source)
            if format != "again":
                publish_folder(source, settings)
                private_folder(settings)
            load = os.getloadavg()[0]
            pandas = in_a_process(alone, path)
            steps, child, told = in_a_process(publish_upload, settings, f"grants{path.suffix}", path)
            print(
                f"**{format}**, {path.stat().st_size / MEGABYTE:,.0f} MB; load {load:.1f} before, {os.getloadavg()[0]:.1f} after\n"
            )
            print_table(steps, child, pandas)
            print("Found: " + ("; ".join(told) or "nothing") + ".\n", flush=True)


if __name__ == "__main__":
    main()
