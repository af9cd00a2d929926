"""Findings as staff read them: by rule and by row, the ones that touch most rows and most money first."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.problems import SEVERITIES, Problem, rules
from dashlib.text.say import Text, say, say_count

# Where a row of a table has its money.
MONEY = {"grants": "amount_awarded", "announcements": "amount"}
EXAMPLES = 5

# File, sheet and row as the spreadsheet counts it.
Place = tuple[str, str | None, int | None]
Money = dict[str, Decimal]


@dataclass(frozen=True)
class Group:
    """All findings of a rule in a column of a table, in how many rows, and the money that stands in these."""

    rule: str
    severity: str
    category: str
    table: str | None
    column: str | None
    row_count: int
    money: Money
    examples: tuple[Problem, ...]
    words: Text


@dataclass(frozen=True)
class Row:
    """A row of an upload with all that was found in it."""

    place: Place
    table: str | None
    key: str | None
    money: Money
    problems: tuple[Problem, ...]


def place_of(problem: Problem) -> Place:
    """Where a finding stands."""
    return problem.file, problem.sheet, problem.row


def groups(problems: Iterable[Problem], tables: Mapping[str, pa.Table]) -> list[Group]:
    """The findings by rule, table and column: errors first, then what touches most rows, then most money."""
    found: dict[tuple[str, str | None, str | None], list[Problem]] = defaultdict(list)
    for problem in problems:
        found[problem.rule, problem.table, problem.column].append(problem)
    money = _money_of(list(chain(*found.values())), tables)
    grouped = [_group(members, money) for members in found.values()]
    return sorted(
        grouped, key=lambda g: (*_rank(g.severity, g.row_count, g.money), g.rule, g.table or "", g.column or "")
    )


def rows_with_findings(problems: Iterable[Problem], tables: Mapping[str, pa.Table]) -> list[Row]:
    """The rows in which something was found: those with errors first, then those with most findings and most money."""
    found: dict[Place, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.row is not None and problem.key is not None:
            found[place_of(problem)].append(problem)
    money = _money_of(list(chain(*found.values())), tables)
    rows = [
        Row(place, members[0].table, members[0].key, money.get((members[0].table, place), {}), tuple(members))
        for place, members in found.items()
    ]
    return sorted(
        rows, key=lambda r: (*_rank(_worst(r.problems), len(r.problems), r.money), str(r.place[:2]), r.place[2])
    )


def _worst(problems: Sequence[Problem]) -> str:
    return min((p.severity for p in problems), key=SEVERITIES.index)


def _rank(severity: str, count: int, money: Money) -> tuple[int, int, Decimal]:
    """Amounts of different currencies are only put in order here, never shown as one."""
    return SEVERITIES.index(severity), -count, -sum(money.values(), Decimal())


def _group(members: list[Problem], money: Mapping[tuple[str | None, Place], Money]) -> Group:
    first = members[0]
    places = {place_of(p): None for p in members}
    total: dict[str, Decimal] = defaultdict(Decimal)
    for place in places:
        for currency, amount in money.get((first.table, place), {}).items():
            total[currency] += amount
    return Group(
        rule=first.rule,
        severity=first.severity,
        category=rules()[first.rule].category,
        table=first.table,
        column=first.column,
        row_count=len(places),
        money=dict(sorted(total.items())),
        examples=tuple(members[:EXAMPLES]),
        words=_words(first, len(places)),
    )


def _words(first: Problem, count: int) -> Text:
    """One sentence for all: '312 dates in sheet grants, column award_date, look like 30/06/23'."""
    if count == 1 or first.row is None:
        return say("{place}: {problem}", place=_where(first, with_row=True), problem=first.problem)
    values = {"place": _where(first), "value": first.value or ""}
    if not first.value:
        return say_count(
            "{count} row in {place}: {problem}",
            "{count} rows in {place}: {problem}",
            count,
            **values,
            problem=first.problem,
        )
    kind = rules()[first.rule].kind
    if kind in {"date", "day"}:
        return say_count(
            "{count} date in {place} looks like {value}", "{count} dates in {place} look like {value}", count, **values
        )
    if kind in {"money", "rate"}:
        return say_count(
            "{count} amount in {place} looks like {value}",
            "{count} amounts in {place} look like {value}",
            count,
            **values,
        )
    if kind:
        return say_count(
            "{count} cell in {place} looks like {value}", "{count} cells in {place} look like {value}", count, **values
        )
    return say_count(
        "{count} row in {place}, such as this: {problem}", "{count} rows in {place}, such as this: {problem}", count,
        **values, problem=first.problem,
    )  # fmt: skip


def _where(problem: Problem, with_row: bool = False) -> Text:
    place: Text = say("sheet {sheet}", sheet=problem.sheet) if problem.sheet else say("file {file}", file=problem.file)
    if with_row and problem.row is not None:
        place = say("{place}, row {row}", place=place, row=problem.row)
    return say("{place}, column {column}", place=place, column=problem.column) if problem.column else place


def _money_of(problems: list[Problem], tables: Mapping[str, pa.Table]) -> dict[tuple[str | None, Place], Money]:
    """What stands as amount in the rows of findings, by table and place, where it can be read."""
    found: dict[tuple[str | None, Place], Money] = {}
    for name, column in MONEY.items():
        places = {place_of(p) for p in problems if p.table == name}
        for place, row in rows_at(tables[name], places, [column, "currency"]).items() if name in tables else ():
            amount, currency = row[column] or "", row["currency"]
            if currency and re.fullmatch(r"\d{1,12}(\.\d{1,2})?", amount, re.ASCII):
                found[name, place] = {currency: Decimal(amount)}
    return found


def rows_at(table: pa.Table, places: Collection[Place], columns: Sequence[str]) -> dict[Place, dict[str, str | None]]:
    """What stands in some columns of the rows at these places."""
    lines = pa.array({line for _, _, line in places if line is not None}, pa.int64())
    rows = table.select([*dict.fromkeys(("@file", "@sheet", "@line", *columns))]).filter(
        pc.is_in(table["@line"], lines)
    )
    found = {(row["@file"], row["@sheet"], row["@line"]): row for row in rows.to_pylist()}
    return {place: row for place, row in found.items() if place in places}
