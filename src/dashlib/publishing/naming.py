"""Stand-in until the branch naming is merged: exact spellings alone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyarrow as pa

from dashlib.text.folding import folded


@dataclass(frozen=True)
class Hidden:
    """Somebody who is withheld."""

    key: str
    spellings: tuple[str, ...]
    identifiers: tuple[str, ...]
    hosts: tuple[str, ...]
    numbers: tuple[str, ...]
    domains: tuple[str, ...]


@dataclass(frozen=True)
class Naming:
    """A text that names somebody who is withheld."""

    text: str
    words: str
    how: str
    key: str

    @property
    def is_certain(self) -> bool:
        """True for errors."""
        return True


def namings(hidden: Sequence[Hidden], texts: Iterable[str], several: Collection[str] = ()) -> list[Naming]:
    """Exact ones."""
    found = []
    for text in texts:
        words = f" {folded(text)} "
        for one in hidden:
            for spelling in (*one.spellings, *one.identifiers):
                if (plain := folded(spelling)) and f" {plain} " in words:
                    found.append(Naming(text, spelling, "spelling", one.key))
                    break
    return found


def served_several(organizations: pa.Table) -> set[str]:
    """Stand-in."""
    seen: dict[str, int] = {}
    for website in organizations["website"].to_pylist():
        host = host_of(website) if website else None
        if host:
            seen[host] = seen.get(host, 0) + 1
    return {host for host, count in seen.items() if count > 1}


def host_of(website: str) -> str | None:
    """Stand-in."""
    return (urlsplit(website).hostname or "").removeprefix("www.") or None
