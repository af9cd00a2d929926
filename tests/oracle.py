"""The funding ledger once more, as plainly as Python can say it.

The dashboard derives its ledger in SQL. This module derives the same ledger from the same tables without sharing a line
with it, so that a mistake has to be made twice, in two ways, before a test misses it. It is slow and naive on purpose:
loops, `Decimal` and `Fraction`, no database, no data frames.

Tables are lists of rows of text, where an empty cell means *not known*; ledger rows say None instead. An interval is
(first day, last day), or None where the date is unknown.
"""

import csv
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

Cells = dict[str, str]
Tables = dict[str, list[Cells]]
Row = dict[str, Any]
Interval = tuple[date, date] | None

NOT_BROKEN_DOWN, UNKNOWN, WITHHELD = "not-broken-down", "unknown", "withheld"
SEVERAL_COUNTRIES, SEVERAL_PLACES = "several-countries", "several-places"
BUCKETS = {NOT_BROKEN_DOWN, UNKNOWN, WITHHELD, SEVERAL_COUNTRIES, SEVERAL_PLACES}
DIMENSIONS = ("programme", "call", "round", "grant_type", "country", "area", "organization", "municipality", "year")
OF_THE_ROUND = ("programme", "funder", "call", "round", "grant_type")

# What may be published of a withheld grant: a list of what is permitted, so that a column added later stays empty here.
# The shares go with the areas; without them the money by area would be false.
ALWAYS = ("round_id", "amount_awarded", "currency")
WITHOUT_NAME = (*ALWAYS, "area_ids", "area_shares", "country", "countries", "award_date")
PERMITTED = {"all": ALWAYS, "organization": WITHOUT_NAME, "individual": WITHOUT_NAME}


def read_tables(folder: Path) -> Tables:
    """Read the source tables and codelists of a folder as text."""
    tables = {}
    for path in [*folder.glob("*.csv"), *folder.glob("codelists/*.csv")]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


def text(row: Cells, column: str) -> str:
    """Give a cell; a column that is missing is empty, for optional columns may be left out."""
    return (row.get(column) or "").strip()


def members(row: Cells, column: str) -> list[str]:
    """Give the members of a list inside a cell, in their order."""
    return [part.strip() for part in text(row, column).split(";") if part.strip()]


def money(row: Cells, column: str) -> Decimal | None:
    """Give an amount to the cent, or None where it is not known."""
    return Decimal(text(row, column)).quantize(Decimal("0.01")) if text(row, column) else None


def by_id(rows: list[Cells], column: str) -> dict[str, Cells]:
    """Index rows by their key."""
    return {text(row, column): row for row in rows}


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add what is known; None where nothing is, for unknown is not zero."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def interval(known: str) -> Interval:
    """Give the days that a date known to the day, month or year may be."""
    if not known:
        return None
    year, month, day = [*(int(part) for part in known.split("-")), 0, 0][:3]
    last_day = day or monthrange(year, month or 12)[1]
    return date(year, month or 1, day or 1), date(year, month or 12, last_day)


def within(dates: Interval, first: date | None, last: date | None, touching: bool = False) -> bool:
    """Say whether dates lie wholly inside a period, or touch it; without bounds it takes everything, undated too."""
    if first is None and last is None:
        return True
    if dates is None:
        return False
    start, end = reversed(dates) if touching else dates
    return start >= (first or date.min) and end <= (last or date.max)


def dates_of(row: Row) -> Interval:
    """Give the dates of a ledger row as an interval."""
    return (row["date_from"], row["date_to"]) if row["date_from"] else None


