"""What a person typed, read as words, phrases, exclusions and fields; there is nothing that cannot be read."""

import re
from dataclasses import dataclass
from typing import Any

from dashlib.search.words import composed, core, units

MOST_WORDS = 24
LONGEST = 2_000
QUOTES = re.compile("[\"“”„‟«»″〝〞＂]|''|‘‘|’’|``")
PART = re.compile(
    r"""(?P<minus>(?<!\S)[-−](?=["\w]))?(?:(?P<field>\w+):(?=\S))?(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+)|")"""
)
FIELDS = {
    "country": "country",
    "area": "area",
    "place": "municipality",
    "municipality": "municipality",
    "type": "grant_type",
    "grant_type": "grant_type",
    "year": "year",
    "round": "round",
    "call": "call",
    "programme": "programme",
}


Word = tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What is wanted: words by the keys of their parts (two in COVID-19) and phrases, all of them, and what is not.

    `fields` are (field, value) that narrow; `left_out` is what stands beyond the most words that are searched for.
    """

    words: tuple[Word, ...] = ()
    phrases: tuple[Word, ...] = ()
    without: tuple[Word, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    without_fields: tuple[tuple[str, str], ...] = ()
    left_out: str = ""

    @property
    def telling(self) -> list[Word]:
        """The words without those that count little, each once."""
        kept = set(core(["".join(word) for word in self.words]))
        return [word for word in dict.fromkeys(self.words) if "".join(word) in kept]


def read(text: str) -> Asked:
    """Read what was typed: `words`, `"a phrase"`, `-without`, `field:value`, `field:"a value"`."""
    whole = QUOTES.sub('"', composed(text))
    words: list[Word] = []
    once: dict[str, dict[Any, None]] = {name: {} for name in ("phrases", "without", "fields", "without_fields")}
    count, end, left_out = 0, 0, whole[LONGEST:]
    for part in PART.finditer(whole[:LONGEST]):
        body = part["phrase"] if part["phrase"] is not None else part["words"] or ""
        field = FIELDS.get((part["field"] or "").lower())
        found = units(body if field or not part["field"] else f"{part['field']} {body}")
        if count + len(found) > MOST_WORDS:
            left_out = whole[end:]
            break
        count, end = count + len(found), part.end()
        keys = tuple(key for unit in found for key in unit.parts)
        if not keys:
            continue
        if field:
            once["without_fields" if part["minus"] else "fields"][field, body] = None
        elif part["minus"] or part["phrase"] is not None:
            once["without" if part["minus"] else "phrases"][keys] = None
        else:
            words += [unit.parts for unit in found]
    return Asked(tuple(words), **{name: tuple(values) for name, values in once.items()}, left_out=left_out.strip())
