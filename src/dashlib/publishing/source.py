"""What staff published, kept for staff alone: the source tables behind each line of the journal, and how they came."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from dashlib.errors import ReleaseError
from dashlib.publishing.audit import private_folder
from dashlib.publishing.journal import current_entry, read_journal, sync
from dashlib.publishing.problems import Problem
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.upload import CARRIED, PLACE
from dashlib.schema.package import resources
from dashlib.settings import Settings

PUBLISHED = "{file} (published)"
KEEPING = ".keeping-"


def published_tables(settings: Settings) -> tuple[int, dict[str, pa.Table]]:
    """The number of the current line of the journal and the text tables behind it; 0 and none before the first.

    Raises ReleaseError if they were not kept.
    """
    entry = current_entry(read_journal(settings.data))
    number = entry.number if entry else 0
    return number, tables_behind(settings, number)


def tables_behind(settings: Settings, number: int) -> dict[str, pa.Table]:
    """The text tables behind a line of the journal; none for 0. Raises ReleaseError if they were not kept."""
    if number == 0:
        return {}
    tables = read_folder(source_folder(settings, number)).tables
    return {name: _marked(table, resources()[name].path) for name, table in tables.items()}


def source_folder(settings: Settings, number: int) -> Path:
    """The source tables behind a line of the journal. Raises ReleaseError if they were not kept."""
    folder = settings.private / str(number) / "source"
    if not folder.is_dir():
        raise ReleaseError(
            f"The source tables of publication {number} are not in {settings.private.name}/: restore them from a backup."
        )
    return folder


def _marked(table: pa.Table, file: str) -> pa.Table:
    names = pa.array([PUBLISHED.format(file=file)] * len(table), pa.string())
    return table.set_column(table.column_names.index("@file"), "@file", names)


def keep_source(
    settings: Settings,
    number: int,
    tables: Mapping[str, pa.Table],
    problems: list[Problem],
    told: Mapping[str, object],
    add: Callable[[Path], None] = lambda folder: None,
) -> None:
    """Keep the tables, the report and who published as the folder of a line that the journal is about to get.

    `add` puts more into it, such as the files as they were uploaded. Written beside and renamed: whole or not at all.
    """
    private = private_folder(settings)
    for abandoned in private.glob(f"{KEEPING}*"):
        shutil.rmtree(abandoned)
    with tempfile.TemporaryDirectory(prefix=KEEPING, dir=private) as name:
        folder = Path(name) / "kept"
        folder.mkdir(mode=0o700)
        write_source(tables, folder / "source")
        (folder / "report.json").write_text(_json([asdict(p) for p in problems]), "utf-8")
        (folder / "publication.json").write_text(_json(dict(told)), "utf-8")
        add(folder)
        for path in (*folder.rglob("*"), folder):
            sync(path)
        # What a crash left under this number belongs to no line of the journal.
        shutil.rmtree(private / str(number), ignore_errors=True)
        folder.rename(private / str(number))
    sync(private)


def write_source(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write text tables as CSV under the names that the registry gives, columns carried through as well."""
    for name, table in tables.items():
        path = folder / resources()[name].path
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = table.drop_columns(PLACE.names)
        plain = plain.rename_columns([column.removeprefix(CARRIED) for column in plain.column_names])
        plain.to_pandas().to_csv(path, index=False, lineterminator="\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
