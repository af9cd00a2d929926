"""Writes the lines of the journal: it is replaced whole, so pointer and history cannot disagree."""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from dashlib.durable import locked, replace_file
from dashlib.errors import ReleaseError
from dashlib.publishing.audit import private_folder
from dashlib.releases.journal import FIRST, LAST, Entry, entries_of, read_journal, release_names, withdrawn_releases
from dashlib.settings import Settings

FIRST_START = "first start"


def publishing_lock(data: Path) -> AbstractContextManager[None]:
    """Only one process or thread publishes at a time; the others wait."""
    return locked(data / ".publishing.lock")


def begin_first(settings: Settings, by: str) -> None:
    """Say that the first publication is under way, if it is one. Hold `publishing_lock`.

    Raises JournalError as `entries_of` does; ReleaseError if the shipped tables would take the place of others that
    somebody has begun to publish.
    """
    if entries_of(settings):
        return
    marker = settings.data / FIRST
    begun = marker.read_text("utf-8") if marker.is_file() else by
    if by == FIRST_START and begun != by and release_names(settings):
        raise ReleaseError("The first publication of this site was cut off: repeat it.")
    replace_file(marker, by.encode())


def add_lines(
    settings: Settings,
    lines: Sequence[tuple[str, str, str]],
    is_hidden: Callable[[str], bool] = lambda note: False,
    first: int | None = None,
) -> list[Entry]:
    """Like `append_entries`, and note how far the journal goes."""
    entries = append_entries(settings.data, lines, is_hidden, first)
    if entries:
        replace_file(private_folder(settings) / LAST, str(entries[-1].number).encode(), mode=0o600)
    (settings.data / FIRST).unlink(missing_ok=True)
    return entries


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


def next_number(entries: Sequence[Entry]) -> int:
    """The number of the line that comes next."""
    return entries[-1].number + 1 if entries else 1


def _line(entry: Entry) -> bytes:
    return json.dumps(asdict(entry), ensure_ascii=False).encode()
