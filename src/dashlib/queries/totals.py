"""Sums over the selected rows of the ledger."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc

from dashlib.queries.names import value_name
from dashlib.queries.store import Store
from dashlib.schema.package import BUCKETS
from dashlib.schema.selection import Selection
from dashlib.text.formats import grants_said
from dashlib.text.say import Text, say

# What adds up over the lines of a value, one for each currency.
ADDED = (
    "grant_count",
    "distinct_grant_count",
    "published_count",
    "withheld_count",
    "unnamed_count",
    "published_share",
    "withheld_share",
)
# Of which a filter offers the values; those that the cubes tell apart are asked for together.
TOGETHER = ("programme", "call", "round", "grant_type", "country", "year", "disclosed")


@dataclass(frozen=True)
class Amounts:
    """Sums in one currency; None where nothing is known, never zero."""

    currency: str
    disclosed: Decimal | None
    not_broken_down: Decimal | None
    amount: Decimal


@dataclass(frozen=True)
class Value:
    """One value of a dimension: its money per currency, and its grants.

    `grant_count` adds up over values and may be a fraction; the other counts are of whole things and do not.
    """

    value_id: str
    name: object
    money: tuple[Amounts, ...]
    grant_count: Decimal
    distinct_grant_count: int
    published_count: int
    withheld_count: int
    unnamed_count: Decimal
    awardee_count: int
    published_awardee_count: int
    published_share: Decimal
    withheld_share: Decimal

    @property
    def shares(self) -> dict[str, Decimal]:
        """`grant_count` by what is known of the awards, in the order of the states: it adds up over values."""
        named = self.grant_count - self.published_share - self.withheld_share - self.unnamed_count
        return {
            "published": self.published_share,
            "withheld": self.withheld_share,
            "named": named,
            "announced": self.unnamed_count,
        }

    def sums_in(self, currency: str) -> Amounts | None:
        """Its money in one currency, None if nothing is known of any."""
        return next((sums for sums in self.money if sums.currency == currency), None)

    @property
    def award_count(self) -> Decimal:
        """Whole grants and unnamed awards that are touched: what a reader calls the number of grants."""
        return self.distinct_grant_count + self.unnamed_count

    @property
    def named_count(self) -> int:
        """Grants whose awardee is named."""
        return self.distinct_grant_count - self.withheld_count

    @property
    def undisclosed_count(self) -> int:
        """Single grants whose amount is not published."""
        return self.distinct_grant_count - self.published_count

    @property
    def told(self) -> Text:
        """'6 grants', or 'in part' where some belong to the value only with a share."""
        grants = grants_said(self.award_count)
        return say("{grants}, in part", grants=grants) if self.is_in_part else grants

    @property
    def is_in_part(self) -> bool:
        """True if some of the grants belong to the value only in part."""
        return self.grant_count != self.award_count


def totals_by(store: Store, dimension: str, selection: Selection, display: str) -> list[dict[str, Any]]:
    """The lines of `sums_by` with `awardee_count`, which adds up neither over lines nor over values.

    As awarded one line per value and currency; in a display currency one per value, and one more for each currency
    that cannot be converted. Rows without money stand on a line without currency.
    """
    rows = store.rows("awardees_by_line", selection, display, dimensions=(dimension,))
    counted = {(row["value_id"], row["line"]): row["awardee_count"] for row in rows}
    return [
        line
        | {
            "awardee_count": counted.get((line["value_id"], line["line"]), 0),
            "disclosed_grant_count": line["published_count"],
        }
        for line in sums_by(store, dimension, selection, display)
    ]


def sums_by(store: Store, dimension: str, selection: Selection, display: str) -> list[dict[str, Any]]:
    """What adds up, one line per value of the dimension and currency; columns as in `sql/values.sql`."""
    return store.rows("values", selection, display, dimensions=(dimension,))


def values_of(store: Store, dimension: str, selection: Selection, display: str) -> list[Value]:
    """Every value of a dimension with money and counts together, by its code, buckets last."""
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in sums_by(store, dimension, selection, display):
        lines[line["value_id"]].append(line)
    counted = {row["value_id"]: row for row in store.rows("awardees_counted", selection, dimensions=(dimension,))}
    return [
        Value(
            value_id=value,
            name=value_name(store, dimension, value),
            money=tuple(_amounts(line) for line in of_value if line["currency"]),
            awardee_count=counted[value]["awardee_count"] if value in counted else 0,
            published_awardee_count=counted[value]["published_awardee_count"] if value in counted else 0,
            **{name: sum(line[name] for line in of_value) for name in ADDED},
        )
        for value, of_value in lines.items()
    ]


def whole(store: Store, selection: Selection, display: str) -> Value | None:
    """The whole selection as one value; None if nothing is selected."""
    return next(iter(values_of(store, "total", selection, display)), None)


@dataclass(frozen=True)
class Option:
    """A value that a filter can be set to, and what it would leave: grants and unnamed awards, and grants."""

    value_id: str
    name: object
    award_count: Decimal
    grant_count: int


def options(store: Store, selection: Selection, dimension: str) -> list[Option]:
    """What the filter of a dimension can be set to, its own choice lifted; none that would leave nothing."""
    own = "area" if dimension == "priority_area" else dimension
    together = TOGETHER if dimension in TOGETHER and not selection.chosen(own) else (dimension,)
    answer = store.ask("options", selection.without(own), dimensions=together)
    rows = answer.filter(pc.field("dimension") == dimension).drop_columns("dimension")
    return [Option(name=value_name(store, dimension, row["value_id"]), **row) for row in rows.to_pylist()]


def awardee_options(store: Store, selection: Selection, dimension: str) -> dict[str, int]:
    """The number of awardees that each value of the filter of a dimension would leave, its own choice lifted."""
    own = "area" if dimension == "priority_area" else dimension
    rows = store.rows("awardees_counted", selection.without(own), dimensions=(dimension,))
    return {row["value_id"]: row["awardee_count"] for row in rows}


def whole_areas(store: Store, selection: Selection) -> list[Option]:
    """Priority areas, which the filter of areas can be set to beside the themes."""
    known = [option for option in options(store, selection, "priority_area") if option.value_id not in BUCKETS]
    return [replace(option, name=say("{area}, all themes", area=option.name)) for option in known]


def left_out(
    store: Store, selection: Selection, display: str, awardee_rounds: list[str] | None = None
) -> list[dict[str, Any]]:
    """What the selection leaves out although it may belong to it; rows as in `sql/left_out.sql`. None beside a search.

    `awardee_rounds` narrows it to announcements about these rounds, on the page of one awardee.
    """
    if not selection.parts() or selection.found:
        return []
    return store.rows("left_out", selection, display, awardee_rounds=awardee_rounds)


def in_several_countries(store: Store, selection: Selection, display: str) -> list[dict[str, Any]]:
    """What works in a chosen country and in others, and so stands in none; rows as in `sql/several_countries.sql`.

    None beside a search.
    """
    is_asked = selection.country and "several-countries" not in selection.country and not selection.found
    return store.rows("several_countries", selection, display) if is_asked else []


def _amounts(line: dict[str, Any]) -> Amounts:
    return Amounts(line["currency"], line["amount_disclosed"], line["amount_not_broken_down"], line["amount"])
