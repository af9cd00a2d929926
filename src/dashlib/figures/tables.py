"""True HTML tables: caption, column heads, numbers to the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from markupsafe import Markup

from dashlib.text.formats import Count, Language, Money
from dashlib.text.say import Text, say

# More rows than these nobody reads on a page.
ROWS_SHOWN = 500
NUMBERS = (Money, Count, int, Decimal)


HEADINGS = {
    "amount": say("Amount"),
    "amounts_missing": say("Amounts missing"),
    "announced": say("Announced only"),
    "applications": say("Applications"),
    "archived": say("Archived copy"),
    "area": say("Area"),
    "as_awarded": say("Amount as awarded"),
    "awarded": say("Awarded"),
    "awardee": say("Awardee"),
    "awardees": say("Awardees"),
    "call": say("Call"),
    "city": say("City"),
    "closes": say("Closes"),
    "codes": say("Codes, or where it refers to"),
    "country": say("Country"),
    "csv": say("CSV"),
    "date": say("Date"),
    "dated": say("Dated"),
    "description": say("Description"),
    "difference": say("Difference"),
    "disclosed": say("Published per awardee"),
    "ends": say("Planned end"),
    "event": say("Event"),
    "field": say("Field"),
    "file": say("File"),
    "filled": say("Filled in"),
    "finding": say("Finding"),
    "from": say("From"),
    "grant_type": say("Grant type"),
    "grants": say("Grants"),
    "identifier": say("Identifier"),
    "in_data": say("In the data"),
    "keywords": say("Keywords"),
    "kind": say("Kind"),
    "lead": say("Lead"),
    "level": say("Level"),
    "local": say("Name in its own language"),
    "meaning": say("Meaning"),
    "money": say("Announced money"),
    "months": say("Planned months"),
    "municipality": say("Municipality"),
    "named": say("Named grants"),
    "names_missing": say("Names missing"),
    "new": say("New"),
    "note": say("Note"),
    "of_applications": say("Grants of applications"),
    "office": say("Office"),
    "on_scale": say("Amount on the scale"),
    "opens": say("Opens"),
    "organization": say("Organization"),
    "parquet": say("Parquet"),
    "partner": say("Partner"),
    "partners": say("Partners"),
    "priority_area": say("Priority area"),
    "programme": say("Programme"),
    "published": say("Named grants with an amount"),
    "publisher": say("Publisher"),
    "quantity": say("Differing"),
    "read_on": say("Read on"),
    "required": say("Required"),
    "respect": say("What is compared"),
    "rests": say("What rests on it"),
    "returning": say("Returning"),
    "round": say("Round"),
    "rounds_covered": say("Rounds it covers"),
    "rows": say("Rows"),
    "says": say("Says"),
    "session": say("Session"),
    "share": say("Share"),
    "shares": say("Grants, with shares added up"),
    "size": say("Size"),
    "source": say("Source"),
    "sources_print": say("The sources print"),
    "speaker": say("Speaker"),
    "standard": say("In 360Giving"),
    "starts": say("Planned start"),
    "stated": say("Stated"),
    "stated_grants": say("Stated grants"),
    "statement": say("Statement"),
    "success_rate": say("Success rate"),
    "table": say("Table"),
    "title": say("Title"),
    "to": say("To"),
    "type": say("Type"),
    "unnamed": say("Grants without a name"),
    "venue": say("Venue"),
    "who": say("By whom, when"),
    "why": say("Why it is found"),
    "with_area": say("With an area"),
    "with_date": say("With a date"),
    "with_title": say("With a title"),
    "year": say("Award year"),
}


@dataclass(frozen=True)
class Link:
    """A document by its title, and where it stands on the web if that is known."""

    title: str
    address: str | None


@dataclass(frozen=True)
class Table:
    """What a chart draws, as rows in the order of their columns; `href` of a row links its first cell.

    `headings` are those of columns that depend on the data.
    """

    rows: Sequence[dict[str, Any]]
    headings: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def columns(self) -> list[tuple[str, object]]:
        """Every column that a row has, with its heading."""
        names = dict.fromkeys(name for row in self.rows for name in row if name != "href")
        return [(name, self.headings.get(name) or HEADINGS[name]) for name in names]


def html_table(table: Table, caption: object, language: Language) -> Markup:
    """The table for the page, its first rows if it has very many. An empty cell is a dash, never a zero."""
    if len(table.rows) > ROWS_SHOWN:
        told = say(
            "{shown} of {all} rows; the files hold all of them.", shown=Count(ROWS_SHOWN), all=Count(len(table.rows))
        )
        first = html_table(replace(table, rows=table.rows[:ROWS_SHOWN]), caption, language)
        return first + Markup('<p class="gd-note">{}</p>').format(language.tell(told))
    # Columns whose headings depend on the data hold one thing each and are read across, numbers and words alike.
    numeric = {
        name
        for name, _ in table.columns
        if name not in table.headings and any(isinstance(row.get(name), NUMBERS) for row in table.rows)
    }
    heads = Markup().join(
        Markup('<th scope="col"{}>{}</th>').format(_right(name in numeric), language.tell(title))
        for name, title in table.columns
    )
    body = Markup().join(_row(table, row, numeric, language) for row in table.rows)
    return Markup(
        '<div class="gd-scroll" tabindex="0" role="region" aria-label="{0}"><table class="gd-table"><caption>{0}</caption>'
        "<thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    ).format(language.tell(caption), heads, body)


def _row(table: Table, row: dict[str, Any], numeric: set[str], language: Language) -> Markup:
    cells = []
    for place, (name, heading) in enumerate(table.columns):
        value = row.get(name)
        told = Markup("–") if value is None or value == "" else _told(value, language)
        if place == 0 and row.get("href"):
            told = Markup('<a href="{}">{}</a>').format(row["href"], told)
        if place == 0:
            own = Markup(' class="gd-own"') if isinstance(value, Text) else ""
            cells.append(Markup('<th scope="row"><span{}>{}</span></th>').format(own, told))
        else:
            # On a phone the heading stands before the value.
            cell = Markup('<td{} data-label="{}"><span>{}</span></td>')
            cells.append(cell.format(_right(name in numeric), language.tell(heading), told))
    return Markup("<tr>{}</tr>").format(Markup().join(cells))


def _told(value: object, language: Language) -> Markup:
    if isinstance(value, Markup):
        return value
    if isinstance(value, Link):
        link = Markup('<a href="{}" rel="noreferrer nofollow">{}</a>')
        return link.format(value.address, value.title) if value.address else Markup("{}").format(value.title)
    return Markup("{}").format(language.tell(value))


def _right(is_number: bool) -> Markup:
    return Markup(' class="gd-number"') if is_number else Markup()
