"""Finds out in which encoding a text file is written: UTF-8 wherever that can be, else the one that makes words."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import charset_normalizer

from dashlib.publishing.reading.given import UnreadError

PART, SAMPLE, WORDS = 2**20, 2**16, 5
# In the right code page nearly every letter counts; in one in which some are wrong, at most nine of ten did.
CONVINCING = 0.9
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Code pages met where the programme works, the likelier first; what letters of these languages count for each.
CODE_PAGES = {
    "cp1250": "Windows 1250 (Central European)",
    "cp1252": "Windows 1252 (Western European)",
    "cp1251": "Windows 1251 (Cyrillic)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "iso8859_5": "ISO 8859-5 (Cyrillic)",
    "iso8859_15": "ISO 8859-15 (Western European)",
    "iso8859_16": "ISO 8859-16 (South-Eastern European)",
    "cp852": "DOS 852 (Central European)",
    "cp850": "DOS 850 (Western European)",
    "cp855": "DOS 855 (Cyrillic)",
    "cp866": "DOS 866 (Cyrillic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "mac_roman": "Mac (Western European)",
    "mac_latin2": "Mac (Central European)",
    "mac_croatian": "Mac (Croatian)",
    "mac_cyrillic": "Mac (Cyrillic)",
}
LATIN = frozenset("čćžšđČĆŽŠĐëçËÇåøæÅØÆäöüÄÖÜßéÉ")
SIGNS = frozenset("€„“”’‘–—…«»§°№•\u00a0")
CYRILLIC = frozenset("абвгдђѓежзѕијклљмнњопрстћќуфхцчџшщъыьэюя")


def encoding_of(path: Path, told: str | None) -> str:
    """The encoding that was told, if the file can be read in it, or the likeliest one.

    Raises UnreadError, with the line of the first letter that cannot be read, if it is no text.
    """
    if told:
        try:
            "a".encode(told)
        except (LookupError, ValueError) as error:
            raise UnreadError("file-encoding", told) from error
        _refuse_unreadable(path, told)
        return told
    with path.open("rb") as file:
        start = file.read(4096)
    encoding = next((name for mark, name in MARKS.items() if start.startswith(mark)), None)
    if encoding is None and start.count(0) > len(start) // 5:
        encoding = "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    try:
        _refuse_unreadable(path, encoding or "utf-8")
    except UnreadError:
        if encoding is not None or (guess := _code_page(path)) is None:
            raise
        _refuse_unreadable(path, guess)
        return guess
    return encoding or "utf-8"


def words_beyond_english(path: Path, encoding: str) -> str:
    """Some words by which a person sees whether the letters were read rightly; empty if the file is Unicode."""
    if encoding.startswith("utf"):
        return ""
    words = re.findall(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*", _beyond_english(path).decode(encoding, "replace"))
    return ", ".join(list(dict.fromkeys(words))[:WORDS])


def _refuse_unreadable(path: Path, encoding: str) -> None:
    decoder, line, text = codecs.getincrementaldecoder(encoding)(), 1, ""
    for part, is_last in _parts(path):
        try:
            text = decoder.decode(part, is_last)
        except UnicodeDecodeError as error:
            read = part[: error.start].decode(encoding, "replace")
            raise UnreadError("file-encoding", str(line + read.count("\n"))) from error
        except UnicodeError as error:
            raise UnreadError("file-encoding", str(line)) from error
        if "\0" in text:
            raise UnreadError("file-encoding", str(line + text[: text.index("\0")].count("\n")))
        line += text.count("\n")


def _parts(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        part = file.read(PART)
        while part:
            following = file.read(PART)
            yield part, not following
            part = following


def _code_page(path: Path) -> str | None:
    """The code page in which the letters beyond English make words; None if there is none, or a damaged UTF-8."""
    sample = _beyond_english(path)
    text = sample.decode("utf-8", "replace")
    unreadable = text.count("\ufffd")
    if b"\0" in sample or sum(letter > "\x7f" for letter in text) - unreadable > 2 * unreadable:
        return None
    scores = {name: _likeliness(sample, name) for name in CODE_PAGES}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= CONVINCING:
        return best
    # Another language, perhaps.
    found = charset_normalizer.from_bytes(sample).best()
    return found.encoding if found else None


def _beyond_english(path: Path) -> bytes:
    """The first lines that hold other letters than English has."""
    sample = bytearray()
    with path.open("rb") as file:
        while len(sample) < SAMPLE and (line := file.readline(SAMPLE)):
            sample += line if any(byte > 127 for byte in line) else b""
    return bytes(sample)


def _likeliness(sample: bytes, encoding: str) -> float:
    """The share of letters beyond English that stand in words of these languages, less for signs that no text holds."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return -1.0
    score, count = 0.0, 0
    for before, letter, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if letter <= "\x7f":
            continue
        count += 1
        beside = [other for other in (before, after) if other.isalpha()]
        is_cyrillic = letter.lower() in CYRILLIC
        if is_cyrillic or letter in LATIN:
            # Words are written in one script, and have no capitals after small letters.
            is_word = all((other.lower() in CYRILLIC) == is_cyrillic for other in beside)
            score += 1 if is_word and not (before.islower() and letter.isupper()) else -1
        elif letter in SIGNS:
            # Of all signs only the apostrophe stands within a word.
            score += 1 if letter == "’" or len(beside) < 2 else -3
        elif not letter.isalpha():
            score -= 3 if letter < "\xa0" else 0.5
    return score / max(count, 1)
