"""Single awards of the selection, as they are drawn: one square each."""

from collections import defaultdict
from decimal import Decimal

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection
from dashlib.schema.states import Award
from dashlib.text.formats import Money
from dashlib.text.say import say


def awards_by(store: Store, dimension: str, selection: Selection) -> dict[str, list[Award]]:
    """The awards of each value of a dimension, those of which most is known first."""
    awards = defaultdict(list)
    for row in store.rows("awards", selection, dimension=dimension):
        state, name = row["state"], row["organization_name"] or ""
        if state == "published":
            title = say("{name}: {amount}", name=name, amount=Money(row["amount_awarded"], row["currency"]))
        elif state == "named":
            title = say("{name}: amount not published", name=name)
        elif state == "withheld":
            title = say("Name withheld for safety")
        else:
            title = say("Announced, name not published: {name}", name=row["announcement_name"] or "")
        awards[row["value_id"]].append(
            Award(state, Decimal(row["award_count"]), row["grant_id"], row["announcement_id"], title)
        )
    return awards
