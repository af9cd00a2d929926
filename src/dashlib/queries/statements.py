"""What was stated in public, beside the data: findings, statements that nest, statements that contradict."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection


@dataclass(frozen=True)
class Statement:
    """One announcement with what the data hold of its scope; columns of `sql/statements.sql` in `facts`."""

    announcement_id: str
    name: str
    kind: str
    round_ids: frozenset[str]
    stated_count: int | None
    named_count: int
    published_count: int
    finding: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Nesting:
    """A statement about a whole, and levels of statements about parts of it; those of a level do not overlap.

    `rest` per level: the number of the whole that no statement of the level covers; negative if they make more.
    """

    whole: Statement
    levels: tuple[tuple[Statement, ...], ...]

    def rest(self, level: tuple[Statement, ...]) -> int:
        """What the level leaves of the whole."""
        return (self.whole.stated_count or 0) - sum(part.stated_count or 0 for part in level)


@dataclass(frozen=True)
class Contradiction:
    """Different figures about the same thing: `quantity` is `amount`, `grant_count` or `applications`.

    `difference` is that of the largest and the smallest, or of a whole and its parts; amounts in several currencies
    are converted for it (None where one cannot be). `currency` is that of the difference.
    """

    quantity: str
    statements: tuple[Statement, ...]
    difference: Decimal | None
    currency: str | None = None
    is_converted: bool = False


def statements(store: Store, selection: Selection, display: str) -> list[Statement]:
    """Every announcement about rounds of the selection, by its identifier."""
    return [
        Statement(
            announcement_id=row["announcement_id"],
            name=row["name"],
            kind=row["kind"],
            round_ids=frozenset(row["round_ids"].split(";")) if row["round_ids"] else frozenset(),
            stated_count=int(row["stated_count"]) if row["stated_count"] is not None else None,
            named_count=int(row["named_count"] or 0),
            published_count=min(int(row["published_count"] or 0), int(row["named_count"] or 0)),
            finding=row["finding"],
            facts=row,
        )
        for row in store.rows("statements", selection, display)
    ]


def envelopes(found: list[Statement]) -> list[Statement]:
    """Frames and plans for the whole programme with an amount, the smallest first; what cannot be compared comes last."""
    frames = [
        s
        for s in found
        if s.kind == "envelope" and s.facts["is_whole_programme"] and s.facts["stated_amount"] is not None
    ]
    return sorted(
        frames,
        key=lambda s: (s.facts["shown_amount"] is None, s.facts["shown_amount"] or Decimal(0), s.announcement_id),
    )


def nestings(found: list[Statement]) -> list[Nesting]:
    """Every widest statement with a number that at least two others split, the largest first."""
    counted = [
        s for s in found if s.kind == "awarded" and s.stated_count and s.round_ids and not s.facts["is_whole_programme"]
    ]
    nested = []
    for whole in sorted(counted, key=lambda s: (-(s.stated_count or 0), s.announcement_id)):
        if any(whole.round_ids < other.round_ids for other in counted):
            continue
        parts = [s for s in counted if s.round_ids < whole.round_ids]
        if len(parts) >= 2:
            nested.append(Nesting(whole, _levels(parts)))
    return nested


def _levels(parts: list[Statement]) -> tuple[tuple[Statement, ...], ...]:
    """Each part stands in the first level where it overlaps nothing; then every level takes in what fits beside it."""
    order = sorted(parts, key=lambda s: (-len(s.round_ids), s.announcement_id))
    levels: list[list[Statement]] = []
    for part in order:
        level = next((level for level in levels if _is_apart(part, level)), None)
        if level is None:
            levels.append([part])
        else:
            level.append(part)
    for level in levels:
        for part in order:
            if part not in level and _is_apart(part, level):
                level.append(part)
    return tuple(tuple(sorted(level, key=lambda s: (-(s.stated_count or 0), s.announcement_id))) for level in levels)


def _is_apart(part: Statement, level: list[Statement]) -> bool:
    return all(part.round_ids.isdisjoint(other.round_ids) for other in level)


def contradictions(found: list[Statement]) -> list[Contradiction]:
    """Statements about the same rounds that give different numbers or amounts of the same kind."""
    groups: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for s in found:
        scope = (
            s.facts["programme_id"],
            s.round_ids,
            s.facts["scope_countries"],
            s.facts["period_start"],
            s.facts["period_end"],
        )
        if s.facts["applications_received"] is not None:
            groups["applications", *scope].append(s)
        if s.stated_count is not None:
            groups["grant_count", s.kind, *scope].append(s)
        if s.facts["stated_amount"] is not None:
            groups["amount", s.kind, *scope].append(s)
    same = [
        _contradiction(str(key[0]), group)
        for key, group in groups.items()
        if len({_stated(str(key[0]), s) for s in group}) > 1
    ]
    return same + [parts for s in found if (parts := _parts_that_differ(s, found))]


def _parts_that_differ(whole: Statement, found: list[Statement]) -> Contradiction | None:
    """Numbers of applications for the parts of a whole that do not make the number stated for the whole."""
    stated = whole.facts["applications_received"]
    parts: list[Statement] = []
    for s in found:
        if s.facts["applications_received"] and s.round_ids < whole.round_ids and _is_apart(s, parts):
            parts.append(s)
    covered = frozenset().union(*(s.round_ids for s in parts))
    difference = sum(s.facts["applications_received"] for s in parts) - (stated or 0)
    if not stated or covered != whole.round_ids or difference == 0:
        return None
    return Contradiction("applications", (whole, *parts), abs(difference))


def _contradiction(quantity: str, group: list[Statement]) -> Contradiction:
    figures = [_stated(quantity, s) for s in group]
    if quantity == "amount" and any(s.facts["precision"] in {"at_least", "at_most"} for s in group):
        # What is at least or at most so much has no difference from another figure.
        return Contradiction(quantity, tuple(group), None)
    is_converted = len({currency for _, currency in figures}) > 1
    if is_converted:
        figures = [(s.facts["shown_amount"], s.facts["shown_currency"]) for s in group]
    numbers = [number for number, _ in figures if number is not None]
    difference = max(numbers) - min(numbers) if len(numbers) == len(group) else None
    return Contradiction(quantity, tuple(group), difference, figures[0][1], is_converted)


def _stated(quantity: str, statement: Statement) -> tuple[Decimal, str | None]:
    if quantity == "applications":
        return statement.facts["applications_received"], None
    if quantity == "grant_count":
        return Decimal(statement.stated_count or 0), None
    return statement.facts["stated_amount"], statement.facts["currency"]
