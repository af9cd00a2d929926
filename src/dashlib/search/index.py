"""The search index of a release: Tantivy finds, a table beside it tells what was found; built once, opened read-only."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import tantivy

from dashlib.queries.store import Store
from dashlib.search.things import Thing, things
from dashlib.search.words import composed, core, units

# Raised whenever what is indexed changes, so that an older index is built anew.
VERSION = 1
MEMORY = 256_000_000
LONGEST_RUN = 3
LONGEST_JOINED = 40
GRAM = 3

TABLE = pa.schema(
    {
        "kind": pa.string(),
        "id": pa.string(),
        "name": pa.string(),
        "country": pa.string(),
        "spellings": pa.list_(pa.string()),
        "keys": pa.list_(pa.string()),
        "fields": pa.list_(pa.struct({"field": pa.string(), "text": pa.string()})),
    }
)


def _schema() -> tantivy.Schema:
    """`name` are the words of all its names, `whole` each name as one, `joined` neighbours written as one and initials.

    `inside` are the parts of three letters of the words of its names, `text` the words of its other fields.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("whole", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("facet", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("joined", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("inside", tokenizer_name="grams", index_option="basic")
    return builder.build()


SCHEMA = _schema()


@dataclass(frozen=True, eq=False)
class Index:
    """An opened index: the searcher and the table of things, whose row numbers it finds."""

    searcher: tantivy.Searcher
    table: pa.RecordBatch

    def numbers(self, query: tantivy.Query, most: int) -> list[int]:
        """The best rows of the table for a query, equal ones in order of rank."""
        found = self.searcher.search(query, limit=max(1, most))
        numbers = self.searcher.fast_field_values("number", [address for _, address in found.hits])
        ranked = sorted(
            (-float(score), int(number or 0)) for (score, _), number in zip(found.hits, numbers, strict=True)
        )
        return [number for _, number in ranked]

    def column(self, name: str, numbers: Sequence[int]) -> list[Any]:
        """What a column of the table holds in these rows."""
        values: list[Any] = self.table.column(name).take(pa.array(numbers, pa.int64())).to_pylist()
        return values

    def rows(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """These rows of the table, columns as in TABLE."""
        rows: list[dict[str, Any]] = self.table.take(pa.array(numbers, pa.int64())).to_pylist()
        return rows


@lru_cache(maxsize=5)
def open_index(store: Store, cache: Path) -> Index:
    """The index of a release, kept below `cache`; built where it is missing or broken, in memory if nothing can be kept."""
    folder = cache / store.release_id / f"search-{VERSION}"
    try:
        return _opened(folder)
    except (OSError, ValueError, pa.ArrowException):
        pass
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as beside:
            build_index(things(store), Path(beside) / "built")
            shutil.rmtree(folder, ignore_errors=True)
            (Path(beside) / "built").rename(folder)
        return _opened(folder)
    except OSError:
        return build_index(things(store))


def _opened(folder: Path) -> Index:
    with pa.memory_map(str(folder / "things.arrow")) as source:
        table = pa.ipc.open_file(source).get_batch(0)
    index = tantivy.Index.open(str(folder))
    return Index(index.searcher(), table)


def build_index(found: Iterable[Thing], folder: Path | None = None) -> Index:
    """Index these things in a folder, or in memory. Of equal matches those with more grants come first, then the earlier."""
    ordered = sorted(found, key=lambda thing: -thing.grants)
    if folder:
        folder.mkdir(parents=True)
    index = tantivy.Index(SCHEMA, path=str(folder) if folder else None, sort_by_field="number")
    index.register_tokenizer("grams", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(GRAM, GRAM)).build())
    writer = index.writer(MEMORY, 1)
    keys = []
    for number, thing in enumerate(ordered):
        names = [units(composed(name)) for name in (thing.name, *thing.spellings)]
        parts = [[part for unit in name for part in unit.parts] for name in names]
        keys.append([" ".join(name) for name in parts])
        writer.add_document(_document(number, thing, names, parts))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    columns = [
        [thing.kind for thing in ordered],
        [thing.id for thing in ordered],
        [thing.name for thing in ordered],
        [thing.country for thing in ordered],
        [thing.spellings for thing in ordered],
        keys,
        [[{"field": field, "text": text} for field, text in thing.fields] for thing in ordered],
    ]
    table = pa.record_batch(
        [pa.array(column, kind) for column, kind in zip(columns, TABLE.types, strict=True)], schema=TABLE
    )
    if folder:
        with pa.ipc.new_file(str(folder / "things.arrow"), TABLE) as file:
            file.write_batch(table)
    return Index(index.searcher(), table)


def _document(number: int, thing: Thing, names: list[Any], parts: list[list[str]]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("number", number)
    document.add_text("kind", thing.kind)
    for whole in dict.fromkeys(form for name in parts for form in whole_forms(name)):
        document.add_text("whole", whole)
    for name in parts:
        document.add_text("name", " ".join(name))
    compounds = {unit.joined for name in names for unit in name if len(unit.parts) > 1}
    document.add_text("name", " ".join(sorted(compounds)))
    document.add_text("joined", " ".join(dict.fromkeys(joined for name in parts for joined in _joined(name))))
    document.add_text(
        "inside", " ".join(dict.fromkeys(gram for name in parts for word in name for gram in grams(word)))
    )
    for _, text in thing.fields:
        for words in _written(text):
            document.add_text("text", words)
    for field, value in thing.facets:
        document.add_text("facet", facet_key(field, value))
    return document


@lru_cache(maxsize=1 << 16)
def _written(text: str) -> tuple[str, str]:
    """The words of a text, and those of several parts once more as one."""
    written = units(composed(text))
    return (
        " ".join(part for unit in written for part in unit.parts),
        " ".join(unit.joined for unit in written if len(unit.parts) > 1),
    )


def whole_forms(name: list[str]) -> list[str]:
    """A name as one: in full, without what counts little, and that written as one word."""
    telling = core(name)
    return [" ".join(name), " ".join(telling), "".join(telling)[:LONGEST_JOINED]]


def _joined(name: list[str]) -> Iterator[str]:
    for first in range(len(name)):
        for last in range(first + 2, min(first + LONGEST_RUN, len(name)) + 1):
            yield "".join(name[first:last])[:LONGEST_JOINED]
    for letters in (name, core(name)):
        if len(letters) > 2:
            yield initials(letters)


def initials(name: list[str]) -> str:
    """What a name is abbreviated to."""
    return "".join(word[0] for word in name)


def grams(word: str) -> list[str]:
    """Its parts of three letters."""
    return [word[place : place + GRAM] for place in range(len(word) - GRAM + 1)]


@lru_cache(maxsize=1 << 14)
def facet_key(field: str, value: str) -> str:
    """How `field:value` is compared."""
    return f"{field}={' '.join(part for unit in units(composed(value)) for part in unit.parts)}"
