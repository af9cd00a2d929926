"""The journal says which release is current; it is replaced whole, so pointer and history cannot disagree."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from dashlib.errors import ReleaseError


@dataclass(frozen=True)
class Entry:
    """One line: `action` is `publish`, `return` or `withdraw`; `previous` is the SHA-256 of the line before."""

    number: int
    action: str
    release: str
    time: str
    note: str
    previous: str


def read_journal(data: Path) -> list[Entry]:
    """All entries, oldest first; none if nothing was published. Raises ReleaseError if the journal is broken."""
    path = data / "journal.jsonl"
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ReleaseError(f"The journal {path.name} cannot be read: {error.strerror}.") from error
    entries: list[Entry] = []
    previous = ""
    for number, line in enumerate(lines, start=1):
        try:
            entry = Entry(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise ReleaseError(
                f"Line {number} of the journal cannot be read. Restore the file from a backup."
            ) from error
        if entry.number != number or entry.previous != previous:
            raise ReleaseError(
                f"Line {number} of the journal does not follow the line before. Restore it from a backup."
            )
        entries.append(entry)
        previous = hashlib.sha256(line).hexdigest()
    return entries


def current_entry(entries: list[Entry]) -> Entry | None:
    """The entry that made the current release current: the last that publishes or returns."""
    return next((entry for entry in reversed(entries) if entry.action in {"publish", "return"}), None)


def append_entry(data: Path, action: str, release: str, note: str) -> Entry:
    """Add a line and make it durable; call it only while holding `publishing_lock`."""
    entries = read_journal(data)
    lines = [_line(entry) for entry in entries]
    entry = Entry(
        number=len(entries) + 1,
        action=action,
        release=release,
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        note=note,
        previous=hashlib.sha256(lines[-1]).hexdigest() if lines else "",
    )
    replace_file(data / "journal.jsonl", b"".join(line + b"\n" for line in [*lines, _line(entry)]))
    return entry


def _line(entry: Entry) -> bytes:
    return json.dumps(asdict(entry), ensure_ascii=False).encode()


def replace_file(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file so that a crash leaves either the old or the new one, never a part; `mode` if not the usual one."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def publishing_lock(data: Path) -> AbstractContextManager[None]:
    """Only one process or thread publishes at a time; the others wait."""
    return locked(data / ".publishing.lock")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file, whose folder is made; other processes and threads wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
