"""Money by award date, in months, quarters or years, whichever fits."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection

# Up to so many days of dated money the unit is used; beyond the last it is the year.
UNITS = (("month", 250), ("quarter", 1500), ("year", None))


@dataclass(frozen=True)
class Period:
    """Money of one period and currency. `is_exact` is False for what is only known to the year, or not at all."""

    unit: str
    start: date | None
    end: date | None
    is_exact: bool
    currency: str | None
    disclosed: Decimal | None
    not_broken_down: Decimal | None
    amount: Decimal | None


def money_over_time(store: Store, selection: Selection, display: str) -> list[Period]:
    """Periods without gaps in order, empty ones with None, then years of which no more is known, then *no date*."""
    span = store.rows("dated_span", selection)[0]
    if span["first_day"] is None:
        unit = "year"
    else:
        days = (span["last_day"] - span["first_day"]).days
        unit = next(name for name, most in UNITS if most is None or days <= most)
    rows = store.rows("timeline", selection, display, unit=unit)
    found = []
    for row in rows:
        length = (row["period_end"] - row["period_start"]).days if row["period_start"] else 0
        is_exact = row["period_start"] is not None and (unit == "year" or length < 100)
        found.append(
            Period(
                unit if is_exact or row["period_start"] is None else "year",
                row["period_start"],
                row["period_end"],
                is_exact,
                row["currency"],
                row["amount_disclosed"],
                row["amount_not_broken_down"],
                row["amount"],
            )
        )
    exact = [period for period in found if period.is_exact]
    return [*_without_gaps(exact, unit), *(period for period in found if not period.is_exact)]


def first_award(store: Store, selection: Selection) -> tuple[date | None, date | None]:
    """The interval of the earliest selected award; unknown if none is dated."""
    row = store.rows("dated_span", selection)[0]
    return row["first_award_from"], row["first_award_to"]


def latest_award(store: Store, selection: Selection) -> tuple[date, date] | None:
    """The interval of the latest selected award of which more is known than the year; None if there is none."""
    row = store.rows("dated_span", selection)[0]
    return (row["last_award_from"], row["last_award_to"]) if row["last_award_from"] else None


def _without_gaps(periods: list[Period], unit: str) -> list[Period]:
    if not periods:
        return []
    starts = {period.start for period in periods if period.start}
    filled, day = list(periods), min(starts)
    while day <= max(starts):
        following = _next(day, unit)
        if day not in starts:
            filled.append(Period(unit, day, following - timedelta(days=1), True, None, None, None, None))
        day = following
    return sorted(filled, key=lambda period: (period.start or date.min, period.currency or ""))


def _next(day: date, unit: str) -> date:
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    return date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
