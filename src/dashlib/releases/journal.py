"""What the journal says: which release is current, and what else was published; read together with what lies beside it.

Where the two disagree a person must look, and nothing begins by itself. `publishing/chain.py` writes its lines.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dashlib.errors import JournalError
from dashlib.settings import Settings

# The actions that make a release current.
SERVING = ("publish", "return", "adopt")
# What stands in place of an action while a candidate is shown.
PREVIEW = "preview"
MEND = "Restore it from a backup, or begin a new one with dashlib adopt; until then nothing is shown, built or deleted."
# Of kept source tables: the line of the journal, then that of a revision.
KEPT = re.compile(r"([1-9][0-9]*)(?:\.([1-9][0-9]*))?", re.ASCII)
RELEASE = re.compile("[0-9a-f]{16}")
# The number of the last line, beside the kept sources: a line that withdraws keeps none.
LAST = "last-line"
# Stands while the first publication is under way: its release is there before the journal. It says who publishes.
FIRST = ".first-publication"


@dataclass(frozen=True)
class Entry:
    """One line: `action` is one of `SERVING` or `withdraw`; `previous` is the SHA-256 of the line before."""

    number: int
    action: str
    release: str
    time: str
    note: str
    previous: str


def entries_of(settings: Settings) -> list[Entry]:
    """All lines of the journal, oldest first; none if nothing was ever published.

    Raises JournalError if it is missing, empty, cut or broken beside what was published.
    """
    # First what lies beside: a line is written before the folder of its number, so a reader needs no lock.
    highest, published = highest_number(settings), has_published(settings)
    entries = read_journal(settings.data)
    if not entries and (published or _is_empty(settings.data / "journal.jsonl")):
        raise JournalError(f"The journal is missing or empty, but releases or their source tables are there. {MEND}")
    if entries and highest > entries[-1].number:
        raise JournalError(
            f"The journal is cut: it ends with line {entries[-1].number}, but there was {highest}. {MEND}"
        )
    return entries


def highest_number(settings: Settings) -> int:
    """The highest number of a line that what is kept for staff knows of; 0 if there is none."""
    numbers = [int(found[1]) for name in names_in(settings.private) if (found := KEPT.fullmatch(name))]
    with suppress(OSError, ValueError):
        numbers.append(int((settings.private / LAST).read_text("ascii")))
    return max(numbers, default=0)


def has_published(settings: Settings) -> bool:
    """True if releases or kept source tables are there, other than those of a first publication that is under way."""
    if highest_number(settings):
        return True
    return bool(release_names(settings)) and not (settings.data / FIRST).is_file()


def release_names(settings: Settings) -> list[str]:
    """The releases whose folders are there, whether or not a line of the journal names them."""
    return [name for name in names_in(settings.data / "releases") if RELEASE.fullmatch(name)]


def names_in(folder: Path) -> list[str]:
    """What lies in a folder; nothing if it is not there or may not be looked into."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def read_journal(data: Path) -> list[Entry]:
    """All entries, oldest first; none if there is no line. Raises JournalError if the journal is broken.

    Whether it may be without lines only `entries_of` knows. A chain that was begun anew begins with a higher number.
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


def withdrawn_releases(entries: Sequence[Entry]) -> set[str]:
    """The releases whose last line withdraws them: they are never served again."""
    last = {entry.release: entry.action for entry in entries}
    return {release for release, action in last.items() if action == "withdraw"}


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False
