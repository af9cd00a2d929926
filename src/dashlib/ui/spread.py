"""Organizations: known sizes, the largest awardees where enough is known, new and returning ones, partners."""

from decimal import Decimal

from dashlib.figures.bars import Bar, Measure, columns_over_time, labelled_bars
from dashlib.figures.sizes import SizeBand, SizeDot, cumulative_curve, sizes_on_a_scale
from dashlib.figures.tables import Table
from dashlib.queries.names import value_name
from dashlib.queries.spread import (
    Ranked,
    awardees_by_year,
    cumulative_shares,
    is_enough_known,
    known_sizes,
    named_of,
    ranked_awardees,
    size_bands,
    spread_finding,
    stated_sizes,
    top_of,
)
from dashlib.queries.totals import whole
from dashlib.text.formats import Count, Money, Share
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.charts import show_squares_by
from dashlib.ui.credits import money_notes, scale_notes
from dashlib.ui.details import found_sources
from dashlib.ui.html import show_html
from dashlib.ui.show import Drawing, show_chart, show_heading
from dashlib.ui.view import current_view, scale_currency

# More dots are a cloud: the bands of size below say more.
DOTS_AT_MOST = 60


def _notes() -> list[object]:
    view = current_view()
    return [*money_notes(whole(view.store, view.selection, view.display)), *scale_notes()]


def show_spread_heading() -> None:
    """How many awardees hold more than half, or of how many an amount is known at all."""
    view = current_view()
    title, standfirst = spread_finding(view.store, view.selection, scale_currency())
    show_heading(say("Funding · Organizations"), title, standfirst)


def show_known_sizes(id: str, title: object) -> None:
    """Each published amount as a dot, and what calls say a grant can be."""
    view = current_view()
    measure = Measure(scale_currency(), True)
    sizes = known_sizes(view.store, view.selection, scale_currency())
    stated = stated_sizes(view.store, scale_currency())
    value = whole(view.store, view.selection, view.display)
    missing = (value.published_count if value else 0) - len(sizes)
    dots = [SizeDot(size.awardee, size.amount, size.grant_id) for size in sizes[:DOTS_AT_MOST]]
    bands = [SizeBand(_band_name(row["titles"]), row["amount_min"], row["amount_max"]) for row in stated]
    rows: list[dict[str, object]] = [
        {
            "awardee": size.awardee,
            "href": view.href("grant", id=size.grant_id),
            "amount": Money(size.amount, scale_currency(), "exact", True),
        }
        for size in sizes
    ]
    rows += [
        {
            "awardee": band.label,
            "stated": say(
                "{low} to {high}",
                low=Money(band.low, scale_currency(), "exact", True),
                high=Money(band.high, scale_currency(), "exact", True),
            ),
        }
        for band in bands
    ]
    sources = found_sources([*(row["source_id"] for row in stated)])
    show_chart(
        id,
        title,
        say_count(
            "{count} published amount on a scale in which each step is a multiple. Grey: what calls say a grant can be.",
            "{count} published amounts on a scale in which each step is a multiple. Grey: what calls say a grant can be.",
            count=len(sizes),
        )
        if bands
        else say_count(
            "{count} published amount on a scale in which each step is a multiple.",
            "{count} published amounts on a scale in which each step is a multiple.",
            count=len(sizes),
        ),
        lambda: Drawing(
            figures=[(scale_currency(), sizes_on_a_scale(dots, bands, measure, view.language, view.scheme))]
            if dots
            else (),
            clicks=lambda grant_id: view.href("grant", id=grant_id),
        ),
        Table(rows),
        [
            *_notes(),
            *([_unconverted(missing)] if missing else []),
            *(
                [say("The {count} largest are drawn; the table has all.", count=len(dots))]
                if len(dots) < len(sizes)
                else []
            ),
        ],
        sources if sources and not sizes else None,
    )


def _unconverted(count: int) -> Text:
    return say_count(
        "{count} published amount cannot be converted and has no dot.",
        "{count} published amounts cannot be converted and have no dot.",
        count=count,
    )


def _band_name(titles: str) -> Text:
    return say("Stated for {types}", types=say_list(list(titles.split(";"))))


def show_not_published(id: str, title: object) -> None:
    """The grants whose amount is not published, as squares."""
    selection = current_view().selection
    if selection.disclosed != "yes":
        show_squares_by(id, "grant_type", title, selection.with_values("disclosed", ["no"]))


