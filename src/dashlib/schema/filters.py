"""Every filter of the selection, once: its name in address, command line and API, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dashlib.text.say import Text, say


@dataclass(frozen=True)
class Filter:
    """`codes` take several values of the dimension of the same name; the others take one, a choice one of `choices`."""

    name: str
    kind: Literal["codes", "years", "date", "choice", "text"]
    title: Text
    nothing_chosen: Text
    choices: Mapping[str, Text] = field(default_factory=dict)


DISCLOSED = {"yes": say("Amount published"), "no": say("Amount not published")}
FILTERS = (
    Filter("programme", "codes", say("Programme"), say("All programmes")),
    Filter("country", "codes", say("Country"), say("All countries")),
    Filter("grant_type", "codes", say("Grant type"), say("All types")),
    Filter("area", "codes", say("Area"), say("All areas")),
    Filter("year", "years", say("Award year"), say("All years")),
    Filter("disclosed", "choice", say("Amount"), say("Published or not"), DISCLOSED),
    Filter("call", "codes", say("Call"), say("All calls")),
    Filter("round", "codes", say("Round"), say("All rounds")),
    Filter("organization", "codes", say("Awardee"), say("All awardees")),
    Filter("municipality", "codes", say("Municipality"), say("All municipalities")),
    Filter("period_from", "date", say("Awarded from"), say("Any day")),
    Filter("period_to", "date", say("Awarded until"), say("Any day")),
    Filter("text", "text", say("Words"), say("Any words")),
)
BY_NAME = {filter_.name: filter_ for filter_ in FILTERS}
AS_AWARDED = "as-awarded"
