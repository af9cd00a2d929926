"""How a statement reads: by whom, what exactly, what the comparison finds."""

from markupsafe import Markup

from dashlib.figures.nested import Segment
from dashlib.queries.statements import Statement
from dashlib.schema import dates
from dashlib.schema.selection import Selection
from dashlib.schema.states import STATES
from dashlib.text.formats import Interval, Money
from dashlib.text.say import Text, filled, say
from dashlib.ui.view import current_view, tell

FINDINGS = {
    "agrees": say("agrees"),
    "less_in_data": say("less in the data"),
    "more_in_data": say("more in the data"),
    "within": say("within the frame"),
    "not_comparable": say("cannot be compared"),
    "not_in_data": say("not in the data"),
}


PRECISIONS = {
    "exact": say("{amount}"),
    "about": say("about {amount}"),
    "at_least": say("at least {amount}"),
    "at_most": say("up to {amount}"),
}


def dated(statement: Statement) -> Text:
    """By whom and when a statement was made."""
    interval = dates.interval_of(statement.facts["as_of_date"] or "")
    publisher = statement.facts["publisher"] or say("publisher not stated")
    return (
        say("{publisher}, {date}", publisher=publisher, date=Interval(*interval))
        if interval
        else say("{publisher}, undated", publisher=publisher)
    )


def stated(statement: Statement, length: str = "exact") -> Text | None:
    """Its amount as it was stated, None if it states none."""
    amount, currency = statement.facts["stated_amount"], statement.facts["currency"]
    if amount is None:
        return None
    told = (
        Money(amount, currency, length) if currency else say("{number}, currency not stated", number=Money(amount, ""))
    )
    return filled(PRECISIONS[statement.facts["precision"]], amount=told)


def segment_of(statement: Statement) -> Segment:
    """Its number of grants as a part of a nested bar, which leads to its rounds."""
    view = current_view()
    scope = Selection(round=tuple(sorted(statement.round_ids)))
    return Segment(
        statement.name,
        view.href("rounds", scope),
        statement.stated_count or 0,
        statement.named_count,
        statement.published_count,
    )


def key_of_states() -> Markup:
    """The treatments of the site without counts."""
    entries = Markup().join(
        Markup('<li><span class="gd-square gd-{}" aria-hidden="true"></span> {}</li>').format(
            state, tell(STATES[state])
        )
        for state in ("published", "named", "announced")
    )
    return Markup('<ul class="gd-key">{}</ul>').format(entries)
