"""Among which things a search looks when the selection is narrowed."""

from collections.abc import Collection

from dashlib.queries.events import events
from dashlib.queries.lists import grants
from dashlib.queries.store import Store
from dashlib.schema.selection import Selection


def among(store: Store, kind: str | None, selection: Selection) -> Collection[str] | None:
    """The identifiers of the things of a kind (None: of all) that belong to a selection; None for the whole programme.

    Organizations belong to it as awardees or partners of its grants.
    """
    if not selection.parts():
        return None
    held = {row["event_id"] for row in events(store, selection)} if kind in {"event", None} else set()
    if kind == "event":
        return held
    rows = grants(store, selection)
    held |= {row["grant_id"] for row in rows} if kind in {"grant", None} else set()
    if kind == "grant":
        return held
    named = {row["recipient_org_id"] for row in rows}
    partners = {id for row in rows for id in (row["partner_org_ids"] or "").split(";")}
    return named if kind == "awardee" else held | named | partners
