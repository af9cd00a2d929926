"""Single awards of the selection, as they are drawn: one square each."""

from collections import defaultdict
from decimal import Decimal
from urllib.parse import quote

from dashlib.queries.names import value_name
from dashlib.queries.store import Store
from dashlib.schema.selection import Selection
from dashlib.schema.states import NAMES_WITHHELD, Award
from dashlib.text.formats import Money
from dashlib.text.say import say


def awards_by(store: Store, dimension: str, selection: Selection) -> dict[str, list[Award]]:
    """The awards of each value of a dimension, those of which most is known first."""
    return {value: groups["all"] for value, groups in awards_across(store, dimension, "total", selection).items()}


def awards_across(store: Store, dimension: str, across: str, selection: Selection) -> dict[str, dict[str, list[Award]]]:
    """The awards of each value of a dimension and, within it, of each value of a second one."""
    awards: dict[str, dict[str, list[Award]]] = defaultdict(lambda: defaultdict(list))
    for row in store.rows("awards", selection, dimension=dimension, across=across):
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
        awards[row["value_id"]][row["across_id"]].append(
            Award(state, Decimal(row["award_count"]), title, target, row["grant_id"])
        )
    return awards
