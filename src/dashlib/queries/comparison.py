"""Two to four calls or rounds side by side."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dashlib.queries.areas import area_values
from dashlib.queries.rounds import Round, calls, rounds
from dashlib.queries.spread import known_sizes
from dashlib.queries.store import Store
from dashlib.queries.totals import Value
from dashlib.schema.selection import Selection

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Compared:
    """A call or round: `median` is that of the `median_of` grants with an amount in the currency; themes by grants."""

    kind: str
    round: Round
    median: Decimal | None
    median_of: int
    themes: tuple[Value, ...]


def comparable(store: Store, selection: Selection, display: str) -> dict[str, tuple[str, Round]]:
    """Every call and round of the selection by identifier; the only round of a call stands for the call."""
    found = {call.value.value_id: ("call", call) for call in calls(store, selection, display)}
    alone = {call.round_ids[0]: call for _, call in found.values() if len(call.round_ids) == 1}
    for line in rounds(store, selection, display):
        id = line.value.value_id
        found.setdefault(id, ("call", alone[id]) if id in alone else ("round", line))
    return found


def compared(store: Store, kind: str, line: Round, selection: Selection, display: str, currency: str) -> Compared:
    """What a call or round of the selection gives to compare; the median in a display currency."""
    narrowed = selection.with_values(kind, [line.value.value_id])
    amounts = sorted(size.amount for size in known_sizes(store, narrowed, currency))
    middle = amounts[(len(amounts) - 1) // 2 : len(amounts) // 2 + 1]
    median = (sum(middle, Decimal(0)) / len(middle)).quantize(CENT, ROUND_HALF_UP) if middle else None
    themes = [value for value, area in area_values(store, narrowed, display) if area]
    themes.sort(key=lambda theme: (-theme.award_count, theme.value_id))
    return Compared(kind, line, median, len(amounts), tuple(themes))
