"""The environment becomes one frozen Settings; nothing else reads the environment."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from dashlib.errors import SettingsError

PROJECT = Path(__file__).resolve().parents[2]
# An address, a whole domain, or a group that the provider of sign-in names.
WHO = re.compile(r"[^@\s]*@[^@\s]+\.[^@\s]+|group:\S.*")
# What a browser names as the site that a page comes from.
ORIGIN = r"https?://[^/?#@\\\s]+"


@dataclass(frozen=True)
class Settings:
    """Where data lies, in which currencies amounts can be shown, and who may change the data.

    data: built releases and the journal (`DASHLIB_DATA`, default `data/`).
    private: what was uploaded, never served (`DASHLIB_PRIVATE`, default `private/` below data).
    source: the tables that are built when there is no release (`DASHLIB_SOURCE`: a name below
        `data/source/`, or a folder; default `smart-balkans`).
    display_currencies: the first is that of a fresh page (`DASHLIB_CURRENCIES`, default `EUR,NOK`).
    uploaders, publishers: who may upload, and who may publish as well, when signed in at a provider: verified e-mail
        addresses, domains (`@example.org`) or groups (`group:grants-team`) (`DASHLIB_UPLOADERS`, `DASHLIB_PUBLISHERS`).
    idle_minutes: how long staff stay signed in without doing anything (`DASHLIB_IDLE_MINUTES`, default 30).
    origins: the addresses of this site in a browser, if a proxy stands before it (`DASHLIB_ORIGINS`); none: those of
        whichever host is asked.
    """

    data: Path
    private: Path
    source: Path
    display_currencies: tuple[str, ...] = ("EUR", "NOK")
    uploaders: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    idle_minutes: int = 30
    origins: tuple[str, ...] = ()


def read_settings(data: Path | None = None) -> Settings:
    """Read the environment; `data` takes the place of `DASHLIB_DATA`. Raises SettingsError."""
    folder = data or Path(os.environ.get("DASHLIB_DATA") or PROJECT / "data")
    if folder.exists() and not folder.is_dir():
        raise SettingsError(f"DASHLIB_DATA names {folder}, which is a file: name a folder.")
    if not folder.exists() and not folder.parent.is_dir():
        raise SettingsError(
            f"DASHLIB_DATA names {folder}, but {folder.parent} does not exist: make it, or name another."
        )
    source = os.environ.get("DASHLIB_SOURCE") or "smart-balkans"
    named = PROJECT / "data" / "source" / source
    currencies = tuple(code.strip() for code in (os.environ.get("DASHLIB_CURRENCIES") or "EUR,NOK").split(","))
    if not all(re.fullmatch("[A-Z]{3}", code) for code in currencies) or len(set(currencies)) < len(currencies):
        raise SettingsError("DASHLIB_CURRENCIES must be a list of different currency codes such as EUR,NOK.")
    return Settings(
        data=folder.resolve(),
        private=Path(os.environ.get("DASHLIB_PRIVATE") or folder / "private").resolve(),
        source=named if named.is_dir() else Path(source).resolve(),
        display_currencies=currencies,
        uploaders=_who("DASHLIB_UPLOADERS"),
        publishers=_who("DASHLIB_PUBLISHERS"),
        idle_minutes=_minutes("DASHLIB_IDLE_MINUTES", 30),
        origins=_origins("DASHLIB_ORIGINS"),
    )


def _listed(name: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in (os.environ.get(name) or "").split(",") if entry.strip())


def _origins(name: str) -> tuple[str, ...]:
    """Addresses of a comma list as browsers write them. One with a path is an error: no browser would name it."""
    entries = tuple(entry.lower() for entry in _listed(name))
    for entry in entries:
        if not re.fullmatch(ORIGIN, entry):
            raise SettingsError(f"{name} holds “{entry}”: write it as https://grants.example.org, without a path.")
    return entries


def _who(name: str) -> tuple[str, ...]:
    """People, domains and groups of a comma list. One that cannot be meant is an error: it would let nobody in."""
    entries = _listed(name)
    for entry in entries:
        if not WHO.fullmatch(entry):
            raise SettingsError(
                f"{name} holds “{entry}”: write an address, a domain as @example.org or a group as group:grants-team."
            )
    return entries


def _minutes(name: str, usual: int) -> int:
    given = os.environ.get(name) or str(usual)
    if not re.fullmatch("[0-9]{1,4}", given) or int(given) == 0:
        raise SettingsError(f"{name} must be a whole number of minutes, 1 or more.")
    return int(given)