class Rates:
    """Units of a currency for one euro: the series of the European Central Bank, and the own rows beside it."""

    def __init__(self, ecb: dict[str, dict[date, Decimal]], own_rows: list[Cells]) -> None:
        """Lay the own rows over the series: single days where the bank quotes a currency, else the whole series."""
        self.series = {code: {day: rate for day, rate in days.items() if rate} for code, days in ecb.items()}
        self.quoted = set(ecb)
        bank_end = max((day for days in self.series.values() for day in days), default=date.min)
        self.end = dict.fromkeys(self.series, bank_end)
        for row in own_rows:
            code, day = text(row, "currency"), date.fromisoformat(text(row, "rate_date"))
            self.series.setdefault(code, {})[day] = Decimal(text(row, "rate"))
            self.end[code] = max(day, self.end.get(code, bank_end))

    def rate(self, currency: str, dates: Interval) -> Decimal | None:
        """Give the rate that serves for a date, or None."""
        if currency == "EUR":
            return Decimal(1)
        if dates is None or currency not in self.series:
            return None
        day, series = dates[1], self.series[currency]
        if dates[0] != dates[1]:
            # A month or year that is not over yet has no last day with a rate: the newest rate stands in for it.
            day = min(day, self.end[currency])
        if currency in self.quoted:
            served = [day - timedelta(days=back) for back in range(11)]
        else:
            served = sorted((own for own in series if own <= day), reverse=True)
        return next((series[candidate] for candidate in served if candidate in series), None)

    def convert(self, amount: Decimal, source: str, target: str, dates: Interval) -> Decimal | None:
        """Convert over the euro, exactly, and round half up to the cent once."""
        if source == target:
            return amount
        source_rate, target_rate = self.rate(source, dates), self.rate(target, dates)
        if source_rate is None or target_rate is None:
            return None
        cents = Fraction(amount) * Fraction(target_rate) / Fraction(source_rate) * 100
        return Decimal(floor(cents + Fraction(1, 2))).scaleb(-2)

    def each(self, amount: Decimal | None, source: str, targets: Iterable[str], dates: Interval) -> Row:
        """Convert into every display currency."""
        return {code: None if amount is None else self.convert(amount, source, code, dates) for code in targets}


def split(whole: Decimal | None, weights: list[Fraction], places: int) -> Sequence[Decimal | None]:
    """Split by largest remainder, exact to the last place; of equal remainders the earlier one gets its unit first."""
    if whole is None:
        return [None] * len(weights)
    units = int(whole.scaleb(places))
    parts = [floor(units * weight) for weight in weights]
    # `sorted` is stable: this is what keeps ties in the order of the cell.
    order = sorted(range(len(weights)), key=lambda index: parts[index] - units * weights[index])
    for index in order[: units - sum(parts)]:
        parts[index] += 1
    return [Decimal(part).scaleb(-places) for part in parts]


def country_of(codes: list[str]) -> str:
    """Give the country value of a list of countries: money of several is never split by guess."""
    return UNKNOWN if not codes else codes[0] if len(codes) == 1 else SEVERAL_COUNTRIES


def year_of(dates: Interval) -> str:
    """Give the year that both ends share."""
    return str(dates[0].year) if dates and dates[0].year == dates[1].year else UNKNOWN


