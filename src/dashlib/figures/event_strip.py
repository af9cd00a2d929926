"""Events in time, as HTML: one row per type, one square per event in the month in which it began.

What is known only to the year is a flat bar over that year, what has no date stands in a column of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from dashlib.figures.squares import key, spoken
from dashlib.schema.dates import interval_of
from dashlib.schema.states import Award
from dashlib.text.formats import Count, Interval, Language
from dashlib.text.say import Text, say

# A unit of the axis in months: months, else years, decades, centuries, so that a square fits into each on a phone.
UNITS = (1, 12, 120, 1200)
UNITS_AT_MOST = 36
TICKS_AT_MOST = 6
# Higher piles are drawn with flat marks, and higher still as one bar for each state, which then is so many pixels high.
SQUARES_IN_A_PILE = 12
MARKS_IN_A_PILE = 48
HIGHEST = 200
UNDATED_ABREAST = 4

MARK = Markup('<span class="gd-square gd-{}" style="{}" title="{}" data-go="{}"></span>')


@dataclass(frozen=True)
class Dated:
    """An event as a mark, and its interval if it has a date."""

    award: Award
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Line:
    """The events of one type; the label leads to them alone."""

    label: object
    href: str
    events: Sequence[Dated]


@dataclass(frozen=True)
class Axis:
    """Units of `months` each, from the unit `first` (counted from the year 0)."""

    months: int
    first: int
    count: int

    def unit(self, day: date) -> int:
        """The place of a day on the axis, from 0."""
        return _month(day) // self.months - self.first


def event_strip(lines: Sequence[Line], language: Language) -> Markup:
    """The rows under one axis of time; squares are for the eye and the mouse, the label is the link."""
    everything = [event for line in lines for event in line.events]
    axis = _axis(everything)
    piles = [Counter(_place(event, axis) for event in line.events) for line in lines]
    # Undated events stand side by side.
    heights = [-(-n // UNDATED_ABREAST) if place is None else n for pile in piles for place, n in pile.items()]
    highest = max(heights, default=0)
    is_bars = highest > MARKS_IN_A_PILE
    form = " gd-bars" if is_bars else " gd-flat" if highest > SQUARES_IN_A_PILE else ""
    has_undated = any(event.start is None for event in everything)
    scale = Decimal(HIGHEST) / highest if is_bars else None
    rows = Markup().join(_row(line, axis, scale, has_undated, language) for line in lines)
    head = Markup(
        '<div class="gd-time-row" aria-hidden="true"><span></span><div class="gd-time">'
        '<div class="gd-axis">{}</div>{}</div></div>'
    ).format(
        Markup().join(
            Markup('<span style="left:min({:.2f}%,100% - 32px)">{}</span>').format(
                100 * unit / axis.count, language.tell(label)
            )
            for unit, label in _ticks(axis)
        ),
        Markup('<div class="gd-no-date">{}</div>').format(language.tell(say("no date"))) if has_undated else "",
    )
    return Markup('{}<div class="gd-times{}" style="--units:{}">{}{}</div>').format(
        key([event.award for event in everything], language), form, axis.count, head, rows
    )


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _axis(events: Sequence[Dated]) -> Axis:
    months = [_month(day) for event in events for day in _ends(event)]
    if not months:
        return Axis(1, 0, 1)
    low, high = min(months), max(months)
    size = next(size for size in UNITS if high // size - low // size < UNITS_AT_MOST)
    return Axis(size, low // size, high // size - low // size + 1)


def _ends(event: Dated) -> list[date]:
    """The days that a mark covers: of an event of several days or months the first alone."""
    days = [event.start, event.end] if event.award.state == "year" else [event.start]
    return [day for day in days if day]


def _place(event: Dated, axis: Axis) -> tuple[int, ...] | None:
    """The units that a mark covers: one, or the first and last of a bar; None if it has no date."""
    return tuple(axis.unit(day) for day in _ends(event)) or None


def _ticks(axis: Axis) -> list[tuple[int, object]]:
    """Where years begin, and the first unit by its own name if that is far from any; none if nothing is dated."""
    if not axis.first:
        return []
    years = [unit for unit in range(axis.count) if (axis.first + unit) * axis.months % 12 == 0]
    ticks: list[tuple[int, object]] = [
        (unit, str((axis.first + unit) * axis.months // 12)) for unit in years[:: -(-len(years) // TICKS_AT_MOST) or 1]
    ]
    if not years or years[0] * TICKS_AT_MOST > axis.count:
        year, month = divmod(axis.first * axis.months, 12)
        ticks.insert(0, (0, Interval(*(interval_of(f"{year}-{month + 1:02}") or (None, None)))))
    return ticks


def _row(line: Line, axis: Axis, scale: Decimal | None, has_undated: bool, language: Language) -> Markup:
    places: dict[tuple[int, ...] | None, list[Award]] = defaultdict(list)
    for event in line.events:
        places[_place(event, axis)].append(event.award)
    spans, units = Markup(), Markup()
    for place, awards in places.items():
        if place and len(place) == 2:
            column = f"grid-column:{place[0] + 1}/{place[1] + 2}"
            spans += _marks(awards, line.href, scale, language, column)
        elif place:
            marks = _marks(awards, line.href, scale, language)
            units += Markup('<span style="grid-column:{}">{}</span>').format(place[0] + 1, marks)
    ticks = Markup().join(
        Markup('<i style="left:{:.2f}%"></i>').format(100 * unit / axis.count) for unit, _ in _ticks(axis)
    )
    undated = Markup('<div class="gd-no-date">{}</div>').format(
        _marks(places.get(None, []), line.href, scale, language)
    )
    own = Markup(' class="gd-own"') if isinstance(line.label, Text) else ""
    return Markup(
        '<div class="gd-time-row"><div class="gd-label"><a href="{}"{}>{}</a> <b>{}</b></div>'
        '<div class="gd-time" role="img" aria-label="{}"><div class="gd-years">{}'
        '<div class="gd-spans">{}</div><div class="gd-units">{}</div></div>{}</div></div>'
    ).format(
        line.href,
        own,
        language.tell(line.label),
        language.tell(Count(len(line.events))),
        spoken([event.award for event in line.events], language),
        ticks,
        spans,
        units,
        undated if has_undated else "",
    )


def _marks(awards: Sequence[Award], href: str, scale: Decimal | None, language: Language, column: str = "") -> Markup:
    """One mark per event, or one bar per state, so many pixels high for each, that leads where the label does."""
    if scale is None:
        return Markup().join(MARK.format(a.state, column, language.tell(a.title), a.target) for a in awards)
    groups: dict[str, list[Award]] = defaultdict(list)
    for award in awards:
        groups[award.state].append(award)
    return Markup().join(
        MARK.format(state, f"{column};height:{max(2, len(group) * scale):.1f}px", spoken(group, language), href)
        for state, group in groups.items()
    )
