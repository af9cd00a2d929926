"""What would change: rows and cells, totals before and after, findings that appear or vanish, the rates used."""

from decimal import Decimal
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashlib.figures.files import csv_of
from dashlib.figures.tables import Table, html_table
from dashlib.publishing.difference import Difference, Drop, TotalLine
from dashlib.queries.names import value_name
from dashlib.schema.package import resources
from dashlib.text.formats import Count, Interval, Money
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.controls import page_of, show_pages
from dashlib.ui.html import html, show_html
from dashlib.ui.releases import change_told
from dashlib.ui.staff.desk import Work, brief
from dashlib.ui.staff.who import for_staff
from dashlib.ui.statement_words import FINDINGS
from dashlib.ui.view import current_view, tell

CELLS_OF_A_PAGE = 100
UNSEEN = say(
    "Only cells that are not published differ: visitors see no change. There is no new release; these tables are kept as the newest, on which the next upload rests."
)
KINDS: dict[str, Text] = {"added": say("added"), "changed": say("changed"), "gone": say("gone")}
MEASURES: dict[str, Text] = {
    "amount_disclosed": say("published per awardee"),
    "amount_not_broken_down": say("announced only"),
    "grant_count": say("grants"),
}
TOTALLED: dict[str, Text] = {"round": say("Totals by round"), "country": say("Totals by country")}


def show_changes(work: Work) -> None:
    """Everything that would be otherwise than it is now."""
    if work.prepared is None:
        return
    found = work.prepared.difference
    if found.is_empty:
        show_html("<p><b>{}</b></p>", say("No change: every cell is as it is now."))
    else:
        changed = say_list([change_told(change) for change in found.changes])
        show_html('<p class="gd-standfirst">{}.</p>', changed)
        if is_unseen(work):
            show_html('<p class="gd-left-out">{}</p>', UNSEEN)
    for drop in found.drops:
        show_html('<p class="gd-left-out">{}</p>', drop_told(drop))
    if work.prepared.release is None:
        show_html('<p class="gd-note">{}</p>', say("Totals can be compared when there are no errors any more."))
    _show_cells(found)
    for dimension, title in TOTALLED.items():
        _show_totals(title, [line for line in found.totals if line.dimension == dimension])
    if work.prepared.release:
        _show_findings(found)
        _show_rates(found)


def is_unseen(work: Work) -> bool:
    """True if only cells differ that are not published."""
    prepared = work.prepared
    return bool(prepared and prepared.release == current_view().store.release_id and not prepared.difference.is_empty)


def drop_told(drop: Drop) -> Text:
    """'Published per awardee falls from NOK 100.00 to NOK 50.00: more than a tenth.'"""
    before, after = ((Money(x, drop.currency) if drop.currency else Count(x)) for x in (drop.before, drop.after))
    return say(
        "{measure} falls from {before} to {after}: more than a tenth.",
        measure=MEASURES[drop.measure],
        before=before,
        after=after,
    )


def _show_cells(found: Difference) -> None:
    if not len(found.cells):
        return
    headings = {
        "table": say("Table"),
        "key": say("Row"),
        "field": say("Column"),
        "change": say("What"),
        "old": say("Now"),
        "new": say("Then"),
    }
    start = page_of(range(len(found.cells)), CELLS_OF_A_PAGE)
    title = say("Cell by cell")
    rows = [_cell(cell) for cell in found.cells.slice(start[0], len(start)).to_pylist()]
    # Asked for here: when the file is made, no run of the page knows its view.
    language = current_view().language
    table = html_table(Table(rows, headings), title, language)
    show_html('<div class="gd-chart"><h2>{}</h2></div>{}', title, table)
    show_pages(len(found.cells), CELLS_OF_A_PAGE)
    st.download_button(
        tell(say("All of it as CSV")),
        for_staff(lambda: csv_of(Table(found.cells.to_pylist(), headings), language)),
        file_name="changes.csv",
        on_click="ignore",
        key="changes-csv",
    )


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    titles = {field.name: field.title for field in resources()[cell["table"]].fields}
    return {
        "table": resources()[cell["table"]].title,
        "key": brief(cell["key"]),
        "field": titles.get(cell["field"], cell["field"].removeprefix("+")),
        "change": KINDS[cell["change"]],
        "old": _value(cell["old"]),
        "new": _value(cell["new"]),
    }


def _value(value: str | None) -> Markup:
    return html('<span class="gd-value">{}</span>', brief(value or "–"))


def _show_totals(title: Text, lines: list[TotalLine]) -> None:
    """What differs; the others are folded up, to be compared with one's own books."""
    if not lines:
        return
    changed, same = [line for line in lines if line.is_changed], [line for line in lines if not line.is_changed]
    told = say("One line for each currency, and one for grants without a stated amount.")
    if not changed:
        told = say("No total changes.")
    show_html('<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>', title, told)
    if changed:
        show_html("{}", _totals_table(title, changed))
    if same:
        label = say_count("{count} line stays as it is", "{count} lines stay as they are", len(same))
        with st.expander(tell(label), key=f"same-{same[0].dimension}"):
            show_html("{}", _totals_table(title, same))


def _totals_table(title: Text, lines: list[TotalLine]) -> Markup:
    store = current_view().store
    headings = {"what": title, **{name: told for name, told in MEASURES.items()}}
    rows = []
    for line in lines:
        name: object = value_name(store, line.dimension, line.value_id)
        row: dict[str, Any] = {"what": html("<b>{}</b>", name) if line.is_changed else name}
        row |= {measure: _before_after(line, measure) for measure in MEASURES}
        rows.append(row)
    return html_table(Table(rows, headings), title, current_view().language)


def _before_after(line: TotalLine, measure: str) -> object:
    before, after = (side[measure] if side else None for side in (line.before, line.after))
    told = [_amount(value, line.currency, measure) for value in (before, after)]
    return told[1] if before == after else html("{} → <b>{}</b>", told[0], told[1])


def _amount(value: Decimal | None, currency: str | None, measure: str) -> object:
    if value is None:
        return "–"
    return Count(value) if measure == "grant_count" or currency is None else Money(value, currency)


def _show_findings(found: Difference) -> None:
    title = say("Announced and published: what would read otherwise")
    rows = [
        {
            "statement": finding.name,
            "old": FINDINGS[finding.before["finding"]] if finding.before else say("not there"),
            "new": FINDINGS[finding.after["finding"]] if finding.after else say("not there any more"),
        }
        for finding in found.findings
    ]
    headings = {"statement": say("Statement"), "old": say("Now"), "new": say("Then")}
    table = (
        html_table(Table(rows, headings), title, current_view().language)
        if rows
        else Markup("<p>{}</p>").format(tell(say("Nothing: every statement agrees or disagrees as it does now.")))
    )
    show_html('<div class="gd-chart"><h2>{}</h2></div>{}', title, table)


def _show_rates(found: Difference) -> None:
    new = sum(rate["is_new"] for rate in found.rates)
    title = say("Rates used")
    told = say_count("{count} rate, {new} of them new", "{count} rates, {new} of them new", len(found.rates), new=new)
    with st.expander(tell(told), key="rates"):
        rows = [
            {
                "currency": rate["currency"],
                "date": Interval(rate["rate_date"], rate["rate_date"]),
                "rate": rate["rate"],
                "origin": say("new") if rate["is_new"] else say("as now"),
            }
            for rate in found.rates
        ]
        headings = {
            "currency": say("Currency"),
            "date": say("Day"),
            "rate": say("Units for one euro"),
            "origin": say("Used"),
        }
        show_html("{}", html_table(Table(rows, headings), title, current_view().language))
