"""Whether grants run, by their planned dates."""

from datetime import date

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection
from dashlib.text.say import say

STATUSES = {
    "running": say("running"),
    "finished": say("finished"),
    "not-begun": say("not begun yet"),
    "not-stated": say("not stated"),
}


def grants_by_status(store: Store, selection: Selection, today: date) -> dict[str, list[str]]:
    """The identifiers of the selected grants of each of STATUSES that has any, as of a day."""
    return {row["status"]: row["grant_ids"] for row in store.rows("statuses", selection, today=today)}
