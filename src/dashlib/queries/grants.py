"""One grant, with all that its page tells."""

from typing import Any

from dashlib.queries.store import Store


def grant(store: Store, grant_id: str) -> dict[str, Any] | None:
    """One row of `sql/grant.sql`, or None if there is no such grant."""
    return next(iter(store.rows("grant", id=grant_id)), None)


def grant_shares(store: Store, grant_id: str, display: str) -> list[dict[str, Any]]:
    """Its rows of the ledger: areas, shares, amounts as awarded and shown."""
    return store.rows("grant_shares", None, display, id=grant_id)


def organizations_named(store: Store, ids: list[str]) -> list[dict[str, Any]]:
    """The organizations of these identifiers, by name; `is_awardee` if a grant names them."""
    return store.rows("organizations_named", ids=ids)
