"""From whom, through what, to whom: the same total at every level."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from dashlib.queries.findings import NOTHING
from dashlib.queries.store import Store
from dashlib.queries.totals import values_of, whole
from dashlib.schema.package import BUCKETS
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, grants_said
from dashlib.text.say import Text, say

LEVELS = ("funder", "programme", "grant_type", "country", "area")


@dataclass(frozen=True)
class Flow:
    """What goes from a value of one level to a value of the next; `state` is `named`, `withheld` or `announced`."""

    level: str
    source: str
    target: str
    state: str
    number: Decimal


def flows(store: Store, selection: Selection, display: str, depth: str, currency: str | None) -> list[Flow]:
    """The flows between each level and the next, from the funder to the country or area, of grants or of one currency."""
    levels = LEVELS[: LEVELS.index(depth) + 1]
    sums: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
    for row in store.rows("flows", selection, display, dimensions=("area" if depth == "area" else "total",)):
        number = row["award_count"] if currency is None else row["amount"] if row["currency"] == currency else None
        if number:
            for level, following in pairwise(levels):
                sums[level, row[level], row[following], row["state"]] += number
    return [Flow(*key, number) for key, number in sums.items()]


def flows_finding(store: Store, selection: Selection, display: str) -> tuple[Text, Text]:
    """How many awards cannot be followed to one country and a name."""
    value = whole(store, selection, display)
    if value is None:
        return NOTHING
    countries = values_of(store, "country", selection, display)
    followed = sum(country.named_count for country in countries if country.value_id not in BUCKETS)
    rest = value.award_count - followed
    title = say(
        "{rest} of {grants} cannot be followed to one country and a name",
        rest=Count(rest),
        grants=grants_said(value.award_count),
    )
    if not rest:
        title = say("Every grant can be followed to one country and a name")
    return title, say("Every level of the picture adds up to the same {grants}.", grants=value.told)
