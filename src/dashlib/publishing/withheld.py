"""Which releases name what is withheld for safety: they must be withdrawn, and cannot come back."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dashlib.publishing.journal import read_journal, withdrawn_releases
from dashlib.settings import Settings

SQL = Path(__file__).with_name("names_withheld.sql")


def existing_releases(settings: Settings) -> list[str]:
    """The releases of the journal that were not withdrawn and whose files are there, oldest first."""
    entries = read_journal(settings.data)
    releases = dict.fromkeys(entry.release for entry in entries)
    gone = withdrawn_releases(entries)
    return [name for name in releases if name not in gone and (settings.data / "releases" / name).is_dir()]


def releases_naming(connection: duckdb.DuckDBPyConnection, settings: Settings, releases: Iterable[str]) -> list[str]:
    """Which of these releases name what is withheld in the tables of a connection of `check_upload`."""
    if not connection.table("withheld_grants").limit(1).fetchall():
        return []
    return [name for name in releases if _names_withheld(connection, settings.data / "releases" / name)]


def _names_withheld(connection: duckdb.DuckDBPyConnection, folder: Path) -> bool:
    texts = [pa.array([], pa.string())]
    for path in sorted(folder.glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            names = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
            texts += [chunk for column in file.read(names).columns for chunk in column.chunks]
    grants = pq.read_table(folder / "grants.parquet", columns=["grant_id", "withheld"])
    return _found(connection, pa.table({"value": pa.chunked_array(texts)}), grants)


def _found(connection: duckdb.DuckDBPyConnection, texts: pa.Table, grants: pa.Table) -> bool:
    connection.register("release_texts", texts)
    connection.register("release_grants", grants)
    rows = connection.execute(SQL.read_text("utf-8")).fetchall()
    connection.unregister("release_texts")
    connection.unregister("release_grants")
    return bool(rows[0][0])
