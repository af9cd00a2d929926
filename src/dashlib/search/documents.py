"""A thing as the index holds it: its names cut into what may be typed of them."""

from collections.abc import Iterator
from functools import lru_cache

import tantivy

from dashlib.kept import for_short
from dashlib.search.things import Thing
from dashlib.search.words import core, joined, unit_keys, words

LONGEST_RUN = 3
GRAM = 3
# Beginnings up to this length are words of their own in the index, so that no thousand words must be united for "c".
SHORT = 3


def _schema() -> tantivy.Schema:
    """What is asked for in a thing's names, and the words of its other fields in `text`.

    `name` holds the words of all names, `first` the first words, `short` their beginnings, `inside` the parts of their
    words, `joined` neighbours written as one and initials, `whole` each name as one.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", fast=True)
    for name in ("kind", "whole", "facet"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("name", "text"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("first", "short", "joined"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("inside", tokenizer_name="grams", index_option="basic")
    return builder.build()


SCHEMA = _schema()


def document(
    number: int, thing: Thing, names: list[list[tuple[str, ...]]], others: list[list[str]]
) -> tantivy.Document:
    """A thing as the index holds it, with the keys of its names, word by word, and other forms of them."""
    keys = [[key for parts in name for key in parts] for name in names]
    each = list(dict.fromkeys(key for name in keys for key in name))
    fields = {
        "number": number,
        "kind": thing.kind,
        "whole": list(dict.fromkeys(form for name in keys for form in whole_forms(name))),
        "name": [
            *map(" ".join, (*keys, *others)),
            " ".join(dict.fromkeys(word for name in names for word in compounds(name))),
        ],
        "first": " ".join(dict.fromkeys(word for name in keys for word in (*name[:1], *core(name)[:1]))),
        "short": " ".join(dict.fromkeys(word[:end] for word in each for end in range(1, SHORT + 1))),
        "joined": " ".join(dict.fromkeys(run for name in keys for run in _runs(name))),
        "inside": " ".join(each),
        "text": [written for _, text in thing.fields for written in _written(text) if written],
        "facet": [facet_key(field, value) for field, value in thing.facets],
    }
    return tantivy.Document.from_dict(fields, SCHEMA)


def compounds(written: list[tuple[str, ...]]) -> list[str]:
    """Words of several parts as one."""
    return [joined(parts) for parts in written if len(parts) > 1]


@lru_cache(maxsize=1 << 16)
def _written(text: str) -> tuple[str, str]:
    """The words of a text, and those of several parts once more as one."""
    written = unit_keys(text)
    return " ".join(key for keys in written for key in keys), " ".join(compounds(written))


def whole_forms(name: list[str]) -> list[str]:
    """A name as one: in full, without what counts little, and both written as one word."""
    telling = core(name)
    return [" ".join(name), " ".join(telling), joined(telling), joined(name)]


def _runs(name: list[str]) -> Iterator[str]:
    for first in range(len(name)):
        for last in range(first + 2, min(first + LONGEST_RUN, len(name)) + 1):
            yield joined(name[first:last])
    for letters in (name, core(name)):
        if len(letters) > 2:
            yield initials(letters)


def initials(name: list[str]) -> str:
    """What a name is abbreviated to."""
    return "".join(word[0] for word in name)


def grams(word: str) -> list[str]:
    """Its parts of three letters."""
    return [word[place : place + GRAM] for place in range(len(word) - GRAM + 1)]


@for_short(1 << 14, longest=200)
def facet_key(field: str, value: str) -> str:
    """How `field:value` is compared."""
    return f"{field}={' '.join(words(value))}"
