"""What a person typed, read as words, phrases, exclusions and fields; there is nothing that cannot be read."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from dashlib.search.words import PART, composed, core, is_nearly_a_form, joined, plain_key, units

MOST_WORDS = 24
LONGEST = 2_000
QUOTES = re.compile("[\"“”„‟«»″〝〞＂]|''|‘‘|’’|``")
# Of a web address that was pasted, its host.
ADDRESS = re.compile(r"(?:https?://(?:www\.)?|\bwww\.)([^\s/]*)\S*", re.IGNORECASE)
ITEM = re.compile(
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

    `fields` are (field, value) that narrow; `left_out` is what stands beyond the most words that are searched for; `plain`
    are the words as they were romanized.
    """

    words: tuple[Word, ...] = ()
    phrases: tuple[Word, ...] = ()
    without: tuple[Word, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    without_fields: tuple[tuple[str, str], ...] = ()
    left_out: str = ""
    plain: tuple[Word, ...] = ()

    @cached_property
    def telling(self) -> list[Word]:
        """The words without those that count little, each once."""
        kept = set(core([joined(word) for word in self.words]))
        return [word for word in dict.fromkeys(self.words) if joined(word) in kept]

    @cached_property
    def typed(self) -> list[str]:
        """The keys of all parts of the words."""
        return [part for word in self.words for part in word]

    @cached_property
    def readings(self) -> list[list[Word]]:
        """The words that count as they were typed, then with two neighbours joined, then with all of them joined."""
        words, pairs = self.telling, range(len(self.telling) - 1) if len(self.telling) > 2 else ()
        return [
            words,
            *([*words[:place], words[place] + words[place + 1], *words[place + 2 :]] for place in pairs),
            *([[tuple(self.typed)]] if len(self.words) > 1 else []),
        ]

    def ways(self) -> list["Asked"]:
        """The words by their keys, and as they were romanized if that differs."""
        return [self] if self.plain == self.words else [self, replace(self, words=self.plain)]

    def without_forms(self) -> "Asked":
        """Without words that are legal forms but for a slip."""
        kept = [word for word in self.words if not is_nearly_a_form(joined(word))]
        return replace(self, words=tuple(kept), plain=tuple(kept)) if kept else self


def read(text: str) -> Asked:
    """Read what was typed: `words`, `"a phrase"`, `-without`, `field:value`, `field:"a value"`."""
    whole = QUOTES.sub('"', ADDRESS.sub(r"\1", composed(text)))
    words: list[Word] = []
    plain: list[Word] = []
    once: dict[str, dict[Any, None]] = {name: {} for name in ("phrases", "without", "fields", "without_fields")}
    count, end, left_out = 0, 0, whole[LONGEST:]
    for part in ITEM.finditer(whole[:LONGEST]):
        body = part["phrase"] if part["phrase"] is not None else part["words"] or ""
        field = FIELDS.get((part["field"] or "").lower())
        if part["field"] and not field:
            body = f"{part['field']} {body}"
        found = units(body)
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
            plain += [_plain(body[unit.start : unit.end]) for unit in found]
    lists = {name: tuple(values) for name, values in once.items()}
    return Asked(tuple(words), **lists, left_out=left_out.strip(), plain=tuple(plain))


def _plain(written: str) -> Word:
    return tuple(key for part in PART.findall(written) if (key := plain_key(part)))
