"""How fast and how surely organizations are found, beside PostgreSQL's pg_trgm and SQLite's FTS5 in the same run.

Run `.venv/bin/python benchmarks/search.py [--sizes 10000,100000,1000000]`; it prints Markdown. It needs
`pip install '.[benchmark]'` and, for one of the columns, PostgreSQL with pg_trgm (Debian: `postgresql`).

Each engine gets the same names of the same invented organizations (`tests/search/invented.py`), without their other texts,
and the same questions (`questions.py`); the others get both folded by our own folding, ours folds in the time measured.
How the others are asked stands in `rivals.py`; ours as a page asks it: for the first ten, each with its reason.

An engine is built and asked in two processes of its own, no two at once. Memory is the most that such a process had
resident, less what it began with; of PostgreSQL, the process that serves it, with the shared buffers that it has touched.
The machine's own noise is in every number: only ratios within one run mean anything. What a processor worked for an answer,
in brackets, leaves out waiting for a processor that others use (of PostgreSQL, helpers that it may start are not in it).
"""

import os
import pickle
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median
from typing import Any

import click
from questions import TEN, Name, Question, questions
from rivals import PostgreSQL, SQLite, cluster, missing

from dashlib.search.find import find
from dashlib.search.index import build_index, opened
from dashlib.search.words import words
from dashlib.settings import PROJECT

sys.path.insert(0, str(PROJECT / "tests" / "search"))
from invented import Thing, invented, parts

COUNT = 100  # questions of a kind
BUDGET = 20  # seconds of questions of one kind to one engine; what is not asked by then is left out
AIM = 10  # milliseconds, of 95 in 100 questions, at the largest size
MEGABYTE = 1e6


class Ours:
    """The search of the dashboard."""

    def __init__(self, folder: Path) -> None:
        """Kept in a folder."""
        self.folder = folder / "index"
        self.process = os.getpid()

    def build(self, names: Path) -> None:
        """From the organizations beside the names."""
        build_index(parts(stored(names.with_suffix(".pickle"))), self.folder)

    def open(self) -> None:
        """As a page opens it."""
        self.index = opened(self.folder)

    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.stat().st_size for file in self.folder.iterdir())

    def ten(self, question: Question) -> list[int]:
        """Numbers of what is shown first, explained: the first ten hits, or near misses if there are none."""
        results = find(self.index, question.text, "awardee", most=TEN)
        return [int(hit.id) for hit in results.hits(0, TEN) or results.near]


POSTGRESQL = "PostgreSQL pg_trgm"
ENGINES = {"ours": Ours, POSTGRESQL: PostgreSQL, "SQLite FTS5": SQLite}


@dataclass(frozen=True)
class Answers:
    """Milliseconds of each question of a kind, on the clock and of a processor; of those that count whether who is meant was
    among the first ten; `is_cut` if there was no time for all of them.
    """

    times: list[float]
    busy: list[float]
    found: list[bool]
    is_cut: bool = False

    @property
    def share(self) -> float:
        """Of the questions that count those that were answered."""
        return sum(self.found) / len(self.found)

    def __str__(self) -> str:
        """A cell of the table."""
        cut = f" of {len(self.times)}" if self.is_cut else ""
        shown = " / ".join(f"{way(self.times):.1f} ({way(self.busy):.1f})" for way in (median, p95))
        return f"{shown}, {100 * self.share:.0f} %{cut}"


def p95(times: Sequence[float]) -> float:
    """Milliseconds within which 95 of 100 questions are answered."""
    return sorted(times)[int(0.95 * len(times))]


@dataclass(frozen=True)
class Measured:
    """Of one engine: seconds to build, bytes on the disk, bytes of memory while it is built and asked, the answers."""

    seconds: float
    size: int
    building: int
    answers: dict[str, Answers]
    asking: int


def organizations(count: int) -> list[Thing]:
    """Invented ones, with their names only, the number of each its identifier; most grants first."""
    found = sorted(invented(count), key=lambda thing: -thing.grants)
    return [
        Thing("awardee", str(number), thing.name, thing.country, thing.grants, thing.spellings)
        for number, thing in enumerate(found)
    ]


def stored(file: Path) -> Iterator[Thing]:
    """The organizations that were written to a file, one after the other."""
    with file.open("rb") as reader:
        while reader.peek(1):
            yield pickle.load(reader)


def prepare(count: int, names: Path) -> dict[str, list[Question]]:
    """Write organizations and their folded names to files; the questions about them."""
    found = organizations(count)
    with names.with_suffix(".pickle").open("wb") as writer:
        for thing in found:
            pickle.dump(thing, writer)
    folded = [
        Name(number, written, tuple(words(written)))
        for number, thing in enumerate(found)
        for written in (thing.name, *thing.spellings)
    ]
    with names.open("w") as writer:
        once = dict.fromkeys((name.number, " ".join(name.keys)) for name in folded)
        writer.writelines(f"{number}\t{keys}\n" for number, keys in once)
    return questions(folded, COUNT)


def resident(process: int, what: str) -> int:
    """Bytes of memory of a process: now (VmRSS) or at most (VmHWM)."""
    status = Path(f"/proc/{process}/status").read_text()
    return 1024 * int(status.partition(f"{what}:")[2].split()[0])


