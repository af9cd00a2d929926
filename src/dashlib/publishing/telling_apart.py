"""What staff say of names that only look like one that is withheld: another organization, or words that mean something else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.audit import record
from dashlib.publishing.chain import publishing_lock
from dashlib.publishing.checked import known_register
from dashlib.publishing.findings import place_of, rows_at
from dashlib.publishing.naming import Hidden
from dashlib.publishing.problems import Problem
from dashlib.publishing.register import Meaning, Register, Stranger, keep_register, key_of
from dashlib.settings import Settings


@dataclass(frozen=True)
class Namesake:
    """An organization that an upload withholds because it looks like an awardee who is withheld: it may be another."""

    key: str
    like: str
    organization_id: str
    name: str


def namesakes(
    register: Register, hidden: Iterable[Hidden], problems: Iterable[Problem], tables: Mapping[str, pa.Table]
) -> list[Namesake]:
    """Whose grants were withheld by a sign alone, not by an identifier that the register knows."""
    places = {place_of(p) for p in problems if p.rule == "withheld-new-grant"}
    rows = rows_at(tables["grants"], places, ["recipient_org_id"]).values() if places else ()
    known = {identifier for entry in register.entries for identifier in entry.identifiers}
    unsure = {row["recipient_org_id"] or "" for row in rows} - known
    organizations = tables["organizations"]
    told = organizations.filter(pc.is_in(organizations["organization_id"], pa.array([*unsure], pa.string())))
    names = dict(zip(told["organization_id"].to_pylist(), told["name"].to_pylist(), strict=True))
    return [
        Namesake(one.key, (one.spellings or one.identifiers)[0], identifier, names.get(identifier) or identifier)
        for one in hidden
        for identifier in one.identifiers
        if identifier in unsure and key_of(identifier) != one.key
    ]


def say_meanings(settings: Settings, ids: tuple[str, ...], by: str, words: str = "") -> None:
    """Keep that these texts (of `naming_id`) mean something else than somebody who is withheld."""
    with publishing_lock(settings.data):
        register = known_register(settings)
        known = {meaning.id for meaning in register.meanings}
        new = [Meaning(id, words, by, _now()) for id in dict.fromkeys(ids) if id not in known]
        for meaning in new:
            record(settings, by, "another-meaning", naming=meaning.id, words=words)
        keep_register(settings, replace(register, meanings=(*register.meanings, *new)))


def say_stranger(settings: Settings, key: str, organization_id: str, name: str, by: str) -> None:
    """Keep that an organization only has the same name as the one of this entry, and may be named in its own rows.

    What was published of it as withheld stays so: it is made public again as any other.
    """
    with publishing_lock(settings.data):
        register = known_register(settings)
        stranger = Stranger(key, organization_id, name, by, _now())
        record(settings, by, "another-organization", key=key, organization=organization_id, name=name)
        keep_register(settings, replace(register, strangers=(*register.strangers, stranger)))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
