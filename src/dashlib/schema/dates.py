"""Dates are intervals: what is known of a day, at the precision at which it is known."""

import re
from calendar import monthrange
from datetime import date

PATTERN = r"[12]\d{3}(-\d{2}(-\d{2})?)?"


def interval_of(text: str) -> tuple[date, date] | None:
    """First and last possible day of `2023-06-30`, `2022-12` or `2023`; None if the text is no date."""
    if not re.fullmatch(PATTERN, text, re.ASCII):
        return None
    try:
        parts = [int(part) for part in text.split("-")]
        year, month, day = [*parts, None, None][:3]
        if month is None:
            return date(year or 0, 1, 1), date(year or 0, 12, 31)
        if day is None:
            return date(year or 0, month, 1), date(year or 0, month, monthrange(year or 0, month)[1])
        return date(year or 0, month, day), date(year or 0, month, day)
    except ValueError:
        return None
