"""Brings a backup back into an empty folder: unpacked beside and verified whole before anything of it is used."""

import hashlib
import json
import shutil
import stat
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from dashlib.durable import replace_file, sync
from dashlib.errors import ReleaseError
from dashlib.publishing.audit import private_folder
from dashlib.publishing.backup import CONTENTS, PLACE
from dashlib.publishing.chain import add_lines, publishing_lock
from dashlib.publishing.integrity import faults
from dashlib.publishing.refusal import refuse_withheld, withheld_names
from dashlib.publishing.register import FILE, Register, parsed_register
from dashlib.publishing.release import delete_release
from dashlib.publishing.withheld import is_named
from dashlib.releases.journal import entries_of, release_names, withdrawn_releases
from dashlib.settings import Settings

STAGE = ".restoring-"
# More than this is no list of files of ours.
LONGEST_CONTENTS = 50_000_000
PART = 1 << 20


def restore(settings: Settings, file: Path, register: Path | None) -> list[str]:
    """Unpack a backup; `register` is the newest register of what is withheld, which takes the place of the archive's.

    Returns the releases that name what it withholds: they are withdrawn, the current one too, and then nothing is served
    until another is. Raises ReleaseError if the folders are not empty, or anything in the archive is not what it was.
    """
    with publishing_lock(settings.data), ExitStack() as stack:
        for folder in (settings.data, settings.private):
            _refuse_used(folder, settings)
        stage = replace(
            settings,
            data=stack.enter_context(_staged(settings.data)),
            private=stack.enter_context(_staged(private_folder(settings))),
        )
        _unpack(file, stage)
        if register:
            _refuse_older(stage, parsed_register(content := register.read_bytes()))
            replace_file(stage.private / FILE, content, mode=0o600)
        if found := next(faults(stage), None):
            raise ReleaseError(f"Nothing was restored: {found}")
        if not entries_of(stage):
            raise ReleaseError("Nothing was restored: no release was published in this backup.")
        refused = _withdraw_refused(stage)
        _move(stage, settings)
    return refused


def _refuse_older(stage: Settings, register: Register) -> None:
    """Raise ReleaseError if a register has forgotten somebody whom that of the backup withholds: it is not the newest."""
    kept = stage.private / FILE
    known = {entry.key for entry in (*register.entries, *register.lifted)}
    if kept.exists() and any(entry.key not in known for entry in parsed_register(kept.read_bytes()).entries):
        raise ReleaseError(
            "Nothing was restored: this register knows nothing of somebody whom that of the backup withholds, so it is"
            " older, or of another site. Name the newest one."
        )


def _refuse_used(folder: Path, settings: Settings) -> None:
    ours = {settings.data / ".publishing.lock", settings.private}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path not in ours and not path.name.startswith(STAGE):
            raise ReleaseError(
                f"A backup is restored into empty folders only, and {folder} holds {path.name}: name other folders"
                " with DASHLIB_DATA and DASHLIB_PRIVATE, or move what is there away."
            )


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A folder on the same disk, which nothing reads; also what another restore left is gone afterwards."""
    try:
        yield Path(tempfile.mkdtemp(prefix=STAGE, dir=folder))
    finally:
        for abandoned in folder.glob(f"{STAGE}*"):
            for release in abandoned.glob("releases/*"):
                release.chmod(0o700)
            shutil.rmtree(abandoned)


def _unpack(file: Path, stage: Settings) -> None:
    try:
        with ZipFile(file) as archive:
            contents = _contents(archive, stage)
            for name, told in contents.items():
                _extract(archive, name, told, _target(stage, name))
    except (BadZipFile, RuntimeError, EOFError, zlib.error) as error:
        raise ReleaseError(f"Nothing was restored: {file} is no backup, or it was cut off or changed.") from error


def _contents(archive: ZipFile, stage: Settings) -> dict[str, dict[str, Any]]:
    """What the archive says that it holds, which is exactly what it holds, in places of ours, and fits on the disk."""
    infos = {info.filename: info for info in archive.infolist()}
    listed = infos.pop(CONTENTS, None)
    if listed is None or listed.file_size > LONGEST_CONTENTS or len(infos) + 1 < len(archive.infolist()):
        raise ReleaseError("Nothing was restored: this is no backup that dashlib made.")
    try:
        files: dict[str, dict[str, Any]] = json.loads(archive.read(listed))["files"]
        sizes = {name: (int(told["size"]), str(told["sha256"])) for name, told in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError("Nothing was restored: the list of files in the backup cannot be read.") from error
    for name, info in infos.items():
        if name not in sizes or not _is_in_place(info) or info.file_size != sizes[name][0]:
            raise ReleaseError(f"Nothing was restored: the backup holds {name!r}, which is not of it.")
    if missing := sizes.keys() - infos.keys():
        raise ReleaseError(f"Nothing was restored: the backup lacks {min(missing)}.")
    if sum(size for size, _ in sizes.values()) > shutil.disk_usage(stage.data).free:
        raise ReleaseError("Nothing was restored: the disk has too little room for this backup.")
    return files


def _is_in_place(info: ZipInfo) -> bool:
    is_file = stat.S_IFMT(info.external_attr >> 16) in {0, stat.S_IFREG}
    return is_file and PLACE.fullmatch(info.filename) is not None and not {".", ".."} & {*info.filename.split("/")}


def _target(stage: Settings, name: str) -> Path:
    top, _, rest = name.partition("/")
    return (stage.data if top == "data" else stage.private) / rest


def _extract(archive: ZipFile, name: str, told: dict[str, Any], path: Path) -> None:
    """One file, never more of it than was said, with the hash that was said."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    found, left = hashlib.sha256(), int(told["size"])
    with archive.open(name) as source, path.open("xb") as target:
        while part := source.read(min(PART, left + 1)):
            left -= len(part)
            if left < 0:
                break
            found.update(part)
            target.write(part)
    path.chmod(0o444 if name.startswith("data/releases/") else 0o644 if name.startswith("data/") else 0o600)
    sync(path)
    if left or found.hexdigest() != told["sha256"]:
        raise ReleaseError(f"Nothing was restored: {name} in the backup is damaged.")


def _withdraw_refused(stage: Settings) -> list[str]:
    """Withdraw what must not be served any more, and empty notes that name it, before anything could be served."""
    refused, names = [], withheld_names(stage)
    for release in release_names(stage):
        try:
            refuse_withheld(stage, names, release)
        except ReleaseError:
            refused.append(release)
    gone = withdrawn_releases(entries_of(stage))
    lines = [("withdraw", release, "") for release in refused if release not in gone]
    add_lines(stage, lines, partial(is_named, names))
    for release in refused:
        delete_release(stage.data / "releases" / release)
    return refused


def _move(stage: Settings, settings: Settings) -> None:
    """The journal last: whatever cuts this off leaves a fault that is told, and nothing that is served."""
    for path in sorted(stage.private.iterdir()):
        path.rename(settings.private / path.name)
    for path in stage.data.glob("releases/*"):
        path.chmod(0o555)
    for path in sorted(stage.data.iterdir(), key=lambda path: path.name == "journal.jsonl"):
        path.rename(settings.data / path.name)
    for folder in (settings.private, settings.data):
        sync(folder)
