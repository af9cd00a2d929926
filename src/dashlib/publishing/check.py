"""Finds what is wrong with source tables, all in one go, and types what is right."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from babel import Locale

from dashlib.ledger.build import build_ledger
from dashlib.publishing.problems import SEVERITIES, Problem, problem, rules
from dashlib.publishing.read import Upload
from dashlib.schema import dates
from dashlib.schema.package import BUCKETS, Field, Resource, arrow_type, resources, source_tables
from dashlib.text.folding import folded

CHECKS = Path(__file__).parent / "checks"

# Blanks that are not ASCII: in patterns, \s does not mean them.
BLANKS = "\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

# A value of a kind is read only if it fits the whole pattern: casts are too lenient ('30/06/23' is the year 30).
KINDS = {
    "id": rf"[^\s{BLANKS};<>\"'&?#%\\]+",
    "ids": rf"[^\s{BLANKS};<>\"'&?#%\\]+",
    "money": r"\d{1,12}(\.\d{1,2})?",
    "rate": r"\d{1,12}(\.\d{1,6})?",
    "count": r"0|[1-9]\d{0,5}",
    "flag": r"yes|no",
    "date": dates.PATTERN,
    "day": r"[12]\d{3}-\d{2}-\d{2}",
    "url": rf"(?i)https?://[^\s{BLANKS}<>\"'/?#@:.\[\]][^\s{BLANKS}<>\"']*",
    "email": rf"[^@\s{BLANKS}<>\"':;,]+@[^@\s{BLANKS}<>\"':;,]+\.[^@\s{BLANKS}<>\"':;,]+",
    "shares": r"(0|1|0?\.\d{1,9}|1\.0{1,9})",
}


NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def check_upload(
    upload: Upload, display_currencies: tuple[str, ...]
) -> tuple[duckdb.DuckDBPyConnection, list[Problem]]:
    """Run every rule over the upload.

    Returns a connection that holds the published source tables and the ledger derived from them, and all problems:
    errors first, then by file, row and column. With an error among them the tables are not fit to be published.
    """
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("SET enable_progress_bar = false")
    connection.create_function("folded", folded, [duckdb.sqltypes.VARCHAR], duckdb.sqltypes.VARCHAR)
    _register_rules(connection)
    problems = list(upload.problems)
    missing = {(p.file, p.column) for p in problems if p.rule == "column-missing"}
    _register_missing(connection, problems)
    for resource in source_tables().values():
        given = upload.tables[resource.name]
        connection.register(f"given_{resource.name}", given)
        connection.register(f"typed_{resource.name}", _typed(given, resource))
    _register_keys(connection)
    for resource in source_tables().values():
        problems += _check_cells(connection, resource)
    connection.execute((Path(__file__).parent / "withhold.sql").read_text("utf-8"))
    try:
        build_ledger(connection, display_currencies)
    except (duckdb.ConversionException, duckdb.OutOfRangeException):
        problems.append(problem("conversion-too-large", resources()["exchange_rates"].path, column="rate"))
    else:
        problems += _check_rows(connection)
    # No second finding about a row whose cells are shifted, none about what a missing column leaves empty.
    shifted = {(p.file, p.row) for p in problems if p.rule == "row-length"}
    problems = [p for p in problems if p.rule == "row-length" or (p.file, p.row) not in shifted]
    problems = [p for p in problems if p.rule == "column-missing" or (p.file, p.column) not in missing]
    return connection, sorted(
        problems, key=lambda p: (SEVERITIES.index(p.severity), p.file, p.row or 0, p.column or "", p.rule)
    )


def _check_rows(connection: duckdb.DuckDBPyConnection) -> Iterable[Problem]:
    _register_published_cells(connection)
    for path in sorted((CHECKS / "rows").glob("*.sql")):
        for name, row, field, value, detail in connection.execute(path.read_text("utf-8")).fetchall():
            yield problem(path.stem, resources()[name].path, row=row, column=field, value=value, detail=detail)


def _check_cells(connection: duckdb.DuckDBPyConnection, resource: Resource) -> Iterable[Problem]:
    connection.execute("SET VARIABLE resource = $name", {"name": resource.name})
    connection.execute("SET VARIABLE given = $name", {"name": f"given_{resource.name}"})
    for path in sorted((CHECKS / "cells").glob("*.sql")):
        for rule, row, field, value, detail in connection.execute(path.read_text("utf-8")).fetchall():
            yield problem(rule, resource.path, row=row, column=field, value=value, detail=detail)


@cache
def _known_codes() -> pa.Table:
    """Country and currency codes of the Unicode CLDR, and the identifiers kept for buckets."""
    english = Locale("en")
    countries = [
        code for code in map(str, english.territories) if re.fullmatch("[A-Z]{2}", code) and code not in NO_COUNTRIES
    ]
    codes = [("country", code) for code in countries]
    codes += [("currency", code) for code in map(str, english.currencies) if code not in {"XTS", "XXX"}]
    codes += [("bucket", code) for code in BUCKETS]
    return pa.table({"kind": [kind for kind, _ in codes], "value": [value for _, value in codes]})


def _register_rules(connection: duckdb.DuckDBPyConnection) -> None:
    fields = [(resource, field) for resource in source_tables().values() for field in resource.fields]
    connection.register(
        "fields",
        pa.table(
            {
                "resource": [resource.name for resource, _ in fields],
                "field": [field.name for _, field in fields],
                "kind": [field.kind for _, field in fields],
                "is_list": [field.is_list for _, field in fields],
                "is_required": [field.required for _, field in fields],
                "enum": pa.array([list(field.enum) for _, field in fields], pa.list_(pa.string())),
                "references_resource": pa.array(
                    [(field.references or ".").split(".")[0] or None for _, field in fields], pa.string()
                ),
                "key_position": pa.array(
                    [r.primary_key.index(f.name) + 1 if f.name in r.primary_key else None for r, f in fields],
                    pa.int64(),
                ),
            }
        ),
    )
    connection.register("kinds", pa.table({"kind": list(KINDS), "pattern": list(KINDS.values())}))
    diagnoses = [(place, rule) for place, rule in enumerate(rules().values()) if rule.kind]
    connection.register(
        "diagnoses",
        pa.table(
            {
                "position": [place for place, _ in diagnoses],
                "rule": [rule.rule for _, rule in diagnoses],
                "kind": [rule.kind for _, rule in diagnoses],
                "pattern": [rule.pattern for _, rule in diagnoses],
            }
        ),
    )
    connection.register("codes", _known_codes())


def _register_missing(connection: duckdb.DuckDBPyConnection, problems: list[Problem]) -> None:
    """Table `missing_columns` (resource, field): of a table that could not be read at all, every column."""
    unread = {"table-missing", "file-encoding", "file-unreadable", "heading-missing"}
    whole = {p.file for p in problems if p.rule in unread}
    columns = {(p.file, p.column) for p in problems if p.rule == "column-missing"}
    missing = [
        {"resource": resource.name, "field": field.name}
        for resource in source_tables().values()
        for field in resource.fields
        if resource.path in whole or (resource.path, field.name) in columns
    ]
    schema = pa.schema([("resource", pa.string()), ("field", pa.string())])
    connection.register("missing_columns", pa.Table.from_pylist(missing, schema))


def _register_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `known_keys` (resource, value): the identifiers to which cells may refer."""
    connection.execute("CREATE TABLE known_keys (resource VARCHAR, value VARCHAR)")
    insert = (CHECKS / "known_keys.sql").read_text("utf-8")
    for resource in source_tables().values():
        if len(resource.primary_key) == 1:
            connection.execute("SET VARIABLE resource = $name", {"name": resource.name})
            connection.execute("SET VARIABLE given = $name", {"name": f"given_{resource.name}"})
            connection.execute("SET VARIABLE key = $name", {"name": resource.primary_key[0]})
            connection.execute(insert)


