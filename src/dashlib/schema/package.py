"""The registry: every field of every table, described once in `datapackage.json` and read here."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

REGISTRY = Path(__file__).with_name("datapackage.json")

BUCKETS = ("several-countries", "several-places", "withheld", "not-broken-down", "unknown")


@dataclass(frozen=True)
class Field:
    """One column: `kind` decides its pattern and its Parquet type, `references` is `table.column`."""

    name: str
    kind: str
    title: str
    description: str
    required: bool
    column_required: bool
    enum: tuple[str, ...]
    references: str | None
    headings: tuple[str, ...]
    descriptor: dict[str, Any]

    @property
    def is_list(self) -> bool:
        """True if `;` separates the members of a cell."""
        return "dashlib:delimiter" in self.descriptor


@dataclass(frozen=True)
class Resource:
    """One table: `derived` are the columns that the build adds to those of the source."""

    name: str
    path: str
    title: str
    is_source: bool
    fields: tuple[Field, ...]
    derived: tuple[Field, ...]
    primary_key: tuple[str, ...]
    descriptor: dict[str, Any]


def _field(entry: dict[str, Any]) -> Field:
    constraints = entry.get("constraints", {})
    return Field(
        name=entry["name"],
        kind=entry["dashlib:kind"],
        title=entry["title"],
        description=entry.get("description", ""),
        required=constraints.get("required", False),
        column_required=entry.get("dashlib:column") == "required",
        enum=tuple(constraints.get("enum", ())),
        references=entry.get("dashlib:references"),
        headings=(entry["name"], *entry.get("dashlib:headings", ())),
        descriptor=entry,
    )


@cache
def _registry() -> dict[str, Any]:
    return dict(json.loads(REGISTRY.read_text("utf-8")))


@cache
def resources() -> dict[str, Resource]:
    """All tables by name, source tables first, in the order of the registry."""
    return {
        entry["name"]: Resource(
            name=entry["name"],
            path=entry["path"],
            title=entry["title"],
            is_source=entry["dashlib:resource"] == "source",
            fields=tuple(_field(field) for field in entry["schema"]["fields"]),
            derived=tuple(_field(field) for field in entry.get("dashlib:derived", ())),
            primary_key=tuple(entry["schema"]["primaryKey"]),
            descriptor=entry,
        )
        for entry in _registry()["resources"]
    }


def schema_version() -> str:
    """The version of the registry: the second number rises when tables or columns are added, the first when they change."""
    return str(_registry()["version"])


def can_be_read(version: object) -> bool:
    """True of a release of this or an earlier minor version, in which what was added since is empty."""
    try:
        major, minor = map(int, str(version).split(".")[:2])
    except ValueError:
        return False
    ours = tuple(map(int, schema_version().split(".")[:2]))
    return major == ours[0] and minor <= ours[1]


def source_tables() -> dict[str, Resource]:
    """The tables that people edit and upload."""
    return {name: resource for name, resource in resources().items() if resource.is_source}


@cache
def dimensions() -> tuple[str, ...]:
    """The columns of the ledger by which one can break down."""
    return tuple(field.name for field in resources()["funding"].fields if field.descriptor.get("dashlib:dimension"))


def arrow_type(entry: dict[str, Any]) -> pa.DataType:
    """The type of a field in Parquet, from its descriptor; everything that is not listed is text.

    A number that may be missing is a decimal even when whole: pandas, and what stands on it, would make floats of it.
    """
    whole = pa.int64() if entry.get("constraints", {}).get("required") else pa.decimal128(9, 0)
    types = {
        "money": pa.decimal128(18, 2),
        "rate": pa.decimal128(18, 6),
        "share": pa.decimal128(18, 6),
        "count": whole,
        "flag": pa.bool_(),
        "day": pa.date32(),
    }
    return types.get(entry["dashlib:kind"], pa.string())


def published_schema(resource: Resource, display_currencies: tuple[str, ...]) -> pa.Schema:
    """The columns of a published table with their types."""
    fields = published_fields(resource, display_currencies)
    return pa.schema([(entry["name"], arrow_type(entry)) for entry in fields])


def amount_column(display_currency: str | None) -> str:
    """The ledger's column of amounts in a display currency, or as awarded (None)."""
    return f"amount_{display_currency.lower()}" if display_currency else "amount"


def published_fields(resource: Resource, display_currencies: tuple[str, ...]) -> list[dict[str, Any]]:
    """Field descriptors of a published table: with derived columns, one amount per display currency."""
    fields = []
    for field in (*resource.fields, *resource.derived):
        entry = {key: value for key, value in field.descriptor.items() if key != "dashlib:headings"}
        if entry.get("dashlib:mayBeWithheld"):
            entry["constraints"] = {key: value for key, value in entry["constraints"].items() if key != "required"}
        if entry.get("dashlib:perDisplayCurrency"):
            titles = {code: entry["title"].replace("{CURRENCY}", code) for code in display_currencies}
            fields += [{**entry, "name": amount_column(code), "title": title} for code, title in titles.items()]
        else:
            fields.append(entry)
    return fields


def published_package(display_currencies: tuple[str, ...], licence: str | None) -> dict[str, Any]:
    """The `datapackage.json` of a release: the registry, for the Parquet files that were written."""
    package = _registry() | {"licenses": [{"name": licence}]} if licence else dict(_registry())
    package["resources"] = [
        {
            "name": resource.name,
            "path": f"{resource.name}.parquet",
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "title": resource.title,
            "description": resource.descriptor["description"],
            "schema": {**resource.descriptor["schema"], "fields": published_fields(resource, display_currencies)},
        }
        for resource in resources().values()
    ]
    return package
