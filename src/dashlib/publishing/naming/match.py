"""Whether a reading of a text holds a phrase or a name, and which words of the text they are."""

import re
from collections.abc import Iterator
from itertools import chain

from dashlib.publishing.naming.forms import SHORTEST_NUMBER, How, Name, Phrase
from dashlib.publishing.naming.readings import Reading
from dashlib.publishing.naming.similar import ENDING, likeness
from dashlib.search.words import JOINING, LEGAL_FORMS

# Names of several words that are so long mean somebody wherever their letters stand.
LONG = 10
MOST_SLIPS = 2
# A registration number may be written in groups; an amount or a share of one is none.
GROUPS = re.compile(r"[^\W_]+(?:[\s.\-‐‑‒–/]*[^\W_]+)*")
AMOUNT_BEFORE, AMOUNT_AFTER = re.compile(r"\d[.,]\Z"), re.compile(r"[.,]\d")

# A way in which somebody is named, and the words as they stand in the view.
Match = tuple[How, str]


def phrase_in(phrase: Phrase, reading: Reading) -> Match | None:
    """The phrase word by word, else, if it joins, as one word or cut into others."""
    if phrase.how in {"host", "domain"}:
        (host,) = phrase.words
        places = ((start, end) for start, end, known in reading.hosts if host in known)
        return next(((phrase.how, reading.view[start:end]) for start, end in places), None)
    if phrase.how == "number":
        numbers = (reading.written(*letters) for letters in _joined(phrase, reading))
        return next(((phrase.how, reading.view[a:b]) for a, b in numbers if _is_number(reading.view, a, b)), None)
    joined: How = phrase.how if phrase.how == "identifier" else "joined"
    spans = chain(
        ((phrase.how, letters) for letters in _apart(phrase, reading)),
        ((joined, letters) for letters in (_joined(phrase, reading) if phrase.joins else ())),
    )
    said = (_said(phrase, how, reading, letters) for how, letters in spans)
    return _first_certain(match for match in said if match)


def _first_certain(matches: Iterator[Match]) -> Match | None:
    first = None
    for match in matches:
        if match[0] != "shortened":
            return match
        first = first or match
    return first


def _said(phrase: Phrase, how: How, reading: Reading, letters: tuple[int, int]) -> Match | None:
    """A weak one is a word like any other where it is written in small letters, among others that are not."""
    start, end = reading.written(*letters)
    written = reading.view[start:end]
    if phrase.is_weak and written.islower() and not reading.view.islower():
        return None if how == "shortened" else ("shortened", written)
    return how, written


def _apart(phrase: Phrase, reading: Reading) -> Iterator[tuple[int, int]]:
    spaced = f" {' '.join(phrase.words)} "
    at = -1 if _is_short_number(phrase) and reading.words != phrase.words else reading.spaced.find(spaced)
    while at >= 0:
        first = reading.spaced.count(" ", 0, at)
        yield reading.ends[first], reading.ends[first + len(phrase.words)]
        at = reading.spaced.find(spaced, at + 1)


def _is_short_number(phrase: Phrase) -> bool:
    """An identifier that is a number like any other stands for somebody only where nothing else does."""
    letters = "".join(phrase.words)
    return phrase.how == "identifier" and letters.isdigit() and len(letters) < SHORTEST_NUMBER


def _joined(phrase: Phrase, reading: Reading) -> Iterator[tuple[int, int]]:
    letters = "".join(phrase.words)
    anywhere = phrase.how != "number" and len(phrase.words) > 1 and len(letters) >= LONG
    at = reading.compact.find(letters)
    while at >= 0:
        last = at + len(letters)
        if anywhere or (_is_edge(reading, at) and _is_edge(reading, last)):
            yield at, last
        at = reading.compact.find(letters, at + 1)


def _is_edge(reading: Reading, at: int) -> bool:
    """True where a word begins or ends, also between letter and digit, or before a capital within it."""
    if at in reading.edges or reading.compact[at - 1].isdigit() != reading.compact[at].isdigit():
        return True
    start, _ = reading.written(at, at + 1)
    return start > 0 and reading.view[start - 1].islower() and reading.view[start].isupper()


def _is_number(view: str, start: int, end: int) -> bool:
    alone = not AMOUNT_BEFORE.search(view[max(0, start - 2) : start]) and not AMOUNT_AFTER.match(view, end)
    return alone and GROUPS.fullmatch(view, start, end) is not None


def core_of(reading: Reading) -> list[tuple[str, int]]:
    """The words of a reading that tell something, each with its place."""
    return [
        (word, place) for place, word in enumerate(reading.words) if word not in LEGAL_FORMS and word not in JOINING
    ]


def name_in(name: Name, reading: Reading, core: list[tuple[str, int]], at: int) -> Match | None:
    """The name around one of the words of `core_of`: in any order, or one by one with slips and endings."""
    size = len(name.words)
    if size > 1 and name.is_certain:
        for first in range(max(0, at - size + 1), at + 1):
            if sorted(word for word, _ in core[first : first + size]) == sorted(name.words):
                return "order", _written(reading, core, first, size)
    first = at - name.anchor
    if first < 0 or first + size > len(core):
        return None
    how = _nearly(name, [word for word, _ in core[first : first + size]])
    written = _written(reading, core, first, size)
    is_word = size == 1 and written.islower() and not reading.view.islower()
    return (how, written) if how and not is_word else None


def _nearly(name: Name, words: list[str]) -> How | None:
    alike = [likeness(word, other, len(words) == 1) for word, other in zip(name.words, words, strict=True)]
    if None in alike:
        return None
    slips = sum(one for one in alike if isinstance(one, int))
    if slips > MOST_SLIPS or (len(words) == 1 and not slips and ENDING not in alike):
        return None
    return "slip" if slips else "ending" if ENDING in alike else "shortened"


def _written(reading: Reading, core: list[tuple[str, int]], first: int, size: int) -> str:
    begin, end = core[first][1], core[first + size - 1][1]
    start, stop = reading.written(reading.ends[begin], reading.ends[end + 1])
    return reading.view[start:stop]
