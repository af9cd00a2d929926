"""What a reader asks for: one frozen value that goes to the address, to SQL and to a sentence, and back."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, Literal

from dashlib.schema import dates
from dashlib.schema.filters import BY_NAME, FILTERS
from dashlib.schema.package import BUCKETS
from dashlib.text.folding import folded

BETWEEN_IDS = "\x1f"
# What a name can be; more is no name of ours, and nobody types it.
LONGEST_VALUE, MOST_VALUES, LONGEST_TEXT, MOST_WORDS = 200, 200, 2_000, 50
# Of what cannot be read so much is named.
UNREAD_NAMED = 20
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    """The things to which a page is narrowed beside its filters, such as the hits of a search, best first."""

    kind: Literal["awardee", "grant", "event"]
    ids: tuple[str, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each stands in this order."""
        return {id: place for place, id in enumerate(self.ids)}

    @cached_property
    def digest(self) -> bytes:
        """What tells these from any others, in a few bytes."""
        return hashlib.blake2b(f"{self.kind}{BETWEEN_IDS}{BETWEEN_IDS.join(self.ids)}".encode()).digest()


@dataclass(frozen=True)
class Selection:
    """Codes per filter, in the order chosen and each once; an empty tuple or None means no filter.

    `period_from` and `period_to` are dates as they were written (`2023`, `2023-06`, `2023-06-30`). `found` is no filter:
    it stands in no address and is none of the parts.
    """

    programme: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    grant_type: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    disclosed: str | None = None
    call: tuple[str, ...] = ()
    round: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    period_from: str | None = None
    period_to: str | None = None
    text: str | None = None
    found: Found | None = None

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values of one filter, none if it is not set."""
        value = getattr(self, name)
        return value if isinstance(value, tuple) else (value,) if value else ()

    def parts(self) -> list[tuple[str, str]]:
        """Every chosen value with its filter, in the order of the filters."""
        return [(filter_.name, value) for filter_ in FILTERS for value in self.chosen(filter_.name)]

    def with_values(self, name: str, values: Sequence[str]) -> "Selection":
        """The selection with one filter set to these values. Raises KeyError for an unknown filter."""
        several = BY_NAME[name].kind in {"codes", "years"}
        changes: dict[str, Any] = {name: tuple(values) if several else next(iter(values), None)}
        return replace(self, **changes)

    def without(self, name: str, value: str | None = None) -> "Selection":
        """The selection without one value of a filter, or without the filter."""
        return self.with_values(name, [kept for kept in self.chosen(name) if value is not None and kept != value])

    def variables(self) -> dict[str, object]:
        """What the SQL of the views compares with: lists of codes, days, folded words; None where nothing is chosen."""
        variables: dict[str, object] = {name: list(self.chosen(name)) or None for name in BY_NAME}
        variables |= {name: getattr(self, name) for name, filter_ in BY_NAME.items() if filter_.kind == "choice"}
        variables["period_from"] = _day(self.period_from, 0)
        variables["period_to"] = _day(self.period_to, 1)
        # Text of which nothing can be searched for, such as "?!", fits nothing rather than everything.
        variables["text"] = (folded(self.text).split()[:MOST_WORDS] or ["\n"]) if self.text else None
        variables |= dict.fromkeys(("found_awardees", "found_grants", "found_events"))
        if self.found:
            # One text is handed to DuckDB a hundred times as fast as a list.
            variables[f"found_{self.found.kind}s"] = BETWEEN_IDS.join(self.found.ids)
        return variables


def _day(text: str | None, end: int) -> date | None:
    interval = dates.interval_of(text) if text else None
    return interval[end] if interval else None


def read_selection(values: Mapping[str, Sequence[str]]) -> tuple[Selection, list[tuple[str, str]]]:
    """Read the filters of an address or command line.

    Returns the selection and what could not be read, as (name, value). Unknown codes are kept: they select nothing.
    """
    selection, unread = Selection(), []
    for filter_ in FILTERS:
        given, left_out = within(filter_.name, values.get(filter_.name, ()))
        readable = [value for value in given if _is_readable(filter_.kind, filter_.choices, value)]
        single = filter_.kind not in {"codes", "years"}
        left_out += [(filter_.name, value) for value in given if value not in readable]
        left_out += [(filter_.name, value) for value in readable[1:] if single]
        unread += shortly(filter_.name, left_out)
        selection = selection.with_values(filter_.name, readable[:1] if single else readable)
    return selection, unread


def within(name: str, values: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The values of a part of an address that can be meant, each once, and what is too long or too much, as (name, value).

    Of a text (`text`, `q`) its beginning is read.
    """
    given = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    if name in {"text", "q"}:
        cuts = [_beginning(value) for value in given[:MOST_VALUES]]
        rests = [value[cut:].strip() for value, cut in zip(given, cuts, strict=False)]
        read = [value[:cut].strip() for value, cut in zip(given, cuts, strict=False)]
        return read, shortly(name, [(name, rest) for rest in [*rests, *given[MOST_VALUES:]] if rest])
    short = [value for value in given if len(value) <= LONGEST_VALUE]
    left_out = [value for value in given if len(value) > LONGEST_VALUE] + short[MOST_VALUES:]
    return short[:MOST_VALUES], shortly(name, [(name, value) for value in left_out])


def shortly(name: str, unread: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What cannot be read, as far as it is named: the beginnings of the first, and that there is more."""
    named = [(part, value[:LONGEST_VALUE]) for part, value in unread[:UNREAD_NAMED]]
    return named + ([(name, "…")] if len(unread) > UNREAD_NAMED else [])


def _beginning(text: str) -> int:
    """Where the last word ends that is read."""
    ends = [word.end() for word in islice(WORD.finditer(text[:LONGEST_TEXT]), MOST_WORDS + 1)]
    return ends[MOST_WORDS - 1] if len(ends) > MOST_WORDS else LONGEST_TEXT


def _is_readable(kind: str, choices: Collection[str], value: str) -> bool:
    if kind == "years":
        return value in BUCKETS or bool(re.fullmatch(r"[12]\d{3}", value, re.ASCII))
    if kind == "date":
        return dates.interval_of(value) is not None
    if kind == "choice":
        return value in choices
    return True


def address_of(selection: Selection) -> dict[str, list[str]]:
    """The selection as parameters of an address; what is not chosen is left out."""
    return {filter_.name: list(values) for filter_ in FILTERS if (values := selection.chosen(filter_.name))}
