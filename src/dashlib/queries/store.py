"""An opened release: read-only, checked once, asked by named SQL files. The one way out for figures."""

import hashlib
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dashlib.errors import ReleaseError
from dashlib.kept import Kept
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import BUCKETS, amount_column, schema_version
from dashlib.schema.selection import Selection

SQL = Path(__file__).parent / "sql"
ANSWERS_KEPT, BYTES_KEPT = 512, 128 * 1024**2
# A table without rows takes some memory as well.
BYTES_OF_A_TABLE = 4096


@dataclass(frozen=True, eq=False)
class Store:
    """A release, loaded into the memory of a DuckDB connection; answers are kept, since it never changes."""

    release_id: str
    folder: Path
    manifest: dict[str, Any]
    connection: duckdb.DuckDBPyConnection
    answers: Kept[pa.Table] = field(default_factory=lambda: Kept(ANSWERS_KEPT, BYTES_KEPT))
    # Cursors that know the views already: making them costs more than most questions of a small release.
    idle: deque[duckdb.DuckDBPyConnection] = field(default_factory=deque)

    @property
    def display_currencies(self) -> tuple[str, ...]:
        """The currencies in which amounts can be shown beside *as awarded*."""
        return tuple(self.manifest["display_currencies"])

    def ask(
        self, question: str, selection: Selection | None = None, display: str = AS_AWARDED, **variables: object
    ) -> pa.Table:
        """Run `sql/<question>.sql` over the rows of the selection, amounts in a display currency or as awarded."""
        selection = selection or Selection()
        key = _key(question, selection, display, variables)
        if (known := self.answers.get(key)) is not None:
            return known
        answer = self._run(question, selection, display, variables)
        return self.answers.keep(key, answer, answer.nbytes + BYTES_OF_A_TABLE)

    def ask_once(self, question: str, **variables: object) -> pa.Table:
        """Run `sql/<question>.sql` over everything; an answer as large as the release, which is not kept."""
        return self._run(question, Selection(), AS_AWARDED, variables)

    def rows(
        self, question: str, selection: Selection | None = None, display: str = AS_AWARDED, **variables: object
    ) -> list[dict[str, Any]]:
        """The answer as a list of rows."""
        rows: list[dict[str, Any]] = self.ask(question, selection, display, **variables).to_pylist()
        return rows

    def batches(self, question: str, size: int, **variables: object) -> Iterator[pa.RecordBatch]:
        """The same in parts of about so many rows, of which none is kept."""
        cursor = self._cursor(Selection(), AS_AWARDED, variables)
        yield from cursor.sql(_sql(question)).to_arrow_reader(size)
        self.idle.append(cursor)

    def _run(self, question: str, selection: Selection, display: str, variables: dict[str, object]) -> pa.Table:
        cursor = self._cursor(selection, display, variables)
        answer = cursor.sql(_sql(question)).to_arrow_table()
        self.idle.append(cursor)
        return answer

    def _cursor(self, selection: Selection, display: str, variables: dict[str, object]) -> duckdb.DuckDBPyConnection:
        """A cursor that knows the views and what is asked."""
        currency = None if display == AS_AWARDED else display
        asked = {
            **selection.variables(),
            "amount_column": amount_column(currency),
            "display_currency": currency,
            "buckets": list(BUCKETS),
            **variables,
        }
        try:
            cursor = self.idle.pop()
            cursor.execute("SET VARIABLE asked = $asked", {"asked": asked})
        except IndexError:
            cursor = self.connection.cursor()
            cursor.execute("SET VARIABLE asked = $asked", {"asked": asked})
            cursor.execute(_sql("views"))
        return cursor


def _key(question: str, selection: Selection, display: str, variables: dict[str, object]) -> bytes:
    """Under which an answer is kept: as short for a selection of a million things as for none."""
    told = (question, replace(selection, found=None), display, sorted((name, str(v)) for name, v in variables.items()))
    digest = hashlib.blake2b(repr(told).encode(), digest_size=32)
    digest.update(selection.found.digest if selection.found else b"")
    return digest.digest()


@cache
def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text("utf-8")


def release_id_of(manifest: bytes) -> str:
    """The identifier of a release: the first 16 hexadecimal digits of the SHA-256 of its manifest."""
    return hashlib.sha256(manifest).hexdigest()[:16]


def open_store(folder: Path) -> Store:
    """Open a release folder for reading. Raises ReleaseError if a file is missing or not what the manifest says."""
    try:
        manifest_bytes = (folder / "manifest.json").read_bytes()
        manifest = json.loads(manifest_bytes)
        files = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"The release in {folder.name} has no manifest that can be read. Build it again.") from error
    if manifest.get("schema_version") != schema_version():
        raise ReleaseError(f"The release {folder.name} was made by a version with other tables. Build it again.")
    for name, digest in files.items():
        path = folder / name
        if not path.is_file():
            raise ReleaseError(f"The release {folder.name} lacks the file {name}. Build it again.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ReleaseError(
                f"The file {name} of the release {folder.name} was changed after it was published. Restore it from a backup."
            )
    tables = [folder / name for name in files if name.endswith(".parquet")]
    connection = duckdb.connect(config={"threads": 2})
    try:
        for path in tables:
            connection.read_parquet(str(path)).create(path.stem)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise ReleaseError(f"The release {folder.name} cannot be opened: {error}") from error
    return Store(release_id_of(manifest_bytes), folder, manifest, connection)
