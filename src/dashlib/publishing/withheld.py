"""Which releases name what is withheld for safety: they must be withdrawn, and cannot come back."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dashlib.errors import CandidateError, ReleaseError
from dashlib.publishing.chain import entries_of, release_names
from dashlib.publishing.journal import withdrawn_releases
from dashlib.settings import Settings
from dashlib.text.folding import folded

SQL = Path(__file__).with_name("names_withheld.sql")


def existing_releases(settings: Settings) -> list[str]:
    """The releases that were not withdrawn and whose files are there, oldest first.

    The last are those that no line of the journal names: their publication was cut off, and left the files.
    """
    entries = entries_of(settings)
    found = set(release_names(settings))
    releases = dict.fromkeys([*(entry.release for entry in entries), *sorted(found)])
    return [name for name in releases if name in found - withdrawn_releases(entries)]


def withheld_spellings(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names withheld in the tables of a connection of `check_upload`, folded, each between blanks."""
    return [spelling for (spelling,) in connection.table("withheld_spellings").fetchall()]


def names_withheld(spellings: Iterable[str], text: str) -> bool:
    """True if a text holds one of these names."""
    words = f" {folded(text)} "
    return any(spelling in words for spelling in spellings)


def refuse_naming(spellings: Iterable[str], note: str) -> None:
    """Raise CandidateError if a public note holds one of these names."""
    if names_withheld(spellings, note):
        raise CandidateError("The public note holds a name that is withheld for safety: write it without.")


def releases_naming(connection: duckdb.DuckDBPyConnection, settings: Settings, releases: Iterable[str]) -> list[str]:
    """Which of these releases name what is withheld in the tables of a connection of `check_upload`.

    Raises ReleaseError if one cannot be read: it may name it.
    """
    if not connection.table("withheld_grants").limit(1).fetchall():
        return []
    naming = []
    for name in releases:
        try:
            if _names_withheld(connection, settings.data / "releases" / name):
                naming.append(name)
        except (OSError, pa.ArrowException) as error:
            raise ReleaseError(
                f"Whether the release {name} names what is withheld cannot be told: its files cannot be read. Withdraw it."
            ) from error
    return naming


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
