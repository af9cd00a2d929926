"""The publisher's own quality in public: what is filled in, named, contradicted, and on which documents it rests."""

from typing import Any

from markupsafe import Markup

from dashlib.figures.tables import Link, Table
from dashlib.queries.names import value_name
from dashlib.queries.quality import completeness_by, coverage, sources_weighed
from dashlib.queries.sources import sources_of
from dashlib.queries.statements import statements
from dashlib.schema import dates
from dashlib.schema.package import resources
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, Interval
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.charts import grey_bars
from dashlib.ui.controls import page_of, show_pages
from dashlib.ui.credits import source_link
from dashlib.ui.html import show_html
from dashlib.ui.show import Drawing, show_chart, show_table
from dashlib.ui.statements import show_contradictions, statement_table
from dashlib.ui.view import current_view, tell

COVERED = ("grants", "organizations", "events")
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
    found = sources_weighed(current_view().store)
    rows: list[dict[str, Any]] = [
        {
            "source": Link(row["title"], row["url"]),
            "who": row["publisher"],
            "dated": _date(row["published_date"]),
            "read_on": _date(row["retrieved_date"]),
            "rests": say_list([_rows_told(line) for line in row["rests"]]) if row["rests"] else say("named in a note"),
            "archived": Link(tell(say("copy")), row["archive_url"]) if row["archive_url"] else None,
        }
        for row in found
    ]
    show_table("sources", say("Sources, and what rests on each"), Table(page_of(rows)), sources=[])
    show_pages(len(rows))


def _date(text: str | None) -> Interval | None:
    interval = dates.interval_of(text or "")
    return Interval(*interval) if interval else None


def _rows_told(line: dict[str, Any]) -> Text:
    return say("{table} {rows}", table=resources()[line["table"]].title, rows=Count(line["row_count"]))


def show_quality() -> None:
    """Coverage per field and per round, contradictions, differences from the data, weak sources."""
    view = current_view()
    for table in COVERED:
        _show_coverage(table)
    _show_rounds()
    found = statements(view.store, Selection(), view.store.display_currencies[0])
    show_contradictions("contradictions", say("Different figures for the same thing"), found)
    apart = [s for s in found if s.facts["amount_difference"] or s.facts["count_difference"]]
    if apart:
        show_table("differences", say("Statements that differ from the data"), statement_table(apart), sources=[])
    _show_weak_sources()


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
        sources_of(view.store, Selection()),
    )


def _show_rounds() -> None:
    """Round by round, what is known of its awards; those announced for several rounds together come last."""
    view = current_view()
    counts = completeness_by(view.store, "round")
    ids = [row["round_id"] for row in view.store.rows("rounds")]
    rows = [
        {
            "round": value_name(view.store, "round", round_id),
            "href": view.href("round", Selection(), id=round_id) if round_id in ids else None,
            **{name: Count(counts[round_id][fact]) for name, fact in FACTS.items() if round_id in counts},
        }
        for round_id in dict.fromkeys([*ids, *counts])
    ]
    told = say(
        "A dash: no award is known of the round alone. Awards announced for several rounds together stand in the last row."
    )
    if rows:
        title = say("Round by round: named, not named, and what is known")
        show_table("rounds-known", title, Table(rows), [told], sources_of(view.store, Selection()))


def _show_weak_sources() -> None:
    """Sources without an address, and those without an archived copy."""
    found = sources_weighed(current_view().store)
    weak = {
        say("without an address"): [row for row in found if not row["url"]],
        say("without an archived copy"): [row for row in found if not row["archive_url"]],
    }
    lists = Markup().join(
        Markup('<details class="gd-opened"><summary>{}</summary><ul class="gd-sources">{}</ul></details>').format(
            tell(say("{count} of {all} {lack}", count=Count(len(rows)), all=Count(len(found)), lack=lack)),
            Markup().join(Markup("<li>{}</li>").format(source_link(row)) for row in rows),
        )
        for lack, rows in weak.items()
    )
    told = say(
        "Whether an address still answers is not checked here, so a dead one is not known as such. A copy in an archive would last."
    )
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>{}',
        say("Documents that may vanish"),
        told,
        lists,
    )
