"""Asks a candidate release the pages' own questions: do the invariants I1 to I4 of the data model hold?

I5, that a release never changes, is held by the hashes of its manifest.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from dashlib.errors import ReleaseError
from dashlib.publishing.progress import TellShare, tell_nobody
from dashlib.queries.store import Store
from dashlib.queries.totals import TOGETHER, sums_by
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import dimensions
from dashlib.schema.selection import Selection

MEASURES = ("amount_disclosed", "amount_not_broken_down", "grant_count")
AREAS = ("area", "priority_area")
SINGLE = tuple(name for name in dimensions() if name not in {*TOGETHER, *AREAS})
# The dimensions, in groups that bring each of the derived tables to be asked once.
GROUPS = ((*TOGETHER, "funder"), AREAS, SINGLE, (*AREAS, *SINGLE))

Sums = dict[tuple[str | None, str | None, str], Decimal]


def verify_release(store: Store, tell: TellShare = tell_nobody) -> None:
    """Raise ReleaseError if a breakdown does not add up, within a country or at all, or a row leads to no source."""
    displays = (AS_AWARDED, *store.display_currencies)
    counts = set()
    for done, display in enumerate(displays, start=1):
        expected = _sums(store.rows("whole_by_country", None, display))
        for group in GROUPS:
            lines = store.rows("adding_up", None, display, dimensions=group)
            for dimension in group:
                if _sums(line for line in lines if line["dimension"] == dimension) != expected:
                    raise ReleaseError(f"The breakdown by {dimension} ({display}) does not add up to the whole.")
        for dimension in (*dimensions(), "total"):
            if _over_all(_sums(sums_by(store, dimension, Selection(), display))) != _over_all(expected):
                raise ReleaseError(f"What pages show by {dimension} ({display}) does not add up to the whole.")
        counts.add(sum(number for (_, _, measure), number in expected.items() if measure == "grant_count"))
        tell(done / len(displays))
    if len(counts) > 1:
        raise ReleaseError("The display currency changes the number of grants.")
    broken = store.rows("rows_without_source")
    if broken:
        raise ReleaseError(f"{len(broken)} rows of the ledger lead to no source, such as {broken[0]}.")


def _sums(lines: Iterable[dict[str, Any]]) -> Sums:
    """Amounts per country and currency, numbers of grants per country: lines without money stand under no currency."""
    sums: defaultdict[tuple[str | None, str | None, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        for measure in MEASURES:
            currency = None if measure == "grant_count" else line["currency"]
            sums[line.get("within"), currency, measure] += line[measure] or 0
    # Nothing is nothing, whether or not there is a line that says so.
    return {what: total for what, total in sums.items() if total}


def _over_all(sums: Sums) -> Sums:
    """The same over all countries."""
    return _sums(
        {"currency": currency, **dict.fromkeys(MEASURES, 0), measure: number}
        for (_, currency, measure), number in sums.items()
    )
