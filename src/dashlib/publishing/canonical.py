"""One spelling for each value of a text table, so that what only looks different is not told as a change."""

import re
from decimal import Decimal

from dashlib.schema.package import Field

NUMBER = re.compile(r"\d{1,18}(\.\d{1,18})?", re.ASCII)


def canonical(text: str | None, field: Field) -> str | None:
    """The value as it counts: 1000 is 1000.00, a list is its members without blanks; None for an empty cell.

    A text that does not fit its kind stays as it is.
    """
    if text is None:
        return None
    if field.is_list:
        parts = [part.strip() for part in text.split(";") if part.strip()]
        if field.kind == "shares":
            return ";".join(_plain(part) for part in parts) or None
        return ";".join(dict.fromkeys(parts)) or None
    if field.kind == "money" and NUMBER.fullmatch(text):
        number = Decimal(text)
        return format(number.quantize(Decimal("0.01")) if number == round(number, 2) else number, "f")
    return _plain(text) if field.kind in {"rate", "count"} else text


def _plain(text: str) -> str:
    return format(Decimal(text).normalize(), "f") if NUMBER.fullmatch(text) else text
