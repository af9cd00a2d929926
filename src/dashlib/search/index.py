"""The search index of a release: Tantivy finds, a table beside it tells what was found; built once, opened read-only."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import tantivy

from dashlib.queries.store import Store
from dashlib.search.documents import GRAM, SCHEMA, Heads, document
from dashlib.search.things import Thing, things
from dashlib.search.words import composed, other_words, units

# Raised whenever what is indexed changes, so that an older index is built anew.
VERSION = 1
MEMORY = 256_000_000

TABLE = pa.schema(
    {
        "kind": pa.string(),
        "id": pa.string(),
        "name": pa.string(),
        "country": pa.string(),
        "spellings": pa.list_(pa.string()),
        "keys": pa.list_(pa.string()),
        "others": pa.list_(pa.string()),
        "fields": pa.list_(pa.struct({"field": pa.string(), "text": pa.string()})),
    }
)


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

    def has(self, field: str, term: str) -> bool:
        """True if a field of any thing holds this word."""
        return self.searcher.doc_freq(field, term) > 0

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
        return opened(folder)
    except (OSError, ValueError, pa.ArrowException):
        pass
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as beside:
            build_index(things(store), Path(beside) / "built")
            shutil.rmtree(folder, ignore_errors=True)
            (Path(beside) / "built").rename(folder)
        return opened(folder)
    except OSError:
        return build_index(things(store))


def opened(folder: Path) -> Index:
    """An index that was built in a folder; OSError or ValueError if there is none."""
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
    keys, others, compounds, counts = [], [], [], Counter[str]()
    for thing in ordered:
        names = [units(composed(name)) for name in (thing.name, *thing.spellings)]
        keys.append([" ".join(part for unit in name for part in unit.parts) for name in names])
        others.append([" ".join(way) for name in (thing.name, *thing.spellings) for way in other_words(name)])
        compounds.append(" ".join({unit.joined for name in names for unit in name if len(unit.parts) > 1}))
        counts.update({word for key in keys[-1] for word in key.split()})
    heads = Heads(counts)
    for number, thing in enumerate(ordered):
        own, ways = ([key.split() for key in column[number]] for column in (keys, others))
        writer.add_document(document(number, thing, own, ways, compounds[number], heads))
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
        others,
        [[{"field": field, "text": text} for field, text in thing.fields] for thing in ordered],
    ]
    table = pa.record_batch(
        [pa.array(column, kind) for column, kind in zip(columns, TABLE.types, strict=True)], schema=TABLE
    )
    if folder:
        with pa.ipc.new_file(str(folder / "things.arrow"), TABLE) as file:
            file.write_batch(table)
    return Index(index.searcher(), table)
