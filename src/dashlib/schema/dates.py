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
        first = date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return None
    last_month = first.month if len(text) > 4 else 12
    last_day = first.day if len(text) == 10 else monthrange(first.year, last_month)[1]
    return first, date(first.year, last_month, last_day)
