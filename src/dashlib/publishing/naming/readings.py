"""How a text may be read: with and without its markup, in plain letters, and where a reading stands in it."""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from urllib.parse import unquote

from dashlib.search.words import romanized
from dashlib.text.folding import plain_words

# Longer texts are read in windows of so many characters, which share some.
WINDOW, SHARED = 20_000, 2_000
TAG = r"<[^<>]{0,1000}>|\[/?[a-z]{1,9}(?:=[^\]\[]{0,200})?\]"
# Tags, the target of a link, signs of Markdown and its escapes: what may stand within a word and is not shown.
MARKUP = re.compile(rf"{TAG}|\]\([^()\s]{{0,1000}}\)|[*_~`\\\[\]]+", re.IGNORECASE)
SUSPECT = re.compile(r"[<&*_~`\\\[%]")
BETWEEN_TAGS = re.compile(TAG, re.IGNORECASE)
# What may stand between the letters of a name without being seen.
UNSEEN = rf"(?:{MARKUP.pattern}|&#?\w{{1,30}};|[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff])*+"


@dataclass(frozen=True)
class Reading:
    """A view of a text in words of plain letters; `is_key`: as the search compares them."""

    view: str
    words: tuple[str, ...]
    is_marked: bool
    is_key: bool

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

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Where in the view the letters from the first up to the last (not with it) stand."""
        places = range(len(self.view) + 1)
        return max(0, bisect_right(places, first, key=self._letters) - 1), bisect_left(places, last, key=self._letters)

    def _letters(self, end: int) -> int:
        return len("".join(words_of(self.view[:end], self.is_key)))


def words_of(text: str, is_key: bool) -> tuple[str, ...]:
    """The words of a text in plain letters."""
    plain = plain_words(text)
    return tuple(map(romanized, plain)) if is_key else tuple(plain)


def readings(text: str) -> Iterator[Reading]:
    """Every way to read a text that is no longer than a window, the plainest first."""
    for view in _views(text):
        plain = words_of(view, False)
        yield Reading(view, plain, view != text, False)
        together = " ".join(plain)
        if (keys := romanized(together)) != together:
            yield Reading(view, tuple(keys.split()), view != text, True)


def _views(text: str) -> dict[str, None]:
    if not SUSPECT.search(text):
        return {text: None}
    shown = html.unescape(html.unescape(unquote(text) if "%" in text else text))
    return dict.fromkeys((text, MARKUP.sub("", shown), MARKUP.sub("", BETWEEN_TAGS.sub(" ", shown))))


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
    letters = (r"\s*" if letter.isspace() else re.escape(letter) for letter in words)
    found = re.search(UNSEEN.join(letters), text)
    return found[0] if found else words
