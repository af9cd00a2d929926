"""What staff say of names that only look like one that is withheld: another organization, or words that mean something else."""

from dataclasses import replace
from datetime import UTC, datetime

from dashlib.publishing.audit import record
from dashlib.publishing.checked import known_register
from dashlib.publishing.journal import publishing_lock
from dashlib.publishing.register import Meaning, Stranger, keep_register
from dashlib.settings import Settings


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
