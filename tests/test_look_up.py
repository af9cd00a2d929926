"""Grants and awardees as lists, one awardee, a grant's neighbours: what is shown is what the ledger and the files hold."""

import csv
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from builders import programme, publish
from streamlit.elements.lib.mutable_popover_container import PopoverContainer
from test_pages import shown, with_error_details  # noqa: F401

from dashlib.figures.files import csv_of, xlsx_of
from dashlib.figures.tables import Table
from dashlib.queries.awardees import awardees, organization, similar_awardees
from dashlib.queries.lists import grants, grants_in_order
from dashlib.queries.store import Store
from dashlib.queries.totals import whole
from dashlib.schema.dates import interval_of
from dashlib.schema.selection import Selection
from dashlib.text.formats import Interval, Language, language
from dashlib.text.scripts import language_of, language_tag, script_of
from dashlib.ui import credits

WITHHELD = ("zanavere-streheza", "belovarde-qyshk", "tihomrak-kucar", "osturvane-dhimbel", "mraznik-volujar",
            "vesklind-ormazar", "nightjar-lantern")  # fmt: skip
NAMES = ("Zanavere", "Belovard", "Tihomrak", "Osturvan", "Mraznik", "Vesklind", "Nightjar")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of(html: str) -> list[list[str]]:
    """The body of the first table of a page, as text."""
    body = re.search("<tbody>(.*?)</tbody>", html, re.DOTALL)
    assert body
    rows = re.findall("<tr>(.*?)</tr>", body[1], re.DOTALL)
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall("<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, Table]:
    """What the pages hand over to be taken along, by name."""
    taken: dict[str, Table] = {}

    def catch(table: Table, language: Language) -> bytes:
        taken["table"] = table
        return csv_of(table, language)

    monkeypatch.setattr(credits, "csv_of", catch)
    # Files are made when their popover is opened.
    monkeypatch.setattr(PopoverContainer, "open", property(lambda _: True, lambda _, is_open: None))
    return taken


def lines_of_csv(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_of(table, language("en")).decode("utf-8-sig"))))


