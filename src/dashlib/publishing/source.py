"""The source tables behind what is public, for staff alone: the base of the next upload."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from dashlib.errors import ReleaseError
from dashlib.publishing.kept import kept_folder, newest_revision
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.upload import PLACE
from dashlib.releases.journal import current_entry, entries_of
from dashlib.schema.package import resources
from dashlib.settings import Settings

PUBLISHED = "{file} (published)"


def published_base(settings: Settings) -> tuple[int, int]:
    """The number of the current line of the journal and its newest revision; zeros before the first publication."""
    entry = current_entry(entries_of(settings))
    return (entry.number, newest_revision(settings, entry.number)) if entry else (0, 0)


def published_tables(settings: Settings) -> tuple[int, dict[str, pa.Table]]:
    """The number of the current line of the journal and the text tables behind it; 0 and none before the first.

    Raises ReleaseError if they were not kept.
    """
    number, revision = published_base(settings)
    return number, tables_behind(settings, number, revision)


def tables_behind(settings: Settings, number: int, revision: int | None = None) -> dict[str, pa.Table]:
    """The text tables behind a line of the journal, its newest unless told; none for 0.

    Raises ReleaseError if they were not kept.
    """
    if number == 0:
        return {}
    tables = read_folder(source_folder(settings, number, revision)).tables
    return {name: _marked(table, resources()[name].path) for name, table in tables.items()}


def source_folder(settings: Settings, number: int, revision: int | None = None) -> Path:
    """The source tables behind a line of the journal. Raises ReleaseError if they were not kept."""
    folder = kept_folder(settings, number, revision) / "source"
    if not folder.is_dir():
        raise ReleaseError(
            f"The source tables of publication {number} are not in {settings.private.name}/: restore them from a backup."
        )
    return folder


def is_kept(settings: Settings, number: int, tables: Mapping[str, pa.Table]) -> bool:
    """True if exactly these are the newest tables behind a line, also in what is not published."""
    try:
        kept = tables_behind(settings, number)
    except ReleaseError:
        return False
    places = PLACE.names
    return kept.keys() == tables.keys() and all(
        kept[name].drop_columns(places).equals(table.drop_columns(places)) for name, table in tables.items()
    )


def _marked(table: pa.Table, file: str) -> pa.Table:
    names = pa.array([PUBLISHED.format(file=file)] * len(table), pa.string())
    return table.set_column(table.column_names.index("@file"), "@file", names)
