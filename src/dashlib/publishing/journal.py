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

from dashlib.errors import JournalError

# The actions that make a release current.
SERVING = ("publish", "return", "adopt")
MEND = "Restore it from a backup, or begin a new one with dashlib adopt; until then nothing is shown, built or deleted."


@dataclass(frozen=True)
class Entry:
    """One line: `action` is one of `SERVING` or `withdraw`; `previous` is the SHA-256 of the line before."""

    number: int
    action: str
    release: str
    time: str
    note: str
    previous: str


def read_journal(data: Path) -> list[Entry]:
    """All entries, oldest first; none if there is no line. Raises JournalError if the journal is broken.

    Whether it may be without lines only `chain.entries_of` knows. A chain that was begun anew begins with a higher number.
    """
    path = data / "journal.jsonl"
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise JournalError(f"The journal {path.name} cannot be read: {error.strerror}. {MEND}") from error
    entries: list[Entry] = []
    previous = ""
    for place, line in enumerate(lines, start=1):
        try:
            entry = Entry(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise JournalError(f"Line {place} of the journal cannot be read. {MEND}") from error
        if not _follows(entry, entries, previous):
            raise JournalError(f"Line {place} of the journal does not follow the line before. {MEND}")
        entries.append(entry)
        previous = hashlib.sha256(line).hexdigest()
    return entries


def _follows(entry: Entry, entries: list[Entry], previous: str) -> bool:
    if type(entry.number) is not int or entry.previous != previous:
        return False
    return entry.number == entries[-1].number + 1 if entries else entry.number > 0


def current_entry(entries: list[Entry]) -> Entry | None:
    """The entry that made the current release current: the last of an action of `SERVING`."""
    return next((entry for entry in reversed(entries) if entry.action in SERVING), None)


def entry_of(entries: Sequence[Entry], number: int) -> Entry | None:
    """The line of this number; None if there is none."""
    return next((entry for entry in entries if entry.number == number), None)


def next_number(entries: Sequence[Entry]) -> int:
    """The number of the line that comes next."""
    return entries[-1].number + 1 if entries else 1


def append_entry(data: Path, action: str, release: str, note: str) -> Entry:
    """Add a line and make it durable; call it only while holding `publishing_lock`."""
    return append_entries(data, [(action, release, note)])[0]


def append_entries(
    data: Path,
    lines: Sequence[tuple[str, str, str]],
    is_hidden: Callable[[str], bool] = lambda note: False,
    first: int | None = None,
) -> list[Entry]:
    """Add lines (action, release, note) in one step, so that none stands without the others; hold `publishing_lock`.

    Of what is withdrawn the note goes, and so do the notes that `is_hidden` names: the lines after them are chained anew.
    `first` is the number with which a chain begins. Returns the lines that were added.
    """
    known = read_journal(data)
    time = datetime.now(UTC).isoformat(timespec="seconds")
    start = first or next_number(known)
    new = [Entry(number, *line[:2], time, line[2], "") for number, line in enumerate(lines, start=start)]
    gone = withdrawn_releases([*known, *new])
    entries: list[Entry] = []
    content: list[bytes] = []
    for entry in (*known, *new):
        note = "" if entry.release in gone or is_hidden(entry.note) else entry.note
        previous = hashlib.sha256(content[-1]).hexdigest() if content else ""
        entries.append(replace(entry, note=note, previous=previous))
        content.append(_line(entries[-1]))
    replace_file(data / "journal.jsonl", b"".join(line + b"\n" for line in content))
    return entries[len(known) :]


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
