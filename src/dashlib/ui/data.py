"""The page *Data*: its heading, what can be taken along and on which terms, what every field means."""

import logging
from typing import Any

from markupsafe import Markup

from dashlib.errors import DamagedError, ExportError
from dashlib.figures.tables import Table, html_table
from dashlib.queries.findings import data_finding
from dashlib.queries.quality import coverage
from dashlib.queries.sources import programmes
from dashlib.releases.exports import package, row_counts, size_at_sight
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count
from dashlib.text.say import Text, say, say_list
from dashlib.ui.credits import address_on_the_web, release_told, size_told
from dashlib.ui.details import show_facts
from dashlib.ui.html import html, show_html
from dashlib.ui.show import show_heading
from dashlib.ui.view import current_view

log = logging.getLogger(__name__)

LICENCES = {
    "CC-BY-4.0": (
        say("Creative Commons Attribution 4.0: use it for anything, name where it comes from."),
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC0-1.0": (
        say("Creative Commons Zero 1.0: use it for anything, nothing is asked in return."),
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
}
WHOLE = {
    "release.zip": (say("Everything as CSV, in a zip"), say("A data package: the tables, and what their fields mean.")),
    "release.xlsx": (say("Everything as an Excel workbook"), say("One sheet a table.")),
    "datapackage.json": (say("Description of the tables"), say("For programs: it describes the Parquet files.")),
    "manifest.json": (say("Manifest"), say("The hash of each Parquet file, with which a copy can be checked.")),
}
KINDS = {
    "count": say("whole number"),
    "countries": say("country codes, ; between them"),
    "country": say("country code"),
    "currency": say("currency code"),
    "date": say("day, month or year"),
    "day": say("day"),
    "email": say("e-mail address"),
    "flag": say("yes or no"),
    "id": say("identifier"),
    "ids": say("identifiers, ; between them"),
    "list": say("texts, ; between them"),
    "money": say("amount with two decimals"),
    "rate": say("exchange rate"),
    "share": say("share with six decimals"),
    "shares": say("shares, ; between them"),
    "text": say("text"),
    "url": say("web address"),
}


def show_data_heading() -> None:
    """How much of what could be known of a grant is, and how much there is to take along."""
    view = current_view()
    grants, fields = coverage(view.store, "grants")
    rows = row_counts(view.store.folder)
    standfirst = say(
        "Standard facts are the fields of the 360Giving Data Standard that the table of grants has. {tables} tables with {rows} rows rest on {sources} public documents. {release}.",
        tables=Count(len(rows)),
        rows=Count(sum(rows.values())),
        sources=Count(rows["sources"]),
        release=release_told(view.entry),
    )
    standard = [filled for field, filled in fields if "dashlib:threeSixtyGiving" in field.descriptor]
    show_heading(say("Data"), data_finding(grants, standard), standfirst)
    if view.selection.parts():
        show_html(
            '<p class="gd-left-out">{}</p>', say("Everything on this page is whole: the selection does not narrow it.")
        )


def show_files() -> None:
    """The whole release and each of its tables, as links with rows and size."""
    view = current_view()
    counts = row_counts(view.store.folder)
    whole: list[dict[str, Any]] = [
        {"file": _file_link(name, title), "meaning": meaning} for name, (title, meaning) in WHOLE.items()
    ]
    tables: list[dict[str, Any]] = [
        {
            "table": resource["title"],
            "meaning": resource["description"],
            "rows": Count(counts[resource["name"]]),
            "csv": _file_link(f"{resource['name']}.csv", say("CSV")),
            "parquet": _file_link(f"{resource['name']}.parquet", say("Parquet")),
        }
        for resource in package(view.store.folder)["resources"]
    ]
    for title, rows in ((say("The whole release"), whole), (say("Table by table"), tables)):
        table = html_table(Table(rows), title, view.language)
        show_html('<div class="gd-chart"><h2>{}</h2></div>{}', title, table)
    if view.preview:
        show_html('<p class="gd-left-out">{}</p>', say("The files can be taken along once this is published."))
    told = say("An empty cell means not known or not published, never zero.")
    formulas = say("In CSV and Excel files a text that a spreadsheet would run as a formula begins with an apostrophe.")
    show_html('<p class="gd-note">{} {}</p>', told, formulas)


def _file_link(name: str, title: Text) -> Markup:
    """A link to a file of this release, with its size where that is known; in words why it cannot be made."""
    view = current_view()
    try:
        size = size_at_sight(view.store.folder, name, view.cache)
    except (ExportError, DamagedError) as error:
        return html("{}: {}", title, str(error))
    except OSError:
        log.exception("The file %s cannot be kept", name)
        size = None
    told = say("{file}, {size}", file=title, size=size_told(size)) if size else title
    # What is not public has no address at which a file could be taken.
    return html("{}", told) if view.preview else release_link(view.store.release_id, name, told)


def release_link(release: str, name: str, told: Text) -> Markup:
    """A link to a file of a release; `download` keeps our clicks and the browser on the page."""
    return html('<a href="download/{}/{}" download>{}</a>', release, name, told)


def show_terms() -> None:
    """Licence, citation of this release, and whom to tell of a mistake."""
    view = current_view()
    found = programmes(view.store)
    licences = dict.fromkeys(row["licence"] for row in found if row["licence"])
    cited = say(
        "{programmes}: data on grants. {release} ({id}). {link}",
        programmes=say_list([row["name"] for row in found]),
        release=release_told(view.entry),
        id=view.store.release_id,
        link=address_on_the_web(view.href("data", Selection(), release=view.store.release_id)),
    )
    contacts = [
        html('<a href="mailto:{0}">{0}</a>', address)
        for address in dict.fromkeys(row["contact_email"] for row in found if row["contact_email"])
    ]
    unstated = say("No licence is stated: ask the publisher before you pass these tables on.")
    show_html('<div class="gd-chart"><h2>{}</h2></div>', say("Licence, and how to cite"))
    show_facts(
        [
            (say("Licence"), Markup("<br>").join(_licence(code) for code in licences) or unstated),
            (say("Cite as"), cited),
            (say("Mistakes"), Markup(", ").join(contacts) or None),
        ]
    )


def _licence(code: str) -> Markup:
    if code not in LICENCES:
        return html("{}", code)
    told, address = LICENCES[code]
    return html('<a href="{}" rel="license noreferrer">{}</a> {}', address, code, told)


def show_dictionary() -> None:
    """Every table and field, as the release itself describes them."""
    view = current_view()
    tables = Markup().join(
        html(
            '<details class="gd-opened"><summary>{}</summary><p>{} <code>{}</code></p>{}</details>',
            say("{title}: {fields} fields", title=resource["title"], fields=Count(len(resource["schema"]["fields"]))),
            resource["description"],
            resource["name"],
            html_table(Table([_field_row(e) for e in resource["schema"]["fields"]]), resource["title"], view.language),
        )
        for resource in package(view.store.folder)["resources"]
    )
    show_html('<div class="gd-chart"><h2>{}</h2></div>{}', say("What every field means"), tables)


def _field_row(entry: dict[str, Any]) -> dict[str, Any]:
    constraints = entry.get("constraints", {})
    return {
        "field": entry["name"],
        "meaning": say("{title}. {description}", title=entry["title"], description=entry.get("description", "")),
        "kind": KINDS[entry["dashlib:kind"]],
        "required": say("yes") if constraints.get("required") else say("no"),
        "codes": ", ".join(constraints.get("enum", ())) or entry.get("dashlib:references"),
        "standard": entry.get("dashlib:threeSixtyGiving"),
    }
