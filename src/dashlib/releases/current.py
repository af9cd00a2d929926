"""The release being served: the one the journal names, or the last that could be opened if that one is broken."""

import logging
from functools import lru_cache
from pathlib import Path
from threading import Lock

from dashlib.errors import JournalError, ReleaseError, ReleaseGoneError, ReleaseWithdrawnError
from dashlib.queries.store import Store, open_store
from dashlib.releases.journal import Entry, current_entry, entries_of, withdrawn_releases
from dashlib.settings import Settings

log = logging.getLogger(__name__)

_served: dict[Path, tuple[Store, Entry]] = {}
_turns: dict[Path, Lock] = {}


def open_current(settings: Settings) -> Store:
    """Open the release that the journal names. Raises ReleaseError."""
    return open_entry(settings)[0]


def open_entry(settings: Settings) -> tuple[Store, Entry]:
    """The current release with the journal's line about it; the two latest stay open. Raises ReleaseError."""
    entries = entries_of(settings)
    entry = current_entry(entries)
    if entry is None:
        raise ReleaseError("No release was published yet: run dashlib build with a folder of source tables.")
    if entry.release in withdrawn_releases(entries):
        raise ReleaseError(
            f"The release {entry.release} must not be public any more: publish another, or go back to one."
        )
    folder = settings.data / "releases" / entry.release
    if not folder.is_dir():
        raise ReleaseError(f"The journal names the release {entry.release}, but its folder is missing. Build it again.")
    return opened(folder, settings.data / "cache"), entry


def open_served(settings: Settings) -> tuple[Store, Entry]:
    """Like `open_entry`, but a release that is broken leaves in place what was served before.

    Not a broken journal: who cannot tell what was withdrawn shows nothing.
    """
    try:
        _served[settings.data] = open_entry(settings)
    except JournalError:
        raise
    except ReleaseError as error:
        if settings.data not in _served or _is_withdrawn(settings, _served[settings.data][0].release_id):
            raise
        log.error("The release served before stays: %s", error)
    return _served[settings.data]


def _is_withdrawn(settings: Settings, release: str) -> bool:
    """True if the release must not be served, even in place of one that cannot be opened."""
    try:
        return release in withdrawn_releases(entries_of(settings))
    except ReleaseError:
        return False


def open_pinned(settings: Settings, release: str) -> tuple[Store, Entry]:
    """A release that a link names, with the journal's last line that made it current. Raises ReleaseGoneError."""
    folder, entry = release_folder(settings, release)
    try:
        return opened(folder, settings.data / "cache"), entry
    except ReleaseError as error:
        raise ReleaseGoneError(f"The release {release} cannot be read any more: {error}") from error


def release_folder(settings: Settings, release: str) -> tuple[Path, Entry]:
    """Where the files of a release lie, of whatever version, with the journal's last line about it.

    Raises ReleaseGoneError if there is no such release any more, ReleaseWithdrawnError if it was withdrawn.
    """
    entries = [entry for entry in entries_of(settings) if entry.release == release]
    if not entries:
        raise ReleaseGoneError(f"There is no release “{release[:80]}”.")
    if entries[-1].action == "withdraw":
        day = entries[-1].time[:10]
        raise ReleaseWithdrawnError(
            f"The release {release} was withdrawn on {day}, because it held what must not be public."
        )
    folder = settings.data / "releases" / release
    if not folder.is_dir():
        raise ReleaseGoneError(f"The files of the release {release} are gone.")
    return folder, entries[-1]


def opened(folder: Path, cache: Path) -> Store:
    """A release folder, opened once; what is derived from it is kept below `cache`.

    Raises ReleaseError if it is not what its name says.
    """
    # All visitors ask for a new release at the same moment: one of them opens it.
    with _turns.setdefault(folder, Lock()):
        return _opened(folder, cache)


# The current release, the one before, and a few that links are pinned to.
@lru_cache(maxsize=5)
def _opened(folder: Path, cache: Path) -> Store:
    store = open_store(folder, cache / folder.name)
    if store.release_id != folder.name:
        raise ReleaseError(f"The release in {folder.name} is not what its name says. Build it again.")
    return store
