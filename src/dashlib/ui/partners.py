"""Who works with whom: bands from the awardee that leads a grant to its partners, and rows where there is no room."""

from collections import defaultdict
from decimal import Decimal
from functools import partial

from markupsafe import Markup

from dashlib.figures.bars import Measure
from dashlib.figures.sankey import Band, Node, flow_bands
from dashlib.figures.tables import Table
from dashlib.queries.names import value_name
from dashlib.queries.spread import partners
from dashlib.queries.totals import whole
from dashlib.text.formats import Country
from dashlib.text.say import say, say_count
from dashlib.ui.details import found_sources
from dashlib.ui.html import html, show_html
from dashlib.ui.show import Drawing, show_chart
from dashlib.ui.view import current_view, tell

DRAWN_AT_MOST = 80


def show_partners(id: str, title: object) -> None:
    """Who works with whom: from the awardee that leads a grant to its partners."""
    view = current_view()
    found = partners(view.store, view.selection)
    if not found:
        show_html(
            '<div class="gd-chart"><h2>{}</h2></div><p>{}</p>', title, say("No partners are named in this selection.")
        )
        return
    named = partial(value_name, view.store, "organization")
    leads = {row["lead_id"]: named(row["lead_id"]) for row in found}
    others = {row["partner_id"]: named(row["partner_id"]) for row in found}
    nodes = [
        *(Node(f"lead:{key}", name, "") for key, name in leads.items()),
        *(Node(f"partner:{key}", name, "") for key, name in others.items()),
    ]
    bands = [
        Band(f"lead:{row['lead_id']}", f"partner:{row['partner_id']}", "quiet", Decimal(1), row["title"] or "")
        for row in found
    ]
    fullest = max(len(leads), len(others))
    is_drawn = len(found) <= DRAWN_AT_MOST
    value = whole(view.store, view.selection, view.display)
    known = {"some": len({row["grant_id"] for row in found}), "all": value.distinct_grant_count if value else 0}
    notes: list[object] = [say("Partners are named for {some} of {all} named grants.", **known)]
    notes += [] if is_drawn else [say("Too many for a picture: the table has them, by name of the partner.")]
    show_chart(
        id,
        title,
        say_count(
            "{count} partnership: on the left who leads the grant, on the right who takes part.",
            "{count} partnerships: on the left who leads the grant, on the right who takes part.",
            count=len(found),
        ),
        lambda: Drawing(
            _partners_in_rows([(leads[row["lead_id"]], others[row["partner_id"]]) for row in found])
            if is_drawn
            else None,
            [("", flow_bands(nodes, bands, 2, fullest, Measure(), view.language, view.scheme))] if is_drawn else (),
        ),
        Table(
            [
                {
                    "partner": others[row["partner_id"]],
                    "href": view.href("awardee", id=row["partner_id"]),
                    "country": row["partner_country"] and Country(row["partner_country"]),
                    "lead": leads[row["lead_id"]],
                    "title": row["title"],
                }
                for row in found
            ]
        ),
        notes,
        found_sources(row["source_id"] for row in found),
    )


def _partners_in_rows(pairs: list[tuple[object, object]]) -> Markup:
    """The same for narrow screens, where there is no room for bands: who leads, and below it who takes part."""
    parts: dict[str, list[str]] = defaultdict(list)
    for lead, partner in pairs:
        parts[tell(lead)].append(tell(partner))
    rows = Markup()
    for lead, names in sorted(parts.items()):
        told = Markup(", ").join(dict.fromkeys(names))
        rows += html(
            '<div class="gd-row"><div class="gd-label">{}</div><div class="gd-marks">{}</div></div>', lead, told
        )
    return html('<div class="gd-rows gd-on-phones">{}</div>', rows)
