"""True HTML tables: caption, column heads, numbers to the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from markupsafe import Markup

from dashlib.text.formats import Count, Language, Money
from dashlib.text.say import Text, say

NUMBERS = (Money, Count, int, Decimal)


HEADINGS = {
    "amount": say("Amount"),
    "amounts_missing": say("Amounts missing"),
    "announced": say("Announced only"),
    "applications": say("Applications"),
    "area": say("Area"),
    "awarded": say("Awarded"),
    "awardee": say("Awardee"),
    "awardees": say("Awardees"),
    "call": say("Call"),
    "converted": say("Converted"),
    "country": say("Country"),
    "description": say("Description"),
    "difference": say("Difference"),
    "disclosed": say("Published per awardee"),
    "ends": say("Planned end"),
    "finding": say("Finding"),
    "grant_type": say("Grant type"),
    "grants": say("Grants"),
    "identifier": say("Identifier"),
    "in_data": say("In the data"),
    "keywords": say("Keywords"),
    "level": say("Level"),
    "local": say("Name in its own language"),
    "money": say("Announced money"),
    "months": say("Planned months"),
    "municipality": say("Municipality"),
    "named": say("Named grants"),
    "names_missing": say("Names missing"),
    "note": say("Note"),
    "of_applications": say("Grants of applications"),
    "on_scale": say("Amount on the scale"),
    "partners": say("Partners"),
    "published": say("Named grants with an amount"),
    "quantity": say("Differing"),
    "round": say("Round"),
    "rounds_covered": say("Rounds it covers"),
    "says": say("Says"),
    "shares": say("Grants, with shares added up"),
    "source": say("Source"),
    "sources_print": say("The sources print"),
    "starts": say("Planned start"),
    "stated": say("Stated"),
    "stated_grants": say("Stated grants"),
    "statement": say("Statement"),
    "success_rate": say("Success rate"),
    "title": say("Title"),
    "unnamed": say("Grants without a name"),
    "who": say("By whom, when"),
}


@dataclass(frozen=True)
class Link:
    """A document by its title, and where it stands on the web if that is known."""

    title: str
    address: str | None


@dataclass(frozen=True)
class Table:
    """What a chart draws, as rows in the order of their columns; `href` of a row links its first cell."""

    rows: Sequence[dict[str, Any]]

    @cached_property
    def columns(self) -> list[tuple[str, Text]]:
        """Every column that a row has, with its heading."""
        names = dict.fromkeys(name for row in self.rows for name in row if name != "href")
        return [(name, HEADINGS[name]) for name in names]


def html_table(table: Table, caption: object, language: Language) -> Markup:
    """The table for the page. An empty cell is a dash, never a zero."""
    numeric = {name for name, _ in table.columns if any(isinstance(row.get(name), NUMBERS) for row in table.rows)}
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
    if isinstance(value, Link):
        link = Markup('<a href="{}" rel="noreferrer nofollow">{}</a>')
        return link.format(value.address, value.title) if value.address else Markup("{}").format(value.title)
    return Markup("{}").format(language.tell(value))


def _right(is_number: bool) -> Markup:
    return Markup(' class="gd-number"') if is_number else Markup()
