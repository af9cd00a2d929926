"""Finds which of our tables a sheet is, in which row its headings stand, and which column is which field."""

import re
from functools import cache
from pathlib import PurePath

from dashlib.publishing.reading.given import BLANK, ROWS_ABOVE
from dashlib.schema.package import Resource, source_tables


def plain(text: str) -> str:
    """A name without case, blanks, underscores and signs."""
    return re.sub(r"[\W_]+", "", text.strip(BLANK).casefold())


@cache
def _fields_by_heading(resource: str) -> tuple[dict[str, str], dict[str, str]]:
    """Fields by their own names and older headings, and by their titles, which several things may have."""
    fields = source_tables()[resource].fields
    names = {plain(heading): field.name for field in fields for heading in field.headings}
    return names, {plain(field.title): field.name for field in fields if plain(field.title) not in names}


def fields_of(resource: Resource, cells: list[str]) -> list[str | None]:
    """The field of each cell of a row of headings; a title counts only for a field that is not named otherwise."""
    names, titles = _fields_by_heading(resource.name)
    headings = [plain(cell) for cell in cells]
    found = [names.get(heading) for heading in headings]
    taken = set(found)
    return [
        field or (titles.get(heading) if titles.get(heading) not in taken else None)
        for field, heading in zip(found, headings, strict=True)
    ]


def table_named(name: str) -> Resource | None:
    """The table whose name or title a sheet or a file bears."""
    given = plain(name)
    for resource in source_tables().values():
        if given in {plain(resource.name), plain(resource.title), plain(PurePath(resource.path).stem)}:
            return resource
    return None


def find_headings(resource: Resource, rows: list[list[str]], told: int | None) -> tuple[int, int]:
    """The place of the row that holds most headings of a table, counted from 0, and how many; the first of equals."""
    counts = [len({*fields_of(resource, row)} - {None}) for row in rows[:ROWS_ABOVE]]
    if told is not None:
        return told - 1, counts[told - 1] if told <= len(counts) else 0
    best = max(counts, default=0)
    return (counts.index(best) if counts else 0), best


def tables_like(rows: list[list[str]], told: int | None) -> list[Resource]:
    """The tables whose keys and half of whose main columns stand in one row; the fullest, several if they are equal."""
    fits: dict[str, int] = {}
    for resource in source_tables().values():
        place, count = find_headings(resource, rows, told)
        found = set(fields_of(resource, rows[place])) if count else set()
        main = {field.name for field in resource.fields if field.column_required}
        if found >= set(resource.primary_key) and len(main & found) * 2 >= len(main):
            fits[resource.name] = count
    return [source_tables()[name] for name, count in fits.items() if count == max(fits.values())]


def repeats_headings(resource: Resource, names: list[str | None], cells: list[str]) -> bool:
    """Is this row, below the headings, made of titles, names or descriptions of the same columns?"""
    fields = {field.name: field for field in resource.fields}
    filled = [(fields[name], cell) for name, cell in zip(names, cells, strict=False) if name in fields and cell.strip(BLANK)]
    return bool(filled) and all(
        plain(cell) in {plain(text) for text in (*field.headings, field.title, field.description)}
        for field, cell in filled
    )
