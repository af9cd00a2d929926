"""What the money is for: themes within priority areas, in the order in which they are read."""

from typing import Any

from dashlib.queries.findings import NOTHING
from dashlib.queries.names import value_name
from dashlib.queries.sources import completeness
from dashlib.queries.store import Store
from dashlib.queries.totals import Value, values_of, whole
from dashlib.schema.package import BUCKETS
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, grants_said
from dashlib.text.say import Text, say, say_list


def area_values(store: Store, selection: Selection, display: str) -> list[tuple[Value, Value | None]]:
    """Each area of the selected rows with its priority area, both by number of grants; buckets last, in none."""
    above = {
        row["area"]: row["priority_area"]
        for row in store.rows("priority_areas", selection, dimensions=("area", "priority_area"))
    }
    outer = {value.value_id: value for value in values_of(store, "priority_area", selection, display)}

    def place(value: Value) -> tuple[object, ...]:
        area = outer[above[value.value_id]]
        bucket = BUCKETS.index(value.value_id) + 1 if value.value_id in BUCKETS else 0
        return bucket, -area.grant_count, area.value_id, -value.grant_count, value.value_id

    values = sorted(values_of(store, "area", selection, display), key=place)
    return [(value, None if value.value_id in BUCKETS else outer[above[value.value_id]]) for value in values]


def areas_named(store: Store, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """Name, description, area above and source of these areas, by name."""
    return store.rows("areas_named", ids=list(ids))


def areas_finding(store: Store, selection: Selection, display: str) -> tuple[Text, Text]:
    """Of how many grants the purpose is known, and which theme stands out if one does."""
    value = whole(store, selection, display)
    if value is None:
        return NOTHING
    known = completeness(store, selection)["with_area"]
    themes = [value for value, area in area_values(store, selection, display) if area]
    themes.sort(key=lambda theme: -theme.award_count)
    grants = grants_said(value.award_count)
    title = say("What {known} of {grants} are for is known", known=Count(known), grants=grants)
    if not known:
        title = say("What these grants are for is not known")
    elif selection.area:
        names = say_list([value_name(store, "area", area) for area in selection.area])
        title = say("{grants} for {areas}", grants=value.told, areas=names)
    if len(themes) < 2 or themes[0].award_count == themes[1].award_count:
        most = say("No single theme stands out.") if len(themes) > 1 else say("Themes are those that the sources name.")
    else:
        most = say(
            "Most often: {theme}, with {grants}.", theme=themes[0].name, grants=grants_said(themes[0].award_count)
        )
    missing = value.award_count - known
    if not missing:
        return title, most
    return title, say("{most} For {missing} the sources name no area.", most=most, missing=grants_said(missing))
