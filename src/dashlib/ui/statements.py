"""The charts of *Announced and published*: statements beside the data, one scale, levels, contradictions, gaps."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from dashlib.figures.dots import Dot, statements_on_a_scale
from dashlib.figures.nested import Level, Segment, nested_bars, segment_bar
from dashlib.figures.tables import Link, Table
from dashlib.queries.rounds import calls
from dashlib.queries.statements import (
    Contradiction,
    Nesting,
    Statement,
    contradictions,
    envelopes,
    nestings,
    statements,
)
from dashlib.queries.totals import whole
from dashlib.schema import dates
from dashlib.schema.filters import BY_NAME
from dashlib.schema.selection import Selection
from dashlib.schema.states import STATES
from dashlib.text.formats import Count, Interval, Money
from dashlib.text.say import Text, filled, say, say_count, say_list
from dashlib.ui.credits import scale_notes
from dashlib.ui.html import show_html
from dashlib.ui.show import Drawing, show_chart, show_table
from dashlib.ui.view import current_view, money, scale_currency, tell

NARROWING = ("programme", "call", "round", "grant_type", "country")
FINDINGS = {
    "agrees": say("agrees"),
    "less_in_data": say("less in the data"),
    "more_in_data": say("more in the data"),
    "within": say("within the frame"),
    "not_comparable": say("cannot be compared"),
    "not_in_data": say("not in the data"),
}
PRECISIONS = {
    "exact": say("{amount}"),
    "about": say("about {amount}"),
    "at_least": say("at least {amount}"),
    "at_most": say("up to {amount}"),
}
QUANTITIES = {
    "amount": say("Amount"),
    "grant_count": say("Number of grants"),
    "applications": say("Number of applications"),
}


def shown_statements() -> list[Statement]:
    """The statements about rounds of the selection."""
    view = current_view()
    return statements(view.store, view.selection, scale_currency())


def _dated(statement: Statement) -> Text:
    interval = dates.interval_of(statement.facts["as_of_date"] or "")
    publisher = statement.facts["publisher"] or say("publisher not stated")
    return (
        say("{publisher}, {date}", publisher=publisher, date=Interval(*interval))
        if interval
        else say("{publisher}, undated", publisher=publisher)
    )


def _stated(statement: Statement, length: str = "exact") -> Text | None:
    amount, currency = statement.facts["stated_amount"], statement.facts["currency"]
    if amount is None:
        return None
    told = (
        Money(amount, currency, length) if currency else say("{number}, currency not stated", number=Money(amount, ""))
    )
    return filled(PRECISIONS[statement.facts["precision"]], amount=told)


def _sources(found: Sequence[Statement]) -> list[dict[str, Any]]:
    unique = {
        s.facts["source_id"]: {
            "publisher": s.facts["publisher"],
            "title": s.facts["source_title"],
            "url": s.facts["url"],
        }
        for s in found
    }
    return [source for source in unique.values() if source["title"]]


def show_what_narrows() -> None:
    """Statements are about rounds: says which parts of the selection do not narrow them."""
    idle = dict.fromkeys(name for name, _ in current_view().selection.parts() if name not in NARROWING)
    if idle:
        names = say_list([BY_NAME[name].title for name in idle])
        told = say(
            "Statements are about whole rounds; these parts of the selection do not narrow them: {names}.", names=names
        )
        show_html('<p class="gd-left-out">{}</p>', told)


def show_frame(id: str, title: object, found: Sequence[Statement]) -> None:
    """Announced so far against every stated frame or plan of the whole programme, on one scale."""
    view = current_view()
    frames = envelopes(list(found))
    if not frames:
        return
    currency = scale_currency()
    value = whole(view.store, Selection(programme=view.selection.programme), currency)
    sums = value.sums_in(currency) if value else None
    dots = [Dot(s.name, _dated(s), s.facts["shown_amount"], _stated(s, "tick"), s.facts["precision"]) for s in frames]

    def draw() -> Drawing:
        figure = statements_on_a_scale(
            sums.disclosed if sums else None,
            sums.not_broken_down if sums else None,
            dots,
            currency,
            True,
            view.language,
            view.scheme,
        )
        return Drawing(figures=[(currency, figure)], clicks=None)

    rows: list[dict[str, Any]] = [
        {
            "statement": say("Announced so far, whole programme"),
            "stated": None,
            "on_scale": money(sums.amount, currency) if sums else None,
        }
    ]
    rows += [
        {
            "statement": s.name,
            "stated": _stated(s),
            "on_scale": s.facts["shown_amount"] and Money(s.facts["shown_amount"], currency, "exact", True),
            "who": _dated(s),
            "note": s.facts["note"],
            "source": Link(s.facts["source_title"] or "", s.facts["url"]),
        }
        for s in frames
    ]
    off_scale = [s for s in frames if s.facts["shown_amount"] is None]
    notes: list[object] = [
        say("A frame or plan is no award: nothing here is added up."),
        say("Frames for everything and plans for grants alone stand side by side, as their sources name them."),
    ]
    if off_scale:
        notes.append(
            say_count(
                "{count} statement cannot be converted and has no mark.",
                "{count} statements cannot be converted and have no mark.",
                count=len(off_scale),
            )
        )
    notes += scale_notes()
    show_chart(
        id,
        title,
        say_count(
            "{count} public statement about the whole programme beside what is announced so far, in {currency}, other currencies at the rate of the day."
            " Ring: a round figure. Dot: as printed. Arrow: at least, or up to.",
            "{count} public statements about the whole programme beside what is announced so far, in {currency}, other currencies at the rate of the day."
            " Ring: a round figure. Dot: as printed. Arrow: at least, or up to.",
            count=len(frames),
            currency=currency,
        ),
        draw,
        Table(rows),
        notes,
        _sources(frames),
    )


def show_contradictions(id: str, title: object, found: Sequence[Statement]) -> None:
    """Statements about the same thing that differ, side by side, each with its source."""
    groups = contradictions(list(found))
    converted = any(group.is_converted and group.difference is not None for group in groups)
    rows = []
    for number, group in enumerate(groups, start=1):
        for place, s in enumerate(group.statements):
            figure = {
                "amount": _stated(s),
                "grant_count": Count(s.stated_count or 0),
                "applications": Count(s.facts["applications_received"] or 0),
            }[group.quantity]
            rows.append(
                {
                    "quantity": say("{number}. {quantity}", number=number, quantity=QUANTITIES[group.quantity]),
                    "statement": s.name,
                    "says": figure,
                    "difference": None if place else _difference_within(group),
                    "who": _dated(s),
                    "source": Link(s.facts["source_title"] or "", s.facts["url"]),
                }
            )
    if rows:
        show_table(
            id,
            title,
            Table(rows),
            [
                say("Which one is right, the sources do not say. What exactly a figure is about, its name says."),
                *([say("Amounts in several currencies are compared at their rates.")] if converted else []),
            ],
            _sources([s for g in groups for s in g.statements]),
        )


def _difference_within(group: Contradiction) -> Count | Money | None:
    if group.difference is None or group.quantity != "amount":
        return None if group.difference is None else Count(group.difference)
    return Money(group.difference, group.currency or "", "exact", group.is_converted)


def show_nesting(id: str, found: Sequence[Statement]) -> None:
    """Statements about the same awards, each level splitting the one above."""
    view = current_view()
    shown = {s.announcement_id for s in found}
    everything = statements(view.store, Selection(programme=view.selection.programme), scale_currency())
    for number, nesting in enumerate(
        nesting for nesting in nestings(everything) if nesting.whole.announcement_id in shown
    ):
        _show_one_nesting(f"{id}-{number + 1}", nesting)


def _show_one_nesting(id: str, nesting: Nesting) -> None:
    view = current_view()
    levels = [Level([_segment(nesting.whole)], 0)]
    levels += [Level([_segment(s) for s in level], nesting.rest(level)) for level in nesting.levels]
    everything = [nesting.whole, *(s for level in nesting.levels for s in level)]
    rows = [
        {
            "level": str(number + 1),
            "statement": segment.name,
            "stated": segment.stated,
            "named": segment.named,
            "published": segment.published,
            "names_missing": segment.stated - segment.named,
        }
        for number, level in enumerate(levels)
        for segment in level.segments
    ]
    show_chart(
        id,
        say_count(
            "How far down can {count} grant be followed?",
            "How far down can {count} grants be followed?",
            count=nesting.whole.stated_count or 0,
        ),
        say(
            "{name}. Each level splits the one above in another way; one bar is all awards of a statement.",
            name=nesting.whole.name,
        ),
        lambda: Drawing(_key() + nested_bars(levels, view.language)),
        Table(rows),
        [say("A statement can be true and still overlap another: nothing here is added up.")],
        _sources(everything),
    )


def _segment(statement: Statement) -> Segment:
    view = current_view()
    scope = Selection(round=tuple(sorted(statement.round_ids)))
    return Segment(
        statement.name,
        view.href("rounds", scope),
        statement.stated_count or 0,
        statement.named_count,
        statement.published_count,
    )


def _key() -> Markup:
    entries = Markup().join(
        Markup('<li><span class="gd-square gd-{}" aria-hidden="true"></span> {}</li>').format(
            state, tell(STATES[state])
        )
        for state in ("published", "named", "announced")
    )
    return Markup('<ul class="gd-key">{}</ul>').format(entries)


def show_each_statement(id: str, title: object, found: Sequence[Statement]) -> None:
    """Every statement beside the data: stated, in the data, difference, finding."""
    awarded = [s for s in found if s.kind == "awarded"]
    most = max((s.stated_count or 0 for s in awarded), default=1) or 1
    order = sorted(found, key=lambda s: (s.kind != "awarded", -(s.stated_count or 0), s.announcement_id))
    lines = Markup().join(_line(s, most) for s in order)
    show_chart(
        id,
        title,
        say("Stated, named in the data, still missing, and what the comparison finds."),
        lambda: Drawing(_key() + Markup('<div class="gd-rows gd-statements">{}</div>').format(lines)),
        _statement_table(order),
        [
            say(
                "An exact statement agrees to the cent; converted amounts within one per cent; a round figure within half its last printed digit."
            )
        ],
        _sources(found),
    )


def _line(s: Statement, most: int) -> Markup:
    view = current_view()
    bar = segment_bar(_segment(s), most, view.language) if s.stated_count and s.kind == "awarded" else Markup()
    amount = _stated(s)
    told = []
    if s.stated_count:
        told.append(tell(say("{named} of {stated} named", named=s.named_count, stated=s.stated_count)))
    if s.kind == "applications":
        told.append(tell(say("{count} applications", count=int(s.facts["applications_received"] or 0))))
    if amount is not None:
        told.append(tell(amount))
    difference = _difference(s)
    return Markup(
        '<div class="gd-row gd-statement"><div class="gd-label">{}<span class="gd-note">{}</span></div><div class="gd-marks">{}<span>{}</span></div>'
        '<div class="gd-end"><b>{}</b><span class="gd-note">{}</span></div></div>'
    ).format(
        Markup('<a href="{}">{}</a>').format(view.href("rounds", Selection(round=tuple(sorted(s.round_ids)))), s.name)
        if s.round_ids and not s.facts["is_whole_programme"]
        else Markup("<span>{}</span>").format(s.name),
        tell(say("{dated} · basis of the figures here", dated=_dated(s)) if s.facts["ledger_basis"] else _dated(s)),
        bar,
        " · ".join(told),
        tell(_verdict(s)),
        tell(difference) if difference else "",
    )


def _verdict(s: Statement) -> Text:
    """The finding, and whether it is about the amount or the number."""
    if s.kind == "applications":
        return FINDINGS[s.finding]
    if s.facts["stated_amount"] is not None:
        return say("amount: {finding}", finding=FINDINGS[s.finding])
    return say("number: {finding}", finding=FINDINGS[s.finding])


def _difference(s: Statement) -> Text | None:
    parts: list[object] = []
    if s.facts["amount_difference"]:
        parts.append(_apart(s.facts["amount_difference"], s.facts["currency"]))
    elif s.facts["stated_amount"] is not None and s.facts["amount_in_data"] is None and s.facts["currency"]:
        cannot = say("an amount in the data cannot be converted")
        parts.append(cannot if s.finding == "not_comparable" else say("no amount in the data"))
    missing = int(s.facts["not_named_count"] or 0) if s.kind == "awarded" else 0
    if missing > 0:
        parts.append(say_count("{count} name missing", "{count} names missing", count=missing))
    if missing < 0:
        parts.append(say_count("{count} name more than stated", "{count} names more than stated", count=-missing))
    return say("{parts}", parts=say_list(parts)) if parts else None


def _apart(difference: Decimal, currency: str) -> Text:
    amount = Money(abs(difference), currency)
    return (
        say("{amount} more stated", amount=amount)
        if difference > 0
        else say("{amount} more in the data", amount=amount)
    )


def _statement_table(found: Sequence[Statement]) -> Table:
    rows = [
        {
            "statement": s.name,
            "stated": _stated(s),
            "in_data": Money(s.facts["amount_in_data"], s.facts["currency"])
            if s.facts["amount_in_data"] is not None
            else None,
            "difference": _apart(s.facts["amount_difference"], s.facts["currency"])
            if s.facts["amount_difference"]
            else None,
            "stated_grants": s.stated_count,
            "named": s.named_count if s.kind != "applications" else None,
            "applications": s.facts["applications_received"],
            "finding": _verdict(s),
            "who": _dated(s),
            "source": Link(s.facts["source_title"] or "", s.facts["url"]),
        }
        for s in found
    ]
    return Table(rows)


def show_missing(id: str, title: object) -> None:
    """What is still missing, call by call: a list that staff or the public can work through."""
    view = current_view()
    rows = [
        {
            "call": call.name,
            "href": view.href("rounds", view.selection.with_values("call", [call.value.value_id])),
            "names_missing": Count(call.value.unnamed_count) if call.value.unnamed_count else None,
            "amounts_missing": Count(call.value.undisclosed_count) if call.value.undisclosed_count else None,
            "awarded": say("no date")
            if call.awarded.start is None
            else None
            if call.awarded.start == call.awarded.end
            else say("day not known"),
        }
        for call in calls(view.store, view.selection, view.display)
    ]
    missing = [row for row in rows if row["names_missing"] or row["amounts_missing"] or row["awarded"]]
    show_table(id, title, Table(missing))
