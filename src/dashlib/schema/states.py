"""What is known of an award: one set of names for charts, keys, tables and spoken text."""

from dataclasses import dataclass
from decimal import Decimal

from dashlib.text.say import Text, say

STATES = {
    "published": say("name and amount published"),
    "withheld": say("name withheld for safety"),
    "named": say("name published, amount not"),
    "announced": say("announced, name not published"),
}


@dataclass(frozen=True)
class Award:
    """A named grant, or `number` awards of which only an announcement is known; `state` is one of STATES."""

    state: str
    number: Decimal
    grant_id: str | None
    announcement_id: str | None
    title: Text
