"""Things as the index holds them: their names cut into what may be typed of them, for many things at once."""

import string
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import tantivy

from dashlib.kept import for_short
from dashlib.search.lists import STRINGS, distinct, flat, grouped, lists, merged
from dashlib.search.words import (
    JOINING,
    LEGAL_FORMS,
    LONGEST_WORD,
    ROMANIZED,
    core,
    joined,
    name_words,
    text_words,
    words,
)

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
# Words whose parts are their own keys: between these stand signs that connect, and no two letters that are written for one.
CONNECTED = "[-'`.&/@+]"
PLAIN, ROMANIZED_IN_TWO = f"^[a-z0-9]+({CONNECTED}[a-z0-9]+)*$", "[szcx]h|[dgk]j"
COUNT_LITTLE = pa.array([*LEGAL_FORMS, *JOINING])


def documents(things: pa.RecordBatch, first: int) -> tuple[pa.Array, pa.ListArray, pa.ListArray]:
    """Things (columns as in `things.THINGS`) as the index takes them, in JSON, numbered from `first`.

    Beside them for each thing the keys of its names, and other ways in which these are spelled.
    """
    names, rows = flat(merged(things["name"], things["spellings"]))
    of_things = partial(grouped, rows=rows, count=len(things))
    compounds, keys, *others = _words(names, name_words)
    own, core_keys = pc.binary_join(keys, " "), _core(keys)
    own_keys = of_things(own)
    other_keys = of_things(merged(*(_unless(pc.binary_join(other, " "), own) for other in others)))
    each_key = distinct(of_things(keys))
    key, rows_of_keys = flat(each_key)
    beginnings = [pc.utf8_slice_codeunits(key, 0, end) for end in range(1, SHORT + 1)]
    wholes = (own, pc.binary_join(core_keys, " "), _joined(core_keys), _joined(keys))
    runs = (*_runs(keys), _initials(keys), _initials(core_keys))
    fields = {
        "kind": things["kind"],
        "whole": distinct(merged(*map(of_things, wholes))),
        "name": merged(own_keys, other_keys, _line(of_things(compounds))),
        "first": _line(of_things(merged(*(pc.list_slice(each, 0, 1) for each in (keys, core_keys))))),
        "short": _line(merged(*(lists(begun, rows_of_keys, len(things)) for begun in beginnings))),
        "joined": _line(merged(*map(of_things, runs))),
        "inside": pc.binary_join(each_key, " "),
        "text": _texts(things["fields"]),
        "facet": things["facets"],
    }
    numbers = pa.array(range(first, first + len(things))).cast(pa.string())
    parts = [part for name, column in fields.items() for part in (f',"{name}":', _in_json(column))]
    return pc.binary_join_element_wise('{"number":', numbers, *parts, "}", ""), own_keys, other_keys


def _words(texts: pa.Array, read: Callable[[str], tuple[list[str], ...]]) -> list[pa.ListArray]:
    """What is read out of the words of texts, each word once; Python reads only those that are not plain.

    A word never goes beyond a blank.
    """
    written, rows = flat(pc.split_pattern(texts, " "))
    coded = written.dictionary_encode()
    plain = pc.ascii_trim(pc.ascii_lower(coded.dictionary), string.punctuation)
    as_one = pc.replace_substring_regex(plain, CONNECTED, "")
    is_plain = pc.and_not(pc.match_substring_regex(plain, PLAIN), pc.match_substring_regex(as_one, ROMANIZED_IN_TWO))
    is_plain = pc.and_(is_plain, pc.less_equal(pc.binary_length(plain), LONGEST_WORD))
    compound = pc.if_else(pc.and_(is_plain, pc.not_equal(as_one, plain)), as_one, None)
    parts = pc.split_pattern_regex(pc.if_else(is_plain, plain, None), CONNECTED)
    others = np.flatnonzero(~is_plain.to_numpy(zero_copy_only=False))
    # The last word is nobody's: out of no words no lists would be read.
    found = zip(*map(read, [*coded.dictionary.take(pa.array(others)).to_pylist(), ""]), strict=True)
    columns = [grouped(pa.array(column, STRINGS), np.append(others, 0), len(plain)) for column in found]
    by_word = [merged(compound if column is columns[0] else parts, column) for column in columns]
    return [grouped(column.take(coded.indices), rows, len(texts)) for column in by_word]


def _texts(fields: pa.ListArray) -> pa.ListArray:
    """The words of each text, and those of several parts once more as one."""
    values, rows = flat(fields)
    texts = values.field("text").dictionary_encode()
    written = merged(
        *(_unless(pc.binary_join(found, " "), "") for found in reversed(_words(texts.dictionary, text_words)))
    )
    return grouped(written.take(texts.indices), rows, len(fields))


def _unless(texts: pa.Array, others: pa.Array | str) -> pa.Array:
    """The texts without those that are the same as the others."""
    return pc.if_else(pc.equal(texts, others), None, texts)


def _core(keys: pa.ListArray) -> pa.ListArray:
    """As `words.core` for each name."""
    key, rows = flat(keys)
    tells = ~pc.is_in(key, COUNT_LITTLE).to_numpy(zero_copy_only=False)
    tells |= (np.bincount(rows[tells], minlength=len(keys)) == 0)[rows]
    return lists(key.filter(pa.array(tells)), rows[tells], len(keys))


def _joined(words: pa.ListArray) -> pa.Array:
    """As `words.joined` for each name."""
    together = pc.binary_join(words, "")
    for written, one_way in ROMANIZED:
        together = pc.replace_substring_regex(together, written.pattern, one_way)
    return pc.utf8_slice_codeunits(together, 0, LONGEST_WORD)


def _runs(keys: pa.ListArray) -> Iterator[pa.ListArray]:
    """Neighbours written as one."""
    key, rows = flat(keys)
    for length in range(2, LONGEST_RUN + 1):
        starts = np.flatnonzero(rows[length - 1 :] == rows[: 1 - length])
        run = lists(
            key.take(pa.array((starts[:, None] + np.arange(length)).ravel())),
            np.arange(len(starts)).repeat(length),
            len(starts),
        )
        yield lists(_joined(run), rows[starts], len(keys))


def _initials(keys: pa.ListArray) -> pa.Array:
    """As `initials` for each name of more than two words."""
    key, rows = flat(keys)
    letters = pc.binary_join(lists(pc.utf8_slice_codeunits(key, 0, 1), rows, len(keys)), "")
    return pc.if_else(pc.greater(pc.binary_length(letters), 2), letters, None)


def _line(words: pa.ListArray) -> pa.Array:
    """Each word once, in one text."""
    return pc.binary_join(distinct(words), " ")


def _in_json(column: pa.Array) -> pa.Array:
    """Texts of plain letters as a list in JSON."""
    values, rows = flat(column)
    quoted = lists(pc.binary_join_element_wise('"', values, '"', ""), rows, len(column))
    return pc.binary_join_element_wise("[", pc.binary_join(quoted, ","), "]", "")


def whole_forms(name: list[str]) -> list[str]:
    """A name as one: in full, without what counts little, and both written as one word."""
    telling = core(name)
    return [" ".join(name), " ".join(telling), joined(telling), joined(name)]


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
