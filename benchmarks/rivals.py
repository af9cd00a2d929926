"""PostgreSQL's pg_trgm and SQLite's FTS5, asked for names as well as they can be: what `search.py` measures beside.

Both hold the same folded names, those of organizations with most grants first, so that the first rows of the table that fit
are the ones to show. Both are asked in the same steps; a step is taken if the ones before found nothing (the second also if
the first found fewer than ten):

1. names that begin with the whole text;
2. names in which every word of the text begins a word;
3. names that hold every word of the text anywhere;
4. names alike, of which the first hundred are ranked again by RapidFuzz, word by word.

**PostgreSQL**: 1 `LIKE ' text%'`, with a btree for patterns; 2 and 3 `LIKE '% word%'` and `'%word%'`, with the GIN index of
pg_trgm, if its planner does not prefer to walk along the table; 4 `text <% name`, with the same index, ordered by the
distance `<<->`. The cluster is one of its own in a temporary folder, reached over a socket there; it does not wait for the
disk, and its buffers hold everything.

**SQLite**: an FTS5 table with the tokenizer *trigram* over the names; two spaces before each word make beginnings pieces like
others. 1 `MATCH '^"  text"'`; 2 and 3 `MATCH '"  word" AND …'` and `'"word" AND …'`, in the order of the table, which FTS5
follows without sorting; 4 the rarest twelve trigrams of the text joined by OR, ordered by bm25: all of them find no more, and
take several times as long.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from questions import TEN, Question
from rapidfuzz import fuzz, process

ROWS = 2 * TEN  # an organization has more than one name
ALIKE = 100  # names that are ranked again
RAREST = 12  # trigrams of a text that SQLite is asked for
SIMILAR = "0.45"  # word similarity from which PostgreSQL looks at a name

Name = tuple[int, str]  # number of the organization, folded name


def lines(names: Path) -> Iterator[Name]:
    """The names of a file, one a line after the number of their organization."""
    with names.open() as file:
        for line in file:
            number, _, name = line.rstrip("\n").partition("\t")
            yield int(number), name


class Rival(ABC):
    """The steps; each engine says how it asks."""

    @abstractmethod
    def beginning(self, text: str) -> list[int]:
        """Names that begin with the text."""

    @abstractmethod
    def holding(self, words: Sequence[str], *, begun: bool) -> list[int]:
        """Names that hold each word, or have one that begins so."""

    @abstractmethod
    def alike(self, text: str) -> list[Name]:
        """Names that resemble the text, most alike first."""

    def ten(self, question: Question) -> list[int]:
        """Numbers of the organizations that are meant, best first."""
        text, words = question.folded, question.folded.split()
        found = self.beginning(text)
        if len(set(found)) < TEN:
            found += self.holding(words, begun=True)
        found = found or self.holding(words, begun=False) or ranked(text, self.alike(text))
        return list(dict.fromkeys(found))[:TEN]


def ranked(text: str, names: list[Name]) -> list[int]:
    """By how near the words of the text are to their nearest in the name, then by the whole."""
    words = text.split()

    def nearness(name: Name) -> tuple[float, float]:
        near = process.cdist(words, name[1].split(), scorer=fuzz.ratio).max(axis=1).mean()
        return float(near), fuzz.ratio(text, name[1])

    return [number for number, _ in sorted(names, key=nearness, reverse=True)]


class SQLite(Rival):
    """SQLite with FTS5, in one file."""

    def __init__(self, folder: Path) -> None:
        """In a file of the folder."""
        self.file = folder / "names.sqlite"
        self.process = os.getpid()

    def build(self, names: Path) -> None:
        """A table of names and an index of trigrams that reads them from there."""
        with sqlite3.connect(self.file) as base:
            base.execute("PRAGMA journal_mode = off")
            base.execute("PRAGMA synchronous = off")
            base.execute("CREATE TABLE names (place INTEGER PRIMARY KEY, number INTEGER, name TEXT)")
            rows = ((number, "  " + name.replace(" ", "  ")) for number, name in lines(names))
            base.executemany("INSERT INTO names (number, name) VALUES (?, ?)", rows)
            base.execute(
                "CREATE VIRTUAL TABLE pieces USING fts5(name, tokenize = trigram, content = names, content_rowid = place)"
            )
            base.execute("INSERT INTO pieces (pieces) VALUES ('rebuild')")
            base.execute("INSERT INTO pieces (pieces) VALUES ('optimize')")
            base.execute("CREATE VIRTUAL TABLE temp.counted USING fts5vocab(main, pieces, row)")
            base.execute("CREATE TABLE rarity (term TEXT PRIMARY KEY, names INTEGER) WITHOUT ROWID")
            base.execute("INSERT INTO rarity SELECT term, doc FROM counted")

    def open(self) -> None:
        """Read only, with the memory of the file for a cache."""
        self.base = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        self.base.execute("PRAGMA mmap_size = 4000000000")

    def size(self) -> int:
        """Bytes of the file."""
        return self.file.stat().st_size

    def beginning(self, text: str) -> list[int]:
        """The first piece is the text."""
        return self._numbers('^"  ' + text.replace(" ", "  ") + '"')

    def holding(self, words: Sequence[str], *, begun: bool) -> list[int]:
        """A piece for each word; pieces shorter than three signs cannot be asked for."""
        pieces = [f'"  {word}"' if begun else f'"{word}"' for word in words if begun or len(word) > 2]
        return self._numbers(" AND ".join(pieces)) if pieces else []

    def alike(self, text: str) -> list[Name]:
        """Any of the rarest trigrams, ordered by bm25."""
        spaced = "  " + text.replace(" ", "  ")
        pieces = json.dumps([spaced[at : at + 3] for at in range(len(spaced) - 2)])
        rarest = self.base.execute(
            "SELECT term FROM rarity WHERE term IN (SELECT value FROM json_each(?)) ORDER BY names LIMIT ?",
            (pieces, RAREST),
        )
        return self.base.execute(
            """SELECT number, name
            FROM (SELECT rowid AS found FROM pieces WHERE pieces MATCH ? ORDER BY rank LIMIT ?) JOIN names ON place = found""",
            (" OR ".join(f'"{piece}"' for (piece,) in rarest), ALIKE),
        ).fetchall()

    def _numbers(self, match: str) -> list[int]:
        rows = self.base.execute(
            "SELECT number FROM pieces JOIN names ON place = pieces.rowid WHERE pieces MATCH ? ORDER BY pieces.rowid LIMIT ?",
            (match, ROWS),
        )
        return [number for (number,) in rows]


class PostgreSQL(Rival):
    """PostgreSQL with pg_trgm, in a cluster that is running."""

    def __init__(self, folder: Path) -> None:
        """The folder is that of the cluster's socket."""
        import psycopg

        self.base = psycopg.connect(host=str(folder), user=OWNER, dbname="postgres", autocommit=True)
        self.process = self.base.info.backend_pid

    def build(self, names: Path) -> None:
        """A table of names, a space before each, and two indexes."""
        self.base.execute("CREATE EXTENSION pg_trgm")
        self.base.execute("CREATE TABLE names (place serial PRIMARY KEY, number int, name text)")
        with self.base.cursor().copy("COPY names (number, name) FROM STDIN") as copy:
            for number, name in lines(names):
                copy.write_row((number, " " + name))
        self.base.execute("CREATE INDEX pieces ON names USING gin (name gin_trgm_ops)")
        self.base.execute("CREATE INDEX beginnings ON names (name text_pattern_ops)")
        self.base.execute("VACUUM ANALYZE names")

    def open(self) -> None:
        """Say from when on names are alike."""
        self.base.execute(f"SET pg_trgm.word_similarity_threshold = {SIMILAR}")

    def size(self) -> int:
        """Bytes of the table and its indexes."""
        return self.base.execute("SELECT pg_total_relation_size('names')").fetchone()[0]

    def beginning(self, text: str) -> list[int]:
        """Along the index of beginnings, or of the table."""
        return self._numbers([f" {text}%"])

    def holding(self, words: Sequence[str], *, begun: bool) -> list[int]:
        """A pattern for each word."""
        return self._numbers([f"% {word}%" if begun else f"%{word}%" for word in words])

    def alike(self, text: str) -> list[Name]:
        """Above the limit of word similarity, the nearest first."""
        return self.base.execute(
            "SELECT number, name FROM names WHERE %(text)s <%% name ORDER BY %(text)s <<-> name, place LIMIT %(limit)s",
            {"text": text, "limit": ALIKE},
        ).fetchall()

    def _numbers(self, patterns: Sequence[str]) -> list[int]:
        fits = " AND ".join(["name LIKE %s"] * len(patterns))
        rows = self.base.execute(
            f"SELECT number FROM names WHERE {fits} ORDER BY place LIMIT {ROWS}", patterns, prepare=False
        )
        return [number for (number,) in rows]


