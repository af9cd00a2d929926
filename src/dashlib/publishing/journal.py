"""The journal says which release is current; it is replaced whole, so pointer and history cannot disagree."""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
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
    return append_entries(data, [(action, release, note)])[0]


def append_entries(
    data: Path, lines: Sequence[tuple[str, str, str]], is_hidden: Callable[[str], bool] = lambda note: False
) -> list[Entry]:
    """Add lines (action, release, note) in one step, so that none stands without the others; hold `publishing_lock`.

    Of what is withdrawn the note goes, and so do the notes that `is_hidden` names: the lines after them are chained anew.
    """
    known = read_journal(data)
    time = datetime.now(UTC).isoformat(timespec="seconds")
    new = [Entry(number, *line[:2], time, line[2], "") for number, line in enumerate(lines, start=len(known) + 1)]
    gone = withdrawn_releases([*known, *new])
    entries: list[Entry] = []
    content: list[bytes] = []
    for entry in (*known, *new):
        note = "" if entry.release in gone or is_hidden(entry.note) else entry.note
        previous = hashlib.sha256(content[-1]).hexdigest() if content else ""
        entries.append(replace(entry, note=note, previous=previous))
        content.append(_line(entries[-1]))
    replace_file(data / "journal.jsonl", b"".join(line + b"\n" for line in content))
    return entries[-len(lines) :]


def withdrawn_releases(entries: Sequence[Entry]) -> set[str]:
    """The releases whose last line withdraws them: they are never served again."""
    last = {entry.release: entry.action for entry in entries}
    return {release for release, action in last.items() if action == "withdraw"}


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
    sync(path.parent)


def sync(path: Path) -> None:
    """Make a file durable, or what was renamed in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
