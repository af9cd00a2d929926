"""Asks a candidate release the pages' own questions: do the invariants I1 to I4 of the data model hold?

I5, that a release never changes, is held by the hashes of its manifest.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dashlib.errors import ReleaseError
from dashlib.publishing.progress import TellShare, tell_nobody
from dashlib.queries.store import Store
from dashlib.queries.totals import sums_by
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import dimensions
from dashlib.schema.selection import Selection


def verify_release(store: Store, tell: TellShare = tell_nobody) -> None:
    """Raise ReleaseError if a breakdown does not add up, a filter loses a row, or a row leads to no source."""
    displays = (AS_AWARDED, *store.display_currencies)
    countries = [line["value_id"] for line in sums_by(store, "country", Selection(), AS_AWARDED)]
    parts = len(displays) + len(countries)
    for done, display in enumerate(displays, start=1):
        for dimension in _not_adding_up(store, Selection(), display):
            raise ReleaseError(f"The breakdown by {dimension} ({display}) does not add up to the whole.")
        tell(done / parts)
    for done, country in enumerate(countries, start=1 + len(displays)):
        for dimension in _not_adding_up(store, Selection(country=(country,)), AS_AWARDED):
            raise ReleaseError(f"Within {country} the breakdown by {dimension} does not add up.")
        tell(done / parts)
    if (
        len(
            {sum(line["grant_count"] for line in sums_by(store, "total", Selection(), display)) for display in displays}
        )
        > 1
    ):
        raise ReleaseError("The display currency changes the number of grants.")
    broken = store.rows("rows_without_source")
    if broken:
        raise ReleaseError(f"{len(broken)} rows of the ledger lead to no source, such as {broken[0]}.")


def _not_adding_up(store: Store, selection: Selection, display: str) -> Iterator[str]:
    """The dimensions whose lines do not sum to the headline."""
    expected = _sums(sums_by(store, "total", selection, display))
    for dimension in dimensions():
        if _sums(sums_by(store, dimension, selection, display)) != expected:
            yield dimension


def _sums(lines: list[dict[str, Any]]) -> dict[object, Decimal]:
    """Amounts per currency, and counts over all: lines without money stand under no currency."""
    sums: defaultdict[object, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums["grant_count"] += line["grant_count"]
        for measure in ("amount_disclosed", "amount_not_broken_down"):
            sums[measure, line["currency"]] += line[measure] or 0
    # Nothing is nothing, whether or not there is a line that says so.
    return {what: total for what, total in sums.items() if total}
