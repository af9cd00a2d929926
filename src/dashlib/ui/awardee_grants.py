"""What one awardee received: its figures, its grants, its money by year, and the calls in which its grants stood."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from dashlib.figures.bars import Measure, labelled_bars
from dashlib.figures.squares import squares
from dashlib.figures.strip import Figure, figures_strip
from dashlib.figures.tables import Table
from dashlib.queries.awards import awards_by
from dashlib.queries.names import value_name
from dashlib.queries.rounds import Round, calls
from dashlib.queries.totals import Value, left_out, values_of, whole
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.package import BUCKETS
from dashlib.schema.selection import Selection
from dashlib.schema.states import TOLD_APART, counts_of
from dashlib.text.formats import Count, Interval, Money, grants_said
from dashlib.text.say import filled, say, say_count, say_list
from dashlib.ui.breakdowns import bar_of
from dashlib.ui.credits import money_notes
from dashlib.ui.details import found_sources
from dashlib.ui.html import html, show_html
from dashlib.ui.items import item, listed, note, show_items
from dashlib.ui.show import Drawing, show_chart
from dashlib.ui.view import current_view, money

STATES = {
    "published": say("{count} with name and amount"),
    "withheld": say("{count} with a name that is withheld"),
    "named": say("{count} with a name only"),
    "announced": say("{count} without a name"),
}
Rows = list[dict[str, Any]]


def show_received(own: Selection, found: Rows, in_calls: list[Round], event_count: int) -> None:
    """Everything that an awardee received: `own` selects it, `found` are its grants, `in_calls` where they stood."""
    view = current_view()
    _show_figures(whole(view.store, own, view.display), found, event_count)
    _show_grants(found)
    _show_years(own, found)
    _show_calls(in_calls, own, {row["grant_id"] for row in found})
    _show_left_out(own, [row["round_id"] for row in found])


def _show_figures(value: Value | None, found: Rows, event_count: int) -> None:
    view = current_view()
    if value is None:
        show_html('<p class="gd-standfirst">{}</p>', say("No grant to this organization is published."))
        return
    amounts = [money(sums.disclosed, sums.currency, "whole") for sums in value.money]
    known = sum(row["amount_awarded"] is not None for row in found)
    told = say("for {known} of {grants}", known=Count(known) if known else say("none"), grants=grants_said(len(found)))
    if view.display != AS_AWARDED and known:
        awarded = [Money(row["amount_awarded"], row["currency"]) for row in found if row["currency"]]
        told = say("{told} · as awarded {amounts}", told=told, amounts=say_list(awarded))
    types = list(dict.fromkeys(row["grant_type"] for row in found))
    figures = [
        Figure(say("Published"), amounts or [say("no amount")], told, "published" if amounts else None),
        Figure(say("Grants"), [Count(len(found))], say_list(types)),
    ]
    if event_count:
        figures.append(Figure(say("Events"), [Count(event_count)], say("organized by it, alone or with others")))
    show_html("{}", figures_strip(figures, view.language))


def _show_grants(found: Rows) -> None:
    view = current_view()
    entries = []
    for row in found:
        areas = [value_name(view.store, "area", area) for area in (row["area_ids"] or "").split(";") if area]
        months = row["planned_duration_months"]
        planned = say_count("{count} month", "{count} months", count=int(months)) if months else None
        awarded = say("Awarded: {date}", date=Interval(row["date_from"], row["date_to"]))
        amount = Money(row["amount_awarded"], row["currency"]) if row["currency"] else say("not published")
        lines = [row["description"], note(listed([awarded, planned, row["title"] and row["round_name"], *areas]))]
        entries.append(item(row["title"] or row["round_name"], view.href("grant", id=row["grant_id"]), lines, amount))
    show_items(say_count("Its grant", "Its grants", count=len(found)), entries)
    if found:
        address = view.href("grants", Selection(organization=(found[0]["recipient_org_id"],)))
        show_html('<p><a href="{}">{}</a></p>', address, say("These grants as a list to take along"))


def _show_years(own: Selection, found: Rows) -> None:
    """The published money by award year, once amounts of two years are published."""
    view = current_view()
    values = values_of(view.store, "year", own, view.display)
    if sum(bool(value.money) for value in values if value.value_id not in BUCKETS) < 2:
        return
    currencies = dict.fromkeys(sums.currency for value in values for sums in value.money)
    measures = [Measure(currency, currency == view.display) for currency in currencies]

    def draw(measure: Measure) -> object:
        # A year whose amounts are all in other currencies has its bar there.
        drawn = [value for value in values if value.sums_in(measure.currency or "") or not value.money]
        return labelled_bars([bar_of(value, measure) for value in drawn], measure, view.language, view.scheme)

    show_chart(
        "money-by-year",
        say("Its published money by award year"),
        say("Amounts of its grants that are published, by year of award."),
        lambda: Drawing(
            figures=[(measure.currency, draw(measure)) for measure in measures],
            clicks=lambda year: view.href("grants", own.with_values("year", [year])),
        ),
        Table(
            [
                {
                    "year": value.name,
                    "href": view.href("grants", own.with_values("year", [value.value_id])),
                    "disclosed": money(sums.disclosed, sums.currency) if sums else say("not published"),
                    "named": Count(value.distinct_grant_count),
                    "published": Count(value.published_count),
                }
                for value in values
                for sums in value.money or (None,)
            ]
        ),
        money_notes(whole(view.store, own, view.display)),
        found_sources(row["source_id"] for row in found),
    )


def _show_calls(in_calls: list[Round], own: Selection, grant_ids: set[str]) -> None:
    """All awards of each call in which a grant of its own stood, these outlined."""
    view = current_view()
    blocks = []
    for within in in_calls:
        selection = Selection(call=(within.value.value_id,))
        call = calls(view.store, selection, view.display)[0]
        awards = awards_by(view.store, "call", selection)[call.value.value_id]
        marked = [replace(award, is_own=award.id in grant_ids) for award in awards]
        amounts = [money(sums.amount, sums.currency) for sums in call.value.money]
        stated = say("for {amounts}", amounts=say_list(amounts)) if amounts else say("without a stated amount")
        states = [filled(STATES[state], count=Count(n)) for state, n in counts_of(awards).items() if n]
        grants_told = grants_said(call.value.award_count)
        link = html('<a class="gd-strong" href="{}">{}</a>', view.href("rounds", selection), call.name)
        blocks.append(
            html(
                '<div class="gd-call">{} · {}{}{}</div>',
                link,
                call.awarded,
                note(say("{grants} {stated}: {states}", grants=grants_told, stated=stated, states=say_list(states))),
                squares(marked, view.language, as_bar=call.value.award_count > TOLD_APART),
            )
        )
    if blocks:
        title = say_count("The call in which it stood", "The calls in which it stood", count=len(blocks))
        key = html('<span class="gd-square gd-named gd-mine" aria-hidden="true"></span> {}', say("this awardee"))
        show_html(
            '<div class="gd-chart"><h2>{}</h2></div><p class="gd-note">{}</p>{}', title, key, Markup().join(blocks)
        )


def _show_left_out(own: Selection, round_ids: list[str]) -> None:
    view = current_view()
    rows = left_out(view.store, own, view.display, round_ids)
    amounts = [money(row["amount"], row["currency"]) for row in rows if row["amount"] is not None]
    count = sum(row["award_count"] for row in rows)
    if rows:
        what = say_list([*([grants_said(count)] if count else []), *amounts])
        told = say(
            "Announced for these rounds and not broken down by awardee: {what}; some of it may belong here.", what=what
        )
        show_html('<p class="gd-left-out">{}</p>', told)
