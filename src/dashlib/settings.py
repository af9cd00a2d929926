"""The environment becomes one frozen Settings; nothing else reads the environment."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from dashlib.errors import SettingsError

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """Where data lies and in which currencies amounts can be shown.

    data: built releases and the journal (`DASHLIB_DATA`, default `data/`).
    private: what was uploaded, never served (`DASHLIB_PRIVATE`, default `private/` below data).
    source: the tables that are built when there is no release (`DASHLIB_SOURCE`: a name below
        `data/source/`, or a folder; default `smart-balkans`).
    display_currencies: the first is that of a fresh page (`DASHLIB_CURRENCIES`, default `EUR,NOK`).
    """

    data: Path
    private: Path
    source: Path
    display_currencies: tuple[str, ...] = ("EUR", "NOK")


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
    )
