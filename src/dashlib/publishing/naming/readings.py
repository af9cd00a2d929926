"""How a text may be read: with and without its markup, in plain letters, and where a reading stands in it."""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from urllib.parse import unquote

from dashlib.publishing.naming.hosts import hosts_in
from dashlib.publishing.naming.lists import Words
from dashlib.search.words import romanized
from dashlib.text.folding import plain_words
from dashlib.text.scripts import SETTLED

# Longer texts are read in windows of so many characters, which share some.
WINDOW, SHARED = 20_000, 2_000
TAG = r"<[^<>]{0,1000}>|\[/?[a-z]{1,9}(?:=[^\]\[]{0,200})?\]"
# Tags, the target of a link, signs of Markdown and its escapes: what may stand within a word and is not shown.
MARKUP = re.compile(rf"{TAG}|\]\([^()\s]{{0,1000}}\)|[*_~`\\\[\]]+", re.IGNORECASE)
MACEDONIAN = re.compile(SETTLED["mk"])
PUNYCODE = re.compile(r"xn--[a-z0-9-]{1,59}", re.IGNORECASE)
SUSPECT = re.compile(rf"[<&*_~`\\\[%]|{PUNYCODE.pattern}", re.IGNORECASE)
BETWEEN_TAGS = re.compile(TAG, re.IGNORECASE)
# What may stand between the letters of a name without being seen.
UNSEEN = rf"(?:{MARKUP.pattern}|&#?\w{{1,30}};|[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff])*+"


@dataclass(frozen=True)
class Reading:
    """A view of a text in words of plain letters, and these as they are compared: as they are, or as the search does."""

    view: str
    plain: Words
    words: Words
    is_marked: bool

    @cached_property
    def spaced(self) -> str:
        """Its words, each between blanks."""
        return f" {' '.join(self.words)} "

    @cached_property
    def compact(self) -> str:
        """Its words as one."""
        return "".join(self.words)

    @cached_property
    def ends(self) -> list[int]:
        """How many letters there are before the first word and up to each."""
        return [0, *accumulate(map(len, self.words))]

    @cached_property
    def edges(self) -> frozenset[int]:
        """The same, to look up."""
        return frozenset(self.ends)

    @cached_property
    def hosts(self) -> list[tuple[int, int, Words]]:
        """Where hosts stand in the view, each with those it is a subdomain of."""
        return list(hosts_in(self.view))

    def written(self, first: int, last: int) -> tuple[int, int]:
        """Where in the view the letters from the first up to the last (not with it) stand."""
        letters = self._letters
        if letters[-1] != self._plain_ends[-1]:  # Letters that become others beside one another.
            return 0, len(self.view)
        return bisect_right(letters, self._as_plain(first)) - 1, bisect_left(letters, self._as_plain(last))

    def _as_plain(self, letters: int) -> int:
        """So many letters of the words as letters of the plain words."""
        word = bisect_right(self.ends, letters) - 1
        return self._plain_ends[word] + letters - self.ends[word]

    @cached_property
    def _plain_ends(self) -> list[int]:
        return [0, *accumulate(map(len, self.plain))]

    @cached_property
    def _letters(self) -> list[int]:
        beside = "".join(MACEDONIAN.findall(self.view)[:1])
        return [0, *accumulate(_size(letter, beside) for letter in self.view)]


@lru_cache(maxsize=8192)
def _size(letter: str, beside: str) -> int:
    """As how many plain letters one is written in a text with a letter that settles how Cyrillic is told."""
    return len("".join(plain_words(letter + beside))) - len("".join(plain_words(beside)))


def plain(text: str) -> Words:
    """The words of a text in plain letters."""
    return tuple(plain_words(text))


def keys(text: str) -> Words:
    """The words of a text as the search compares them."""
    return tuple(map(romanized, plain_words(text)))


def readings(text: str) -> Iterator[Reading]:
    """Every way to read a text that is no longer than a window, the plainest first."""
    for view in _views(text):
        words = plain(view)
        yield Reading(view, words, words, view != text)
        together = " ".join(words)
        if (compared := romanized(together)) != together:
            yield Reading(view, words, tuple(compared.split()), view != text)


def _views(text: str) -> dict[str, None]:
    if not SUSPECT.search(text):
        return {text: None}
    # An address may stand within another.
    shown = html.unescape(html.unescape(unquote(unquote(text)) if "%" in text else text))
    shown = PUNYCODE.sub(_own_letters, shown)
    return dict.fromkeys((text, MARKUP.sub("", shown), MARKUP.sub("", BETWEEN_TAGS.sub(" ", shown))))


def _own_letters(label: re.Match[str]) -> str:
    """A part of a host in its own letters; as it is if it is none."""
    try:
        return label[0].lower().encode("ascii").decode("idna")
    except UnicodeError:
        return label[0]


def windows(text: str) -> Iterator[str]:
    """The text in pieces that are read one by one; cut between words where there are any."""
    start = 0
    while len(text) - start > WINDOW:
        end = start + WINDOW
        yield text[start : _blank(text, end - SHARED // 2, end)]
        start = _blank(text, start + 1, end - SHARED)
    yield text[start:] if start else text


def _blank(text: str, low: int, high: int) -> int:
    found = text.rfind(" ", low, high)
    return high if found < 0 else found


def as_written(text: str, words: str) -> str:
    """The words of a view as they stand in the text, with the markup within them."""
    if words in text:
        return words
    seen = (letter for letter in words if letter.isprintable() or letter.isspace())
    letters = (r"\s*" if letter.isspace() else re.escape(letter) for letter in seen)
    found = re.search(UNSEEN.join(letters), text)
    return found[0] if found else words
