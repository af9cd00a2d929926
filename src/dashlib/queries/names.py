"""What people call the values of the dimensions."""

from functools import lru_cache

from dashlib.queries.status import STATUSES
from dashlib.queries.store import Store
from dashlib.schema.filters import DISCLOSED
from dashlib.text.formats import Country
from dashlib.text.say import say

BUCKET_NAMES = {
    "not-broken-down": say("not broken down"),
    "unknown": say("not known"),
    "several-countries": say("several countries"),
    "several-places": say("several places"),
    "withheld": say("withheld for safety"),
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
def _names(store: Store) -> dict[tuple[str, str], str]:
    return {(row["dimension"], row["value_id"]): row["name"] for row in store.rows("names")}


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
