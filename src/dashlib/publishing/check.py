"""Finds what is wrong with source tables, all in one go, and types what is right."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from babel import Locale

from dashlib.ledger.build import build_ledger
from dashlib.publishing.naming import Hidden
from dashlib.publishing.persons import person_findings
from dashlib.publishing.problems import SEVERITIES, Problem, problem, rules
from dashlib.publishing.progress import TellShare, tell_nobody
from dashlib.publishing.register import NOBODY, Register
from dashlib.publishing.similar import similar_organizations
from dashlib.publishing.upload import CARRIED, PLACE, Upload, text_schema
from dashlib.publishing.withheld import PARTNER, Names, names_of
from dashlib.publishing.withholding import withhold
from dashlib.schema import dates
from dashlib.schema.package import BUCKETS, Field, Resource, arrow_type, resources, source_tables
from dashlib.text.folding import folded

CHECKS = Path(__file__).parent / "checks"
LABEL = pa.dictionary(pa.int8(), pa.string())
NAMING = pa.schema([("text", pa.string()), ("key", pa.string()), ("rule", pa.string())])
STRANGER = pa.schema([("key", pa.string()), ("organization_id", pa.string())])
CELL = pa.schema([("resource", LABEL), ("row", pa.int64()), ("field", LABEL), ("value", pa.string())])

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

# Findings that leave a column without values, or a whole table.
MISSING = {"column-missing", "table-missing", "file-encoding", "file-unreadable", "heading-missing"}

# The codes for testing and for no currency.
NO_CURRENCIES = {"XTS", "XXX"}
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def check_upload(
    upload: Upload,
    display_currencies: tuple[str, ...],
    base: Mapping[str, pa.Table] | None = None,
    tell: TellShare = tell_nobody,
    register: Register = NOBODY,
) -> tuple[duckdb.DuckDBPyConnection, list[Problem]]:
    """Run every rule over the upload; `base` are the text tables published now, for rules about what was before, and
    the table `reconciliation` of the current release, if there is one. `register` says who is withheld beside those
    whom the upload marks.

    Returns a connection that holds the published source tables and the ledger derived from them, and all problems:
    errors first, then by file, row and column. With an error among them the tables are not fit to be published.
    """
    done = _shares(tell)
    upload, register = withhold(upload, register)
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("SET enable_progress_bar = false")
    connection.create_function("folded", folded, [duckdb.sqltypes.VARCHAR], duckdb.sqltypes.VARCHAR)
    for resource in source_tables().values():
        given = upload.tables[resource.name]
        connection.register(f"given_{resource.name}", given)
        connection.register(f"typed_{resource.name}", _typed(given, resource))
        before = (base or {}).get(resource.name, text_schema(resource).empty_table())
        connection.register(f"base_{resource.name}", _typed(before, resource))
        next(done)
    reconciliation = text_schema(resources()["reconciliation"]).empty_table()
    connection.register("base_reconciliation", (base or {}).get("reconciliation", reconciliation))
    connection.register("similar_organizations", similar_organizations(upload.tables["organizations"]))
    connection.register("places", _places(upload.tables))
    connection.register("given_cells", _cells(upload.tables))
    connection.register("fields", _fields(upload.problems))
    connection.register("codes", _known_codes())
    diagnoses = [{"position": place, **asdict(rule)} for place, rule in enumerate(rules().values())]
    connection.register("diagnoses", pa.Table.from_pylist(diagnoses))
    connection.execute((CHECKS / "cells.sql").read_text("utf-8"))
    next(done)
    problems = [*upload.problems, *_run_checks(connection, "cells", upload.tables, done)]
    problems += person_findings(upload.tables)
    connection.execute((Path(__file__).parent / "withhold.sql").read_text("utf-8"))
    try:
        build_ledger(connection, display_currencies)
    except (duckdb.ConversionException, duckdb.OutOfRangeException):
        problems.append(
            problem("conversion-too-large", resources()["exchange_rates"].path, table="exchange_rates", column="rate")
        )
    else:
        _find_names(connection, names_of(register, upload.tables["organizations"], partners_hidden(connection)))
        problems += _run_checks(connection, "rows", upload.tables, done)
    # No second finding about a row whose cells are shifted, none about what a missing column leaves empty.
    missing = {(p.table, p.column) for p in problems if p.rule == "column-missing"}
    shifted = {(p.file, p.sheet, p.row) for p in problems if p.rule == "row-length"}
    problems = [p for p in problems if p.rule == "row-length" or (p.file, p.sheet, p.row) not in shifted]
    problems = [p for p in problems if p.rule == "column-missing" or (p.table, p.column) not in missing]
    return connection, sorted(
        problems, key=lambda p: (SEVERITIES.index(p.severity), p.file, p.row or 0, p.column or "", p.rule)
    )


def partners_hidden(connection: duckdb.DuckDBPyConnection) -> list[Hidden]:
    """The partners of withheld grants whom nothing else names, in a connection of `check_upload`."""
    return [
        Hidden(
            key=f"{PARTNER}{row['organization_id']}",
            spellings=tuple(filter(None, (row["name"], row["name_local"], *(row["aka"] or "").split(";")))),
            identifiers=tuple(filter(None, (row["organization_id"], *(row["former_ids"] or "").split(";")))),
            hosts=(),
            numbers=(),
            domains=(),
        )
        for row in connection.table("withheld_partners").to_arrow_table().to_pylist()
    ]


def _find_names(connection: duckdb.DuckDBPyConnection, names: Names) -> None:
    """Search every text that is about to be published for whoever is withheld: `published_cells` and `namings`."""
    published = source_tables() if names.hidden else ()
    cells = _cells({name: connection.table(name).to_arrow_table() for name in published})
    found = names.found_in(pc.unique(cells["value"]).drop_null().to_pylist())
    rules = {True: "withheld-name-published", False: "withheld-name-likely"}
    connection.register("published_cells", cells)
    lines = [{"text": naming.text, "key": naming.key, "rule": rules[naming.is_certain]} for naming in found]
    connection.register("namings", pa.Table.from_pylist(lines, NAMING))
    meant = [meaning.id for meaning in names.register.meanings]
    connection.register("meanings", pa.table({"id": pa.array(meant, pa.string())}))
    strangers = [{"key": s.key, "organization_id": s.organization_id} for s in names.register.strangers]
    connection.register("strangers", pa.Table.from_pylist(strangers, STRANGER))
    own = sorted({name for one in names.hidden for name in one.identifiers})
    connection.register("withheld_ids", pa.table({"organization_id": pa.array(own, pa.string())}))


def _shares(tell: TellShare) -> Iterator[None]:
    """To be asked for the next after each table that was typed and each query: tells the share that is done."""
    count = len(source_tables()) + len(list(CHECKS.rglob("*.sql")))
    for done in range(1, count + 1):
        tell(done / count)
        yield


def _run_checks(
    connection: duckdb.DuckDBPyConnection, folder: str, tables: Mapping[str, pa.Table], done: Iterator[None]
) -> Iterator[Problem]:
    """Every row that a check returns is a finding of the rule of its name, or of the one that it says."""
    for path in sorted((CHECKS / folder).glob("*.sql")):
        found = connection.sql(path.read_text("utf-8")).to_arrow_table().to_pylist()
        next(done)
        places = {name: _places_of(tables[name], name, found) for name in {line["resource"] for line in found}}
        for line in found:
            rule, table, row = line.pop("rule", path.stem), line.pop("resource"), line.pop("row")
            where = places[table].get(row, {"file": resources()[table].path, "table": table})
            yield problem(rule, column=line.pop("field"), **where, **line)


def _places_of(table: pa.Table, name: str, found: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """File, sheet, row as the spreadsheet counts, and key of every row of a table in which something was found."""
    numbers = {line["row"] for line in found if line["resource"] == name and line["row"] is not None}
    key = resources()[name].primary_key
    rows = table.select([*PLACE.names, *key]).filter(pc.is_in(table["row"], pa.array(numbers, pa.int64())))
    return {
        row["row"]: {
            "file": row["@file"],
            "sheet": row["@sheet"],
            "row": row["@line"],
            "table": name,
            "key": " ".join(row[column] or "" for column in key).strip() or None,
        }
        for row in rows.to_pylist()
    }


def _places(tables: Mapping[str, pa.Table]) -> pa.Table:
    """Where every row of every table stands: resource, row, @file, @sheet, @line."""
    parts = [
        table.select(PLACE.names).add_column(0, "resource", pa.repeat(name, len(table)))
        for name, table in tables.items()
    ]
    return pa.concat_tables(parts)


@cache
def code_names() -> dict[str, dict[str, str]]:
    """Country and currency codes of the Unicode CLDR with their English names, by kind."""
    english = Locale("en")
    countries = {c: n for c, n in english.territories.items() if re.fullmatch("[A-Z]{2}", c) and c not in NO_COUNTRIES}
    return {"country": countries, "currency": {c: n for c, n in english.currencies.items() if c not in NO_CURRENCIES}}


@cache
def _known_codes() -> pa.Table:
    """These codes, and the identifiers kept for buckets: kind, value."""
    codes = code_names()
    known = {**codes, "countries": codes["country"], "bucket": BUCKETS}
    return pa.Table.from_pylist([{"kind": kind, "value": code} for kind, found in known.items() for code in found])


def _fields(problems: list[Problem]) -> pa.Table:
    """What the registry says of every field; of a table that could not be read at all, every column is missing."""
    missing = {(p.table, p.column) for p in problems if p.rule in MISSING}
    return pa.Table.from_pylist(
        [
            {
                "resource": resource.name,
                "field": field.name,
                "kind": field.kind,
                "pattern": KINDS.get(field.kind),
                "is_list": field.is_list,
                "is_required": field.required,
                "is_missing": bool(missing & {(resource.name, None), (resource.name, field.name)}),
                "enum": list(field.enum),
                "references_resource": field.references and field.references.split(".")[0],
                "key_position": resource.primary_key.index(field.name) if field.name in resource.primary_key else None,
            }
            for resource in source_tables().values()
            for field in resource.fields
        ]
    )


def _cells(tables: Mapping[str, pa.Table]) -> pa.Table:
    """One row per cell, also an empty one: resource, row, field, value."""
    cells = [
        pa.table(
            [_label(name, len(table)), table["row"], _label(field, len(table)), table[field].cast(pa.string())],
            schema=CELL,
        )
        for name, table in tables.items()
        for field in table.column_names
        if field not in PLACE.names and not field.startswith(CARRIED)
    ]
    return pa.concat_tables([CELL.empty_table(), *cells])


def _label(word: str, count: int) -> pa.Array:
    """The same word for so many rows, kept once."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int8()), count), [word])


