"""Prepares a candidate: read, merge, mend, check, build beside, compare. Nothing that visitors see is touched."""

import json
import pickle
import shutil
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashlib.durable import locked, replace_file
from dashlib.errors import CandidateError, ReleaseError
from dashlib.publishing.candidate import Candidate, open_candidate
from dashlib.publishing.checked import check, known_register
from dashlib.publishing.difference import Difference, difference
from dashlib.publishing.mend import mended_upload
from dashlib.publishing.merge import merged
from dashlib.publishing.naming import Hidden
from dashlib.publishing.problems import Problem
from dashlib.publishing.progress import Tell, tell_nobody
from dashlib.publishing.reading.files import read_files
from dashlib.publishing.reading.given import Reading, Sheet
from dashlib.publishing.release import build_release, fingerprint
from dashlib.publishing.source import published_base, tables_behind
from dashlib.publishing.undone import find_undone
from dashlib.publishing.upload import Upload
from dashlib.publishing.withheld import Match, existing_releases, naming_releases, releases_naming
from dashlib.queries.store import Store
from dashlib.releases.current import opened
from dashlib.releases.journal import PREVIEW, Entry, entries_of, entry_of
from dashlib.schema.package import source_tables
from dashlib.settings import Settings

DIFFERENCE = "difference.pickle"
# More cells that name somebody are not listed: what is to be done is the same.
MATCHES_KEPT = 1000


@dataclass(frozen=True)
class Prepared:
    """What became of a candidate.

    base: the line of the journal that it would follow; 0 before the first. revision: that of its source. content: the candidate's fingerprint then.
    release: the release that was built, None if there are errors. rests_on: code, rules and rates of the check.
    sheets: how each file was read. not_applied: edits whose cell holds something else by now.
    naming: earlier releases that name what is withheld now; matches: the cells of earlier releases that do, or may.
    hidden: who must not be named. registers: digests of the register then, and with what this adds to it.
    """

    folder: Path
    base: int
    revision: int
    content: str
    release: str | None
    rests_on: dict[str, str]
    problems: list[Problem]
    sheets: list[Sheet]
    not_applied: list[dict[str, Any]]
    naming: list[str]
    matches: list[Match]
    hidden: list[Hidden]
    registers: list[str]

    @property
    def difference(self) -> Difference:
        """What the candidate would change in what it was prepared against."""
        path = self.folder / DIFFERENCE
        return _difference(path, path.stat().st_mtime_ns)

    @property
    def built(self) -> Path:
        """The folder of the release. Raises CandidateError if the errors left none."""
        if self.release is None:
            raise CandidateError("There is nothing to show yet: mend the errors first.")
        return self.folder / "release" / self.release

    def tables(self) -> dict[str, pa.Table]:
        """The text tables that were checked: merged and mended."""
        return {name: pq.read_table(self.folder / "tables" / f"{name}.parquet") for name in source_tables()}


