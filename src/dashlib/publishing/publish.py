"""From source tables to the current release: check, build, keep the source, switch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa

from dashlib.errors import CandidateError, ReleaseError, SourceError
from dashlib.publishing.chain import FIRST_START, add_lines, begin_first, next_number, publishing_lock
from dashlib.publishing.checked import check
from dashlib.publishing.kept import Kept, keep_pending, keep_revision, settle
from dashlib.publishing.mend import mended_upload
from dashlib.publishing.persons import WARNING, Choice, person_edits
from dashlib.publishing.problems import Problem
from dashlib.publishing.progress import Tell, tell_nobody
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.register import PublicAgain, keep_register, read_register
from dashlib.publishing.release import build_release, delete_release, place_release
from dashlib.publishing.source import is_kept
from dashlib.publishing.upload import Upload
from dashlib.publishing.withheld import (
    Match,
    Names,
    existing_releases,
    is_named,
    naming_releases,
    refuse_naming,
    releases_naming,
)
from dashlib.releases.journal import current_entry, entries_of, withdrawn_releases
from dashlib.settings import Settings

# The rule of texts that nearly name somebody who is withheld.
LIKELY = "withheld-name-likely"


@dataclass(frozen=True)
class Publication:
    """What publishing did: the release, the number of its line in the journal, whether it was current already.

    `withdrawn` are the earlier releases that named what it withholds. `revision` is not 0 if nothing public changed, but
    these tables were kept as the newest of the line.
    """

    release_id: str
    number: int
    is_new: bool
    problems: list[Problem]
    withdrawn: tuple[str, ...] = ()
    revision: int = 0

    @property
    def logged(self) -> dict[str, object]:
        """What the audit log says of it."""
        return {
            "release": self.release_id,
            "number": self.number,
            "revision": self.revision,
            "withdrawn": self.withdrawn,
        }


class SourceErrors(SourceError):
    """The source tables hold errors; `problems` are all findings."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the findings."""
        count = sum(p.severity == "error" for p in problems)
        super().__init__(f"Nothing was published: the tables hold {count} error{'' if count == 1 else 's'}.")
        self.problems = problems


class WithdrawalsNeeded(CandidateError):
    """Earlier releases name what would be withheld: nothing is withdrawn unasked. `matches` are the cells that name it."""

    def __init__(self, matches: list[Match]) -> None:
        """Keep what was found."""
        names = ", ".join(naming_releases(matches, or_perhaps=True))
        super().__init__(
            f"Nothing was published: the tables withhold what these earlier releases name: {names}. They would be withdrawn"
            " for good: accept that, or say of each match that means something else."
        )
        self.matches = matches


def publish_folder(
    folder: Path,
    settings: Settings,
    note: str = "",
    by: str = "command line",
    tell: Tell = tell_nobody,
    accept_withdrawals: bool = False,
    persons: Choice | None = None,
) -> Publication:
    """Publish the source tables of a folder; `tell` hears of each step.

    Raises SourceErrors with the problems if the tables hold errors, WithdrawalsNeeded if earlier releases name what these
    withhold and that is not accepted, CandidateError if recipients look like persons and `persons` does not say what is to
    be done with them; the release being served stays.
    """
    with publishing_lock(settings.data):
        tell("Reading", None)
        upload = read_folder(folder)
        if persons:
            upload, _, _ = mended_upload(upload, person_edits(upload.tables, persons))
        return _publish(upload, settings, note, by, tell, accept_withdrawals, persons == "organizations")


def refuse_likely(problems: list[Problem]) -> None:
    """Raise CandidateError if a text nearly names somebody who is withheld: no machine ticks that."""
    if likely := [p for p in problems if p.rule == LIKELY]:
        places = ", ".join(f"{p.file}, row {p.row}, {p.column}: {p.problem}" for p in likely[:20])
        raise CandidateError(
            f"Nothing was published: {len(likely)} text{'' if len(likely) == 1 else 's'} may name somebody who is withheld."
            f" Reword them, or say with --means-something-else and the code in brackets what means something else. {places}"
        )


def finish_withdrawals(settings: Settings) -> None:
    """Finish what was cut off: give kept sources their number, delete what was withdrawn."""
    with publishing_lock(settings.data):
        finish_earlier(settings)