def _typed(given: pa.Table, resource: Resource) -> pa.Table:
    """The table with Parquet types; a value that does not fit its kind, which is an error elsewhere, becomes NULL."""
    columns = {"row": given["row"]}
    for field in resource.fields:
        text = given[field.name].combine_chunks()
        columns[field.name] = _typed_column(text, field)
        if field.kind == "date":
            columns[field.name + "_from"], columns[field.name + "_to"] = _days(text, 0), _days(text, 1)
    return pa.table(columns)


def _typed_column(text: pa.Array, field: Field) -> pa.Array:
    if field.is_list:
        return _each(text, partial(_typed_list, kind=field.kind), pa.string())
    if field.kind in KINDS:
        fits = pc.match_substring_regex(text, f"^(?:{KINDS[field.kind]})$")
        text = pc.if_else(fits, text, pa.scalar(None, pa.string()))
    if field.kind in {"money", "rate", "count"}:
        return pc.cast(text, arrow_type(field.descriptor))
    if field.kind == "flag":
        return pc.equal(text, "yes")
    if field.kind == "day":
        return _days(text, 0)
    return text


def _days(text: pa.Array, end: int) -> pa.Array:
    """The first (0) or last (1) possible day of each date; a date that is none has none."""
    return _each(text, lambda value: (interval := dates.interval_of(value)) and interval[end], pa.date32())


def _each(text: pa.Array, read: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """Each cell as it is read; every spelling is read once, however many cells hold it."""
    spellings = text.dictionary_encode()
    return pa.array(map(read, spellings.dictionary.to_pylist()), kind).take(spellings.indices)


def _typed_list(cell: str, kind: str) -> str | None:
    """The members without blanks around them, each once; shares only if all of them are numbers."""
    parts = [part.strip() for part in cell.split(";") if part.strip()]
    if kind == "shares":
        return ";".join(parts) if parts and all(re.fullmatch(KINDS[kind], part, re.ASCII) for part in parts) else None
    return ";".join(dict.fromkeys(parts)) or None
