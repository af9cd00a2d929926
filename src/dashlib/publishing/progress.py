"""How work says how far it is."""

from collections.abc import Callable

# A step by its name, and the share of it that is done, from 0 to 1; None if that is not known.
Tell = Callable[[str, float | None], None]
# The share alone, of work that is one step.
TellShare = Callable[[float], None]


def tell_nobody(*_: object) -> None:
    """For whoever does not ask."""
