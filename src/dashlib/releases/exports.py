"""A release as files to take along, made when first asked for and kept; the same release gives the same bytes."""

import json
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from xlsxwriter import Workbook

from dashlib.durable import locked, replace_file
from dashlib.errors import ExportError
from dashlib.figures.files import FORMULA_STARTS
from dashlib.releases.unchanged import digest, hash_file, is_as_kept, unchanged

WHOLE = ("release.zip", "release.xlsx", "datapackage.json", "manifest.json")
EXCEL_ROWS, EXCEL_LETTERS = 1_048_576, 32_767
# Releases beyond this are not made into files only to tell their size.
ROWS_AT_SIGHT = 50_000
FORMULA = f"^([{''.join(FORMULA_STARTS)}])".replace("-", r"\-")


def row_counts(folder: Path) -> dict[str, int]:
    """The tables of a release with their rows, in the order in which the data package describes them.

    Raises DamagedError, as all that reads a release here, if one of its files is not what was published.
    """
    manifest = json.loads(unchanged(folder, "manifest.json").read_bytes())
    files = {entry["path"]: entry["rows"] for entry in manifest["files"]}
    return {resource["name"]: files[resource["path"]] for resource in package(folder)["resources"]}


def package(folder: Path) -> dict[str, Any]:
    """What a release says of itself: every table and field."""
    descriptor: dict[str, Any] = json.loads(unchanged(folder, "datapackage.json").read_bytes())
    return descriptor


def export(folder: Path, name: str, cache: Path) -> Path | None:
    """The file of that name of a release: one of `WHOLE`, or a table as `.csv` or `.parquet`; None if it has none.

    Raises ExportError if it cannot be made, DamagedError if it or what it is made of is not what was published, OSError
    if it cannot be kept in the cache.
    """
    rows = row_counts(folder)
    table, _, form = name.rpartition(".")
    if (form == "json" and name in WHOLE) or (form == "parquet" and table in rows):
        return unchanged(folder, name)
    write: Callable[[Path, Path], None] | None = {"release.zip": _write_zip, "release.xlsx": _write_workbook}.get(name)
    if form == "csv" and table in rows:
        write = _write_table
    if write is None:
        return None
    if name == "release.xlsx" and max(rows.values()) >= EXCEL_ROWS:
        raise ExportError(f"A sheet of Excel ends after {EXCEL_ROWS:,} rows: take the CSV or Parquet files.")
    kept = cache / folder.name / name
    if not is_as_kept(kept):
        with locked(kept.parent / ".lock"), tempfile.TemporaryDirectory(prefix=".", dir=kept.parent) as beside:
            if not is_as_kept(kept):
                write(folder, made := Path(beside) / name)
                replace_file(hash_file(kept), (digest(made) or "").encode())
                made.rename(kept)
    return kept


def size_at_sight(folder: Path, name: str, cache: Path) -> int | None:
    """The bytes of a file, made for this if it is small; None if nobody has asked for a large one yet."""
    kept = cache / folder.name / name
    if kept.exists() or (folder / name).exists() or sum(row_counts(folder).values()) <= ROWS_AT_SIGHT:
        path = export(folder, name, cache)
        return path.stat().st_size if path else None
    return None


def _write_table(folder: Path, path: Path) -> None:
    with path.open("wb") as file:
        # Excel reads other letters than English ones only after this mark.
        file.write(BOM_UTF8)
        _write_csv(unchanged(folder, f"{path.stem}.parquet"), file)


def _write_csv(parquet: Path, file: IO[bytes]) -> None:
    batches = _batches(parquet)
    first = next(batches)
    with pyarrow.csv.CSVWriter(file, first.schema) as writer:
        for batch in batches:
            writer.write(batch)


def _batches(parquet: Path) -> Iterator[pa.Table]:
    """The rows in parts, the first without any: amounts exact, yes or no, days as they are written, texts defused."""
    with pq.ParquetFile(parquet) as file:
        yield _plain(file.schema_arrow.empty_table())
        for batch in file.iter_batches():
            yield _plain(pa.Table.from_batches([batch]))


def _plain(table: pa.Table) -> pa.Table:
    columns = []
    for column in table.columns:
        if pa.types.is_boolean(column.type):
            columns.append(pc.if_else(column, "yes", "no"))
        elif pa.types.is_string(column.type):
            columns.append(pc.replace_substring_regex(column, FORMULA, r"'\1"))
        else:
            columns.append(column.cast(pa.string()) if pa.types.is_date(column.type) else column)
    return pa.table(columns, names=table.column_names)


def _write_zip(folder: Path, path: Path) -> None:
    """Every table as CSV, and the data package that describes these files."""
    descriptor = package(folder) | {"id": folder.name}
    with ZipFile(path, "w") as archive:
        for resource in descriptor["resources"]:
            with archive.open(_entry(f"{resource['name']}.csv"), "w", force_zip64=True) as file:
                _write_csv(unchanged(folder, resource["path"]), file)
            resource |= {"path": f"{resource['name']}.csv", "format": "csv", "mediatype": "text/csv"}
            resource |= {"encoding": "utf-8"}
        archive.writestr(_entry("datapackage.json"), json.dumps(descriptor, ensure_ascii=False, indent=2))


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _write_workbook(folder: Path, path: Path) -> None:
    """One sheet a table, row after row, so that memory stays small: numbers as numbers, every text as text."""
    with Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        book.set_properties({"created": datetime(1980, 1, 1)})
        bold, cents = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        for name in row_counts(folder):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            number = 0
            for part in _batches(unchanged(folder, f"{name}.parquet")):
                if number == 0:
                    sheet.set_column(0, part.num_columns - 1, 16)
                    sheet.write_row(0, 0, part.column_names, bold)
                for row in part.to_pylist():
                    number += 1
                    for place, value in enumerate(row.values()):
                        _write_cell(sheet, (number, place), value, cents)


def _write_cell(sheet: Any, place: tuple[int, int], value: str | Decimal | int | None, cents: Any) -> None:
    if isinstance(value, Decimal | int):
        sheet.write_number(*place, value, cents if Decimal(value).as_tuple().exponent == -2 else None)
    elif value is not None:
        if len(value) > EXCEL_LETTERS:
            raise ExportError(f"A cell of Excel ends after {EXCEL_LETTERS:,} letters: take the CSV or Parquet files.")
        sheet.write_string(*place, value)