OWNER = "bench"
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "fsync": "off",
    "jit": "off",
    "autovacuum": "off",
}


def programs() -> Path | None:
    """Where PostgreSQL's programs are, if they are installed."""
    found = shutil.which("initdb") or max(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)
    return Path(found).resolve().parent if found else None


def missing() -> str:
    """What PostgreSQL cannot be asked without, in words."""
    lacking = {"PostgreSQL is not installed": not programs(), "psycopg is not installed": not find_spec("psycopg")}
    return " and ".join(what for what, lacks in lacking.items() if lacks)


@contextmanager
def cluster(folder: Path) -> Iterator[int]:
    """PostgreSQL running in a folder, not as root, which it refuses; gives its process and always stops it."""
    bin = programs()
    user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
    if user:
        shutil.chown(folder, user["user"], user["group"])
    data = folder / "cluster"
    subprocess.run(
        [bin / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **user,
    )
    settings = [f"--{name}={value}" for name, value in {**SETTINGS, "unix_socket_directories": folder}.items()]
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen([bin / "postgres", "-D", data, *settings], stdout=log, stderr=log, cwd=folder, **user)
    try:
        while subprocess.run([bin / "pg_isready", "-q", "-h", folder], check=False).returncode:
            if server.poll() is not None:
                raise RuntimeError((folder / "log").read_text())
            time.sleep(0.1)
        yield server.pid
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(10)
