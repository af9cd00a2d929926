"""What people call the values of the dimensions."""

from collections import Counter
from functools import lru_cache
from typing import Any

from dashlib.queries.status import STATUSES
from dashlib.queries.store import Store
from dashlib.schema.filters import DISCLOSED
from dashlib.text.folding import folded
from dashlib.text.formats import Country
from dashlib.text.say import say

BUCKET_NAMES = {
    "not-broken-down": say("not broken down"),
    "unknown": say("not known"),
    "several-countries": say("several countries"),
    "several-places": say("several places"),
    "withheld": say("withheld"),
}
UNKNOWN_NAMES = {
    "area": say("no area known"),
    "priority_area": say("no area known"),
    "year": say("date unknown"),
    "country": say("country not known"),
    "municipality": say("place not known"),
}
CHOICES = {"disclosed": DISCLOSED, "status": STATUSES}
THEME_NOT_STATED = ".theme-not-stated"


@lru_cache(maxsize=4)
def _names(store: Store) -> dict[tuple[str, str], object]:
    """By dimension and value; where organizations have one name, the place tells them apart, else the identifier."""
    rows = store.rows("names")
    same = Counter(_apart(row)[:2] for row in rows)
    at_place = Counter(map(_apart, rows))
    names: dict[tuple[str, str], object] = {}
    for row in rows:
        name, country = row["name"], row["country"] and Country(row["country"])
        if row["dimension"] in {"organization", "funder"} and same[_apart(row)[:2]] > 1:
            place: object = row["value_id"]
            if country and at_place[_apart(row)] == 1:
                town = row["municipality"]
                place = say("{place}, {country}", place=town, country=country) if town else country
            name = say("{name} ({place})", name=name, place=place)
        names[row["dimension"], row["value_id"]] = name
    return names


def _apart(row: dict[str, Any]) -> tuple[str, str, str | None, str]:
    """What tells an organization apart for a reader: its name and place, in any spelling."""
    return row["dimension"], folded(row["name"]) or row["name"], row["country"], folded(row["municipality"] or "")


def value_name(store: Store, dimension: str, value_id: str) -> object:
    """The name of a value: a Text, a Country or a string; the code itself if nothing has this code."""
    if value_id == "unknown" and dimension in UNKNOWN_NAMES:
        return UNKNOWN_NAMES[dimension]
    if value_id in BUCKET_NAMES:
        return BUCKET_NAMES[value_id]
    if dimension in CHOICES:
        return CHOICES[dimension][value_id]
    if dimension == "country":
        return Country(value_id)
    if dimension == "municipality":
        return value_id.partition("/")[2] or value_id
    names = _names(store)
    if dimension == "area" and value_id.endswith(THEME_NOT_STATED):
        area = value_id.removesuffix(THEME_NOT_STATED)
        return say("{area}, theme not stated", area=names.get((dimension, area), area))
    return names.get((dimension, value_id), value_id)
