"""Lists of single things: grants, awardees, announcements."""

from typing import Any

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection


def grants(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The selected grants, newest first; columns of the table `grants` and names, see `sql/grants.sql`."""
    return store.rows("grants", selection)


def reconciliation(store: Store) -> list[dict[str, Any]]:
    """Every announcement beside the data, by its identifier; columns as in `sql/reconciliation.sql`."""
    return store.rows("reconciliation")