def show_ranking() -> None:
    """The largest awardees, how concentrated the money is and bands of size; or why they cannot be shown yet."""
    view = current_view()
    value = whole(view.store, view.selection, view.display)
    if not is_enough_known(value):
        show_html(
            '<p class="gd-note">{}</p>',
            say(
                "No ranking, no concentration and no bands of size here: an amount is published for {published} of {all} grants."
                " They appear by themselves when at least twenty amounts, and those of half of the grants, are published.",
                published=Count(value.published_count if value else 0),
                all=Count(value.award_count if value else 0),
            ),
        )
        return
    ranked = ranked_awardees(view.store, view.selection, scale_currency())
    _show_ranked("largest-awardees", ranked)
    _show_concentration("concentration", named_of(ranked))
    _show_bands("size-bands")


def _show_ranked(id: str, ranked: list[Ranked]) -> None:
    view = current_view()
    measure = Measure(scale_currency(), True)
    bars = [Bar(row.name, {"published": row.amount}, row.organization_id or "") for row in top_of(ranked)]
    show_chart(
        id,
        say("The awardees with the largest published sums"),
        say("Published money of the selected grants. Click a bar to open the awardee."),
        lambda: Drawing(
            figures=[(scale_currency(), labelled_bars(bars, measure, view.language, view.scheme))],
            clicks=lambda organization_id: view.href("awardee", id=organization_id),
        ),
        Table(
            [
                {
                    "awardee": row.name,
                    "href": row.organization_id and view.href("awardee", id=row.organization_id),
                    "amount": Money(row.amount, scale_currency(), "exact", True),
                }
                for row in ranked
            ]
        ),
        _notes(),
    )


def _show_concentration(id: str, ranked: list[Ranked]) -> None:
    view = current_view()
    shares = cumulative_shares(ranked)
    rows = [
        {"awardees": Count(number), "share": Share(shares[number - 1])}
        for number in (1, 3, 5, 10, 20, 50, len(ranked))
        if number <= len(ranked)
    ]
    show_chart(
        id,
        say("How much the largest hold together"),
        say("Share of the published money by number of awardees, the largest first; dotted: an equal spread."),
        lambda: Drawing(figures=[("", cumulative_curve(shares, view.language, view.scheme))]),
        Table(list({row["awardees"]: row for row in rows}.values())),
        _notes(),
    )


def _show_bands(id: str) -> None:
    view = current_view()
    bands = [
        (_band_told(low, high), count)
        for (low, high), count in size_bands(known_sizes(view.store, view.selection, scale_currency()))
    ]
    columns = [Bar(name, {"published": Decimal(count)}) for name, count in bands]
    show_chart(
        id,
        say("Small grants, large grants"),
        say("Number of grants with a published amount by size."),
        lambda: Drawing(figures=[("", columns_over_time(columns, Measure(), view.language, view.scheme))]),
        Table([{"size": name, "grants": Count(count)} for name, count in bands]),
        _notes(),
    )


def _band_told(low: Decimal, high: Decimal | None) -> Text:
    first = Money(low, scale_currency(), "tick", True)
    if high is None:
        return say("{low}\nand more", low=first)
    return say("{low} to\n{high}", low=first, high=Money(high, scale_currency(), "tick", True))


def show_new_and_returning(id: str, title: object) -> None:
    """Per award year the awardees with their first grant of the programme, and those that had one before."""
    view = current_view()
    found = awardees_by_year(view.store, view.selection)
    bars = [
        Bar(
            value_name(view.store, "year", row["year"]),
            {"new": row["new_count"], "returning": row["returning_count"]}
            if row["new_count"] is not None
            else {"unknown": row["awardee_count"]},
            row["year"],
        )
        for row in found
    ]
    show_chart(
        id,
        title,
        say(
            "Awardees by award year. Grey: their first grant of the programme; outlined: they had one in a year before; pale: the year is not known."
        ),
        lambda: Drawing(
            figures=[("", labelled_bars(bars, Measure(), view.language, view.scheme))] if bars else (),
            clicks=lambda year: view.narrowed("year", year),
        ),
        Table(
            [
                {
                    "year": value_name(view.store, "year", row["year"]),
                    "awardees": Count(row["awardee_count"]),
                    "new": None if row["new_count"] is None else Count(row["new_count"]),
                    "returning": None if row["returning_count"] is None else Count(row["returning_count"]),
                }
                for row in found
            ]
        ),
        [
            say(
                "Without a known year nobody can tell who came first. An awardee stands in each year in which it received a grant."
            )
        ],
    )
