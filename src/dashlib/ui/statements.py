"""*Announced and published*: each statement beside the data, and what is still missing."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from dashlib.figures.nested import segment_bar
from dashlib.figures.tables import Link, Table
from dashlib.queries.rounds import calls
from dashlib.queries.statements import Statement, statements
from dashlib.schema.filters import BY_NAME
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, Money
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.details import found_sources
from dashlib.ui.html import link, show_html
from dashlib.ui.show import Drawing, show_chart, show_table
from dashlib.ui.statement_words import FINDINGS, dated, key_of_states, segment_of, stated
from dashlib.ui.view import current_view, scale_currency, tell

NARROWING = ("programme", "call", "round", "grant_type", "country")


def shown_statements() -> list[Statement]:
    """The statements about rounds of the selection."""
    view = current_view()
    return statements(view.store, view.selection, scale_currency())


def show_what_narrows() -> None:
    """Statements are about rounds: says which parts of the selection do not narrow them."""
    idle = dict.fromkeys(name for name, _ in current_view().selection.parts() if name not in NARROWING)
    if idle:
        names = say_list([BY_NAME[name].title for name in idle])
        told = say(
            "Statements are about whole rounds; these parts of the selection do not narrow them: {names}.", names=names
        )
        show_html('<p class="gd-left-out">{}</p>', told)


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
        lambda: Drawing(key_of_states() + Markup('<div class="gd-rows gd-statements">{}</div>').format(lines)),
        _statement_table(order),
        [
            say(
                "An exact statement agrees to the cent; converted amounts within one per cent; a round figure within half its last printed digit."
            )
        ],
        found_sources(s.facts["source_id"] for s in found),
    )


def _line(s: Statement, most: int) -> Markup:
    view = current_view()
    bar = segment_bar(segment_of(s), most, view.language) if s.stated_count and s.kind == "awarded" else Markup()
    amount = stated(s)
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
        link(view.href("rounds", Selection(round=tuple(sorted(s.round_ids)))), s.name)
        if s.round_ids and not s.facts["is_whole_programme"]
        else Markup("<span>{}</span>").format(s.name),
        tell(say("{dated} · basis of the figures here", dated=dated(s)) if s.facts["ledger_basis"] else dated(s)),
        bar,
        " · ".join(told),
        tell(_verdict(s)),
        tell(difference) if difference else "",
    )


def _verdict(s: Statement) -> Text:
    """The finding, and whether it is about the amount or the number."""
    if s.kind == "applications":
        return FINDINGS[s.finding]
    if s.facts["ledger_basis"] and s.finding == "agrees":
        # The figures here are taken from it, so that it must agree: what can be checked is what is published of it.
        told = {"published": s.published_count, "stated": s.stated_count or 0}
        return say("taken as basis; an amount is published for {published} of {stated}", **told)
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
            "stated": stated(s),
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
            "who": dated(s),
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
            "amounts_missing": Count(call.value.award_count - call.value.published_count)
            if call.value.award_count > call.value.published_count
            else None,
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