def ensure_release(settings: Settings) -> None:
    """Build the source of the settings if nothing was ever published: once, however many ask at the same moment.

    Raises JournalError if the journal is not what it should be beside what was published.
    """
    if entries_of(settings):
        return
    with publishing_lock(settings.data):
        if not entries_of(settings):
            _publish(read_folder(settings.source), settings, "", FIRST_START, tell_nobody)


def _publish(
    upload: Upload,
    settings: Settings,
    note: str,
    by: str,
    tell: Tell,
    accept_withdrawals: bool = False,
    are_organizations: bool = False,
) -> Publication:
    done = check(settings, upload, by, tell=partial(tell, "Checking"))
    if any(p.severity == "error" for p in done.problems):
        raise SourceErrors(done.problems)
    if not are_organizations and (persons := [p for p in done.problems if p.rule == WARNING]):
        raise CandidateError(
            f"Nothing was published: {persons[0].value} recipients have names like those of persons. Say with --persons what"
            " is to be done with them (dashlib build --help)."
        )
    refuse_likely(done.problems)
    refuse_naming(done.names, note)
    matches = releases_naming(settings, done.names, existing_releases(settings))
    if (naming := naming_releases(matches, or_perhaps=True)) and not accept_withdrawals:
        raise WithdrawalsNeeded(matches)
    begin_first(settings, by)
    built = build_release(done.connection, settings.data / "releases", settings.display_currencies, tell)
    tell("Switching", None)
    return make_current(settings, built, done.upload.tables, done.problems, note, {"by": by}, done.names, naming)


def make_current(
    settings: Settings,
    built: Path,
    tables: Mapping[str, pa.Table],
    problems: list[Problem],
    note: str,
    told: Mapping[str, object],
    names: Names,
    withdraw: Sequence[str] = (),
    public_again: PublicAgain | None = None,
    add: Callable[[Path], None] = lambda folder: None,
) -> Publication:
    """Serve a built release from now on; in the same step withdraw others, and keep the register. Hold `publishing_lock`.

    Earlier notes that hold one of the names are emptied. The register is written first: should this be cut off, too much
    is withheld by it, never too little; whom it lifts is public only once the journal has this line. A release that is
    current gets no line; its tables are kept if they are others. `told` and what `add` puts into the folder of the
    publication are for staff. Raises ReleaseError if this very release was withdrawn, but for whom it names being made
    public again.
    """
    finish_earlier(settings)
    entries = entries_of(settings)
    if built.name in {*withdrawn_releases(entries), *withdraw} and not public_again:
        raise ReleaseError(f"The release {built.name} was withdrawn, because it held what must not be public.")
    current = current_entry(entries)
    lines = [("withdraw", release, "") for release in withdraw]
    kept = Kept(built.name, tables, problems, told, add)
    done = Publication(built.name, next_number(entries), True, problems, tuple(withdraw))
    if current and current.release == built.name:
        done = replace(done, number=current.number, is_new=False)
        if not is_kept(settings, current.number, tables):
            done = replace(done, revision=keep_revision(settings, current.number, kept))
    else:
        releases = settings.data / "releases"
        if built.parent != releases:
            place_release(built, releases)
        keep_pending(settings, done.number, kept)
        lines.insert(0, ("publish", built.name, note))
    keep_register(settings, names.register, public_again, done.number, built.name)
    if lines or any(is_named(names, entry.note) for entry in entries):
        add_lines(settings, lines, partial(is_named, names))
    finish_earlier(settings)
    keep_register(settings, read_register(settings))
    return done


def finish_earlier(settings: Settings) -> None:
    """Finish what an act that was cut off has left. Hold `publishing_lock`. Raises JournalError: nothing is touched then."""
    settle(settings)
    delete_withdrawn(settings)


def delete_withdrawn(settings: Settings) -> None:
    """Delete the files of withdrawn releases, and what was made of them: again at each step, should one be cut off.

    Hold `publishing_lock`.
    """
    for release in withdrawn_releases(entries_of(settings)):
        for kept in ("releases", "cache"):
            delete_release(settings.data / kept / release)
