"""Events in time, as HTML: one row per type, one square per event in the month in which it began.

What is known only to the year is a flat bar over that year, what has no date stands in a column of its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from dashlib.figures.squares import Row, key, spoken
from dashlib.schema.states import Award
from dashlib.text.formats import Interval, Language
from dashlib.text.say import Text, say

# A unit of the axis in months: months, else years, decades, centuries, so that a square fits into each on a phone.
UNITS = (1, 12, 120, 1200)
UNITS_AT_MOST = 36
TICKS_AT_MOST = 6
# Higher piles are drawn with flat marks, so that the highest is about so many pixels high.
SQUARES_IN_A_PILE = 12
HIGHEST = 200
UNDATED_ABREAST = 4

# The units of the axis that marks cover: one, the first and last of a bar, or none.
Place = tuple[int, ...]
Days = tuple[date, date]


def event_strip(rows: Sequence[Row], days: Mapping[str, Days], language: Language) -> Markup:
    """The rows under one axis of time, `days` by id of the event. Squares are for the eye; the label is the link."""
    everything = [award for row in rows for award in row.awards]
    months = [month for award in everything for month in _months(award, days)]
    low, high = min(months, default=0), max(months, default=0)
    size = next(size for size in UNITS if high // size - low // size < UNITS_AT_MOST)
    first, count = low // size, high // size - low // size + 1
    marks: list[dict[Place, list[Award]]] = [defaultdict(list) for _ in rows]
    for row, places in zip(rows, marks, strict=True):
        for award in row.awards:
            places[tuple(month // size - first for month in _months(award, days))].append(award)
    piles = [len(pile) if place else len(pile) // UNDATED_ABREAST for row in marks for place, pile in row.items()]
    highest = max(piles, default=0)
    ticks = [(f"{100 * unit / count:.2f}%", label) for unit, label in _ticks(first, count, size)] if months else []
    has_undated = any(() in places for places in marks)
    axis = Markup().join(
        Markup('<span style="left:min({},100% - 32px)">{}</span>').format(left, language.tell(label))
        for left, label in ticks
    )
    undated = Markup('<div class="gd-no-date">{}</div>')
    lines = Markup(
        '<div class="gd-time-row" aria-hidden="true"><span></span><div class="gd-time"><div class="gd-axis">{}</div>{}</div></div>'
    ).format(axis, undated.format(language.tell(say("no date"))) if has_undated else "")
    years = Markup().join(Markup('<i style="left:{}"></i>').format(left) for left, _ in ticks)
    for row, places in zip(rows, marks, strict=True):
        end = undated.format(_marks(places.get((), []), language)) if has_undated else Markup()
        lines += _line(row, years + _time(places, language), end, language)
    form = f"--units:{count};--high:{max(1, HIGHEST // max(1, highest) - 1)}px"
    return Markup('{}<div class="gd-times{}" style="{}">{}</div>').format(
        key(everything, language), " gd-flat" if highest > SQUARES_IN_A_PILE else "", form, lines
    )


def _months(award: Award, days: Mapping[str, Days]) -> list[int]:
    """The months from the year 0 that a mark covers: of an event of several days the first day's alone."""
    known = days.get(award.id or "", ())
    return [day.year * 12 + day.month - 1 for day in (known if award.state == "year" else known[:1])]


def _ticks(first: int, count: int, size: int) -> list[tuple[int, object]]:
    """Where years begin, and the first unit by its own name if that is far from any."""
    years = [unit for unit in range(count) if (first + unit) * size % 12 == 0]
    ticks: list[tuple[int, object]] = [
        (unit, str((first + unit) * size // 12)) for unit in years[:: len(years) // TICKS_AT_MOST + 1]
    ]
    if not years or years[0] * TICKS_AT_MOST > count:
        start = date(first // 12, first % 12 + 1, 1)
        ticks.insert(0, (0, Interval(start, start.replace(day=28))))
    return ticks


def _line(row: Row, time: Markup, end: Markup, language: Language) -> Markup:
    own = Markup(' class="gd-own"') if isinstance(row.label, Text) else ""
    return Markup(
        '<div class="gd-time-row"><div class="gd-label"><a href="{}"{}>{}</a> <b>{}</b></div>'
        '<div class="gd-time" role="img" aria-label="{}"><div class="gd-years">{}</div>{}</div></div>'
    ).format(row.href, own, language.tell(row.label), language.tell(row.end), spoken(row.awards, language), time, end)


def _time(places: Mapping[Place, Sequence[Award]], language: Language) -> Markup:
    """The bars of whole years, and below them the piles of squares."""
    bars, piles = Markup(), Markup()
    for place, awards in places.items():
        if len(place) == 2:
            bars += _marks(awards, language, f"grid-column:{place[0] + 1}/{place[1] + 2}")
        elif place:
            pile = Markup('<span style="grid-column:{}">{}</span>')
            piles += pile.format(place[0] + 1, _marks(awards, language))
    return Markup('<div class="gd-spans">{}</div><div class="gd-units">{}</div>').format(bars, piles)


def _marks(awards: Sequence[Award], language: Language, style: str = "") -> Markup:
    mark = Markup('<span class="gd-square gd-{}" style="{}" title="{}" data-go="{}"></span>')
    return Markup().join(mark.format(award.state, style, language.tell(award.title), award.target) for award in awards)
