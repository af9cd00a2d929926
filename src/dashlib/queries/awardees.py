"""Awardees of the selected grants, and what belongs to one of them."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dashlib.queries.alphabet import in_alphabet
from dashlib.queries.grants import organizations_named
from dashlib.queries.store import Store
from dashlib.schema.selection import Selection
from dashlib.text.formats import Language


def awardees(
    store: Store, selection: Selection, display: str, currency: str, order: str, language: Language
) -> list[dict[str, Any]]:
    """The named awardees, columns as in `sql/awardees.sql`: by `name`, `relevance`, number of `grants`, `newest` award.

    By `amount`: the published money as far as it can be shown in a currency, largest first; then those of whom there is
    only money in others, then those without any.
    """
    rows = _by_name(store, store.rows("awardees", selection, display), language)
    places = selection.found.places if selection.found else {}
    if order == "relevance":
        rows.sort(key=lambda row: places[row["organization_id"]])
    if order == "grants":
        rows.sort(key=lambda row: -row["grant_count"])
    if order == "amount":
        comparable = {
            row["organization_id"]: part["amount"]
            for row in store.rows("awardees", selection, currency)
            for part in row["money"] or ()
            if part["currency"] == currency
        }
        rows.sort(key=lambda row: -comparable.get(row["organization_id"], Decimal(-1 if row["money"] else -2)))
    if order == "newest":
        rows.sort(key=lambda row: row["date_to"] or date.min, reverse=True)
    return rows


def organization(store: Store, organization_id: str) -> dict[str, Any] | None:
    """A row of the table of organizations by its identifier or a former one; None if there is none."""
    present = _present_ids(store).get(organization_id, organization_id)
    return next(iter(organizations_named(store, [present])), None)


def with_present_ids(store: Store, selection: Selection) -> Selection:
    """The selection with former identifiers of organizations replaced, so that old links still select what they named."""
    present = [_present_ids(store).get(id, id) for id in selection.organization]
    return selection.with_values("organization", list(dict.fromkeys(present)))


@lru_cache(maxsize=4)
def _present_ids(store: Store) -> dict[str, str]:
    return {row["former_id"]: row["organization_id"] for row in store.rows("former_ids")}


def partner_in(store: Store, organization_id: str) -> list[dict[str, Any]]:
    """The grants in which it is a partner, newest first; columns as in `sql/partner_in.sql`."""
    return store.rows("partner_in", id=organization_id)


def similar_awardees(store: Store, organization_id: str, language: Language) -> list[dict[str, Any]]:
    """Other awardees in its country with an area in common (`areas`), most areas first, then by name."""
    rows = _by_name(store, store.rows("similar_awardees", id=organization_id), language)
    return sorted(rows, key=lambda row: -len(row["areas"]))


def _by_name(store: Store, rows: list[dict[str, Any]], language: Language) -> list[dict[str, Any]]:
    return [rows[place] for place in in_alphabet(store, [row["name"] for row in rows], language)]
