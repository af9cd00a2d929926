"""What changed from one release to the next: rows of the source tables, money as awarded, grants."""

from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from dashlib.queries.store import open_store
from dashlib.queries.totals import Value, whole
from dashlib.releases.current import release_folder
from dashlib.releases.journal import SERVING, Entry
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import source_tables
from dashlib.schema.selection import Selection
from dashlib.settings import Settings

SQL = Path(__file__).with_name("compare.sql")


@dataclass(frozen=True)
class Change:
    """How many rows of a source table were added, hold something else under the same key, or are gone."""

    table: str
    added: int
    changed: int
    gone: int


@dataclass(frozen=True)
class Comparison:
    """The tables in which something changed, and the whole before and after; None where there are no awards."""

    changes: tuple[Change, ...]
    before: Value | None
    after: Value | None


def changes_of(settings: Settings, entries: list[Entry], entry: Entry) -> Comparison | None:
    """What a line of the journal changed for visitors; None for the first release.

    Raises ReleaseGoneError if either release was withdrawn or its files are gone, ReleaseError if it cannot be opened.
    """
    earlier = [line for line in entries if line.number < entry.number and line.action in SERVING]
    if not earlier:
        return None
    return compare(release_folder(settings, earlier[-1].release)[0], release_folder(settings, entry.release)[0])


@lru_cache(maxsize=256)
def compare(before: Path, after: Path) -> Comparison:
    """Compare two release folders, which never change. Raises ReleaseError if one cannot be opened."""
    wholes, hashes = [], []
    for folder in (before, after):
        store = open_store(folder)
        with closing(store.connection):
            wholes.append(whole(store, Selection(), AS_AWARDED))
            hashes.append({file["path"]: file["sha256"] for file in store.manifest["files"]})
    different = [name for name in source_tables() if hashes[0][f"{name}.parquet"] != hashes[1][f"{name}.parquet"]]
    changes = [_change(before, after, name) for name in different]
    return Comparison(tuple(c for c in changes if c.added or c.changed or c.gone), *wholes)


def _change(before: Path, after: Path, name: str) -> Change:
    resource = source_tables()[name]
    with duckdb.connect() as connection:
        connection.read_parquet(str(before / f"{name}.parquet")).create_view("before")
        connection.read_parquet(str(after / f"{name}.parquet")).create_view("after")
        connection.execute("SET VARIABLE key = $key", {"key": list(resource.primary_key)})
        connection.execute("SET VARIABLE fields = $fields", {"fields": [field.name for field in resource.fields]})
        row = connection.execute(SQL.read_text("utf-8")).fetchone()
    return Change(name, *(row or (0, 0, 0)))
