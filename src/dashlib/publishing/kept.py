"""The folders of what staff published, one for each line of the journal that serves a release, and their revisions.

None is ever overwritten or deleted. `<number>` exists only if its line does: before it, the folder is named as pending.
A revision `<number>.<k>` is what was published since without any change that visitors could see.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from dashlib.durable import sync
from dashlib.errors import ReleaseError
from dashlib.publishing.audit import private_folder
from dashlib.publishing.problems import Problem
from dashlib.publishing.upload import CARRIED, PLACE
from dashlib.releases.journal import KEPT, SERVING, entries_of, entry_of, names_in
from dashlib.schema.package import resources
from dashlib.settings import Settings

KEEPING = ".keeping-"
PENDING = re.compile(r"\.pending-([1-9][0-9]*)-([0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True)
class Kept:
    """What is kept of a publication: its tables, what was found in them, who published and how.

    `add` puts more beside it, such as the files as they were uploaded.
    """

    release: str
    tables: Mapping[str, pa.Table]
    problems: list[Problem]
    told: Mapping[str, object]
    add: Callable[[Path], None] = lambda folder: None


def keep_pending(settings: Settings, number: int, kept: Kept) -> None:
    """Keep a publication under the number of the line that the journal is about to get; hold `publishing_lock`."""
    _keep(settings, f".pending-{number}-{kept.release}", kept)


def keep_revision(settings: Settings, number: int, kept: Kept) -> int:
    """Keep a publication that changes nothing public as the newest of a line; hold `publishing_lock`. Its number there."""
    revision = newest_revision(settings, number) + 1
    _keep(settings, f"{number}.{revision}", kept)
    return revision


def settle(settings: Settings) -> None:
    """Give pending folders the number of their line; one whose line was never written belongs to nothing and goes.

    Hold `publishing_lock`.
    """
    entries = entries_of(settings)
    for name in names_in(settings.private):
        if found := PENDING.fullmatch(name):
            entry = entry_of(entries, int(found[1]))
            if entry and entry.release == found[2] and entry.action in SERVING:
                _rename(settings.private / name, settings.private / found[1])
            else:
                shutil.rmtree(settings.private / name)


def keep_all_pending(settings: Settings) -> None:
    """Number every pending folder: where the journal is lost nobody can tell whether its line was there."""
    for name in names_in(settings.private):
        found = PENDING.fullmatch(name)
        if found and not (settings.private / found[1]).exists():
            _rename(settings.private / name, settings.private / found[1])


def kept_names(settings: Settings) -> list[str]:
    """The folders of everything that is kept, of this chain of the journal or an earlier one, newest first."""
    found = [kept for name in names_in(settings.private) if (kept := KEPT.fullmatch(name))]
    return [kept[0] for kept in sorted(found, key=lambda kept: (int(kept[1]), int(kept[2] or 0)), reverse=True)]


def revisions(settings: Settings, number: int) -> list[int]:
    """The revisions of a line, oldest first."""
    found = [KEPT.fullmatch(name) for name in names_in(settings.private)]
    return sorted(int(kept[2]) for kept in found if kept and kept[2] and int(kept[1]) == number)


def newest_revision(settings: Settings, number: int) -> int:
    """The number of the newest revision of a line; 0 if there is none."""
    return max(revisions(settings, number), default=0)


def kept_folder(settings: Settings, number: int, revision: int | None = None) -> Path:
    """The folder of a line of the journal, of its newest revision unless told (0: the line itself); it may be missing."""
    revision = newest_revision(settings, number) if revision is None else revision
    folder = settings.private / (f"{number}.{revision}" if revision else str(number))
    if revision or folder.is_dir():
        return folder
    return next(settings.private.glob(f".pending-{number}-*"), folder)


def write_source(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write text tables as CSV under the names that the registry gives, columns carried through as well."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        path = folder / resources()[name].path
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = table.drop_columns(PLACE.names)
        plain = plain.rename_columns([column.removeprefix(CARRIED) for column in plain.column_names])
        plain.to_pandas().to_csv(path, index=False, lineterminator="\n")


def _keep(settings: Settings, name: str, kept: Kept) -> None:
    """Written beside and renamed: whole or not at all."""
    private = private_folder(settings)
    for abandoned in private.glob(f"{KEEPING}*"):
        shutil.rmtree(abandoned)
    with tempfile.TemporaryDirectory(prefix=KEEPING, dir=private) as beside:
        folder = Path(beside) / "kept"
        folder.mkdir(mode=0o700)
        write_source(kept.tables, folder / "source")
        (folder / "report.json").write_text(_json([asdict(p) for p in kept.problems]), "utf-8")
        told = {"time": datetime.now(UTC).isoformat(timespec="seconds"), **kept.told, "release": kept.release}
        (folder / "publication.json").write_text(_json(told), "utf-8")
        kept.add(folder)
        for path in (*folder.rglob("*"), folder):
            sync(path)
        _rename(folder, private / name)


def _rename(folder: Path, target: Path) -> None:
    if target.exists():
        raise ReleaseError(
            f"What is kept under {target.name} is there already; nothing was changed. Run dashlib verify."
        )
    folder.rename(target)
    sync(target.parent)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
