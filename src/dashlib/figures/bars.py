"""Plotly bars in the treatments of the site, of money or of grants, labels above so that they fit a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from dashlib.figures.labels import Label, name_told, plain, rows_with_labels
from dashlib.figures.theme import GRID, MUTED, STRONG, TREATMENTS, bare_figure, quiet_axis
from dashlib.schema.states import STATES
from dashlib.text.formats import Count, Language, Money
from dashlib.text.say import Text, say

# Pixels: a bar, and the letters of a heading.
THICKNESS = 24
HEADING = 17

MONEY_NAMES = {"published": say("published per awardee"), "announced": say("announced only")}
COUNT_NAMES = STATES | {"new": say("first grant of the programme"), "returning": say("had a grant before")}


@dataclass(frozen=True)
class Measure:
    """What the length of a bar is: money of one currency, or a number of things if there is none."""

    currency: str | None = None
    is_converted: bool = False

    def told(self, number: Decimal, length: str) -> Money | Count:
        """The number as a reader sees it."""
        return Money(number, self.currency, length, self.is_converted) if self.currency else Count(number)

    @property
    def nothing(self) -> Text:
        """The words for a bar without a length: no amount is not zero."""
        return say("no amount stated") if self.currency else say("none")

    def name(self, state: str) -> Text | None:
        """What a part of a bar is."""
        return (MONEY_NAMES if self.currency else COUNT_NAMES).get(state)


@dataclass(frozen=True)
class Bar:
    """One bar: its parts by their state (None: not stated, which is not zero); `target` is what a click chooses.

    `end` takes the place of the sum at its end. A bar without parts is a heading.
    """

    label: object
    parts: Mapping[str, Decimal | None]
    target: str = ""
    note: object = None
    end: object = None

    @property
    def total(self) -> Decimal | None:
        """The sum of what is known, None if nothing is."""
        known = [number for number in self.parts.values() if number is not None]
        return sum(known, Decimal(0)) if known else None


def labelled_bars(bars: Sequence[Bar], measure: Measure, language: Language, scheme: str) -> go.Figure:
    """Horizontal bars, the first on top, each with its label and sum above; one without a length keeps its row."""
    labels = [
        Label(
            name_told(bar.label, language),
            language.tell(bar.note) if bar.note else "",
            language.tell(bar.end if bar.end is not None else _sum(bar, measure)),
            bar.total is None,
            14 if bar.parts else HEADING,
        )
        for bar in bars
    ]
    figure, feet = rows_with_labels(labels, [0 if bar.total is None else THICKNESS for bar in bars], scheme)
    for state, numbers in _traces(bars):
        figure.add_bar(
            orientation="h",
            x=numbers,
            y=[foot - THICKNESS / 2 for foot in feet],
            width=THICKNESS - 2,
            **_drawn(bars, state, measure, language),
        )
    for bar, foot in zip(bars, feet, strict=True):
        if not bar.parts:
            figure.add_hline(foot, line={"color": GRID, "width": 1})
    figure.update_xaxes(visible=False, fixedrange=True, rangemode="tozero")
    return figure


def columns_over_time(columns: Sequence[Bar], measure: Measure, language: Language, scheme: str) -> go.Figure:
    """Vertical bars with their sums on top; an empty period says *none* at the base."""
    figure = bare_figure(300, scheme)
    labels = [plain(language.tell(column.label)) for column in columns]
    for state, numbers in _traces(columns):
        figure.add_bar(x=list(range(len(columns))), y=numbers, **_drawn(columns, state, measure, language))
    highest = max((column.total or Decimal(0) for column in columns), default=Decimal(0))
    for place, column in enumerate(columns):
        total = column.total
        told = language.tell(measure.told(total, "short") if total is not None else say("none"))
        figure.add_annotation(
            x=place,
            y=float(total or 0),
            text=f"<b>{told}</b>" if total is not None else told,
            showarrow=False,
            yanchor="bottom",
            font={"size": 13, "color": STRONG if total is not None else MUTED},
        )
    figure.update_layout(margin={"l": 0, "r": 8, "t": 32, "b": 44})
    figure.update_xaxes(
        **quiet_axis(tickmode="array", tickvals=list(range(len(columns))), ticktext=labels, showgrid=False, tickangle=0)
    )
    figure.update_yaxes(
        **quiet_axis(
            **round_ticks(highest, measure, language),
            gridcolor=GRID,
            range=[0, float(highest) * 1.1 or 1],
            automargin=True,
            tickfont={"size": 13, "color": MUTED},
        )
    )
    return figure


def round_ticks(highest: Decimal, measure: Measure, language: Language) -> dict[str, object]:
    """At most five round numbers from zero to the highest, told like all of the measure."""
    steps = _steps(highest)
    return {
        "tickmode": "array",
        "tickvals": [float(step) for step in steps],
        "ticktext": [language.tell(measure.told(step, "tick")) if step else "0" for step in steps],
    }


def _traces(bars: Sequence[Bar]) -> list[tuple[str, list[float | None]]]:
    """For each state that a bar has, one number per bar."""
    states = [state for state in TREATMENTS if any(state in bar.parts for bar in bars)]
    numbers = {state: [bar.parts.get(state) for bar in bars] for state in states}
    return [(state, [None if n is None else float(n) for n in numbers[state]]) for state in states]


def _drawn(bars: Sequence[Bar], state: str, measure: Measure, language: Language) -> dict[str, object]:
    """What a trace has whichever way its bars lie."""
    return {
        "marker": TREATMENTS[state],
        "name": language.tell(measure.name(state) or ""),
        "customdata": [[bar.target] for bar in bars],
        "hovertext": [_hover(bar, measure, language) for bar in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _sum(bar: Bar, measure: Measure) -> object:
    return measure.told(bar.total, "short") if bar.total is not None else measure.nothing


def _hover(bar: Bar, measure: Measure, language: Language) -> str:
    lines = [f"<b>{plain(language.tell(bar.label))}</b>"]
    for state, number in bar.parts.items():
        if number or (number is not None and measure.currency):
            name = measure.name(state)
            lines.append(f"{language.tell(measure.told(number, 'exact'))} {language.tell(name or '')}".rstrip())
    if len(lines) == 1:
        lines.append(language.tell(measure.nothing))
    return "<br>".join(lines)


def _steps(highest: Decimal) -> list[Decimal]:
    """At most five round steps from zero to the highest value."""
    if highest <= 0:
        return [Decimal(0)]
    power = Decimal(1).scaleb(highest.adjusted())
    step = next(
        power * factor
        for factor in (Decimal("0.25"), Decimal("0.5"), Decimal(1), Decimal("2.5"), Decimal(5))
        if power * factor * 4 >= highest
    )
    return [step * number for number in range(int(highest / step) + 1)]
