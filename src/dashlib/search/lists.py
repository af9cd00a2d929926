"""Columns whose cells are lists of texts, read and joined for many rows at once."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

STRINGS = pa.list_(pa.string())


def flat(column: pa.Array) -> tuple[pa.Array, np.ndarray[Any, Any]]:
    """The values of a column of lists, or of texts of which some are missing, each with its row."""
    if pa.types.is_list(column.type):
        return column.flatten(), pc.list_parent_indices(column).to_numpy()
    return column.drop_null(), np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))


def lists(values: pa.Array, rows: np.ndarray[Any, Any], count: int) -> pa.ListArray:
    """So many lists of the values that belong to each row, in their order."""
    if (rows[1:] < rows[:-1]).any():
        values = values.take(pa.array(np.argsort(rows, kind="stable")))
    ends = np.cumsum(np.bincount(rows, minlength=count))
    return pa.ListArray.from_arrays(pa.array(np.append(0, ends), pa.int32()), values)


def grouped(column: pa.Array, rows: np.ndarray[Any, Any], count: int) -> pa.ListArray:
    """So many lists of all values of a column, each of whose cells belongs to a row."""
    values, places = flat(column)
    return lists(values, rows[places], count)


def merged(*columns: pa.Array) -> pa.ListArray:
    """The values of several columns, row by row one after the other."""
    values, rows = zip(*map(flat, columns), strict=True)
    return lists(pa.concat_arrays(values), np.concatenate(rows), len(columns[0]))


def distinct(column: pa.ListArray) -> pa.ListArray:
    """Each value once in its list."""
    values, rows = flat(column)
    coded = values.dictionary_encode()
    pairs = rows * len(coded.dictionary) + coded.indices.to_numpy()
    first = np.sort(np.unique(pairs, return_index=True)[1])
    return lists(values.take(pa.array(first)), rows[first], len(column))


def each(column: pa.Array, read: Callable[[str], Sequence[str]]) -> pa.ListArray:
    """What is read out of each text of a column: equal texts are read once."""
    coded = column.dictionary_encode()
    return pa.array(map(read, coded.dictionary.to_pylist()), STRINGS).take(coded.indices)
