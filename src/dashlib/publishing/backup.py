"""Everything that cannot be made again, in one archive: journal, releases, kept sources, register, accounts, audit log."""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dashlib.durable import sync
from dashlib.errors import ReleaseError
from dashlib.publishing.chain import publishing_lock
from dashlib.publishing.integrity import faults
from dashlib.publishing.kept import kept_names
from dashlib.publishing.publish import finish_earlier
from dashlib.publishing.register import FILE
from dashlib.releases.journal import LAST, entries_of, names_in, release_names
from dashlib.settings import Settings

CONTENTS = "backup.json"
PRIVATE = ("audit.jsonl", LAST, "staff.json", FILE)
# Where in an archive a file may lie: nowhere else is anything ever written.
PLACE = re.compile(
    r"data/journal\.jsonl(\.[0-9TZ]+)?|data/releases/[0-9a-f]{16}/[a-z_]+\.(parquet|json)"
    rf"|private/({'|'.join(map(re.escape, PRIVATE))})"
    r"|private/[1-9][0-9]*(\.[1-9][0-9]*)?/(source/([a-z_]+/)?|files/)?[^/\\\0]+",
    re.ASCII,
)


def back_up(settings: Settings, file: Path) -> int:
    """Write the archive, and return how many files it holds; nobody can publish meanwhile, visitors notice nothing.

    Written beside and renamed, readable by its owner alone. Raises ReleaseError if something is damaged or nothing was
    published, OSError if the archive cannot be written: one that was there stays.
    """
    with publishing_lock(settings.data):
        if not entries_of(settings):
            raise ReleaseError("Nothing was published yet, so there is nothing to back up.")
        finish_earlier(settings)
        if found := next(faults(settings), None):
            raise ReleaseError(f"No backup was written, since it could not be restored: {found} See dashlib verify.")
        beside = file.with_name(f".{file.name}.new")
        try:
            # Not what somebody else may have put there, who could read along.
            beside.unlink(missing_ok=True)
            with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as opened:
                count = _write(settings, opened)
                os.fsync(opened.fileno())
            beside.rename(file)
        finally:
            beside.unlink(missing_ok=True)
        sync(file.absolute().parent)
        return count


def _write(settings: Settings, opened: IO[bytes]) -> int:
    contents: dict[str, dict[str, object]] = {}
    with ZipFile(opened, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in _files(settings):
            if not PLACE.fullmatch(name):
                raise ReleaseError(f"No backup was written: {path} is no file of ours, move it away.")
            with path.open("rb") as source, archive.open(ZipInfo(name), "w", force_zip64=True) as target:
                # The audit log is written to at any time, always under its own lock.
                fcntl.flock(source, fcntl.LOCK_SH)
                shutil.copyfileobj(source, target, 1 << 20)
                source.seek(0)
                digest = hashlib.file_digest(source, "sha256").hexdigest()
                contents[name] = {"sha256": digest, "size": source.tell()}
        archive.writestr(CONTENTS, json.dumps({"files": contents}, indent=1))
    return len(contents)


def _files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The name in the archive and the path of each file."""
    for name in names_in(settings.data):
        if PLACE.fullmatch(f"data/{name}"):
            yield f"data/{name}", settings.data / name
    for release in release_names(settings):
        for path in sorted((settings.data / "releases" / release).iterdir()):
            yield f"data/releases/{release}/{path.name}", path
    for name in PRIVATE:
        if (settings.private / name).is_file():
            yield f"private/{name}", settings.private / name
    for kept in kept_names(settings):
        for path in sorted((settings.private / kept).rglob("*")):
            if path.is_file():
                yield f"private/{path.relative_to(settings.private)}", path
