"""Where somebody who is withheld is named: in what is about to be published, in public notes, in earlier releases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashlib.errors import CandidateError, ReleaseError
from dashlib.publishing.naming import Hidden, Naming, namings, served_several
from dashlib.publishing.register import Register, naming_id
from dashlib.releases.journal import entries_of, release_names, withdrawn_releases
from dashlib.schema.package import resources
from dashlib.settings import Settings

# Where a public note stands.
NOTE = "journal.note"
# The key of a partner of somebody withheld begins so: it stands in no register.
PARTNER = "partner "
# Rows of a table in which an organization's own texts stand, by the column that says whose they are.
OWN_ROWS = {"organizations": "organization_id", "grants": "recipient_org_id"}


@dataclass(frozen=True)
class Match:
    """A cell of an earlier release that names somebody who is withheld now; `words` are those that matched."""

    release: str
    table: str
    row: str
    column: str
    words: str
    key: str
    text: str
    is_certain: bool = True

    @property
    def id(self) -> str:
        """Told by staff who say that this text means something else."""
        return naming_id(self.key, f"{self.table}.{self.column}", self.text)


def existing_releases(settings: Settings) -> list[str]:
    """The releases that were not withdrawn and whose files are there, oldest first.

    The last are those that no line of the journal names: their publication was cut off, and left the files.
    """
    entries = entries_of(settings)
    found = set(release_names(settings))
    releases = dict.fromkeys([*(entry.release for entry in entries), *sorted(found)])
    return [name for name in releases if name in found - withdrawn_releases(entries)]


@dataclass(frozen=True)
class Names:
    """Who must not be named: `hidden` with what they are recognized by, and the register.

    `several` are hosts that serve more than one organization, `others` the names of those that are not withheld.
    """

    hidden: tuple[Hidden, ...]
    register: Register
    several: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def found_in(self, texts: Iterable[str]) -> list[Naming]:
        """Which of these texts name somebody."""
        return namings(self.hidden, texts, self.several, self.others) if self.hidden else []

    def means_another(self, naming: Naming, place: str) -> bool:
        """True if somebody has said that the text means something else there."""
        return naming_id(naming.key, place, naming.text) in self.meant

    @cached_property
    def meant(self) -> frozenset[str]:
        """Of which somebody has said so."""
        return frozenset(meaning.id for meaning in self.register.meanings)


def names_of(register: Register, organizations: pa.Table, partners: Iterable[Hidden] = ()) -> Names:
    """The names of a register, as they are looked for beside these organizations; `partners` would give somebody away."""
    return names_beside((*(entry.hidden() for entry in register.entries), *partners), register, organizations)


def names_beside(hidden: tuple[Hidden, ...], register: Register, organizations: pa.Table) -> Names:
    """The names of these, as they are looked for beside organizations of which some have a name of theirs."""
    if not hidden:
        return Names((), register)
    own = pa.array({identifier for one in hidden for identifier in one.identifiers}, pa.string())
    others = organizations.filter(pc.invert(pc.is_in(organizations["organization_id"], own)))
    names = frozenset(others["name"].drop_null().to_pylist())
    return Names(hidden, register, frozenset(served_several(organizations)), names)


def is_named(names: Names, text: str) -> bool:
    """True if a public note names one of these, or may, and nobody has said that it means something else."""
    return any(not names.means_another(found, NOTE) for found in names.found_in([text]))


def refuse_naming(names: Names, note: str) -> None:
    """Raise CandidateError if a public note names one of these, or may, and nobody has said that it means something else."""
    found = [naming for naming in names.found_in([note]) if not names.means_another(naming, NOTE)]
    if any(naming.is_certain for naming in found):
        raise CandidateError("The public note holds a name that is withheld: write it without.")
    if found:
        told = ", ".join(naming_id(naming.key, NOTE, naming.text) for naming in found)
        raise CandidateError(
            "The public note holds words that are nearly a name that is withheld: write it without them, or say with"
            f" --means-something-else {told} that they mean something else."
        )


def releases_naming(settings: Settings, names: Names, releases: Iterable[str]) -> list[Match]:
    """Each cell of these releases that names somebody. Raises ReleaseError if one cannot be read: it may name somebody."""
    matches: list[Match] = []
    for name in releases if names.hidden else ():
        try:
            matches += _matches(settings.data / "releases" / name, names)
        except (OSError, ValueError, pa.ArrowException) as error:
            raise ReleaseError(
                f"Whether the release {name} names what is withheld cannot be told: its files cannot be read."
                " Restore them from a backup. Withdraw it only where there is none."
            ) from error
    return matches


def naming_releases(matches: Iterable[Match], or_perhaps: bool = False) -> list[str]:
    """The releases that surely name somebody, or may, in their order."""
    return [*dict.fromkeys(match.release for match in matches if match.is_certain or or_perhaps)]


def _matches(release: Path, names: Names) -> Iterator[Match]:
    """One table after the other, so that a large release is never in memory whole."""
    for path in sorted(release.glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            columns = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
            table = file.read(columns)
        found: dict[str, list[Naming]] = defaultdict(list)
        for naming in names.found_in(_texts(table)):
            if naming not in found[naming.text]:
                found[naming.text].append(naming)
        key = (
            [name for name in resources()[path.stem].primary_key if name in columns] if path.stem in resources() else []
        )
        for column in columns if found else ():
            for row in table.filter(pc.is_in(table[column], pa.array([*found], pa.string()))).to_pylist():
                place = (release.name, path.stem, " ".join(filter(None, (row[name] for name in key))), column)
                for naming in found[row[column]]:
                    is_meant = names.means_another(naming, f"{path.stem}.{column}")
                    if not is_meant and not _is_strangers(names.register, naming.key, path.stem, row):
                        yield Match(*place, naming.words, naming.key, naming.text, naming.is_certain)
    yield from _grants_named(release, names)


def _texts(table: pa.Table) -> Iterator[str]:
    """Every text, once a column."""
    for column in table.columns:
        yield from pc.unique(column).drop_null().to_pylist()


def _grants_named(release: Path, names: Names) -> Iterator[Match]:
    """Grants that are withheld by now and stand in a release under their own identifiers."""
    grants = pq.read_table(release / "grants.parquet", columns=["grant_id", "withheld"])
    known = {grant: entry.key for entry in names.register.entries for grant in entry.grants}
    wanted = pc.and_(pc.is_null(grants["withheld"]), pc.is_in(grants["grant_id"], pa.array([*known], pa.string())))
    for grant in grants.filter(wanted)["grant_id"].to_pylist():
        match = Match(release.name, "grants", grant, "grant_id", grant, known[grant], grant)
        if match.id not in names.meant:
            yield match


def _is_strangers(register: Register, key: str, table: str, row: dict[str, Any]) -> bool:
    """True if the row is about another organization of the same name, as somebody has said."""
    owner = row.get(OWN_ROWS.get(table, ""))
    return any((stranger.key, stranger.organization_id) == (key, owner) for stranger in register.strangers)


def matches_told(matches: Sequence[Match], most: int = 200) -> list[str]:
    """One line for each place, for staff: release, table, row, column, the words, and how to say that they mean something else.

    The ledger has no row of its own to name: what it says is told once.
    """
    lines = dict.fromkeys(
        f"{match.release}: {', '.join(filter(None, (match.table, match.row, match.column)))}: “{match.words}”"
        f"{'' if match.is_certain else ' (perhaps)'} [{match.id}]"
        for match in matches
    )
    return [*[*lines][:most], f"… and {len(lines) - most} more"] if len(lines) > most else [*lines]