def lines_of_xlsx(table: Table) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(xlsx_of(table, "grants", language("en")))) as book:
        strings = ["".join(node.itertext()) for node in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    lines = []
    for row in sheet.iter(f"{SHEET}row"):
        cells = {}
        for cell in row:
            value = cell.findtext(f"{SHEET}v") or ""
            letter = re.sub("[0-9]", "", cell.attrib["r"])
            cells[ord(letter) - ord("A")] = strings[int(value)] if cell.get("t") == "s" else value
        lines.append([cells.get(place, "") for place in range(len(lines[0]) if lines else len(cells))])
    return lines


@pytest.mark.parametrize("sort", ["newest", "name", "amount"])
def test_the_files_hold_the_list_as_it_is_shown(real_data: Path, files: dict[str, Table], sort: str) -> None:
    columns = ["amount", "title", "awarded", "country"]
    words = shown(real_data, "grants", sort=sort, columns=columns, grant_type="core")
    told, (head, *lines) = cells_of(words), lines_of_csv(files["table"])
    assert head == ["Awardee", "Title", "Amount", "Amount: currency", "Amount: remark", "Awarded", "Country"]
    assert len(told) == len(lines) > 10
    for row, line in zip(told, lines, strict=True):
        awardee, title, amount, awarded, country = row
        assert [awardee, country] == [line[0], line[6]]
        assert title == (line[1] or "–")
        assert awarded == language("en").tell(Interval(*(interval_of(line[5]) or (None, None))))
        # An amount is a number with its currency beside it; what is not published is a remark, and no number.
        assert amount == (line[4] or f"€{Decimal(line[2]):,}")
        assert (line[3] == "EUR") == (line[4] == "")
    assert [[re.sub(r"\.0*$", "", cell) for cell in line] for line in lines] == [
        [re.sub(r"\.0*$", "", cell) for cell in line] for line in lines_of_xlsx(files["table"])[1:]
    ]


def test_a_column_says_for_how_many_grants_it_is_known(real: Store) -> None:
    rows = grants_in_order(real, Selection(), "EUR", "newest", language("en"))
    assert (len(rows) - rows["title"].null_count, len(rows)) == (18, 81)
    assert len(rows) - rows["amount_awarded"].null_count == 7


def test_what_has_no_name_is_said_below_the_list(real_data: Path) -> None:
    words = shown(real_data, "grants")
    assert "81 of 165 grants are published one by one" in words
    assert "84 announced grants have no name and cannot be listed" in words
    assert "1–50 of 81" in words
    assert len(cells_of(shown(real_data, "grants", page="2"))) == 31


def test_undisclosed_amounts_stand_last_and_currencies_are_compared_in_one(real: Store, awkward: Store) -> None:
    for store in (real, awkward):
        for currency in ("EUR", "NOK"):
            rows = grants_in_order(store, Selection(), currency, "amount", language("en")).to_pylist()
            known = [row["shown_amount"] for row in rows if row["shown_currency"] == currency]
            assert known == sorted(known, reverse=True)
            states = [row["shown_currency"] == currency or (row["shown_currency"] is None) + 2 for row in rows]
            assert states == sorted(states)
    found = awardees(awkward, Selection(), "NOK", "NOK", "amount", language("en"))
    assert [row["organization_id"] for row in found if row["money"]] == [row["organization_id"] for row in found[:16]]


def test_every_awardee_has_a_page_whose_grants_and_sums_are_those_of_the_ledger(real: Store, real_data: Path) -> None:
    found = awardees(real, Selection(), "EUR", "EUR", "name", language("en"))
    assert len(found) == 79
    for number, row in enumerate(found):
        own = Selection(organization=(row["organization_id"],))
        value = whole(real, own, "EUR")
        assert value
        assert row["grant_count"] == value.distinct_grant_count == len(grants(real, own))
        assert [part["amount"] for part in row["money"] or ()] == [sums.disclosed for sums in value.money]
        if row["money"] or row["grant_count"] > 1 or number % 8 == 0:
            words = shown(real_data, "awardee", id=row["organization_id"])
            assert all(f"grant?id={grant['grant_id']}" in words for grant in grants(real, own))
            assert all(f"€{sums.disclosed:,.0f}" in words for sums in value.money)
    total = whole(real, Selection(), "EUR")
    assert total
    money = [part["amount"] for row in found for part in row["money"] or ()]
    assert sum(money, Decimal(0)) == total.money[0].disclosed
    assert {row["organization_id"] for row in found if row["grant_count"] == 2} == {"qsnnn", "astra"}


def test_the_page_of_an_awardee_tells_what_the_sources_tell(real_data: Path) -> None:
    words = shown(real_data, "awardee", id="qendresa-qytetare")
    for text in (
        "€65,000", "EUR 65,000.00", "Qendresa Qytetare", "Latin · Albanian", "World Café Albania", "gd-mine",
        "24 grants for €1,234,000.00: 5 with name and amount, 4 with a name only and 15 without a name",
        "not broken down by awardee: 15 grants and €949,716.99", "Kontratat e nënshkruara",
    ):  # fmt: skip
        assert text in words, text
    words = shown(real_data, "awardee", id="hops")
    for text in ("ХОПС", 'lang="und-Cyrl"', "Cyrillic", "not published", "https://hops.org.mk", "noreferrer nofollow"):
        assert text in words, text


def test_partners_and_former_identifiers_have_a_page(awkward_data: Path) -> None:
    words = shown(awkward_data, "awardee", id="partner-only")
    for text in ("No grant to this organization is published", "Partner in grants of others", "Registered Foundation"):
        assert text in words
    words = shown(awkward_data, "awardee", id="first-name")
    assert "Renamed Twice" in words
    assert "XI-EXAMPLE 007" in shown(awkward_data, "awardee", id="registered")


def test_two_awardees_of_one_name_are_told_apart_by_place(awkward_data: Path) -> None:
    words = shown(awkward_data, "awardees", text="green club")
    assert "2 awardees are found for “green club”" in words
    for text in ("Bitola, North Macedonia", "Prizren, Kosovo", "Зелен клуб", 'lang="sq-Latn"'):
        assert text in words, text
    assert words.count(">Green Club<") == 2


@pytest.mark.parametrize("id", [*WITHHELD, "nobody", "<script>alert(1)</script>", "x" * 10_000, "Ђ", ""])
def test_an_unknown_or_withheld_awardee_is_a_designed_state_without_a_name(awkward_data: Path, id: str) -> None:
    words = shown(awkward_data, "awardee", id=id)
    assert "Nothing stands at this address" in words
    assert "See all awardees" in words
    assert "<script>" not in words
    assert not any(name in words.replace(id, "") for name in NAMES)


@pytest.mark.parametrize("page", ["grants", "awardees"])
def test_lists_name_no_one_withheld_and_html_stays_text(awkward_data: Path, files: dict[str, Table], page: str) -> None:
    every = {"columns": ["title", "description", "partners", "note", "source", "keywords"]} if page == "grants" else {}
    words = shown(awkward_data, page, **every)
    text = csv_of(files["table"], language("en")).decode()
    for told in (words, text):
        assert not any(name in told for name in NAMES)
    assert "&lt;script&gt;alert(1)" in words
    assert "<script>" not in words
    starts = [cell[:1] for line in lines_of_csv(files["table"]) for cell in line if not re.fullmatch(r"-?[\d.]+", cell)]
    assert not {"=", "+", "-", "@"} & set(starts)
    assert "'=HYPERLINK" in text
    if page == "grants":
        assert words.count("Name withheld for safety") == 6


@pytest.mark.parametrize(
    ("name", "country", "script", "spoken"),
    [
        ("Здружение „Ѓурѓа“", "MK", "Cyrl", "mk"),
        ("Удружење „Ђурђевак“", "RS", "Cyrl", "sr"),
        ("Зелен клуб", "MK", "Cyrl", None),
        ("Klubi i Gjelbër", "XK", "Latn", "sq"),
        ("Citroën", "RS", "Latn", None),
        ("Udruženje Đak", "RS", "Latn", None),
        ("Da се zna", "RS", None, None),
        ("+381 11", "RS", None, None),
        ("", None, None, None),
    ],
)
def test_script_and_language_are_told_only_where_the_letters_settle_them(
    name: str, country: str | None, script: str | None, spoken: str | None
) -> None:
    assert (script_of(name), language_of(name, country)) == (script, spoken)
    assert (language_tag(name, country) == "") == (script in {None, "Latn"} and not spoken)


def test_similar_awardees_share_an_area_and_the_country(real: Store) -> None:
    pairs = 0
    for row in awardees(real, Selection(), "EUR", "EUR", "name", language("en")):
        for other in similar_awardees(real, row["organization_id"], language("en")):
            twin = organization(real, other["organization_id"])
            own = {area for grant in grants(real, Selection(organization=(row["organization_id"],)))
                   for area in (grant["area_ids"] or "").split(";")}  # fmt: skip
            assert twin
            assert twin["country"] == row["country"]
            assert other["areas"]
            assert set(other["areas"]) <= own
            pairs += 1
    assert pairs > 20


def test_a_grant_leads_to_its_awardee_and_to_its_neighbours(real_data: Path, awkward_data: Path) -> None:
    words = shown(real_data, "grant", id="G-NI-RS-03")
    assert 'href="awardee?id=astra"' in words
    assert "of 11 published by name in this round" in words
    assert words.count("grant?id=G-NI-RS-") == 2
    assert "published by name in this round" not in shown(awkward_data, "grant", id="R-LI-AL-2024-withheld-1")


def test_a_mistake_is_reported_to_the_programme(awkward_data: Path, real_data: Path) -> None:
    for page, id, name in (("awardee", "djurdjevak", "Удружење грађана „Ђурђевак“"), ("grant", "G-CORE-RS-03", "+381")):
        address = re.search('href="(mailto:[^"]*)"', shown(awkward_data, page, id=id))
        assert address
        told = unquote(address[1])
        assert told.startswith("mailto:nobody@example.org?subject=")
        assert id in told
        assert name in told
        assert f"{page}?id={id}" in told
    words = shown(real_data, "awardee", id="astra")
    assert "mailto:" not in words
    assert "https://smartbalkansproject.org" in words


def test_a_selection_of_nothing_but_sums_is_said(real_data: Path) -> None:
    assert "not one is published by name" in shown(real_data, "grants", organization="not-broken-down")
    assert "No awardee is named" in shown(real_data, "awardees", organization="not-broken-down")
    words = shown(real_data, "awardees", text="x" * 10_000)
    assert "No grant fits this selection" in words


def test_unknown_columns_are_named_and_page_links_keep_the_selection(real_data: Path) -> None:
    words = shown(real_data, "grants", columns=["nope", "title"], sort="name", area="gender-equality")
    assert "columns=nope" in words
    words = shown(real_data, "awardees", sort="grants", year="2023")
    assert "awardees?year=2023&amp;sort=grants&amp;page=2" in words


def test_many_grants_are_shown_a_page_at_a_time(tmp_path: Path, files: dict[str, Table]) -> None:
    tables = programme(grants=[{"amount_awarded": f"{number}.00"} for number in range(1, 1201)])
    publish(tables, tmp_path)
    words = shown(tmp_path / "data", "grants", sort="amount", page="24")
    told = cells_of(words)
    assert len(told) == 50
    assert told[0][2] == "€50.00"
    assert "table" not in files, "the files of a long list are made when they are asked for"
