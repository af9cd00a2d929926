"""The awards of the selection, as they are drawn: one square each, or bars of many."""

from collections import defaultdict
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from dashlib.queries.names import value_name
from dashlib.queries.store import Store
from dashlib.schema.filters import BY_NAME
from dashlib.schema.selection import Selection
from dashlib.schema.states import NAMES_WITHHELD, STATES, TOLD_APART, Award
from dashlib.text.formats import Money
from dashlib.text.say import say


def awards_by(store: Store, dimension: str, selection: Selection) -> dict[str, list[Award]]:
    """The awards of each value of a dimension, those of which most is known first; see `awards_across`."""
    return {value: groups["all"] for value, groups in awards_across(store, dimension, "total", selection).items()}


def awards_across(store: Store, dimension: str, across: str, selection: Selection) -> dict[str, dict[str, list[Award]]]:
    """The awards of each value of a dimension and, within it, of each value of a second one.

    Of more awards than can be told apart, one entry per state stands for as many as there are.
    """
    states = store.rows("award_states", selection, dimensions=("total", "total"))
    awards: dict[str, dict[str, list[Award]]] = defaultdict(lambda: defaultdict(list))
    if sum(row["award_count"] for row in states) > TOLD_APART:
        for row in store.rows("award_states", selection, dimensions=(dimension, across)):
            awards[row["value_id"]][row["across_id"]].append(_together(row, dimension))
    else:
        for row in store.rows("awards", selection, dimensions=(dimension, across)):
            awards[row["value_id"]][row["across_id"]].append(_single(store, row))
    return awards


def _together(row: dict[str, Any], dimension: str) -> Award:
    page = "announcements" if row["state"] == "announced" else "grants"
    narrowed = f"?{dimension.removeprefix('priority_')}={quote(row['value_id'])}" if dimension in BY_NAME else ""
    return Award(row["state"], Decimal(row["award_count"]), STATES[row["state"]], page + narrowed)


def _single(store: Store, row: dict[str, Any]) -> Award:
    state, name = row["state"], value_name(store, "organization", row["recipient_org_id"] or "")
    if state == "published":
        title = say("{name}: {amount}", name=name, amount=Money(row["amount_awarded"], row["currency"]))
    elif state == "named":
        title = say("{name}: amount not published", name=name)
    elif state == "withheld":
        title = NAMES_WITHHELD[row["withheld"]]
    else:
        title = say("Announced, name not published: {name}", name=row["announcement_name"] or "")
    # A grant leads to itself, an award that is only announced to its announcement.
    target = (
        f"grant?id={quote(row['grant_id'])}"
        if row["grant_id"]
        else f"announcements?call={quote(row['announcement_id'])}"
    )
    return Award(state, Decimal(row["award_count"]), title, target, row["grant_id"])