def _register_published_cells(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `published_cells` (resource, row, field, value): every text that is about to be published."""
    connection.execute("CREATE TABLE published_cells (resource VARCHAR, row BIGINT, field VARCHAR, value VARCHAR)")
    if not connection.execute("SELECT count(*) FROM withheld_grants").fetchall()[0][0]:
        return
    insert = (CHECKS / "published_cells.sql").read_text("utf-8")
    for name in source_tables():
        connection.execute("SET VARIABLE resource = $name", {"name": name})
        connection.execute(insert)


def _typed(given: pa.Table, resource: Resource) -> pa.Table:
    """The table with Parquet types; a value that does not fit its kind, which is an error elsewhere, becomes NULL."""
    columns = {"row": given["row"]}
    for field in resource.fields:
        text = given[field.name].combine_chunks()
        columns[field.name] = _typed_column(text, field)
        if field.kind == "date":
            intervals = {value: dates.interval_of(value) if value else None for value in pc.unique(text).to_pylist()}
            for end, suffix in enumerate(("_from", "_to")):
                days: list[date | None] = [
                    interval[end] if (interval := intervals[value]) else None for value in text.to_pylist()
                ]
                columns[field.name + suffix] = pa.array(days, pa.date32())
    return pa.table(columns)


def _typed_column(text: pa.Array, field: Field) -> pa.Array:
    if field.is_list:
        return pa.array([_typed_list(value or "", field.kind) for value in text.to_pylist()], pa.string())
    if field.kind in KINDS:
        fits = pc.match_substring_regex(text, f"^(?:{KINDS[field.kind]})$")
        text = pc.if_else(fits, text, pa.scalar(None, pa.string()))
    if field.kind in {"money", "rate", "count"}:
        return pc.cast(text, arrow_type(field.descriptor))
    if field.kind == "flag":
        return pc.equal(text, "yes")
    if field.kind == "day":
        days = [interval[0] if value and (interval := dates.interval_of(value)) else None for value in text.to_pylist()]
        return pa.array(days, pa.date32())
    return text


def _typed_list(cell: str, kind: str) -> str | None:
    """The members without blanks around them, each once; shares only if all of them are numbers."""
    parts = [part.strip() for part in cell.split(";") if part.strip()]
    if kind == "shares":
        return ";".join(parts) if parts and all(re.fullmatch(KINDS[kind], part, re.ASCII) for part in parts) else None
    return ";".join(dict.fromkeys(parts)) or None
