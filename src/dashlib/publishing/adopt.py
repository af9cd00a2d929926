"""Begins a new chain of the journal where the old one is lost: with a release that is there, and its source tables."""

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashlib.errors import DashlibError, JournalError, ReleaseError
from dashlib.publishing.audit import private_folder
from dashlib.publishing.chain import add_lines, publishing_lock
from dashlib.publishing.check import check_upload
from dashlib.publishing.kept import Kept, keep_all_pending, keep_pending, kept_names, settle
from dashlib.publishing.problems import Problem
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.refusal import refuse_withheld, withheld_names
from dashlib.publishing.register import keep_register
from dashlib.publishing.release import build_release
from dashlib.queries.store import open_store
from dashlib.releases.journal import Entry, entries_of, highest_number, release_names
from dashlib.settings import Settings


def adopt(settings: Settings, release: str, by: str, reason: str) -> tuple[Entry, bool]:
    """Serve a release that is there as the first line of a new journal; what is left of the old one is kept aside.

    Returns the line, and whether the source tables behind the release were found: else the next upload has to bring all.
    Raises ReleaseError if the journal is whole, or the release is not there, not whole, or names what is withheld.
    """
    with publishing_lock(settings.data):
        _refuse_where_whole(settings)
        if release not in (there := release_names(settings)):
            raise ReleaseError(
                f"There is no release “{release[:80]}”. Those that are there: {', '.join(there) or 'none'}."
            )
        open_store(settings.data / "releases" / release).connection.close()
        keep_all_pending(settings)
        names = withheld_names(settings)
        refuse_withheld(settings, names, release)
        source = source_of(settings, release)
        # Beyond every line that ever was: a number never means two publications.
        number = max(highest_number(settings), _highest_line(settings.data / "journal.jsonl")) + 1
        keep_pending(settings, number, _kept(release, source, {"by": by, "reason": reason}))
        # What only newer tables mark than those of this release is not forgotten.
        keep_register(settings, names.register)
        _set_aside(settings.data / "journal.jsonl")
        entry = add_lines(settings, [("adopt", release, "")], first=number)[0]
        settle(settings)
        return entry, source is not None


def source_of(settings: Settings, release: str) -> Path | None:
    """The newest folder in which the source tables of a release were kept; None if there is none."""
    unnamed = []
    for name in kept_names(settings):
        told = _told(settings.private / name)
        if told.get("release") == release and (settings.private / name / "source").is_dir():
            return settings.private / name
        if "release" not in told:
            unnamed.append(settings.private / name)
    # Those kept before the name of the release was written beside them: only building tells.
    return next((folder for folder in unnamed if _builds(settings, folder / "source", release)), None)


def _refuse_where_whole(settings: Settings) -> None:
    try:
        entries_of(settings)
    except JournalError:
        return
    raise ReleaseError("The journal is whole, so no new one is begun: go back to a release with dashlib rollback.")


def _highest_line(journal: Path) -> int:
    """The highest number in what can still be read of a journal."""
    numbers = [0]
    for line in journal.read_bytes().splitlines() if journal.is_file() else ():
        try:
            number = json.loads(line)["number"]
        except (ValueError, KeyError, TypeError):
            continue
        numbers.append(number if type(number) is int else 0)
    return max(numbers)


def _set_aside(journal: Path) -> None:
    if journal.exists():
        journal.rename(journal.with_name(f"{journal.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"))


def _told(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / "publication.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _builds(settings: Settings, source: Path, release: str) -> bool:
    """True if these source tables make exactly this release."""
    try:
        connection, problems = check_upload(read_folder(source), settings.display_currencies)
        if any(p.severity == "error" for p in problems):
            return False
        with tempfile.TemporaryDirectory(prefix=".adopting-", dir=private_folder(settings)) as beside:
            return build_release(connection, Path(beside), settings.display_currencies).name == release
    except DashlibError:
        return False


def _kept(release: str, source: Path | None, told: dict[str, object]) -> Kept:
    if source is None:
        return Kept(release, {}, [], told | {"adopted": None})
    folder = source
    report = [Problem(**found) for found in json.loads((folder / "report.json").read_bytes())]

    def add(beside: Path) -> None:
        if (folder / "files").is_dir():
            shutil.copytree(folder / "files", beside / "files")

    return Kept(release, read_folder(folder / "source").tables, report, told | {"adopted": folder.name}, add)
