"""An invented programme as large as wanted: few tables as they are published, and its grants to be uploaded.

The same number gives the same rows. Nothing in it is an error, so that it can be published.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from xlsxwriter import Workbook

from dashlib.schema.package import source_tables
from dashlib.settings import PROJECT

sys.path.insert(0, str(PROJECT / "tests"))
sys.path.insert(0, str(PROJECT / "tests" / "search"))
from builders import programme, write
from invented import invented

AREAS = ("rights", "media", "rivers", "air", "youth", "culture")
ROUNDS = 60
FIRST_YEAR = 2006
WORK = ("Training", "Monitoring", "Advice", "Research", "A campaign", "Small works", "A festival", "Legal help")
FOR = ("young people", "farmers", "local media", "schools", "river banks", "minorities", "old towns", "carers")
COUNTRIES = ("RS", "BA", "ME", "MK", "AL", "XK")


def published(folder: Path, organizations: int) -> Path:
    """A programme with these organizations, rounds and areas, and one grant, as a folder of source tables."""
    rounds = [
        {
            "round_id": f"R{number}",
            "name": f"Round {number}",
            "currency": "EUR",
            "award_date": f"{FIRST_YEAR + number // 3}-06-30",
        }
        for number in range(ROUNDS)
    ]
    awardees = [
        {"organization_id": thing.id, "name": thing.name, "country": thing.country, "aka": ";".join(thing.spellings)}
        for thing in invented(organizations)
    ]
    areas = [{"area_id": area, "name": area.capitalize()} for area in AREAS]
    first = dict(zip(headings(), next(grants(1, organizations)), strict=True))
    return write(programme(rounds=rounds, areas=areas, organizations=awardees, grants=[first]), folder)


def headings() -> list[str]:
    """Those of the table of grants."""
    return [field.name for field in source_tables()["grants"].fields]


def grants(count: int, organizations: int, changed: int = 0) -> Iterator[list[str]]:
    """So many rows; `changed` of them have another amount than usual. About half of the cells are filled."""
    random = Random(7)
    names = headings()
    for number in range(count):
        year = FIRST_YEAR + number % ROUNDS // 3
        amount = 10_000 + random.randrange(40_000) + random.randrange(1, 100) / 100 + (number < changed)
        row = {
            "grant_id": f"G-{number:07}",
            "round_id": f"R{number % ROUNDS}",
            "recipient_org_id": f"invented-{random.randrange(organizations):07}",
            "title": f"{random.choice(WORK)} for {random.choice(FOR)}, part {number}",
            "amount_awarded": f"{amount:.2f}",
            "currency": "EUR",
            "amount_status": "disclosed",
            "award_date": f"{year}-06-30",
            "planned_start_date": f"{year}-09",
            "planned_end_date": f"{year + 1}-08",
            "planned_duration_months": "12",
            "area_ids": ";".join(random.sample(AREAS, random.randint(1, 2))),
            "keywords": f"{random.choice(FOR)};{random.choice(FOR)} {number % 997}",
            "country": random.choice(COUNTRIES),
            "source_id": "S1",
        }
        yield [row.get(name, "") for name in names]


def write_csv(path: Path, rows: Iterator[list[str]]) -> None:
    """The grants as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings())
        writer.writerows(rows)


def write_xlsx(path: Path, rows: Iterator[list[str]]) -> None:
    """The same as a workbook of one sheet; amounts and months are numbers."""
    names = headings()
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("grants")
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, start=1):
            for column, (name, text) in enumerate(zip(names, row, strict=True)):
                if name in {"amount_awarded", "planned_duration_months"}:
                    sheet.write_number(number, column, float(text))
                elif text:
                    sheet.write_string(number, column, text)
