"""The search index of a release: Tantivy finds, a table beside it tells what was found; built once, opened read-only."""

import shutil
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import tantivy

from dashlib.queries.store import Store
from dashlib.search.documents import GRAM, SCHEMA, document
from dashlib.search.things import Thing, things
from dashlib.search.words import other_words, unit_keys

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


NAMES = pa.schema({"key": pa.string(), "number": pa.int64()})
LAST = "\x7f"
FILES = {"things.arrow": TABLE, "names.arrow": NAMES}
# As many names of one thing may begin alike before one of the first is missed.
NAMES_OF_ONE = 8
# So many are held as Python's own objects, which take ten times the memory of a table.
THINGS_AT_ONCE = 10_000


@dataclass(frozen=True, eq=False)
class Index:
    """An opened index: the searcher, the table of things, whose row numbers it finds, and all their names in order."""

    searcher: tantivy.Searcher
    table: pa.RecordBatch
    names: pa.RecordBatch

    @cached_property
    def kinds(self) -> pa.Array:
        """The kind of each row."""
        return self.table.column("kind").dictionary_encode()

    def beginning(self, start: str, kinds: Collection[str], most: int) -> list[int]:
        """The rows of these kinds that come first with a name whose key begins like this."""
        keys = self.names.column("key")
        first, last = (
            bisect_left(range(len(keys)), end, key=lambda place: keys[place].as_py()) for end in (start, start + LAST)
        )
        numbers = self.names.column("number").slice(first, last - first)
        wanted = pc.is_in(self.kinds.dictionary, pa.array(kinds, pa.string()))
        if not all(wanted.to_pylist()):
            numbers = numbers.filter(wanted.take(self.kinds.indices.take(numbers)))
        best = numbers.take(pc.bottom_k_unstable(numbers, min(len(numbers), most * NAMES_OF_ONE)))
        return list(dict.fromkeys(best.to_pylist()))[:most]

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
    return kept_index(store, cache)


def kept_index(store: Store, cache: Path, tell: Callable[[float], None] = lambda share: None) -> Index:
    """The same, opened anew; `tell` hears which share of it is built, about, from 0 to 1."""
    folder = cache / store.release_id / f"search-{VERSION}"
    try:
        return opened(folder)
    except (OSError, ValueError, pa.ArrowException):
        pass
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as beside:
            build_index(_told(store, tell), Path(beside) / "built")
            shutil.rmtree(folder, ignore_errors=True)
            (Path(beside) / "built").rename(folder)
        return opened(folder)
    # Tantivy says with a ValueError that the disk is full.
    except (OSError, ValueError):
        return build_index(things(store))


def _told(store: Store, tell: Callable[[float], None]) -> Iterator[Thing]:
    """The things of a release; says how many of them were taken."""
    rows = {entry["path"]: entry["rows"] for entry in store.manifest["files"]}
    count = sum(rows[f"{table}.parquet"] for table in ("organizations", "grants", "events"))
    for number, thing in enumerate(things(store)):
        if number % THINGS_AT_ONCE == 0:
            tell(min(number / count, 1.0))
        yield thing


def opened(folder: Path) -> Index:
    """An index that was built in this folder. Raises OSError, ValueError or ArrowException if it cannot be read."""
    things, names = (_mapped(folder / name, schema) for name, schema in FILES.items())
    return Index(tantivy.Index.open(str(folder)).searcher(), things, names)


def _mapped(path: Path, schema: pa.Schema) -> pa.RecordBatch:
    with pa.memory_map(str(path)) as source:
        batch = pa.ipc.open_file(source).get_batch(0)
    if batch.schema != schema:
        raise ValueError(f"{path.name} was made by another version.")
    return batch


def build_index(found: Iterable[Thing], folder: Path | None = None) -> Index:
    """Index these things in a folder, or in memory. Of equal matches the earlier thing comes first."""
    if folder:
        folder.mkdir(parents=True)
    index = tantivy.Index(SCHEMA, path=str(folder) if folder else None, sort_by_field="number")
    index.register_tokenizer("grams", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(GRAM, GRAM)).build())
    writer = index.writer(MEMORY, 1)
    parts = [TABLE.empty_table()]
    things = iter(found)
    numbers = count()
    while part := list(islice(things, THINGS_AT_ONCE)):
        keys, others = [], []
        for thing in part:
            names = [unit_keys(name) for name in (thing.name, *thing.spellings)]
            ways = [way for name in (thing.name, *thing.spellings) for way in other_words(name)]
            keys.append([" ".join(key for parts in name for key in parts) for name in names])
            others.append([" ".join(way) for way in ways])
            writer.add_document(document(next(numbers), thing, names, ways))
        parts.append(_table(part, keys, others))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    table = pa.concat_tables(parts)
    batches = [_as_batch(table), _names(table["keys"])]
    for name, batch in zip(FILES, batches, strict=True) if folder else ():
        with pa.ipc.new_file(str(folder / name), batch.schema) as file:  # type: ignore[operator]
            file.write_batch(batch)
    return Index(index.searcher(), *batches)


def _table(things: Sequence[Thing], keys: list[list[str]], others: list[list[str]]) -> pa.Table:
    columns = [
        [thing.kind for thing in things],
        [thing.id for thing in things],
        [thing.name for thing in things],
        [thing.country for thing in things],
        [thing.spellings for thing in things],
        keys,
        others,
        [[{"field": field, "text": text} for field, text in thing.fields] for thing in things],
    ]
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, TABLE.types, strict=True)], schema=TABLE)


def _as_batch(table: pa.Table) -> pa.RecordBatch:
    """A table in one piece."""
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in table.columns], schema=table.schema)


def _names(keys: pa.ChunkedArray) -> pa.RecordBatch:
    """Every name by its key, of equal ones that of the better row first."""
    keys = keys.combine_chunks()
    names = pa.table([keys.flatten(), pc.list_parent_indices(keys)], schema=NAMES)
    return _as_batch(names.sort_by([("key", "ascending"), ("number", "ascending")]))
