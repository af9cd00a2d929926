"""The charts of calls and rounds: bars of money, the table that opens, lines for lists."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from dashlib.figures.bars import Bar, Measure, labelled_bars
from dashlib.figures.squares import Row, rows_of_squares
from dashlib.figures.tables import Table
from dashlib.queries.awards import awards_by
from dashlib.queries.findings import success_told
from dashlib.queries.rounds import Round, calls, rounds
from dashlib.queries.totals import Value, values_of, whole
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import BUCKETS
from dashlib.schema.states import Award
from dashlib.text.formats import Count, grants_said
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.charts import parts_of, value_table
from dashlib.ui.credits import money_notes, silent_note
from dashlib.ui.html import link
from dashlib.ui.show import Drawing, show_chart
from dashlib.ui.view import current_view, money, tell


def show_bars_by_call(id: str, title: object) -> None:
    """What each call awarded, in order of award; holders last. A click chooses the call; within one call, its rounds."""
    view = current_view()
    found = calls(view.store, view.selection, view.display)
    dimension, name = "call", say("call")
    if len(found) == 1 and len(found[0].round_ids) > 1:
        # The call opens into its rounds; what is not broken down by round stays a bar of its own.
        within = rounds(view.store, view.selection, view.display)
        dimension, name, call = "round", say("round"), found[0]
        rest = [v for v in values_of(view.store, "round", view.selection, view.display) if v.value_id in BUCKETS]
        found = [
            *within,
            *(Round(v, tell(v.name), call.awarded, False, (), None, (), call.source_id, {}) for v in rest),
        ]
    currencies = list(dict.fromkeys(sums.currency for call in found for sums in call.value.money))

    def draw() -> Drawing:
        figures = []
        for currency in currencies or ([view.display] if found else []):
            bars = [_bar(call, currency) for call in found if len(currencies) < 2 or call.value.sums_in(currency)]
            measure = Measure(currency, currency == view.display)
            figures.append((currency, labelled_bars(bars, measure, view.language, view.scheme)))
        return Drawing(figures=figures, clicks=lambda value: view.narrowed(dimension, value))

    silent = [call for call in found if not call.value.money]
    notes = money_notes(whole(view.store, view.selection, view.display))
    if len(currencies) > 1 and silent:
        notes.append(silent_note(len(silent)))
    unit = say("Money in {currency}, converted where it was awarded in another.", currency=view.display)
    as_awarded = say("Money as awarded, one picture per currency.")
    show_chart(
        id,
        title,
        say(
            "By {dimension}, in order of award. {unit} Solid: published per awardee; hatched: announced only. Click a bar to choose it.",
            dimension=name,
            unit=as_awarded if view.display == AS_AWARDED else unit,
        ),
        draw,
        value_table([call.value for call in found], dimension),
        notes,
    )


def _bar(call: Round, currency: str) -> Bar:
    sums = call.value.sums_in(currency)
    note = None if call.is_holder and call.awarded.start is None else call.awarded
    return Bar(call.name, parts_of(sums), call.value.value_id, note)


def show_calls_and_rounds(id: str, title: object) -> None:
    """The table of calls: money, squares, success rate; each opens into its rounds."""
    view = current_view()
    found = calls(view.store, view.selection, view.display)
    awards = awards_by(view.store, "call", view.selection)
    by_round = {r.value.value_id: r for r in rounds(view.store, view.selection, view.display)}
    round_awards = awards_by(view.store, "round", view.selection)
    rows = []
    for call in found:
        inner = [by_round[round_id] for round_id in call.round_ids if round_id in by_round]
        rate, of = success_told(call)
        only = inner[0] if len(call.round_ids) == 1 and inner else None
        rows.append(
            Row(
                label=call.name,
                href=view.href("round", id=call.round_ids[0]) if only else view.narrowed("call", call.value.value_id),
                note=call.awarded,
                awards=awards.get(call.value.value_id, []),
                end=Count(call.value.award_count),
                end_note=_success(call, rate, of),
                middle=money_told(call.value),
                details=_opened(call, inner, round_awards) if not only else Markup(),
            )
        )
    show_chart(
        id,
        title,
        say(
            "Each call with its money, its grants one square each, and how many of those who applied received one. Open a call for its rounds."
        ),
        lambda: Drawing(rows_of_squares(rows, view.language)),
        _round_table(found, by_round),
        [
            say("Calls that the sources do not name stand last."),
            say("A success rate is given where the number of applications is known."),
        ],
    )


def _success(call: Round, rate: Text | None, of: Text | None) -> Text | None:
    """The success rate of the whole call; said to be so where the selection shows only a part of it."""
    if rate is None or of is None:
        return None
    told = say("success rate {rate}, {of}", rate=rate, of=of)
    return told if call.value.award_count == call.stated_count else say("whole call: {rate}", rate=told)


def money_told(value: Value) -> Markup:
    """The money of a call or round, one line per currency, and how much of it is published per awardee."""
    lines = []
    for sums in value.money:
        published = (
            say("{amount} published", amount=money(sums.disclosed, sums.currency, "short"))
            if sums.disclosed is not None
            else say("none published")
        )
        lines.append(
            Markup('<b>{}</b> <span class="gd-note">{}</span>').format(
                tell(money(sums.amount, sums.currency, "short")), tell(published)
            )
        )
    return (
        Markup("<br>").join(lines)
        if lines
        else Markup('<span class="gd-note">{}</span>').format(tell(say("no amount stated")))
    )


def _opened(call: Round, inner: Sequence[Round], awards: dict[str, list[Award]]) -> Markup:
    view = current_view()
    rows = [
        Row(
            r.name,
            view.href("round", id=r.value.value_id),
            r.awarded,
            awards.get(r.value.value_id, []),
            Count(r.value.award_count),
            middle=money_told(r.value),
        )
        for r in inner
    ]
    silent = len(call.round_ids) - len(inner)
    rest = call.value.award_count - sum((r.value.award_count for r in inner), Decimal(0))
    notes = []
    if rest:
        notes.append(
            say_count(
                "{number} grant of the call is announced without its round.",
                "{number} grants of the call are announced without their round.",
                count=int(rest),
                number=Count(rest),
            )
        )
    if silent:
        notes.append(
            say_count(
                "{count} more round has no grant published by name here:",
                "{count} more rounds have no grant published by name here:",
                count=silent,
            )
        )
    names = {row["round_id"]: row["name"] for row in view.store.rows("rounds")}
    shown = {r.value.value_id for r in inner}
    quiet = Markup(", ").join(
        link(view.href("round", id=round_id), names[round_id]) for round_id in call.round_ids if round_id not in shown
    )
    summary = tell(say_count("{count} round", "{count} rounds", count=len(call.round_ids)))
    told = Markup(" ").join(Markup("{}").format(tell(note)) for note in notes)
    return Markup('<details class="gd-opened"><summary>{}</summary>{}<p class="gd-note">{} {}</p></details>').format(
        summary, rows_of_squares(rows, view.language, with_key=False), told, quiet
    )


def _round_table(found: Sequence[Round], by_round: dict[str, Round]) -> Table:
    view = current_view()
    rows = []
    for call in found:
        for line in (
            call,
            *(by_round[round_id] for round_id in call.round_ids if round_id in by_round and len(call.round_ids) > 1),
        ):
            is_call = line is call
            rate, of = success_told(line)
            rows.append(
                {
                    "call": call.name,
                    "href": view.narrowed("call", call.value.value_id)
                    if is_call
                    else view.href("round", id=line.value.value_id),
                    "round": None if is_call else line.name,
                    "awarded": line.awarded,
                    "money": say_list([money(sums.amount, sums.currency) for sums in line.value.money])
                    if line.value.money
                    else say("no amount stated"),
                    "named": Count(line.value.distinct_grant_count),
                    "unnamed": Count(line.value.unnamed_count),
                    "success_rate": rate,
                    "of_applications": of,
                }
            )
    return Table(rows)


def call_line(call: Round) -> tuple[object, object, str | None, object]:
    """A call for a list of latest awards: date, name, address, grants and money as awarded."""
    view = current_view()
    grants = grants_said(call.value.award_count)
    amounts = [money(sums.amount, sums.currency) for sums in call.value.money]
    href = (
        view.href("round", id=call.round_ids[0])
        if len(call.round_ids) == 1
        else view.href("rounds", view.selection.with_values("call", [call.value.value_id]))
    )
    return (
        call.awarded,
        call.name,
        href,
        say("{grants}, {amounts}", grants=grants, amounts=say_list(amounts)) if amounts else grants,
    )
