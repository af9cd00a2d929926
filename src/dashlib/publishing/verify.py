"""Asks a candidate release the pages' own questions: do the invariants I1 to I4 of the data model hold?

I5, that a release never changes, is held by the hashes of its manifest.
"""

from decimal import Decimal

from dashlib.errors import ReleaseError
from dashlib.queries.store import Store
from dashlib.queries.totals import headline, totals_by
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import dimensions
from dashlib.schema.selection import Selection

Sums = dict[str | None, tuple[Decimal, Decimal, Decimal]]


def verify_release(store: Store) -> None:
    """Raise ReleaseError if a breakdown does not add up, a filter loses a row, or a row leads to no source."""
    for display in (AS_AWARDED, *store.display_currencies):
        expected = _sums(headline(store, Selection(), display))
        for dimension in dimensions():
            lines = totals_by(store, dimension, Selection(), display)
            if _sums(lines) != expected:
                raise ReleaseError(f"The breakdown by {dimension} ({display}) does not add up to the whole.")
    for country in totals_by(store, "country", Selection(), AS_AWARDED):
        selection = Selection(country=(country["value_id"],))
        inside = _sums(headline(store, selection, AS_AWARDED))
        for dimension in dimensions():
            if _sums(totals_by(store, dimension, selection, AS_AWARDED)) != inside:
                raise ReleaseError(f"Within {country['value_id']} the breakdown by {dimension} does not add up.")
    counts = {
        line["grant_count"] for display in (AS_AWARDED, *store.display_currencies) for line in [_whole(store, display)]
    }
    if len(counts) > 1:
        raise ReleaseError("The display currency changes the number of grants.")
    broken = store.rows("rows_without_source")
    if broken:
        raise ReleaseError(f"{len(broken)} rows of the ledger lead to no source, such as {broken[0]}.")


def _whole(store: Store, display: str) -> dict[str, Decimal]:
    lines = headline(store, Selection(), display)
    return {"grant_count": sum((line["grant_count"] for line in lines), Decimal(0))}


def _sums(lines: list[dict[str, Decimal]]) -> Sums:
    """Amounts per currency, and counts over all: lines without money stand under no currency."""
    sums: dict[str | None, tuple[Decimal, Decimal, Decimal]] = {}
    for line in lines:
        zero = Decimal(0)
        for key, disclosed, announced, count in (
            (line["currency"], line["amount_disclosed"], line["amount_not_broken_down"], zero),
            (None, zero, zero, line["grant_count"]),
        ):
            before = sums.get(key, (zero, zero, zero))  # type: ignore[arg-type]
            sums[key] = (before[0] + (disclosed or 0), before[1] + (announced or 0), before[2] + count)  # type: ignore[index]
    return sums
