"""Every visible word: `say()` marks it where it stands, a Language tells it to the reader.

A Text knows no language, so it can be computed, cached and compared; it must not be formatted before it is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """An English sentence with named places, its plural where it counts something, and what stands in the places."""

    template: str
    plural: str | None = None
    count: int | None = None
    values: tuple[tuple[str, object], ...] = ()


def say(template: str, /, **values: object) -> Text:
    """Mark a visible text."""
    return Text(template, values=tuple(values.items()))


def say_count(one: str, many: str, /, count: int, **values: object) -> Text:
    """Mark a visible text with a plural: `count` chooses the form and fills the place `{count}`."""
    return Text(one, many, count, (*values.items(), ("count", count)))


def filled(text: Text, **values: object) -> Text:
    """A text that was marked elsewhere, with what stands in its places."""
    return Text(text.template, text.plural, text.count, (*text.values, *values.items()))


def say_list(parts: Sequence[object]) -> Text:
    """Mark an enumeration of any length: 'a', 'a and b', 'a, b and c'."""
    if not parts:
        return Text("")
    told: Text = Text("{only}", values=(("only", parts[0]),))
    for number, part in enumerate(parts[1:], start=2):
        if number == len(parts):
            return say("{parts} and {last}", parts=told, last=part)
        told = say("{parts}, {next}", parts=told, next=part)
    return told
