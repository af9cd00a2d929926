"""The journal and what lies beside it: where the two disagree a person must look, and nothing begins by itself."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from dashlib.errors import JournalError, ReleaseError
from dashlib.publishing.audit import private_folder
from dashlib.publishing.journal import MEND, Entry, append_entries, read_journal, replace_file
from dashlib.settings import Settings

# Of kept source tables: the line of the journal, then that of a revision.
KEPT = re.compile(r"([1-9][0-9]*)(?:\.([1-9][0-9]*))?", re.ASCII)
RELEASE = re.compile("[0-9a-f]{16}")
# The number of the last line, beside the kept sources: a line that withdraws keeps none.
LAST = "last-line"
# Stands while the first publication is under way: its release is there before the journal. It says who publishes.
FIRST = ".first-publication"
FIRST_START = "first start"


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


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False
