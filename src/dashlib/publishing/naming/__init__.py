"""What counts as naming somebody who is withheld for safety: certainly, or so nearly that staff must look."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from dashlib.publishing.naming.forms import Hidden, How, other_words
from dashlib.publishing.naming.hosts import host_of, is_own, served_several
from dashlib.publishing.naming.matcher import WARNINGS, Found, Matcher
from dashlib.publishing.naming.readings import as_written

__all__ = ["HOWS", "WARNINGS", "Hidden", "Naming", "host_of", "is_own", "namings", "served_several"]

HOWS: tuple[How, ...] = get_args(How)
# So many texts, and so many of their letters, are looked at together.
TOGETHER, LETTERS = 4096, 2_000_000


@dataclass(frozen=True)
class Naming:
    """A text that names somebody who is withheld."""

    text: str
    words: str
    how: How
    key: str

    @property
    def is_certain(self) -> bool:
        """True for an error, False for a warning."""
        return self.how not in WARNINGS


def namings(
    hidden: Sequence[Hidden], texts: Iterable[str], several: Collection[str] = (), others: Collection[str] = ()
) -> list[Naming]:
    """Which texts name somebody, at most once for each text and key, the most certain way; in the order of the texts.

    `several`: hosts and domains (of `served_several`) that serve more than one organization and count for nothing.
    `others`: names of organizations that are not withheld; a single word of them tells nobody for certain.
    """
    if not hidden:
        return []
    hosts = {host for text in several if (host := host_of(text))}
    matcher = _matcher(tuple(hidden), frozenset(hosts), frozenset(others))
    found: dict[tuple[str, str], Naming] = {}
    for part in _parts(iter(texts)):
        for one in sorted(matcher.found(part), key=_order):
            text, key = part[one.text], hidden[one.hidden].key
            found.setdefault((text, key), Naming(text, as_written(text, one.words), one.how, key))
    return list(found.values())


@lru_cache(maxsize=4)
def _matcher(hidden: tuple[Hidden, ...], several: frozenset[str], others: frozenset[str]) -> Matcher:
    return Matcher(hidden, several, other_words(others, hidden))


def _order(one: Found) -> tuple[int, int, int]:
    return one.text, one.hidden, HOWS.index(one.how)


def _parts(texts: Iterator[str]) -> Iterator[list[str]]:
    """The texts in parts of bounded size; a longer text is a part of its own."""
    part: list[str] = []
    letters = 0
    for text in texts:
        part.append(text)
        letters += len(text)
        if len(part) == TOGETHER or letters > LETTERS:
            yield part
            part, letters = [], 0
    if part:
        yield part
