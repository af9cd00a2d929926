"""Lists of single things: grants, awardees, announcements."""

from typing import Any

import pyarrow as pa

from dashlib.queries.alphabet import in_alphabet
from dashlib.queries.store import Store
from dashlib.schema.selection import BETWEEN_IDS, Selection
from dashlib.text.formats import Language

# As the question `grants` is asked where nothing else is wished.
EVERY_ROW: dict[str, Any] = {"sort": "newest", "places": None, "first": 0, "most": 2**31}


def grants(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The selected grants, newest first; columns of the table `grants` and names, see `sql/grants.sql`."""
    return store.rows("grants", selection, **EVERY_ROW)


def grants_in_order(
    store: Store,
    selection: Selection,
    currency: str,
    order: str,
    language: Language,
    first: int = 0,
    most: int = EVERY_ROW["most"],
) -> pa.Table:
    """The same as a table, amounts shown in a currency: `newest`, by `relevance`, awardee's `name`, or `amount`.

    Amounts that cannot be converted come after those that can be compared, undisclosed ones last. Of all, `most` after the
    `first` ones.
    """
    places: list[str] = []
    if order == "relevance" and selection.found:
        places = list(selection.found.ids)
    if order == "name":
        named = store.rows("awardees_named", selection)
        in_order = in_alphabet(store, [row["name"] for row in named], language)
        places = [named[place]["organization_id"] for place in in_order]
    told = BETWEEN_IDS.join(places) or None
    return store.ask("grants", selection, currency, sort=order, places=told, first=first, most=most)


def grants_known(store: Store, selection: Selection) -> dict[str, int]:
    """Of the selected grants, how many are known in each column of `sql/grants.sql`."""
    return store.rows("grants_known", selection)[0]


def reconciliation(store: Store) -> list[dict[str, Any]]:
    """Every announcement beside the data, by its identifier; columns as in `sql/reconciliation.sql`."""
    return store.rows("reconciliation")
