"""An opened release: read-only, checked once, asked by named SQL files. The one way out for figures."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dashlib.errors import ReleaseError
from dashlib.kept import Kept
from dashlib.queries.questions import question as text_of
from dashlib.queries.served import connect
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import BUCKETS, amount_column, can_be_read, dimensions
from dashlib.schema.selection import Selection

ANSWERS_KEPT, BYTES_KEPT = 512, 128 * 1024**2
# A table without rows takes some memory as well.
BYTES_OF_A_TABLE = 4096
# By what one can break down: the dimensions of the registry, the whole, and whether an amount is published.
COLUMNS = {name: name for name in (*dimensions(), "total", "disclosed")}


@dataclass(frozen=True, eq=False)
class Store:
    """A release, behind a connection to the database that `served.py` derives from it; answers are kept, since it never changes."""

    release_id: str
    folder: Path
    manifest: dict[str, Any]
    connection: duckdb.DuckDBPyConnection
    answers: Kept[pa.Table] = field(default_factory=lambda: Kept(ANSWERS_KEPT, BYTES_KEPT))

    @property
    def display_currencies(self) -> tuple[str, ...]:
        """The currencies in which amounts can be shown beside *as awarded*."""
        return tuple(self.manifest["display_currencies"])

    def ask(
        self, question: str, selection: Selection | None = None, display: str = AS_AWARDED, **variables: object
    ) -> pa.Table:
        """Run `sql/<question>.sql` over the rows of the selection, amounts in a display currency or as awarded.

        `dimensions`, a tuple of names, is written into the text: what the registry does not know is a KeyError.
        """
        selection = selection or Selection()
        key = _key(question, selection, display, variables)
        if (known := self.answers.get(key)) is not None:
            return known
        answer = self._run(question, selection, display, variables)
        return self.answers.keep(key, answer, answer.nbytes + BYTES_OF_A_TABLE)

    def ask_once(self, question: str, **variables: object) -> pa.Table:
        """Run `sql/<question>.sql` over everything; an answer as large as the release, which is not kept."""
        return self._run(question, Selection(), AS_AWARDED, variables)

    def batches(self, question: str, size: int, **variables: object) -> Iterator[pa.RecordBatch]:
        """The same in parts of about so many rows, none of which is kept."""
        with self.connection.cursor() as cursor:
            yield from self._asked(cursor, question, Selection(), AS_AWARDED, variables).to_arrow_reader(size)

    def rows(
        self, question: str, selection: Selection | None = None, display: str = AS_AWARDED, **variables: object
    ) -> list[dict[str, Any]]:
        """The answer as a list of rows."""
        rows: list[dict[str, Any]] = self.ask(question, selection, display, **variables).to_pylist()
        return rows

    def _run(self, question: str, selection: Selection, display: str, variables: dict[str, Any]) -> pa.Table:
        with self.connection.cursor() as cursor:
            return self._asked(cursor, question, selection, display, variables).to_arrow_table()

    def _asked(
        self,
        cursor: duckdb.DuckDBPyConnection,
        question: str,
        selection: Selection,
        display: str,
        variables: dict[str, Any],
    ) -> duckdb.DuckDBPyRelation:
        currency = None if display == AS_AWARDED else display
        filters = selection.variables()
        asked = {**filters, "display_currency": currency, "buckets": list(BUCKETS), **variables}
        columns = tuple(COLUMNS[name] for name in asked.pop("dimensions", ()))
        given = frozenset(name for name, value in filters.items() if value is not None)
        text = text_of(question, given, self._column(currency), columns)
        cursor.execute("SET VARIABLE asked = $asked", {"asked": asked})
        return cursor.sql(text)

    def _column(self, currency: str | None) -> str:
        """The ledger's column of amounts; a currency that this release does not show has none (KeyError)."""
        return {code: amount_column(code) for code in (None, *self.display_currencies)}[currency]


def _key(question: str, selection: Selection, display: str, variables: dict[str, object]) -> bytes:
    """Under which an answer is kept: as short for a selection of a million things as for none."""
    told = (question, replace(selection, found=None), display, sorted((name, str(v)) for name, v in variables.items()))
    digest = hashlib.blake2b(repr(told).encode(), digest_size=32)
    digest.update(selection.found.digest if selection.found else b"")
    return digest.digest()


def release_id_of(manifest: bytes) -> str:
    """The identifier of a release: the first 16 hexadecimal digits of the SHA-256 of its manifest."""
    return hashlib.sha256(manifest).hexdigest()[:16]


def open_store(folder: Path, kept: Path | None = None) -> Store:
    """Open a release folder for reading. Raises ReleaseError if a file is missing or not what the manifest says.

    `kept` is the folder of the cache for what is derived from this release; without it that is made in memory.
    """
    try:
        manifest_bytes = (folder / "manifest.json").read_bytes()
        manifest = json.loads(manifest_bytes)
        files = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"The release in {folder.name} has no manifest that can be read. Build it again.") from error
    if not can_be_read(manifest.get("schema_version")):
        raise ReleaseError(f"The release {folder.name} was made by a version with other tables. Build it again.")
    for name, digest in files.items():
        path = folder / name
        if not path.is_file():
            raise ReleaseError(f"The release {folder.name} lacks the file {name}. Build it again.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ReleaseError(
                f"The file {name} of the release {folder.name} was changed after it was published. Restore it from a backup."
            )
    try:
        tables = {Path(name).stem: folder / name for name in files if name.endswith(".parquet")}
        connection = connect(tables, tuple(manifest["display_currencies"]), kept)
    except duckdb.Error as error:
        raise ReleaseError(f"The release {folder.name} cannot be opened: {error}") from error
    return Store(release_id_of(manifest_bytes), folder, manifest, connection)
