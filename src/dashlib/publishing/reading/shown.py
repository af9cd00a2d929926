"""Finds days of which a spreadsheet shows the month or the year alone.

Whoever types 2023-06 into a spreadsheet gets the first of June, shown as Jun-23: a day that nobody has written.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.reading.given import Oddity
from dashlib.publishing.reading.kinds import part

# The rule of such an oddity, which is no finding: its value says what is shown.
DAY_NOT_SHOWN = "day-not-shown"
# What is kept of the first day of a month or of a year.
KEPT = {"month": (r"^\d{4}-\d\d-01$", 7), "year": (r"^\d{4}-01-01$", 4)}
# Workbooks that have been handed on for years have thousands of styles.
STYLES = 100 * 10**6
MONTH_AND_YEAR = {"17": "mmm-yy"}


def format_without_day(code: str) -> str | None:
    """`month` or `year` if a format of numbers shows no more of a day."""
    letters = re.sub(r'"[^"]*"|\[[^\]]*\]|[\\_*].', "", code.split(";", maxsplit=1)[0]).lower()
    if "y" not in letters or re.search("[dhs0#]", letters):
        return None
    return "month" if "m" in letters else "year"


def text_without_day(text: str, day: str) -> str | None:
    """The same of a day such as 2023-06-01 as it is shown; a month may be a word, and then the year have two digits."""
    numbers, has_word = re.findall(r"\d+", text), bool(re.search(r"[^\W\d_]", text))
    years = {day[:4], day[2:4]} - {day[8:10]} if has_word else {day[:4]}
    # 01-Jun has two parts as Jun-23 has, but shows the day.
    return {1: "year", 2: "month"}.get(len(numbers) + has_word) if years & {*numbers} else None


def styles_without_day(archive: zipfile.ZipFile) -> dict[bytes, str]:
    """The styles of an XLSX file that show no day, by the number by which cells name them."""
    names = {name.lower(): name for name in archive.namelist()}
    if "xl/styles.xml" not in names:
        return {}
    root = ElementTree.fromstring(part(archive, names["xl/styles.xml"], STYLES))  # noqa: S314
    codes = MONTH_AND_YEAR | {
        entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in root.iter() if entry.tag.endswith("}numFmt")
    }
    cells = next((entry for entry in root.iter() if entry.tag.endswith("}cellXfs")), ())
    shown = (format_without_day(codes.get(cell.get("numFmtId", ""), "")) for cell in cells)
    return {str(number).encode(): what for number, what in enumerate(shown) if what}


def without_days_not_shown(
    columns: Mapping[str, pa.ChunkedArray],
    typed: Mapping[str, pa.ChunkedArray],
    lines: pa.ChunkedArray,
    places: Mapping[str, int],
    oddities: Sequence[Oddity],
) -> dict[str, pa.ChunkedArray]:
    """The columns with 2023-06 in place of a first of June that is shown as a month; `places` count columns from 1."""
    found = dict(columns)
    for what, (pattern, length) in KEPT.items():
        for name in typed:
            rows = [o.row for o in oddities if (o.rule, o.value, o.column) == (DAY_NOT_SHOWN, what, places[name])]
            if rows:
                chosen = pc.and_(typed[name], pc.is_in(lines, pa.array(rows, pa.int64())))
                chosen = pc.and_(chosen, pc.fill_null(pc.match_substring_regex(found[name], pattern), False))
                found[name] = pc.if_else(chosen, pc.utf8_slice_codeunits(found[name], 0, length), found[name])
    return found
