"""Calls and their rounds: when, how much, how many, and how many of those who applied."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashlib.queries.store import Store
from dashlib.queries.totals import Value, values_of
from dashlib.schema import dates
from dashlib.schema.selection import Selection
from dashlib.text.formats import Interval


@dataclass(frozen=True)
class Round:
    """A call or round of the selection: `value` has its sums, `applications` what sources state, largest first."""

    value: Value
    name: str
    awarded: Interval
    is_holder: bool
    round_ids: tuple[str, ...]
    stated_count: Decimal | None
    applications: tuple[int, ...]
    source_id: str
    facts: dict[str, Any]

    @property
    def opens(self) -> Interval | None:
        """When the call opened, if that is printed."""
        return _printed(self.facts["call_open_date"])

    @property
    def closes(self) -> Interval | None:
        """The last day for applications, if that is printed."""
        return _printed(self.facts["call_close_date"])

    @property
    def success_rates(self) -> tuple[Decimal, ...]:
        """Stated grants per application, lowest first: one for each number of applications that is stated."""
        given = self.stated_count or Decimal(0)
        return tuple(given / applications for applications in self.applications if 0 < given <= applications)


def calls(store: Store, selection: Selection, display: str) -> list[Round]:
    """The calls of the selected rows in order of award: dated, undated, holders last."""
    return _rounds(store, "call", store.rows("calls"), "call_id", selection, display)


def rounds(store: Store, selection: Selection, display: str) -> list[Round]:
    """The rounds of the selected rows, in the same order; a remainder of several rounds stands in none of them."""
    return _rounds(store, "round", store.rows("rounds"), "round_id", selection, display)


def round_facts(store: Store, round_id: str) -> dict[str, Any] | None:
    """One row of `sql/rounds.sql`, or None if there is no such round."""
    return next((row for row in store.rows("rounds") if row["round_id"] == round_id), None)


def announcements_of(store: Store, round_id: str) -> list[dict[str, Any]]:
    """The statements that cover a round, the narrowest first."""
    return store.rows("announcements_of_round", id=round_id)


def _rounds(
    store: Store, dimension: str, facts: list[dict[str, Any]], key: str, selection: Selection, display: str
) -> list[Round]:
    values = {value.value_id: value for value in values_of(store, dimension, selection, display)}
    stated = store.rows("applications")
    found = []
    for row in facts:
        if row[key] not in values:
            continue
        scope = row.get("round_ids") or row["round_id"]
        applications = sorted(
            {int(line["applications"]) for line in stated if line["round_ids"] == _sorted(scope)}, reverse=True
        )
        found.append(
            Round(
                value=values[row[key]],
                name=row["name"],
                awarded=Interval(row["date_from"], row["date_to"]),
                is_holder=row["is_holder"],
                round_ids=tuple(scope.split(";")),
                stated_count=row.get("stated_count"),
                applications=tuple(applications),
                source_id=row["source_id"],
                facts=row,
            )
        )
    return found


def _printed(text: str | None) -> Interval | None:
    interval = dates.interval_of(text or "")
    return Interval(*interval) if interval else None


def _sorted(ids: str) -> str:
    return ";".join(sorted(ids.split(";")))
