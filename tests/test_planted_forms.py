"""The planted mistakes once more, handed over as CSV, XLSX and ODS: each is found in its table, row and column.

Mistakes that have nothing to do with one another go into the same files.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders import DISPLAY_CURRENCIES
from forms import FORMS, write_as
from test_planted_mistakes import FILE_RULES, MISTAKES, good_tables, plant, published_now, remaining

from dashlib.publishing.check import check_upload
from dashlib.publishing.merge import merged
from dashlib.publishing.problems import Problem
from dashlib.publishing.reading.child import read_here
from dashlib.publishing.reading.files import read_files
from dashlib.publishing.reading.given import Choices, Given, Reading
from dashlib.schema.package import resources

Mistake = dict[str, Any]
# Severity, rule, table, row as the spreadsheet counts, column.
Place = tuple[str, str, str | None, int | None, str | None]

TABLES = {resource.path: resource.name for resource in resources().values()}

# No mistakes once a file is handed over: the reader understands these files, and shows how it has read them.
UNDERSTOOD = {
    "a file in a code page of Windows": "the encoding is guessed",
    "a file in UTF-16, as “Unicode text”": "the mark at the beginning tells the encoding",
    "a file in UTF-16 without a mark, whose bytes happen to be UTF-8": "the encoding is guessed",
    "a title above the headings": "headings are looked for in the first rows",
}
# What only a text file can have.
OF_TEXT_FILES = {
    "a file in a code page of Windows": "the text in a workbook is always UTF-8",
    "a file in UTF-16, as “Unicode text”": "the text in a workbook is always UTF-8",
    "a file in UTF-16 without a mark, whose bytes happen to be UTF-8": "the text in a workbook is always UTF-8",
    "a byte of zero in the middle of a name": "XML has no such character",
    "a quotation mark that is not closed": "cells of a workbook have bounds without quotation marks",
    "text after a closed quotation mark": "cells of a workbook have bounds without quotation marks",
    "a cell longer than any text": "a cell of a workbook has at most 32,767 characters",
    "a comma without quotation marks": "a row of a sheet has no end, so none is too long",
    "a cell too few": "a row of a sheet has no end, so none is too short",
}
MOST = 9


def is_alone(mistake: Mistake) -> bool:
    """Does the mistake change what is said of other rows, or is it changed by others?"""
    return (
        bool({"becomes", "find", "add_column", "add_to", "hides_row_findings", "copy"} & set(mistake))
        or mistake["rule"] in FILE_RULES | {"withheld-alone", "withheld-name-published", "individual-named"}
        or mistake["name"] in UNDERSTOOD
    )


def cells_of(mistake: Mistake) -> set[tuple[str, int | None]]:
    """The rows that the mistake and its findings are about; an added row is the last of its table."""
    about = [mistake, *mistake.get("set", ()), *mistake.get("also", ())]
    added = {(mistake.get("add_to", mistake["file"]), None)} if "add" in mistake else set()
    return {(place["file"], place.get("row")) for place in about} | added


def packed() -> list[list[Mistake]]:
    """All mistakes, in as few sets as rows that they do not share allow."""
    groups: list[tuple[object, set[tuple[str, int | None]], list[Mistake]]] = []
    for mistake in MISTAKES:
        kind = mistake["name"] if is_alone(mistake) else (mistake.get("folder"), mistake.get("base"))
        cells = cells_of(mistake)
        for other, taken, group in groups:
            if kind == other and not cells & taken and len(group) < MOST:
                taken.update(cells)
                group.append(mistake)
                break
        else:
            groups.append((kind, cells, [mistake]))
    return [group for _, _, group in groups]


GROUPS = packed()
# What only a text file can have wrong is planted in one alone.
EXPRESSIBLE = [
    (group, form) for group in GROUPS for form in FORMS if form == "csv" or group[0]["name"] not in OF_TEXT_FILES
]


def handed(folder: Path, form: str) -> list[Given]:
    named = [(path.relative_to(folder) if form == "csv" else Path(path.name), path) for path in write_as(folder, form)]
    return [Given(str(name), path, Choices()) for name, path in named]


def found_in(reading: Reading, base: str | None) -> list[Problem]:
    """What is found when the files take the place of the published tables, or are the first ones."""
    published = published_now(base) if base else {}
    connection, found = check_upload(merged(published, reading.upload, {}), DISPLAY_CURRENCIES, published or None)
    connection.close()
    return found


def place(finding: Problem) -> Place:
    return finding.severity, finding.rule, finding.table, finding.row, finding.column


def truth(mistakes: list[Mistake]) -> Counter[Place]:
    return Counter(
        (said["severity"], said["rule"], TABLES[said["file"]], said.get("row"), said.get("column"))
        for mistake in mistakes
        for said in (mistake, *mistake.get("also", ()))
    )


@cache
def findings_of_good_tables(form: str, name: str, parent: Path) -> tuple[Problem, ...]:
    folder = parent / f"good-{form}-{name}"
    folder.mkdir()
    return tuple(found_in(read_here(handed(good_tables(folder, name), form), lambda now: None), None))


def compare(found: list[Problem], mistakes: list[Mistake], good: tuple[Problem, ...]) -> None:
    """Found is what is planted and what the good tables have as well, nothing else."""
    still = [
        p for p in good if all(remaining(m, {**vars(p), "file": resources()[p.table or ""].path}) for m in mistakes)
    ]
    assert Counter(map(place, found)) == truth(mistakes) + Counter(map(place, still))


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("good")


@pytest.mark.parametrize(("group", "form"), EXPRESSIBLE, ids=[f"{g[0]['name']}-{f}" for g, f in EXPRESSIBLE])
def test_planted_mistakes_are_found_in_every_form(
    group: list[Mistake], form: str, tmp_path: Path, parent: Path
) -> None:
    name = group[0].get("folder", "smart-balkans")
    folder = good_tables(tmp_path, name)
    for mistake in group:
        plant(folder, mistake)
    found = found_in(read_here(handed(folder, form), lambda now: None), name if group[0].get("base") else None)
    good = findings_of_good_tables(form, name, parent)
    if group[0]["name"] in UNDERSTOOD:
        # That letters were guessed is said, so that somebody looks at them.
        told = Counter((p.rule, p.table, p.column) for p in found if p.rule != "letters-guessed")
        assert told == Counter((p.rule, p.table, p.column) for p in good)
    else:
        compare(found, group, good)


@pytest.mark.parametrize("form", FORMS)
def test_good_tables_have_the_same_findings_in_every_form(form: str, parent: Path) -> None:
    for name in ("smart-balkans", "awkward"):
        in_csv, in_form = (findings_of_good_tables(kind, name, parent) for kind in ("csv", form))
        assert Counter(map(place, in_form)) == Counter(map(place, in_csv))


@pytest.mark.parametrize("form", FORMS)
def test_the_child_process_finds_them_too(form: str, tmp_path: Path, parent: Path) -> None:
    group = max(GROUPS, key=len)
    folder = good_tables(tmp_path / "given", "smart-balkans")
    for mistake in group:
        plant(folder, mistake)
    (tmp_path / "workspace").mkdir()
    found = found_in(read_files(handed(folder, form), tmp_path / "workspace"), None)
    compare(found, group, findings_of_good_tables(form, "smart-balkans", parent))


def test_more_than_forty_kinds_of_mistakes_go_through_every_form() -> None:
    expressed = {m["rule"] for m in MISTAKES if m["name"] not in {*OF_TEXT_FILES, *UNDERSTOOD}}
    assert len(expressed) >= 40
    assert {*OF_TEXT_FILES, *UNDERSTOOD} <= {m["name"] for m in MISTAKES}
