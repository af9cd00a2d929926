"""The register of who is withheld for safety: it decides, whatever uploaded tables say or leave out.

It lies in the private folder and is only ever added to, but by the act that makes an awardee public again.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from dashlib.durable import replace_file
from dashlib.errors import ReleaseError
from dashlib.publishing.audit import private_folder
from dashlib.publishing.naming import Hidden
from dashlib.releases.journal import read_journal
from dashlib.settings import Settings

FILE = "withheld.json"
# How much stays unpublished, from little to much: of a person as much as of an organization.
SCOPES = {"organization": 1, "individual": 1, "all": 2}


@dataclass(frozen=True)
class Lift:
    """That an awardee is public again: it holds as soon as the journal has the line of this number and release."""

    number: int
    release: str
    by: str
    reason: str
    time: str


@dataclass(frozen=True)
class Withheld:
    """One awardee who is withheld: how it may be recognized, as written in tables; the scope of each known grant.

    `scope` is that of every other grant: the widest of the known ones.
    """

    key: str
    scope: str
    since: str
    by: str
    identifiers: tuple[str, ...]
    grants: dict[str, str]
    spellings: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    lift: Lift | None = None

    @property
    def name(self) -> str:
        """What staff call it."""
        return self.spellings[0] if self.spellings else self.identifiers[0]

    def hidden(self) -> Hidden:
        """As it is looked for in texts: addresses of its own site and of its own mail share their host."""
        return Hidden(self.key, self.spellings, self.identifiers, self.hosts, self.numbers, self.hosts)


@dataclass(frozen=True)
class PublicAgain:
    """The act that makes awardees public again: who does it, and why."""

    entries: tuple[Withheld, ...]
    by: str
    reason: str


@dataclass(frozen=True)
class Stranger:
    """Another organization of the same name as an awardee who is withheld, as somebody has said.

    `name` is that of the other one: once it bears another, it is told apart no longer.
    """

    key: str
    organization_id: str
    name: str
    by: str
    time: str


@dataclass(frozen=True)
class Meaning:
    """A text that means something else by the words of a withheld name, as somebody has said; `id` is its `naming_id`."""

    id: str
    words: str
    by: str
    time: str


@dataclass(frozen=True)
class Register:
    """Who is withheld, who only has the same name, which texts mean something else, and who was made public again."""

    entries: tuple[Withheld, ...] = ()
    strangers: tuple[Stranger, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    lifted: tuple[Withheld, ...] = field(default=())

    @property
    def digest(self) -> str:
        """The same as long as the same is withheld, whoever said so and when."""
        plain = [replace(entry, since="", by="") for entry in self.entries]
        return hashlib.sha256(_content(replace(self, entries=tuple(plain), lifted=()))).hexdigest()

    def entry(self, told: str) -> Withheld | None:
        """The entry of this key, or of this identifier of the awardee."""
        return next((e for e in self.entries if told == e.key or told in e.identifiers), None)

    def without(self, keys: Iterable[str]) -> "Register":
        """The register as if these were withheld no longer."""
        return replace(self, entries=tuple(e for e in self.entries if e.key not in {*keys}))


NOBODY = Register()


def key_of(identifier: str) -> str:
    """The key of an awardee, told by an identifier: the same each time, so that what is said of it holds."""
    return hashlib.sha256(f"withheld {identifier}".encode()).hexdigest()[:8]


def naming_id(key: str, place: str, text: str) -> str:
    """By which staff say that a text means something else than the entry of this key, in one place: `events.name`."""
    return hashlib.sha256(f"{key}\n{place}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:8]


def read_register(settings: Settings) -> Register:
    """The register as it is kept, with what takes effect by now; empty if none is kept. Raises ReleaseError."""
    try:
        content = (settings.private / FILE).read_bytes()
    except FileNotFoundError:
        return Register()
    except OSError as error:
        raise _unreadable() from error
    return in_effect(parsed_register(content), {(e.number, e.release) for e in read_journal(settings.data)})


def parsed_register(content: bytes) -> Register:
    """The register that a file holds. Raises ReleaseError if it holds none."""
    try:
        kept = json.loads(content)
        return Register(
            entries=tuple(_withheld(entry) for entry in kept["entries"]),
            strangers=tuple(Stranger(**entry) for entry in kept["strangers"]),
            meanings=tuple(Meaning(**entry) for entry in kept["meanings"]),
            lifted=tuple(_withheld(entry) for entry in kept["lifted"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable() from error


def in_effect(register: Register, published: Iterable[tuple[int, str]]) -> Register:
    """The register in which whoever was made public by one of these lines of the journal is withheld no longer."""
    lines = {*published}
    gone = tuple(e for e in register.entries if e.lift and (e.lift.number, e.lift.release) in lines)
    staying = tuple(replace(e, lift=None) for e in register.entries if e not in gone)
    return replace(register, entries=staying, lifted=(*register.lifted, *gone))


def keep_register(
    settings: Settings, register: Register, public_again: PublicAgain | None = None, number: int = 0, release: str = ""
) -> None:
    """Keep the register; hold `publishing_lock`. A crash leaves the old or the new one.

    Whom `public_again` names stays in it until the journal has the line of this number and release.
    """
    if public_again:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        lift = Lift(number, release, public_again.by, public_again.reason, now)
        leaving = (replace(entry, lift=lift) for entry in public_again.entries)
        register = replace(register, entries=(*register.entries, *leaving))
    # Also of nobody: a register that is missing later was lost.
    replace_file(private_folder(settings) / FILE, _content(register), mode=0o600)


def _content(register: Register) -> bytes:
    return (json.dumps({"version": 1, **asdict(register)}, ensure_ascii=False, indent=1) + "\n").encode()


def _withheld(entry: dict[str, Any]) -> Withheld:
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    if not {told["scope"], *told["grants"].values()} <= {*SCOPES}:
        raise ValueError("an unknown scope")
    return Withheld(**told | {"lift": Lift(**entry["lift"]) if entry.get("lift") else None})


def _unreadable() -> ReleaseError:
    return ReleaseError(
        f"The register of what is withheld ({FILE} in the private folder) cannot be read, so nothing is published."
        " Restore it from a backup."
    )
