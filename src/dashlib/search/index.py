"""The search index of a release: Tantivy finds, a table beside it tells what was found; built once, opened read-only."""

import shutil
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import tantivy

from dashlib.queries.store import Store
from dashlib.search.documents import GRAM, SCHEMA, documents
from dashlib.search.lists import STRINGS
from dashlib.search.things import THINGS, things

# Raised whenever what is indexed changes, so that an older index is built anew.
VERSION = 1
MEMORY = 256_000_000

# What can be told of a thing; `keys` are those of its names, `others` other ways in which these are spelled.
TABLE = pa.schema(
    [
        *map(THINGS.field, ("kind", "id", "name", "country", "spellings")),
        pa.field("keys", STRINGS),
        pa.field("others", STRINGS),
        THINGS.field("fields"),
    ]
)


NAMES = pa.schema({"key": pa.string(), "number": pa.int64()})
LAST = "\x7f"
FILES = {"things.arrow": TABLE, "names.arrow": NAMES}
# So many parts that were indexed are one of the table: the fewer these are, the quicker rows are taken.
JOINED = 10
# As many names of one thing may begin alike before one of the first is missed.
NAMES_OF_ONE = 8


@dataclass(frozen=True, eq=False)
class Index:
    """An opened index: the searcher, the table of things, whose row numbers it finds, and all their names in order."""

    searcher: tantivy.Searcher
    table: pa.Table
    names: pa.Table

    @cached_property
    def kinds(self) -> pa.Array:
        """The kind of each row."""
        return self.table.column("kind").combine_chunks().dictionary_encode()

    @cached_property
    def parts(self) -> list[pa.RecordBatch]:
        """The parts of the table."""
        return list(self.table.to_batches())

    def beginning(self, start: str, kinds: Collection[str], most: int) -> list[int]:
        """The rows of these kinds that come first with a name whose key begins like this."""
        keys, numbers = (column.chunk(0) for column in self.names.columns)
        first, last = (
            bisect_left(range(len(keys)), end, key=lambda place: keys[place].as_py()) for end in (start, start + LAST)
        )
        numbers = numbers.slice(first, last - first)
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
        return list(self._taken([name], numbers).column(0).to_pylist())

    def rows(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """These rows of the table, columns as in TABLE."""
        return list(self._taken(TABLE.names, numbers).to_pylist())

    def _taken(self, columns: list[str], numbers: Sequence[int]) -> pa.Table:
        """Rows from each part by itself: out of all at once, Arrow would copy every list of the table."""
        rows = np.array(numbers, np.int64)
        firsts = np.cumsum([0, *map(len, self.parts)])
        part_of = np.searchsorted(firsts, rows, side="right") - 1
        taken = [
            self.parts[part].select(columns).take(pa.array(rows[part_of == part] - firsts[part]))
            for part in np.unique(part_of)
        ]
        order = np.argsort(np.argsort(part_of, kind="stable"))
        return pa.Table.from_batches(taken, pa.schema(map(TABLE.field, columns))).take(pa.array(order))


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


def _told(store: Store, tell: Callable[[float], None]) -> Iterator[pa.RecordBatch]:
    """The things of a release; says how many of them were taken."""
    rows = {entry["path"]: entry["rows"] for entry in store.manifest["files"]}
    count = sum(rows[f"{table}.parquet"] for table in ("organizations", "grants", "events"))
    taken = 0
    for part in things(store):
        tell(min(taken / count, 1.0))
        taken += len(part)
        yield part


def opened(folder: Path) -> Index:
    """An index that was built in this folder. Raises OSError, ValueError or ArrowException if it cannot be read."""
    tables = [_mapped(folder / name, schema) for name, schema in FILES.items()]
    return Index(tantivy.Index.open(str(folder)).searcher(), *tables)


def _mapped(path: Path, schema: pa.Schema) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    if table.schema != schema:
        raise ValueError(f"{path.name} was made by another version.")
    return table


def build_index(parts: Iterable[pa.RecordBatch], folder: Path | None = None) -> Index:
    """Index things (columns as in THINGS) in a folder, or in memory. Of equal matches the earlier thing comes first."""
    if folder:
        folder.mkdir(parents=True)
    index = tantivy.Index(SCHEMA, path=str(folder) if folder else None, sort_by_field="number")
    index.register_tokenizer("grams", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(GRAM, GRAM)).build())
    writer = index.writer(MEMORY, 1)
    table = _kept(_indexed(writer, parts), folder, "things.arrow")
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return Index(index.searcher(), table, _kept(_names(table["keys"].combine_chunks()), folder, "names.arrow"))


def _indexed(writer: tantivy.IndexWriter, parts: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Things as the table tells them, once the index has taken them."""
    first = 0
    for part in parts:
        texts, keys, others = documents(part, first)
        for text in texts.to_pylist():
            writer.add_json(text)
        first += len(part)
        columns = {"keys": keys, "others": others}
        yield pa.record_batch([columns[name] if name in columns else part[name] for name in TABLE.names], schema=TABLE)


def _names(keys: pa.ListArray) -> Iterator[pa.RecordBatch]:
    """Every name by its key, of equal ones that of the better row first."""
    names = pa.record_batch([keys.flatten(), pc.list_parent_indices(keys)], schema=NAMES)
    yield names.sort_by([("key", "ascending"), ("number", "ascending")])


def _kept(batches: Iterator[pa.RecordBatch], folder: Path | None, name: str) -> pa.Table:
    """A table in a file or in memory, in few parts."""
    parts = map(pa.concat_batches, iter(lambda: list(islice(batches, JOINED)), []))
    if folder is None:
        return pa.Table.from_batches(parts, FILES[name])
    with pa.ipc.new_file(str(folder / name), FILES[name]) as file:
        for part in parts:
            file.write_batch(part)
    return _mapped(folder / name, FILES[name])
