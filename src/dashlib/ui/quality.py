"""The publisher's own quality in public: what is filled in, named, contradicted, and on which documents it rests."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dashlib.figures.tables import Link, Table
from dashlib.queries.names import value_name
from dashlib.queries.quality import completeness_by, coverage, sources_weighed
from dashlib.queries.sources import sources_of
from dashlib.queries.statements import Statement, statements
from dashlib.schema import dates
from dashlib.schema.package import resources
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, Interval, Money
from dashlib.text.say import Text, say, say_count
from dashlib.ui.charts import grey_bars
from dashlib.ui.controls import page_of, show_pages
from dashlib.ui.credits import source_link
from dashlib.ui.details import found_sources
from dashlib.ui.html import html, show_html
from dashlib.ui.show import Drawing, show_chart, show_table
from dashlib.ui.statement_charts import show_contradictions
from dashlib.ui.view import current_view, tell

FACTS = {
    "grants": "awards",
    "named": "with_awardee",
    "unnamed": "unnamed",
    "published": "with_amount",
    "with_area": "with_area",
    "with_title": "with_title",
    "with_date": "with_date",
}


def show_sources_weighed() -> None:
    """Every source with what rests on it, the heaviest first."""
    everything = sources_weighed(current_view().store)
    found = page_of(everything)
    rows: list[dict[str, Any]] = [
        {
            "source": Link(row["title"], row["url"]),
            "publisher": row["publisher"],
            "dated": _date(row["published_date"]),
            "read_on": _date(row["retrieved_date"]),
            "rests": ", ".join(tell(_rows_told(line)) for line in row["rests"]) or say("named in a note"),
            "archived": Link(tell(say("copy")), row["archive_url"]) if row["archive_url"] else None,
        }
        for row in found
    ]
    show_table("sources", say("Sources, and what rests on each"), Table(rows), sources=found)
    show_pages(len(everything))


def _date(text: str | None) -> Interval | None:
    interval = dates.interval_of(text or "")
    return Interval(*interval) if interval else None


def _rows_told(line: dict[str, Any]) -> Text:
    return say("{table}: {rows}", table=resources()[line["table"]].title, rows=Count(line["row_count"]))


def show_quality() -> None:
    """Coverage per field and per round, contradictions, differences from the data, weak sources."""
    view = current_view()
    _show_coverage("grants")
    _show_rounds()
    found = statements(view.store, Selection(), view.store.display_currencies[0])
    show_contradictions("contradictions", say("Different figures for the same thing"), found)
    _show_differences([s for s in found if s.finding in {"less_in_data", "more_in_data"}])
    _show_weak_sources()
    _show_coverage("organizations")
    _show_coverage("events")


def _show_coverage(table: str) -> None:
    """Of the rows of a table, how many fill each field: grey bars."""
    view = current_view()
    total, fields = coverage(view.store, table)
    title = say("{table}: what is filled in", table=resources()[table].title)
    rows = [
        {"field": field.title, "meaning": field.description, "filled": Count(filled), "rows": Count(total)}
        for field, filled in fields
    ]
    ends = [(field.title, n, say("{number} of {total}", number=Count(n), total=Count(total))) for field, n in fields]
    show_chart(
        f"coverage-{table}",
        title,
        say_count(
            "Of {count} row, the field holds something in …",
            "Of {count} rows, the field holds something in …",
            count=total,
        ),
        lambda: Drawing(grey_bars(ends, total)),
        Table(rows),
        [say("Some fields are empty by right: a note where nothing is to be said, shares where they are equal.")],
        _sources_under(table),
    )


def _sources_under(table: str) -> list[dict[str, Any]]:
    rows = sources_weighed(current_view().store)
    return [row for row in rows if any(line["table"] == table for line in row["rests"])]


def _show_rounds() -> None:
    """Round by round, what is known of its awards; those announced for several rounds together come last."""
    view = current_view()
    counts = completeness_by(view.store, "round")
    ids = [row["round_id"] for row in view.store.rows("rounds")]
    rows = [
        {
            "round": value_name(view.store, "round", round_id),
            "href": view.href("round", id=round_id) if round_id in ids else None,
            **{name: Count(counts[round_id][fact]) for name, fact in FACTS.items() if round_id in counts},
        }
        for round_id in dict.fromkeys([*ids, *counts])
    ]
    notes = []
    if not counts.keys() >= set(ids):
        notes.append(say("A dash: no award is known of the round alone."))
    if "not-broken-down" in counts:
        notes.append(say("Awards announced for several rounds together stand in the last row."))
    if rows:
        title = say("Round by round: named, not named, and what is known")
        show_table("rounds-known", title, Table(rows), notes, sources_of(view.store, Selection()))


def _show_differences(found: Sequence[Statement]) -> None:
    """Statements that say more or less than the data hold: of the amount where one is stated, else of the number."""

    def figure(s: Statement, name: str) -> Money | Count | None:
        value = s.facts[name]
        return None if value is None else Money(value, s.facts["currency"]) if "amount" in name else Count(value)

    rows = []
    for s in found:
        what = "amount" if s.facts["stated_amount"] is not None else "count"
        rows.append(
            {
                "statement": s.name,
                "stated": figure(s, f"stated_{what}"),
                "in_data": figure(s, f"{what}_in_data"),
                "difference": figure(s, f"{what}_difference"),
                "source": Link(s.facts["source_title"] or "", s.facts["url"]),
            }
        )
    if rows:
        title, told = (
            say("Statements that differ from the data"),
            say("The difference is what is stated less the data."),
        )
        show_table("differences", title, Table(rows), [told], found_sources(s.facts["source_id"] for s in found))


def _show_weak_sources() -> None:
    """Sources without an address, and those without an archived copy."""
    found = sources_weighed(current_view().store)
    weak = {
        say("without an address"): [row for row in found if not row["url"]],
        say("without an archived copy"): [row for row in found if not row["archive_url"]],
    }
    lists = Markup().join(_counted_list(lack, rows, len(found)) for lack, rows in weak.items())
    told = say(
        "Whether an address still answers is not checked here, so a dead one is not known as such. A copy in an archive would last."
    )
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>{}',
        say("Documents that may vanish"),
        told,
        lists,
    )


def _counted_list(lack: Text, rows: list[dict[str, Any]], total: int) -> Markup:
    told = say("{count} of {all} {lack}", count=Count(len(rows)), all=Count(total), lack=lack)
    if not rows:
        return html("<p>{}</p>", told)
    links = Markup().join(Markup("<li>{}</li>").format(source_link(row)) for row in rows)
    return html('<details class="gd-opened"><summary>{}</summary><ul class="gd-sources">{}</ul></details>', told, links)