def prepare(settings: Settings, candidate: Candidate, tell: Tell = tell_nobody) -> Prepared:
    """Read, merge, mend, check and build a candidate; `tell` hears of each step and may raise to cancel.

    Raises SourceError if the files cannot be read at all, ReleaseError if the published source is not there.
    """
    with locked(candidate.folder / ".lock"):
        # Somebody may have discarded it while this waited for another check.
        open_candidate(settings, candidate.id)
        folder = candidate.folder / "prepared"
        _remove(folder)
        (folder / "tables").mkdir(parents=True)
        base, revision = published_base(settings)
        before = tables_behind(settings, base, revision)
        reading = Reading(Upload({}), [])
        if candidate.files:
            (folder / "reading").mkdir()
            reading = read_files(candidate.files, folder / "reading", lambda now: tell("Reading", now.share))
            shutil.rmtree(folder / "reading")
        upload = merged(before, reading.upload, candidate.modes or {})
        upload, _, not_applied = mended_upload(upload, candidate.edits)
        stated = _reconciliation(settings, base)
        register = known_register(settings).digest
        public_again = candidate.public_again
        checked = check(settings, upload, candidate.by, before | stated, partial(tell, "Checking"), public_again)
        upload, problems = checked.upload, checked.problems
        for name, table in upload.tables.items():
            pq.write_table(table, folder / "tables" / f"{name}.parquet")
        release, matches = None, []
        if not any(p.severity == "error" for p in problems):
            release = build_release(checked.connection, folder / "release", settings.display_currencies, tell).name
            matches = releases_naming(settings, checked.names, existing_releases(settings))
        tell("Comparing", None)
        old = _release_of(settings, base)
        new = folder / "release" / release if release else None
        preview = candidate.folder / "cache"
        found = difference(before, upload.tables, _opened(old, settings.data / "cache"), _opened(new, preview))
        (folder / DIFFERENCE).write_bytes(pickle.dumps(found))
        problems += find_undone(settings, reading.sheets, (base, before), upload, found)
        prepared = Prepared(
            folder=folder,
            base=base,
            revision=revision,
            content=candidate.content,
            release=release,
            rests_on=fingerprint(),
            problems=problems,
            sheets=reading.sheets,
            not_applied=[asdict(edit) for edit in not_applied],
            naming=naming_releases(matches, or_perhaps=True),
            matches=matches[:MATCHES_KEPT],
            hidden=list(checked.names.hidden),
            registers=[register, checked.register.digest],
        )
        content = asdict(prepared) | {"folder": ""}
        replace_file(folder / "prepared.json", json.dumps(content, ensure_ascii=False).encode())
        return prepared


def _reconciliation(settings: Settings, base: int) -> dict[str, pa.Table]:
    """What is said now about every announcement: a rule asks whether one agreed that agrees no more."""
    release = _release_of(settings, base)
    path = release / "reconciliation.parquet" if release else None
    return {"reconciliation": pq.read_table(path)} if path and path.is_file() else {}


def _release_of(settings: Settings, base: int) -> Path | None:
    """The folder of the release that a line of the journal names."""
    entry = entry_of(entries_of(settings), base)
    return settings.data / "releases" / entry.release if entry else None


def prepared_of(candidate: Candidate) -> Prepared | None:
    """What became of a candidate when it was last prepared; None if it was not, or something was changed since."""
    path = candidate.folder / "prepared" / "prepared.json"
    if not path.is_file() or not path.with_name(DIFFERENCE).is_file():
        return None
    state = json.loads(path.read_bytes())
    try:
        state["problems"] = [Problem(**found) for found in state["problems"]]
        state["sheets"] = [Sheet(**sheet | {"guessed": tuple(sheet["guessed"])}) for sheet in state["sheets"]]
        state["matches"] = [Match(**match) for match in state["matches"]]
        state["hidden"] = [_hidden(one) for one in state["hidden"]]
        prepared = Prepared(**state | {"folder": path.parent})
    except (KeyError, TypeError):
        # Another version of the program wrote it: it has to be checked again.
        return None
    return prepared if prepared.content == candidate.content else None


def _hidden(kept: dict[str, Any]) -> Hidden:
    lists: dict[str, Any] = {name: tuple(values) for name, values in kept.items() if name != "key"}
    return Hidden(key=kept["key"], **lists)


def open_prepared(settings: Settings, identifier: str) -> tuple[Store, Entry, Path]:
    """The release of a candidate, a line that no journal has, and where files made of it are kept, private as it is.

    Raises CandidateError if there is none, or it has errors, or something was changed since it was checked.
    """
    candidate = open_candidate(settings, identifier)
    prepared = prepared_of(candidate)
    if prepared is None:
        raise CandidateError("This upload was changed since it was checked: check it again.")
    entry = Entry(0, PREVIEW, prepared.built.name, candidate.begun, "", "")
    cache = candidate.folder / "cache"
    return opened(prepared.built, cache), entry, cache


@lru_cache(maxsize=8)
def _difference(path: Path, written: int) -> Difference:
    found: Difference = pickle.loads(path.read_bytes())  # noqa: S301 - only `prepare` writes it, where nobody else may
    return found


def _opened(folder: Path | None, cache: Path) -> Store | None:
    try:
        return opened(folder, cache) if folder else None
    except ReleaseError:
        return None


def _remove(folder: Path) -> None:
    if folder.exists():
        for path in folder.rglob("*"):
            if path.is_dir():
                path.chmod(0o700)
        shutil.rmtree(folder)
