"""Flows: the picture of bands from the funder to the countries or areas."""

from dashlib.figures.bars import Measure
from dashlib.figures.sankey import Band, Node, flow_bands
from dashlib.figures.tables import Table
from dashlib.queries.flows import LEVELS, Flow, flows, flows_finding
from dashlib.queries.names import value_name
from dashlib.queries.totals import values_of, whole
from dashlib.schema.package import BUCKETS
from dashlib.schema.states import STATES
from dashlib.text.say import say
from dashlib.ui.breakdowns import MEASURES, SHARES_NOTE, measures
from dashlib.ui.controls import switch
from dashlib.ui.credits import money_notes
from dashlib.ui.show import Drawing, show_chart, show_heading
from dashlib.ui.view import current_view

DEPTHS = {"country": say("To countries"), "area": say("On to areas")}
NAMES = {"named": say("with a named awardee"), "withheld": STATES["withheld"], "announced": say("announced only")}
KEYS = {
    "grants": say("Blue: the awardee is named; grey: announced only, or withheld."),
    "money": say("Blue: the amount is published per awardee; grey: announced only, or withheld."),
}


def show_flows_heading() -> None:
    """How many awards cannot be followed to the end."""
    view = current_view()
    title, standfirst = flows_finding(view.store, view.selection, view.display)
    show_heading(say("Funding · Flows"), title, standfirst)


def show_flow(id: str, title: object) -> None:
    """Bands from level to level, of grants or of money, with a picture for each currency."""
    view = current_view()
    depth = view.option("depth", tuple(DEPTHS))
    shown = measures()
    found = {measure: flows(view.store, view.selection, view.display, depth, measure.currency) for measure in shown}
    value = whole(view.store, view.selection, view.display)
    of_what = "grants" if shown == [Measure()] else "money"
    notes: list[object] = [SHARES_NOTE] if depth == "area" else []
    show_chart(
        id,
        title,
        say("{measure}, level by level. {key}", measure=MEASURES[of_what], key=KEYS[of_what]),
        lambda: Drawing(figures=[(measure.currency, _picture(measure, found[measure], depth)) for measure in shown]),
        Table([_row(flow, measure) for measure in shown for flow in found[measure]]),
        [*notes, *(money_notes(value) if shown != [Measure()] else [])],
        switches=[lambda: switch("measure", MEASURES, say("Measure")), lambda: switch("depth", DEPTHS, say("How far"))],
    )


def _picture(measure: Measure, found: list[Flow], depth: str) -> object:
    view = current_view()
    nodes = []
    levels = LEVELS[: LEVELS.index(depth) + 1]
    present = {level: {f.source for f in found if f.level == level} for level in levels}
    present[levels[-1]] = {f.target for f in found if f.level == levels[-2]}
    for level in levels:
        for value in values_of(view.store, level, view.selection, view.display):
            if value.value_id in present[level]:
                sums = value.sums_in(measure.currency) if measure.currency else None
                end = measure.told(sums.amount, "short") if sums else value.award_count
                nodes.append(Node(f"{level}:{value.value_id}", value.name, end, value.value_id in BUCKETS))
    bands = [
        Band(f"{f.level}:{f.source}", f"{_next(f.level)}:{f.target}", f.state, f.number, NAMES[f.state]) for f in found
    ]
    return flow_bands(nodes, bands, len(levels), max(map(len, present.values())), measure, view.language, view.scheme)


def _next(level: str) -> str:
    return LEVELS[LEVELS.index(level) + 1]


def _row(flow: Flow, measure: Measure) -> dict[str, object]:
    view = current_view()
    return {
        "from": value_name(view.store, flow.level, flow.source),
        "to": value_name(view.store, _next(flow.level), flow.target),
        "finding": NAMES[flow.state],
        "amount" if measure.currency else "grants": measure.told(flow.number, "exact"),
    }
