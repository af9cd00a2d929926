"""Turns numbers with decimal commas and dates with the day first into ours, where told or where no doubt is left.

A cell that could mean two things stays as it is: the rules then ask the person.
"""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.reading.given import AS_WRITTEN, Choices
from dashlib.schema.package import Resource

GAP = "[ '’\u00a0\u202f]"
DAY = r"^(\d{1,2})\s*[./ -]\s*(\d{1,2})\s*[./ -]\s*(\d{4})\.?$"
ISO = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
DMY, MDY = r"^(1[3-9]|2\d|3[01])\D+\d{1,2}\D+\d{4}", r"^\d{1,2}\D+(1[3-9]|2\d|3[01])\D+\d{4}"


@dataclass(frozen=True)
class Restyled:
    """The columns by name, and which styles were read; None where nothing was converted."""

    columns: dict[str, pa.ChunkedArray]
    decimal: str | None
    date_order: str | None


def restyle(
    columns: dict[str, pa.ChunkedArray], typed: dict[str, pa.ChunkedArray], resource: Resource, choices: Choices
) -> Restyled:
    """Convert the columns of amounts, rates and dates; cells that are `typed` are numbers and dates already."""
    kinds = {field.name: field.kind for field in resource.fields}
    texts = {
        name: pc.if_else(typed[name], pa.scalar(None, pa.string()), column) if name in typed else column
        for name, column in columns.items()
        if kinds.get(name) in {"money", "rate", "date", "day"}
    }
    numbers = {name: column for name, column in texts.items() if kinds[name] in {"money", "rate"}}
    days = {name: column for name, column in texts.items() if kinds[name] in {"date", "day"}}
    new_numbers, decimal = _restyle_numbers(numbers, choices.decimal)
    # Where Excel has read some days and left others as text, it has likely swapped days and months: no guess then.
    whole = {name: columns[name] for name in days}
    new_days, order = _restyle_days(days, whole, choices.date_order)
    restyled = {name: pc.coalesce(new, columns[name]) for name, new in {**new_numbers, **new_days}.items()}
    return Restyled(columns | restyled, decimal, order)


def _is_any(column: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(column, pattern)).as_py())


def _restyle_numbers(
    columns: dict[str, pa.ChunkedArray], told: str | None
) -> tuple[dict[str, pa.ChunkedArray], str | None]:
    if told == AS_WRITTEN:
        return {}, None
    signs = [sign for sign in ".," if any(_is_any(column, _evidence(sign)) for column in columns.values())]
    if told is None and len(signs) != 1:
        return {}, None
    sign = told or signs[0]
    converted = {}
    for name, column in columns.items():
        chosen = pc.match_substring_regex(column, _convertible(sign, column, told is not None))
        bare = pc.replace_substring_regex(column, f"({GAP}|[{_other(sign)}])", "")
        new = pc.replace_substring(bare, sign, ".")
        if pc.any(pc.and_(chosen, pc.not_equal(new, column))).as_py():
            converted[name] = pc.if_else(chosen, new, pa.scalar(None, pa.string()))
    return converted, sign if converted or told else None


def _other(sign: str) -> str:
    return "," if sign == "." else "."


def _evidence(sign: str) -> str:
    """Numbers in which this sign, and no other, can stand before the decimals."""
    s, o = f"[{sign}]", f"[{_other(sign)}]"
    return rf"^(\d+{s}(\d{{1,2}}|\d{{4,}})|0+{s}\d+|\d{{4,}}{s}\d+|{_grouped(o)}{s}\d+|\d{{1,3}}({o}\d{{3}}){{2,}})$"


def _grouped(group: str) -> str:
    return rf"\d{{1,3}}(({group}|{GAP})\d{{3}})+"


def _convertible(sign: str, column: pa.ChunkedArray, is_told: bool) -> str:
    """The numbers of a column that mean one thing once the sign is known."""
    s, o = f"[{sign}]", f"[{_other(sign)}]"
    any_number = rf"^(\d+|{_grouped(o)})({s}\d+)?$"
    if is_told:
        return any_number
    if not _is_any(column, _evidence(sign)):
        return "^$"
    # A lone group of three digits is one of thousands only in a column that groups them throughout.
    groups = _is_any(column, rf"^({_grouped(o)}{s}\d+|\d{{1,3}}({o}\d{{3}}){{2,}})$")
    if groups and not _is_any(column, rf"^\d{{4,}}({s}\d+)?$"):
        return any_number
    return rf"^(\d+|{_grouped(o)}){s}\d+$" if sign == "," else "^$"


def _restyle_days(
    columns: dict[str, pa.ChunkedArray], whole: dict[str, pa.ChunkedArray], told: str | None
) -> tuple[dict[str, pa.ChunkedArray], str | None]:
    if told == AS_WRITTEN:
        return {}, None
    if told is None:
        columns = {name: column for name, column in columns.items() if not _is_any(whole[name], r"^\d{4}-\d\d-\d\d")}
    orders = [
        order
        for order, pattern in (("dmy", DMY), ("mdy", MDY))
        if any(_is_any(pc.if_else(pc.match_substring_regex(c, DAY), c, ""), pattern) for c in columns.values())
    ]
    if told is None and len(orders) != 1:
        return {}, None
    order = told or orders[0]
    turned = r"\3-0\2-0\1" if order == "dmy" else r"\3-0\1-0\2"
    converted = {}
    for name, column in columns.items():
        new = pc.replace_substring_regex(pc.replace_substring_regex(column, DAY, turned), r"-0(\d\d)", r"-\1")
        chosen = pc.and_(pc.match_substring_regex(column, DAY), pc.match_substring_regex(new, ISO))
        if pc.any(chosen).as_py():
            converted[name] = pc.if_else(chosen, new, pa.scalar(None, pa.string()))
    return converted, order if converted or told else None