def agreed(values: Iterable[str]) -> str:
    """Give the one value on which all agree, else *not broken down*."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else NOT_BROKEN_DOWN


def scope(announcement: Cells, rounds: list[Cells]) -> list[str]:
    """Give the rounds of an announcement: those it lists, else those of its programme that match."""
    if text(announcement, "scope_round_ids"):
        return members(announcement, "scope_round_ids")
    countries = members(announcement, "scope_countries")
    start, end = interval(text(announcement, "period_start")), interval(text(announcement, "period_end"))
    return [
        text(candidate, "round_id")
        for candidate in rounds
        if text(candidate, "programme_id") == text(announcement, "programme_id")
        and (not countries or any(members(candidate, "countries") == [country] for country in countries))
        and within(interval(text(candidate, "award_date")), start and start[0], end and end[1])
    ]


def basis_rows(tables: Tables) -> list[Cells]:
    """Give the announcements from which the ledger takes its remainders."""
    return [row for row in tables["announcements"] if text(row, "ledger_basis") == "yes"]


def round_facts(tables: Tables) -> dict[str, Row]:
    """Give what each round fixes. Its call is the basis announcement that covers it, else the round itself."""
    programmes = by_id(tables["programmes"], "programme_id")
    facts: dict[str, Row] = {}
    for row in tables["rounds"]:
        round_id, programme, dates = text(row, "round_id"), text(row, "programme_id"), interval(text(row, "award_date"))
        fact: Row = {"round": round_id, "call": round_id, "grant_type": text(row, "grant_type_code")}
        fact |= {"programme": programme, "funder": text(programmes[programme], "funder_org_id")}
        fact |= {"country": country_of(members(row, "countries")), "countries": members(row, "countries")}
        facts[round_id] = fact | {"year": year_of(dates), "dates": dates, "source_id": text(row, "source_id")}
    for announcement in basis_rows(tables):
        for round_id in scope(announcement, tables["rounds"]):
            facts[round_id]["call"] = text(announcement, "announcement_id")
    return facts


def withhold(grants: list[Cells], facts: dict[str, Row]) -> list[Cells]:
    """Give the grants as they may be published.

    Withheld ones are numbered within their round by amount, then by what else is published of them, so that neither
    the order of the file nor the old id shows in the number.
    """
    published = [grant for grant in grants if not text(grant, "withheld")]
    hidden: dict[str, list[Cells]] = {}
    for grant in grants:
        if level := text(grant, "withheld"):
            blank = {column: text(grant, column) for column in PERMITTED[level]} | {"withheld": level}
            own = facts[blank["round_id"]]["countries"]
            if level == "all" and len(own) == 1:
                blank["countries"] = own[0]
            hidden.setdefault(blank["round_id"], []).append(blank)
    for round_id, blanks in hidden.items():
        blanks.sort(key=lambda b: (not b["amount_awarded"], money(b, "amount_awarded") or 0, sorted(b.items())))
        published += [blank | {"grant_id": f"{round_id}-withheld-{n}"} for n, blank in enumerate(blanks, start=1)]
    return published


def place(grant: Cells, awardee: Cells) -> Row:
    """Give country, municipality and what they rest on: where the work happens, else where the awardee sits."""
    codes, names = members(grant, "countries") or members(grant, "country"), members(grant, "municipality")
    basis = "work" if codes else None
    if not codes and members(awardee, "country"):
        codes, basis = members(awardee, "country"), "seat"
        names = names or members(awardee, "municipality")
    country = country_of(codes)
    municipality = UNKNOWN
    if names:
        municipality = f"{country}/{names[0]}" if len(names) == 1 and len(codes) <= 1 else SEVERAL_PLACES
    if text(grant, "withheld"):
        municipality = WITHHELD
        country = WITHHELD if text(grant, "withheld") == "all" and not codes else country
    return {"country": country, "municipality": municipality, "place_basis": basis}


def areas_of(grant: Cells, areas: dict[str, Cells]) -> list[tuple[str, str, Fraction]]:
    """Give priority area, area and share for each area that a grant names."""
    ids = members(grant, "area_ids")
    if not ids:
        bucket = WITHHELD if text(grant, "withheld") == "all" else UNKNOWN
        return [(bucket, bucket, Fraction(1))]
    shares = [Fraction(share) for share in members(grant, "area_shares")] or [Fraction(1, len(ids))] * len(ids)
    parents = [text(areas[area_id], "parent_area_id") for area_id in ids]
    return [
        (parent, area_id, share) if parent else (area_id, f"{area_id}.theme-not-stated", share)
        for parent, area_id, share in zip(parents, ids, shares, strict=True)
    ]


def award(grant: Cells, facts: dict[str, Row]) -> tuple[Decimal | None, str, Interval]:
    """Give amount, currency and dates of a grant; one without a date takes that of its round."""
    dates = interval(text(grant, "award_date")) or facts[text(grant, "round_id")]["dates"]
    return money(grant, "amount_awarded"), text(grant, "currency"), dates


def grant_rows(grant: Cells, facts: dict[str, Row], tables: Tables, rates: Rates, displays: list[str]) -> list[Row]:
    """Give the ledger rows of one grant, one per area: converted whole, then split, each currency by itself."""
    recipient, round_id = text(grant, "recipient_org_id"), text(grant, "round_id")
    amount, currency, dates = award(grant, facts)
    areas = areas_of(grant, by_id(tables["areas"], "area_id"))
    weights = [share for _, _, share in areas]
    amounts, counts = split(amount, weights, 2), split(Decimal(1), weights, 6)
    each = {code: split(whole, weights, 2) for code, whole in rates.each(amount, currency, displays, dates).items()}
    common: Row = {"kind": "grant", "grant_id": text(grant, "grant_id"), "announcement_id": None, "rounds": [round_id]}
    common |= {name: facts[round_id][name] for name in OF_THE_ROUND}
    common |= place(grant, by_id(tables["organizations"], "organization_id").get(recipient, {}))
    common |= {"year": year_of(dates), "date_from": dates and dates[0], "date_to": dates and dates[1]}
    common |= {"organization": WITHHELD if text(grant, "withheld") else recipient}
    # A withheld grant leads to the document of its round: its own may be what gives it away.
    common |= {"currency": None if amount is None else currency}
    common |= {"source_id": text(grant, "source_id") or facts[round_id]["source_id"]}
    rows = []
    for index, (priority_area, area, _) in enumerate(areas):
        row = common | {"priority_area": priority_area, "area": area, "grant_share": counts[index]}
        row |= {"amount": amounts[index], "amounts": {code: parts[index] for code, parts in each.items()}}
        rows.append(row)
    return rows


def amount_left(announcement: Cells, grants: list[Cells], facts: dict[str, Row], rates: Rates) -> Decimal | None:
    """Give the announced money that no disclosed grant accounts for; None if there is none, or less than none."""
    left, target = money(announcement, "amount"), text(announcement, "currency")
    if left is None or not target:
        return None
    for grant in grants:
        amount, currency, dates = award(grant, facts)
        converted = None if amount is None else rates.convert(amount, currency, target, dates)
        if amount is not None and converted is None:
            pair = f"{text(grant, 'grant_id')} and {text(announcement, 'announcement_id')}"
            raise ValueError(f"{pair}: no rate between {currency} and {target}")
        left -= converted or 0
    return left if left > 0 else None


def remainder_rows(
    announcement: Cells, grants: list[Cells], facts: dict[str, Row], tables: Tables, rates: Rates, displays: list[str]
) -> list[Row]:
    """Give the ledger row of what was announced and not published per awardee, if anything is left."""
    ids = scope(announcement, tables["rounds"])
    known = [grant for grant in grants if text(grant, "round_id") in ids]
    amount, currency = amount_left(announcement, known, facts, rates), text(announcement, "currency")
    count = max(0, int(text(announcement, "grant_count") or 0) - len(known))
    if amount is None and count == 0:
        return []
    dated = [facts[round_id]["dates"] for round_id in ids if facts[round_id]["dates"]]
    hull = (min(d[0] for d in dated), max(d[1] for d in dated)) if dated and len(dated) == len(ids) else None
    announcement_id, programme_id = text(announcement, "announcement_id"), text(announcement, "programme_id")
    programme = by_id(tables["programmes"], "programme_id")[programme_id]
    row: Row = {"kind": "remainder", "grant_id": None, "announcement_id": announcement_id, "rounds": ids}
    row |= {"call": announcement_id, "programme": programme_id, "funder": text(programme, "funder_org_id")}
    # Rounds without a date have the year *unknown*: they agree if none is dated, and disagree if only some are.
    row |= {name: agreed(facts[i][name] for i in ids) for name in ("round", "grant_type", "country", "year")}
    row |= dict.fromkeys(("municipality", "priority_area", "area", "organization"), NOT_BROKEN_DOWN)
    row |= {"place_basis": None, "date_from": hull and hull[0], "date_to": hull and hull[1]}
    row |= {"amount": amount, "amounts": rates.each(amount, currency, displays, hull)}
    row |= {"currency": None if amount is None else currency, "source_id": text(announcement, "source_id") or None}
    return [row | {"grant_share": Decimal(count).quantize(Decimal("0.000001"))}]


def ledger(tables: Tables, rates: Rates, display_currencies: Iterable[str] = ("EUR", "NOK")) -> list[Row]:
    """Derive the funding rows: the grants as they may be published, then the remainders."""
    facts, displays = round_facts(tables), list(display_currencies)
    grants = withhold(tables["grants"], facts)
    rows = [row for grant in grants for row in grant_rows(grant, facts, tables, rates, displays)]
    for announcement in basis_rows(tables):
        rows += remainder_rows(announcement, grants, facts, tables, rates, displays)
    return rows


def fits(row: Row, name: str, chosen: list[str], tables: Tables) -> bool:
    """Say whether a row passes the filter of one dimension; a priority area means all below it."""
    if name != "area":
        return row[name] in chosen
    below = {text(area, "area_id") for area in tables["areas"] if text(area, "parent_area_id") in chosen}
    return row["area"] in {*chosen, *below, *(f"{area}.theme-not-stated" for area in chosen)}


def select(rows: list[Row], tables: Tables, **filters: Any) -> list[Row]:
    """Give the rows that pass every filter; one without a choice is no filter."""
    if unknown := set(filters) - {*DIMENSIONS, "period_from", "period_to", "disclosed"}:
        raise ValueError(f"not a filter: {sorted(unknown)}")
    return [
        row
        for row in rows
        if all(fits(row, name, filters[name], tables) for name in DIMENSIONS if filters.get(name))
        and within(dates_of(row), filters.get("period_from"), filters.get("period_to"))
        and filters.get("disclosed") in (None, "yes" if row["grant_id"] and row["amount"] is not None else "no")
    ]


def totals(rows: list[Row], dimension: str | None, display: str) -> list[Row]:
    """Add up the rows, per value of a dimension (`value_id` is None without one) and per currency.

    Every row stands on exactly one line of its value, with its money *and* its counts:

    - as awarded: on the line of its currency; what has no money on the line without a currency;
    - in a display currency: on the line of the display currency if it could be converted *or has no money*, else on the
      line of the currency in which it was awarded. If nothing on the former has money, that line has no currency.

    So `grant_count` adds up over lines and values, the count of a remainder with money stands beside that money, and
    `distinct_grant_count` adds up over the lines of one value (not over values). `awardee_count` adds up over neither:
    an awardee with awards in two currencies stands on two lines. A line on which no row stands is not given.
    """
    lines: dict[tuple[str | None, str | None], list[tuple[Row, Decimal | None]]] = {}
    for row in rows:
        currency, amount = row["currency"], row["amount"]
        if display != "as-awarded" and (amount is None or row["amounts"][display] is not None):
            currency, amount = display, row["amounts"][display]
        lines.setdefault((row[dimension] if dimension else None, currency), []).append((row, amount))
    result: list[Row] = []
    for (value, currency), found in lines.items():
        disclosed = total(amount for row, amount in found if row["kind"] == "grant")
        remaining = total(amount for row, amount in found if row["kind"] == "remainder")
        both = total([disclosed, remaining])
        line: Row = {"value_id": value, "currency": None if both is None else currency, "amount": both}
        line |= {"amount_disclosed": disclosed, "amount_not_broken_down": remaining}
        line |= {"grant_count": total(row["grant_share"] for row, _ in found)}
        line |= {"distinct_grant_count": len({row["grant_id"] for row, _ in found} - {None})}
        line |= {"awardee_count": len({row["organization"] for row, _ in found} - BUCKETS)}
        result.append(line)
    return sorted(result, key=lambda line: (line["value_id"] or "", line["currency"] is None, line["currency"] or ""))


def left_out(rows: list[Row], tables: Tables, filters: dict[str, Any]) -> list[Row]:
    """Give the remainders that a selection leaves out and has to name: what they hold may belong to it."""
    if filters.get("disclosed") == "yes" or filters.get("text"):
        return []
    others = {name: value for name, value in filters.items() if name != "text"}
    selected = {row["announcement_id"] for row in select(rows, tables, **others)}
    chosen = {name: others[name] for name in DIMENSIONS if others.get(name)}

    def passes(fact: Row) -> bool:
        own = {name: [fact[name]] for name in OF_THE_ROUND} | {"country": fact["countries"]}
        overlap = all(set(own[name]) & set(values) for name, values in chosen.items() if name in own)
        return overlap and within(fact["dates"], filters.get("period_from"), filters.get("period_to"), touching=True)

    facts = round_facts(tables)
    return [
        row
        for row in rows
        if row["kind"] == "remainder"
        and row["announcement_id"] not in selected
        and all(row[n] == NOT_BROKEN_DOWN or fits(row, n, values, tables) for n, values in chosen.items())
        and any(passes(facts[round_id]) for round_id in row["rounds"])
    ]


def awards_in(rows: list[Row]) -> list[tuple[Decimal, str, Interval]]:
    """Put the areas of each grant together again, for an award is converted as a whole."""
    awards: dict[tuple[str | None, str | None], list[Row]] = {}
    for row in rows:
        if row["amount"] is not None:
            awards.setdefault((row["grant_id"], row["announcement_id"]), []).append(row)
    return [(sum(r["amount"] for r in parts), parts[0]["currency"], dates_of(parts[0])) for parts in awards.values()]


def compare(kind: str, precision: str, stated: Decimal, data: Decimal, tolerance: Decimal) -> str:
    """Judge one stated figure against the data; the tolerance is that of an exact figure."""
    if kind == "envelope":
        return "more_in_data" if data > stated else "within"
    if precision != "exact":
        tolerance = Decimal(0)
    if precision == "about" and stated:
        # Half a unit of the last digit that is not zero: 500,000 for 3,000,000.
        tolerance = Decimal(5).scaleb(int(stated.normalize().as_tuple().exponent) - 1)
    if data < stated - tolerance and precision != "at_most":
        return "less_in_data"
    if data > stated + tolerance and precision != "at_least":
        return "more_in_data"
    return "agrees"


def reconcile_one(announcement: Cells, tables: Tables, rows: list[Row], rates: Rates) -> Row:
    """Check one announcement against the ledger rows of its rounds."""
    kind, precision = text(announcement, "kind"), text(announcement, "precision")
    amount, currency = money(announcement, "amount"), text(announcement, "currency") or None
    count = int(text(announcement, "grant_count")) if text(announcement, "grant_count") else None
    # A remainder that reaches beyond the scope cannot be split: it is left out whole.
    scoped = set(scope(announcement, tables["rounds"]))
    found = [row for row in rows if row["rounds"] and scoped.issuperset(row["rounds"])]
    awards = awards_in(found)
    converted = [rates.convert(whole, own, currency, dates) if currency else None for whole, own, dates in awards]
    # A sum that lacks what cannot be converted would look like a figure: nothing is said instead.
    in_data = None if None in converted else total(converted)
    counted: Decimal | None = sum((row["grant_share"] for row in found), Decimal(0))
    named: int | None = len({row["grant_id"] for row in found} - {None})
    if kind == "applications":
        finding, in_data, counted, named = "not_in_data", None, None, None
    elif amount is not None and in_data is not None:
        same = all(own == currency for _, own, _ in awards)
        finding = compare(kind, precision, amount, in_data, Decimal(0) if same else amount / 100)
    elif amount is not None:
        finding = "not_in_data" if currency and not awards else "not_comparable"
    elif count is not None and counted is not None:
        finding = compare(kind, precision, Decimal(count), counted, Decimal(0))
    else:
        finding = "not_comparable"
    result: Row = {"announcement_id": text(announcement, "announcement_id"), "kind": kind, "finding": finding}
    result |= {"stated_amount": amount, "currency": currency, "precision": precision, "amount_in_data": in_data}
    result |= {"amount_difference": None if amount is None or in_data is None else amount - in_data}
    result |= {"stated_count": count, "count_in_data": counted, "named_count": named}
    result |= {"count_difference": None if count is None or counted is None else count - counted}
    result |= {"not_named_count": None if count is None or named is None else count - named}
    return result | {"ledger_basis": text(announcement, "ledger_basis") == "yes"}


def reconcile(tables: Tables, rows: list[Row], rates: Rates) -> list[Row]:
    """Check every announcement against the ledger; nothing here is ever added to it."""
    return [reconcile_one(announcement, tables, rows, rates) for announcement in tables["announcements"]]
