"""The database from which a release is served: derived from its Parquet files, kept in the cache, never cited."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb

from dashlib.queries.questions import file_of
from dashlib.schema.package import published_schema, resources, schema_version

THREADS: dict[str, str | bool | int | float | list[str]] = {"threads": 2}
LOCKED = THREADS | {"enable_external_access": False, "lock_configuration": True}


def connect(
    tables: Mapping[str, Path], display_currencies: tuple[str, ...], kept: Path | None
) -> duckdb.DuckDBPyConnection:
    """A connection to the tables of a release and what `sql/served.sql` derives from them. Raises duckdb.Error.

    What the registry has and the files have not, since it was added later, is empty. Below the folder `kept` the database is read from a file that any number of processes share; it is made where it is
    missing or not what was recorded of it, and made for this process alone where nothing can be written. Without a
    folder it is made in memory.
    """
    if kept is None:
        connection = duckdb.connect(config=THREADS)
        _derive(connection, tables, display_currencies)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection
    return _opened(tables, display_currencies, kept / f"served-{_version()}.duckdb")


@cache
def _version() -> str:
    """What is derived, by which DuckDB, into which columns."""
    return hashlib.sha256(f"{duckdb.__version__} {schema_version()}\n{file_of('served')}".encode()).hexdigest()[:12]


def _opened(tables: Mapping[str, Path], display: tuple[str, ...], file: Path) -> duckdb.DuckDBPyConnection:
    try:
        if not _is_sound(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".served-", dir=file.parent) as beside:
                made = _made(tables, display, Path(beside))
                _record_of(file).write_text(_digest(made), "utf-8")
                os.replace(made, file)
        return duckdb.connect(file, read_only=True, config=LOCKED)
    except OSError:
        # What is open is not lost with its name.
        with tempfile.TemporaryDirectory(prefix="served-") as private:
            return duckdb.connect(_made(tables, display, Path(private)), read_only=True, config=LOCKED)


def _made(tables: Mapping[str, Path], display: tuple[str, ...], folder: Path) -> Path:
    file = folder / "served.duckdb"
    with duckdb.connect(file, config=THREADS) as connection:
        _derive(connection, tables, display)
    return file


def _derive(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Path], display: tuple[str, ...]) -> None:
    for name, resource in resources().items():
        connection.from_arrow(published_schema(resource, display).empty_table()).create(name)
        if name in tables:
            connection.execute(file_of("fill").replace("{table}", name), {"path": str(tables[name])})
    connection.execute(file_of("served"))


def _record_of(file: Path) -> Path:
    return file.with_suffix(".sha256")


def _is_sound(file: Path) -> bool:
    try:
        return _record_of(file).read_text("utf-8") == _digest(file)
    except (OSError, UnicodeError):
        return False


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