def processor_time(process: int) -> float:
    """Seconds that this process and the one that serves it have worked."""
    served = int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) if process != os.getpid() else 0
    return time.process_time() + served / 1e9


def build(engine: str, folder: Path, names: Path) -> tuple[float, int, int]:
    """Build an index; seconds, bytes on the disk, bytes of memory."""
    made = ENGINES[engine](folder)
    before = resident(made.process, "VmRSS")
    since = time.monotonic()
    made.build(names)
    seconds = time.monotonic() - since
    return seconds, made.size(), resident(made.process, "VmHWM") - before


def ask(engine: str, folder: Path, asked: dict[str, list[Question]]) -> tuple[dict[str, Answers], int]:
    """Ask all questions, kind by kind; the memory that it took."""
    made = ENGINES[engine](folder)
    before = resident(made.process, "VmRSS")
    made.open()
    for some in asked.values():
        made.ten(some[-1])
    answers = {kind: answered(made, some) for kind, some in asked.items()}
    return answers, resident(made.process, "VmHWM") - before


def answered(made: Ours | PostgreSQL | SQLite, asked: Sequence[Question]) -> Answers:
    """Ask questions of one kind until the time is up."""
    times, busy, found = [], [], []
    until = time.monotonic() + BUDGET
    for question in asked:
        since, worked = time.perf_counter(), processor_time(made.process)
        ten = made.ten(question)
        times.append(1000 * (time.perf_counter() - since))
        busy.append(1000 * (processor_time(made.process) - worked))
        if question.counts:
            found.append(question.meant in ten)
        if time.monotonic() > until:
            break
    return Answers(times, busy, found, is_cut=len(times) < len(asked))


def apart(task: Callable[..., Any], *given: Any) -> Any:
    """Do a task in a process of its own, which begins with nothing."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(task, *given).result()


def measure(count: int) -> dict[str, Measured]:
    """One size: each engine is built, asked, and put away."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        names = Path(name) / "names.tsv"
        asked = prepare(count, names)
        for engine in ENGINES:
            if engine == POSTGRESQL and missing():
                continue
            with tempfile.TemporaryDirectory() as own, running(engine, Path(own)):
                built = apart(build, engine, Path(own), names)
                found[engine] = Measured(*built, *apart(ask, engine, Path(own), asked))
    return found


def running(engine: str, folder: Path) -> AbstractContextManager[None]:
    """What an engine needs while it is built and asked."""
    return cluster(folder) if engine == POSTGRESQL else nullcontext()


def print_table(rows: Iterable[Sequence[str]]) -> None:
    """The first row is the heading; all columns but the first stand to the right."""
    head, *rest = rows
    rule = "|".join(["---", *["--:"] * (len(head) - 1)])
    print("\n" + "\n".join([f"| {' | '.join(head)} |", f"|{rule}|", *(f"| {' | '.join(row)} |" for row in rest)]))


def print_size(count: int, found: dict[str, Measured]) -> None:
    """Everything of one size."""
    print(f"\n## {count:,} organizations")
    ours = found["ours"]
    costs = {
        "build, s": lambda it: f"{it.seconds:.1f}",
        "index, MB": lambda it: f"{it.size / MEGABYTE:,.0f}",
        "memory while built, MB": lambda it: f"{it.building / MEGABYTE:,.0f}",
        "memory while asked, MB": lambda it: f"{it.asking / MEGABYTE:,.0f}",
    }
    print_table(
        [
            ["p50 / p95 ms (of a processor), among the first ten", "asked", *found],
            *(
                [kind, str(len(it.times)), *(str(each.answers[kind]) for each in found.values())]
                for kind, it in ours.answers.items()
            ),
            *([what, "", *map(cost, found.values())] for what, cost in costs.items()),
        ]
    )


def print_aims(count: int, found: dict[str, Measured]) -> None:
    """Measured, aim and ratio: within how long 95 of 100 are answered, and how many more than by the better of the others."""
    rows = [[f"at {count:,}", "measured", "aim", "ratio"]]
    for kind, ours in found["ours"].answers.items():
        for what, times in (("ms", ours.times), ("ms of a processor", ours.busy)):
            rows.append([f"{kind}: p95, {what}", f"{p95(times):.1f}", f"< {AIM}", f"{p95(times) / AIM:.2f}"])
    shares = {engine: 100 * mean(it.share for it in each.answers.values()) for engine, each in found.items()}
    ours, best = shares.pop("ours"), max(shares.values())
    rows.append(["among the first ten, mean of all kinds, %", f"{ours:.1f}", f"> {best:.1f}", f"{ours / best:.3f}"])
    print_table(rows)


@click.command()
@click.option("--sizes", default="10000,100000,1000000", show_default=True, help="Organizations, one number or more.")
def main(sizes: str) -> None:
    """Measure and print."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))  # so that PostgreSQL is stopped, too
    print(
        f"Up to {COUNT} questions of a kind, of *typing* each keystroke of {COUNT} names, as long as {BUDGET} s last."
    )
    print(f"{os.cpu_count()} cores, load at the start {os.getloadavg()[0]:.1f}.")
    if missing():
        print(f"PostgreSQL was not measured: {missing()}.")
    for count in map(int, sizes.split(",")):
        found = measure(count)
        print_size(count, found)
    print_aims(count, found)


if __name__ == "__main__":
    main()
