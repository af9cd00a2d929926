"""Lists of single things: grants, awardees, announcements."""

from decimal import Decimal
from typing import Any

import pyarrow as pa

from dashlib.queries.alphabet import in_alphabet
from dashlib.queries.store import Store
from dashlib.schema.selection import Selection
from dashlib.text.formats import Language


def grants(store: Store, selection: Selection) -> list[dict[str, Any]]:
    """The selected grants, newest first; columns of the table `grants` and names, see `sql/grants.sql`."""
    return store.rows("grants", selection)


def grants_in_order(store: Store, selection: Selection, currency: str, order: str, language: Language) -> pa.Table:
    """The same as a table, amounts shown in a currency: `newest`, by `relevance`, awardee's `name`, or `amount`.

    Amounts that cannot be converted come after those that can be compared, undisclosed ones last.
    """
    table = store.ask("grants", selection, currency)
    if order == "newest":
        return table
    if order == "relevance" and selection.found:
        places = selection.found.places
        return table.take(
            sorted(range(len(table)), key=[places[id] for id in table["grant_id"].to_pylist()].__getitem__)
        )
    if order == "name":
        return table.take(in_alphabet(store, table["organization_name"].to_pylist(), language))
    shown = zip(table["shown_currency"].to_pylist(), table["shown_amount"].to_pylist(), strict=True)
    keys = [(code is None, code != currency, -(amount or Decimal(0)) * (code == currency)) for code, amount in shown]
    return table.take(sorted(range(len(keys)), key=keys.__getitem__))


def reconciliation(store: Store) -> list[dict[str, Any]]:
    """Every announcement beside the data, by its identifier; columns as in `sql/reconciliation.sql`."""
    return store.rows("reconciliation")
