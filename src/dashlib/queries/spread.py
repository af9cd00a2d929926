"""How the money is spread over organizations: known sizes, the largest awardees, new ones, partners."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

from dashlib.queries.findings import NOTHING
from dashlib.queries.names import value_name
from dashlib.queries.store import Store
from dashlib.queries.totals import Value, values_of, whole
from dashlib.schema.package import BUCKETS
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, Money, Share, grants_said
from dashlib.text.say import Text, say, say_count

# Ranking, concentration and bands say something only when enough is known.
AMOUNTS_NEEDED = 20
TOP = 20
BAND_LIMITS = tuple(map(Decimal, (0, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)))


@dataclass(frozen=True)
class Size:
    """The published amount of one grant in one currency."""

    grant_id: str
    awardee: object
    amount: Decimal


@dataclass(frozen=True)
class Ranked:
    """An awardee with the published amount of its selected grants; `organization_id` is None for all others together."""

    organization_id: str | None
    name: object
    amount: Decimal


def is_enough_known(value: Value | None) -> bool:
    """At least twenty amounts, and those of half of the grants."""
    return (
        value is not None and value.published_count >= AMOUNTS_NEEDED and value.award_count <= 2 * value.published_count
    )


def known_sizes(store: Store, selection: Selection, currency: str) -> list[Size]:
    """The selected grants with an amount in the currency, the largest first; a shared grant with its whole amount."""
    return [
        Size(row["grant_id"], value_name(store, "organization", row["organization"]), row["amount"])
        for row in store.rows("sizes", selection, currency)
    ]


def stated_sizes(store: Store, currency: str) -> list[dict[str, Any]]:
    """What calls of some types offer at least and at most, where it is stated in this currency."""
    return [row for row in store.rows("stated_sizes") if row["currency"] == currency]


def ranked_awardees(store: Store, selection: Selection, currency: str) -> list[Ranked]:
    """The awardees with a published amount, the largest first; what is withheld comes last, as one."""
    ranked = [
        Ranked(None if value.value_id in BUCKETS else value.value_id, value.name, sums.disclosed)
        for value in values_of(store, "organization", selection, currency)
        if (sums := value.sums_in(currency)) and sums.disclosed is not None
    ]
    return sorted(
        ranked, key=lambda awardee: (awardee.organization_id is None, -awardee.amount, awardee.organization_id)
    )


def top_of(ranked: list[Ranked]) -> list[Ranked]:
    """The first twenty, all others as one, and what is withheld: together all published money."""
    named, withheld = named_of(ranked), [awardee for awardee in ranked if not awardee.organization_id]
    rest = named[TOP:]
    if not rest:
        return ranked
    name = say_count("{count} other awardee", "{count} other awardees", count=len(rest))
    others = Ranked(None, name, sum((awardee.amount for awardee in rest), Decimal(0)))
    return [*named[:TOP], others, *withheld]


def named_of(ranked: list[Ranked]) -> list[Ranked]:
    """Those with a name."""
    return [awardee for awardee in ranked if awardee.organization_id]


def cumulative_shares(ranked: list[Ranked]) -> list[Decimal]:
    """The share of the published money that the first n awardees hold together, for each n."""
    total = sum((awardee.amount for awardee in ranked), Decimal(0))
    return [held / total for held in accumulate(awardee.amount for awardee in ranked)] if total else []


def size_bands(sizes: list[Size]) -> list[tuple[tuple[Decimal, Decimal | None], int]]:
    """The number of grants from each limit up to below the next, from the first band that has one to the last."""
    limits: list[tuple[Decimal, Decimal | None]] = [*pairwise(BAND_LIMITS), (BAND_LIMITS[-1], None)]
    counts = [
        sum(low <= size.amount and (high is None or size.amount < high) for size in sizes) for low, high in limits
    ]
    used = [place for place, count in enumerate(counts) if count]
    return list(zip(limits, counts, strict=True))[used[0] : used[-1] + 1] if used else []


def awardees_by_year(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """New and returning awardees per award year; columns as in `sql/awardees_by_year.sql`."""
    return store.rows("awardees_by_year", selection)


def partners(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """Who takes part in whose grant; columns as in `sql/partners.sql`."""
    return store.rows("partners", selection)


def spread_finding(store: Store, selection: Selection, currency: str) -> tuple[Text, Text]:
    """How many awardees hold more than half of the published money, or that too little is known to say it."""
    value = whole(store, selection, currency)
    if value is None:
        return NOTHING
    ranked = named_of(ranked_awardees(store, selection, currency))
    awardees = say_count("{count} organization", "{count} organizations", count=value.awardee_count)
    if not ranked:
        return (
            say("{awardees} received a grant; how much, is published for none", awardees=awardees),
            say("The sources name {grants}.", grants=grants_said(value.named_count)),
        )
    if not is_enough_known(value):
        title = say_count(
            "Of {awardees}, the sources print an amount for {count}",
            "Of {awardees}, the sources print an amount for {count}",
            count=len(ranked),
            awardees=awardees,
        )
        low, high = ranked[-1].amount, ranked[0].amount
        standfirst = say(
            "By awardee from {low} to {high}. Too few to say how the money is spread.",
            low=Money(low, currency, "whole", True),
            high=Money(high, currency, "whole", True),
        )
        return title, standfirst
    shares = cumulative_shares(ranked)
    number = next(place for place, share in enumerate(shares, start=1) if share > Decimal("0.5"))
    title = say_count(
        "One of {all} organizations received more than half of the published money",
        "{count} of {all} organizations received more than half of the published money",
        count=number,
        all=Count(len(ranked)),
    )
    largest = say("The largest sum, {share} of it, went to {name}.", share=Share(shares[0]), name=ranked[0].name)
    return title, largest
