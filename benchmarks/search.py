"""How fast and how surely organizations are found, beside PostgreSQL's pg_trgm and SQLite's FTS5 in the same run.

Run `.venv/bin/python benchmarks/search.py [--sizes 10000,100000,1000000]`; it prints Markdown. It needs
`pip install '.[benchmark]'` and, for one of the columns, PostgreSQL with pg_trgm (Debian: `postgresql`).

Each engine gets the same names of the same invented organizations (`tests/search/invented.py`), without their other texts,
and the same questions (`questions.py`); the others get both folded by our own folding, ours folds in the time measured.
How the others are asked stands in `rivals.py`; ours as a page asks it: for the first ten, each with its reason.

An engine is built and asked in two processes of its own, no two at once. Memory is the most that such a process had
resident, less what it began with; of PostgreSQL, the process that serves it, with the shared buffers that it has touched.
The machine's own noise is in every number: only ratios within one run mean anything.
"""

import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles

import click
from questions import TEN, Name, Question, questions
from rivals import PostgreSQL, SQLite, cluster, missing

from dashlib.search.find import find
from dashlib.search.index import build_index, opened
from dashlib.search.things import Thing
from dashlib.search.words import words
from dashlib.settings import PROJECT

sys.path.insert(0, str(PROJECT / "tests"))
from search.invented import invented

COUNT = 100  # questions of a kind
BUDGET = 15  # seconds for the questions of one kind to one engine; what is not asked by then is left out
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
        build_index(stored(names.with_suffix(".pickle")), self.folder)

    def open(self) -> None:
        """As a page opens it."""
        self.index = opened(self.folder)

    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.stat().st_size for file in self.folder.iterdir())

    def ten(self, question: Question) -> list[int]:
        """Numbers of the first ten hits, which are explained besides."""
        return [int(hit.id) for hit in find(self.index, question.text, "awardee", most=TEN).hits(0, TEN)]


ENGINES: dict[str, type] = {"ours": Ours, "PostgreSQL pg_trgm": PostgreSQL, "SQLite FTS5": SQLite}


@dataclass(frozen=True)
class Built:
    """What an index costs: seconds, bytes on the disk, bytes of memory."""

    seconds: float
    size: int
    memory: int


@dataclass(frozen=True)
class Answers:
    """Milliseconds of each question of a kind, and of those that count whether who is meant was among the first ten."""

    times: list[float]
    found: list[bool]

    @property
    def p95(self) -> float:
        """Milliseconds within which 95 of 100 questions are answered."""
        return quantiles(self.times, n=20)[-1]

    @property
    def share(self) -> float:
        """Of the questions that count those that were answered."""
        return sum(self.found) / len(self.found)

    def __str__(self) -> str:
        """A cell of the table."""
        return f"{quantiles(self.times, n=2)[0]:.1f} / {self.p95:.1f}, {100 * self.share:.0f} %"


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


def prepare(count: int, names: Path) -> tuple[dict[str, list[Question]], float]:
    """Write organizations and their folded names to files; the questions about them, and how long folding took."""
    found = organizations(count)
    with names.with_suffix(".pickle").open("wb") as writer:
        for thing in found:
            pickle.dump(thing, writer)
    since = time.monotonic()
    folded = [
        Name(number, written, tuple(words(written)))
        for number, thing in enumerate(found)
        for written in (thing.name, *thing.spellings)
    ]
    seconds = time.monotonic() - since
    with names.open("w") as writer:
        once = dict.fromkeys((name.number, " ".join(name.keys)) for name in folded)
        writer.writelines(f"{number}\t{keys}\n" for number, keys in once)
    return questions(folded, COUNT), seconds


def resident(process: int, what: str) -> int:
    """Bytes of memory of a process: now (VmRSS) or at most (VmHWM)."""
    status = Path(f"/proc/{process}/status").read_text()
    return 1024 * int(status.partition(f"{what}:")[2].split()[0])


def build(engine: str, folder: Path, names: Path) -> Built:
    """Build an index and look at what it took."""
    made = ENGINES[engine](folder)
    before = resident(made.process, "VmRSS")
    since = time.monotonic()
    made.build(names)
    seconds = time.monotonic() - since
    return Built(seconds, made.size(), resident(made.process, "VmHWM") - before)


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
    times, found = [], []
    until = time.monotonic() + BUDGET
    for question in asked:
        since = time.perf_counter()
        ten = made.ten(question)
        times.append(1000 * (time.perf_counter() - since))
        if question.fitting:
            found.append(question.meant in ten)
        if time.monotonic() > until:
            break
    return Answers(times, found)


def apart[T](task, *given):
    """Do a task in a process of its own, which begins with nothing."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(task, *given).result()


def measure(count: int) -> None:
    """One size: build, ask, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = folder / "names.tsv"
