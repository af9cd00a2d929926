"""What a page is narrowed to beside its filters: the hits of what is searched for, and what the page is set to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from dashlib.queries.events import events_by_type
from dashlib.queries.status import grants_by_status
from dashlib.queries.store import Store
from dashlib.schema.selection import Found, Selection

# The pages that search, the kind of what they list, and the option of their own that narrows it.
KINDS: dict[str, Literal["awardee", "grant", "event"]] = {"awardees": "awardee", "grants": "grant", "events": "event"}
OWN_OPTION = {"grants": "status", "events": "type"}


@dataclass(frozen=True, eq=False)
class Search:
    """The words that are searched for, and the identifiers of every hit of the release, best first, whatever the selection."""

    words: str
    ids: tuple[str, ...]


def by_own_option(store: Store, page: str, selection: Selection) -> dict[str, list[str]]:
    """The things of a selection by the values of the page's own option."""
    return grants_by_status(store, selection, today()) if page == "grants" else events_by_type(store, selection)


def found_for(store: Store, page: str, search: Search | None, options: Mapping[str, Sequence[str]]) -> Found | None:
    """The hits among what the page's own option is set to; None if the page is narrowed by neither."""
    ids = search.ids if search else None
    if chosen := options.get(OWN_OPTION.get(page, ""), ()):
        groups = by_own_option(store, page, Selection())
        fitting = dict.fromkeys(id for value in chosen for id in groups.get(value, ()))
        ids = tuple(id for id in (fitting if ids is None else ids) if id in fitting)
    return None if ids is None else Found(KINDS[page], ids)


def today() -> date:
    """The day of this run."""
    return datetime.now(UTC).date()
