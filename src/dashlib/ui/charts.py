"""The charts of grants: each asks one question and hands its rows to a figure and to a table."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from dashlib.figures.bars import Bar, Measure, columns_over_time
from dashlib.figures.maps import can_be_drawn, map_of_squares
from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Table
from dashlib.queries.awards import awards_by
from dashlib.queries.findings import completeness_rows
from dashlib.queries.sources import completeness
from dashlib.queries.timeline import Period, money_over_time
from dashlib.queries.totals import Amounts, Value, values_of, whole
from dashlib.schema.package import BUCKETS
from dashlib.schema.selection import Selection
from dashlib.schema.states import Award
from dashlib.text.formats import Count, Country, Interval, grants_said
from dashlib.text.say import Text, say, say_count
from dashlib.ui.credits import money_notes
from dashlib.ui.selection import selection_told
from dashlib.ui.show import Drawing, show_chart
from dashlib.ui.view import current_view, money, tell

MANY_COLUMNS = 6


def show_squares_by(id: str, dimension: str, title: object, selection: Selection | None = None) -> None:
    """Every award of the selection (or of another) as a square, one row per value of a dimension."""
    view = current_view()
    asked = selection or view.selection
    values = values_of(view.store, dimension, asked, view.display)
    values.sort(key=lambda value: (bucket_place(value), -value.award_count, tell(value.name)))
    awards = awards_by(view.store, dimension, asked)
    # A remainder of money alone has no squares: its row stands in the table.
    rows = [_row(value, dimension, awards[value.value_id]) for value in values if value.value_id in awards]
    show_chart(
        id,
        title,
        say("{selection}. Point at a square for its name, click it to open it.", selection=_grants_in(asked)),
        lambda: Drawing(
            rows_of_squares(rows, view.language, counted=awards_by(view.store, "total", asked).get("all", []))
        ),
        value_table(values, dimension),
        [say("Squares are awards, not amounts.")],
    )


def show_map(id: str, title: object) -> None:
    """The countries with their squares; what stands in no single country has rows below the map."""
    view = current_view()
    values = values_of(view.store, "country", view.selection, view.display)
    awards = awards_by(view.store, "country", view.selection)
    on_map = {v.value_id: _row(v, "country", awards.get(v.value_id, [])) for v in values if can_be_drawn(v.value_id)}
    values.sort(key=bucket_place)
    below = [
        _row(v, "country", awards[v.value_id]) for v in values if v.value_id not in on_map and v.value_id in awards
    ]
    show_chart(
        id,
        title,
        say(
            "{selection}, by country of the funded work; those that have no single one stand below the map.",
            selection=_grants_in(view.selection),
        ),
        lambda: Drawing(
            map_of_squares(on_map, below, view.language) if on_map else rows_of_squares(below, view.language)
        ),
        value_table(values, "country"),
        [say("Outlines: Natural Earth.")],
    )


def bucket_place(value: Value) -> int:
    """Buckets come last, in their own order."""
    return BUCKETS.index(value.value_id) + 1 if value.value_id in BUCKETS else 0


def _row(value: Value, dimension: str, awards: Sequence[Award]) -> Row:
    view = current_view()
    code, _, place = value.value_id.partition("/")
    note = Country(code) if dimension == "municipality" and place else None
    return Row(value.name, view.narrowed(dimension, value.value_id), note, awards, Count(value.award_count))


def _grants_in(selection: Selection) -> Text:
    view = current_view()
    value = whole(view.store, selection, view.display)
    grants = grants_said(value.award_count if value else 0)
    return say("{grants}, {selection}", grants=grants, selection=selection_told()) if view.selection.parts() else grants


def parts_of(sums: Amounts | None) -> dict[str, Decimal | None]:
    """An amount in its two parts, for a bar."""
    return {"published": sums.disclosed if sums else None, "announced": sums.not_broken_down if sums else None}


def value_table(values: Sequence[Value], dimension: str) -> Table:
    """Values of a dimension as rows: one per value and currency, the counts with the first."""
    view = current_view()
    rows: list[dict[str, Any]] = []
    for value in values:
        for number, sums in enumerate(value.money or (None,)):
            row = {
                dimension: value.name,
                "href": view.narrowed(dimension, value.value_id),
                "disclosed": money(sums.disclosed, sums.currency) if sums else None,
                "announced": money(sums.not_broken_down, sums.currency) if sums else None,
            }
            counts: dict[str, Decimal | int] = {
                "named": value.distinct_grant_count,
                "published": value.published_count,
                "unnamed": value.unnamed_count,
                "awardees": value.awardee_count,
                "shares": value.grant_count,
            }
            rows.append(row | {name: None if number else Count(count) for name, count in counts.items()})
    return Table(rows)


def show_money_over_time(id: str, title: object) -> None:
    """Announced money by award date, one picture per currency."""
    view = current_view()
    periods = money_over_time(view.store, view.selection, view.display)
    currencies = list(dict.fromkeys(period.currency for period in periods if period.currency))
    names = {"month": say("month"), "quarter": say("quarter"), "year": say("year")}
    unit = next((period.unit for period in periods if period.is_exact), "year")
    loose = [period for period in periods if not period.is_exact]
    sentence = say("Announced money by {unit} of award.", unit=names[unit])
    if loose:
        sentence = say("{sentence} What is dated less precisely stands apart.", sentence=sentence)

    def draw() -> Drawing:
        figures = []
        for currency in currencies:
            columns = [
                Bar(
                    _period_told(p),
                    {"published": p.disclosed, "announced": p.not_broken_down} if p.currency == currency else {},
                    _period_address(p),
                )
                for p in periods
                if p.currency in (currency, None) or (p.is_exact and not _has(periods, p, currency))
            ]
            columns = list({column.label: column for column in columns}.values())
            if len(columns) > MANY_COLUMNS:
                columns = _with_years_once(columns)
            measure = Measure(currency, currency == view.display)
            figures.append((currency, columns_over_time(columns, measure, view.language, view.scheme)))
        return Drawing(figures=figures, clicks=lambda address: address)

    rows = [
        {
            "awarded": _period_told(p),
            "href": _period_address(p) or None,
            "disclosed": money(p.disclosed, p.currency or ""),
            "announced": money(p.not_broken_down, p.currency or ""),
        }
        for p in periods
    ]
    show_chart(
        id,
        title,
        sentence if periods else say("No amount is stated in this selection."),
        draw,
        Table(rows),
        money_notes(whole(view.store, view.selection, view.display)),
    )


def _with_years_once(columns: Sequence[Bar]) -> list[Bar]:
    """Many columns: a label names its year only where the year changes."""
    shown, year = [], ""
    for column in columns:
        first, _, last = tell(column.label).partition("\n")
        shown.append(replace(column, label=first if last and last == year else column.label))
        year = last or year
    return shown


def _has(periods: Sequence[Period], period: Period, currency: str) -> bool:
    return any(p.start == period.start and p.end == period.end and p.currency == currency for p in periods)


def _period_told(period: Period) -> Text:
    if period.start is None or period.end is None:
        return say("no\ndate")
    if period.unit == "quarter":
        return say("Q{number}\n{year}", number=(period.start.month + 2) // 3, year=str(period.start.year))
    told = Interval(period.start, period.end)
    return say("{date}", date=told) if period.is_exact else say("in\n{date}", date=told)


def _period_address(period: Period) -> str:
    view = current_view()
    if period.start is None or period.end is None:
        return ""
    narrowed = view.selection.with_values("period_from", [str(period.start)]).with_values(
        "period_to", [str(period.end)]
    )
    return view.href(selection=narrowed)


def show_completeness(id: str, title: object) -> None:
    """Of the selected awards, how many are known in each respect: grey bars, since these have no treatments."""
    view = current_view()
    counts = completeness(view.store, view.selection)
    rows = completeness_rows(counts)
    show_chart(
        id,
        title,
        say_count(
            "Of {count} announced grant, the sources print …",
            "Of {count} announced grants, the sources print …",
            count=int(counts["awards"]),
        ),
        lambda: Drawing(grey_bars([(what, number, Count(number)) for what, number in rows], counts["awards"])),
        Table([{"sources_print": what, "grants": Count(number)} for what, number in rows]),
    )


def grey_bars(rows: Sequence[tuple[object, Decimal | int, object]], total: Decimal | int) -> Markup:
    """Label, bar, what stands at its end: parts of a total that have no treatments."""
    bars = Markup().join(
        Markup(
            '<div class="gd-row gd-fact"><div class="gd-label"><span>{}</span></div>'
            '<div class="gd-marks"><span class="gd-track"><span style="width:{:.2f}%"></span></span></div>'
            '<div class="gd-end"><b>{}</b></div></div>'
        ).format(tell(label), 100 * number / (total or 1), tell(end))
        for label, number, end in rows
    )
    return Markup('<div class="gd-rows">{}</div>').format(bars)
