"""Is everything that was published still what it was? Reads all of it and changes nothing."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from dashlib.errors import DashlibError, JournalError, ReleaseError
from dashlib.publishing.kept import PENDING, kept_folder, kept_names
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.register import read_register
from dashlib.releases.journal import SERVING, Entry, entries_of, names_in, release_names, withdrawn_releases
from dashlib.releases.unchanged import unchanged
from dashlib.settings import Settings


def faults(settings: Settings) -> Iterator[str]:
    """A sentence for each thing that is wrong with journal, releases, kept sources and the register."""
    entries: list[Entry] = []
    try:
        entries = entries_of(settings)
    except JournalError as error:
        yield str(error)
    yield from _missing(settings, entries)
    for release in release_names(settings):
        yield from _release_faults(settings.data / "releases" / release)
    for name in kept_names(settings):
        yield from _kept_faults(settings.private / name)
    try:
        read_register(settings)
    except JournalError:
        # It was told already.
        pass
    except ReleaseError as error:
        yield str(error)


def _missing(settings: Settings, entries: Sequence[Entry]) -> Iterator[str]:
    """What the journal names and is not there, and what it withdrew and is."""
    withdrawn, there = withdrawn_releases(entries), set(release_names(settings))
    for entry in entries:
        if entry.action in SERVING:
            if entry.release not in there | withdrawn:
                yield f"The files of the release {entry.release}, line {entry.number} of the journal, are not there."
            folder = kept_folder(settings, entry.number, 0)
            if not folder.is_dir():
                yield f"The source tables of publication {entry.number} are not there."
            elif PENDING.fullmatch(folder.name):
                yield from _kept_faults(folder)
    for release in sorted(withdrawn & there):
        yield f"The release {release} was withdrawn, but its files are still there: run dashlib withdraw {release} again."


def _release_faults(folder: Path) -> Iterator[str]:
    try:
        names = {entry["path"] for entry in json.loads(unchanged(folder, "manifest.json").read_bytes())["files"]}
    except DashlibError as error:
        yield str(error)
        return
    for name in sorted(names):
        try:
            unchanged(folder, name)
        except DashlibError as error:
            yield str(error)
    for name in names_in(folder):
        if name not in {*names, "manifest.json"}:
            yield f"The release {folder.name} holds the file {name}, which was not published with it."


def _kept_faults(folder: Path) -> Iterator[str]:
    """What cannot be read of a kept publication."""
    yield from _json_faults(folder / "report.json", list)
    yield from _json_faults(folder / "publication.json", dict)
    try:
        told = json.loads((folder / "publication.json").read_bytes())
        if isinstance(told, dict) and told.get("adopted", "") is None:
            # It was said at the adoption that there are no tables.
            return
        found = [problem for problem in read_folder(folder / "source").problems if problem.severity == "error"]
    except (OSError, ValueError):
        return
    except DashlibError:
        yield f"The source tables kept in {folder.name} are not there."
        return
    for problem in found:
        yield f"The table {problem.file} kept in {folder.name} cannot be read: {problem.problem}"


def _json_faults(path: Path, kind: type) -> Iterator[str]:
    try:
        is_right = isinstance(json.loads(path.read_bytes()), kind)
    except (OSError, ValueError):
        is_right = False
    if not is_right:
        yield f"The file {path.parent.name}/{path.name} cannot be read."
