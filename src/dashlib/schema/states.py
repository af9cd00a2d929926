"""What is known of an award: one set of names for charts, keys, tables and spoken text."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashlib.text.say import Text, say

STATES = {
    "published": say("name and amount published"),
    # For whichever reason.
    "withheld": say("name withheld"),
    "named": say("name published, amount not"),
    "announced": say("announced, name not published"),
}

# In place of the name of one awardee, by what its grant is withheld as.
NAMES_WITHHELD = {
    "organization": say("Name withheld for safety"),
    "all": say("Name withheld for safety"),
    "individual": say("A person; name not published"),
}

# The same treatments, for events: how much is known of their day.
EVENT_STATES = {
    "day": say("day known"),
    "month": say("only the month known"),
    "year": say("only the year known"),
    "undated": say("date not printed"),
}

# Above so many awards in one chart squares give way to bars: a reader can no longer count them.
TOLD_APART = 400


@dataclass(frozen=True)
class Award:
    """What a square stands for: one thing, or `number` awards that are not told apart.

    `state` is one of STATES (or of EVENT_STATES), `target` the address that a click opens, `id` that of the thing.
    `is_own` outlines it on the page of the awardee whose it is.
    """

    state: str
    number: Decimal
    title: Text
    target: str
    id: str | None = None
    is_own: bool = False


def counts_of(awards: Sequence[Award]) -> dict[str, Decimal]:
    """The number of awards, or of events, per state; every state is named."""
    states = EVENT_STATES if any(award.state in EVENT_STATES for award in awards) else STATES
    counts = dict.fromkeys(states, Decimal(0))
    for award in awards:
        counts[award.state] += award.number
    return counts
