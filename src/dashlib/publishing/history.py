"""Going back to an earlier release, and withdrawing what must not be public any more."""

import json
import shutil
from collections.abc import Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path

from dashlib.errors import ReleaseError
from dashlib.publishing.chain import add_lines, next_number, publishing_lock
from dashlib.publishing.checked import check
from dashlib.publishing.kept import Kept, keep_pending
from dashlib.publishing.problems import Problem
from dashlib.publishing.publish import WithdrawalsNeeded, finish_earlier
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.register import keep_register, read_register
from dashlib.publishing.source import published_tables, source_folder
from dashlib.publishing.upload import Upload
from dashlib.publishing.withheld import (
    Names,
    existing_releases,
    is_named,
    naming_releases,
    refuse_naming,
    releases_naming,
)
from dashlib.queries.store import open_store
from dashlib.releases.current import release_folder
from dashlib.releases.journal import Entry, current_entry, entries_of, withdrawn_releases
from dashlib.settings import Settings


def return_to(settings: Settings, release: str, by: str, note: str = "", accept_withdrawals: bool = False) -> Entry:
    """Make an earlier release current again, with the source tables behind it.

    What its source withholds is withheld again: releases that name it are withdrawn in the same step, if that is accepted.
    Raises ReleaseError if it is current, gone or withdrawn, or names what is withheld now; CandidateError if the note does;
    WithdrawalsNeeded if others would be withdrawn and that is not accepted.
    """
    with publishing_lock(settings.data):
        finish_earlier(settings)
        _refuse_current(settings, release)
        naming, names = _prepare_return(settings, release, by, note, accept_withdrawals)
        lines = [("return", release, note), *(("withdraw", name, "") for name in naming)]
        entry = add_lines(settings, lines, partial(is_named, names))[0]
        finish_earlier(settings)
        return entry


def withdrawn_with(settings: Settings, entry: Entry) -> list[str]:
    """The releases that were withdrawn in the same step as a return."""
    lines = [line for line in entries_of(settings) if line.number > entry.number]
    return [
        line.release for line in takewhile(lambda line: line.action == "withdraw" and line.time == entry.time, lines)
    ]


def withdraw(
    settings: Settings, releases: Sequence[str], by: str, return_to: str | None = None, accept_withdrawals: bool = False
) -> list[Entry]:
    """Withdraw releases for good: their files are deleted, their addresses say so.

    The current release is withdrawn only together with a return to another. What was withdrawn already is finished
    if it was cut off, and gets no other line. Raises ReleaseError, or WithdrawalsNeeded if the return would withdraw more.
    """
    with publishing_lock(settings.data):
        finish_earlier(settings)
        journal = entries_of(settings)
        releases = [release for release in releases if release not in withdrawn_releases(journal)]
        for release in releases:
            release_folder(settings, release)
        if not releases:
            return []
        current = current_entry(journal)
        lines: list[tuple[str, str, str]] = []
        names = Names((), read_register(settings))
        if current and current.release in releases and (return_to is None or return_to in releases):
            raise ReleaseError(
                f"The release {current.release} is current: name another that takes its place, or publish a new one."
            )
        if return_to is not None:
            _refuse_current(settings, return_to)
            naming, names = _prepare_return(settings, return_to, by, "", accept_withdrawals, leaving=releases)
            releases = [*dict.fromkeys([*releases, *naming])]
            lines.append(("return", return_to, ""))
        lines += [("withdraw", release, "") for release in releases]
        entries = add_lines(settings, lines, partial(is_named, names))
        finish_earlier(settings)
        return entries


def _refuse_current(settings: Settings, release: str) -> None:
    current = current_entry(entries_of(settings))
    if current and current.release == release:
        raise ReleaseError(f"The release {release} is current already.")


def _prepare_return(
    settings: Settings, release: str, by: str, note: str, accept_withdrawals: bool, leaving: Sequence[str] = ()
) -> tuple[list[str], Names]:
    """Check that a release may be served, and bring its source back as that of the next line of the journal.

    Returns the releases that name what this source withholds (those `leaving` are not asked), and these names.
    """
    open_store(release_folder(settings, release)[0]).connection.close()
    _, tables = published_tables(settings)
    now = check(settings, Upload(tables), by).names
    refuse_naming(now, note)
    if naming_releases(releases_naming(settings, now, [release])):
        raise ReleaseError(f"The release {release} names what is withheld now: it cannot come back. Withdraw it.")
    number = max(line.number for line in entries_of(settings) if line.release == release)
    source = source_folder(settings, number)
    then = check(settings, read_folder(source), by)
    refuse_naming(then.names, note)
    staying = [name for name in existing_releases(settings) if name not in leaving]
    matches = releases_naming(settings, then.names, staying)
    if (naming := naming_releases(matches)) and not accept_withdrawals:
        raise WithdrawalsNeeded(matches)
    report = [Problem(**found) for found in json.loads((source.parent / "report.json").read_bytes())]
    files = source.parent / "files"

    def add(folder: Path) -> None:
        if files.is_dir():
            shutil.copytree(files, folder / "files")

    kept = Kept(release, then.upload.tables, report, {"by": by, "returned_to": number}, add)
    keep_pending(settings, next_number(entries_of(settings)), kept)
    keep_register(settings, then.register)
    return naming, then.names
