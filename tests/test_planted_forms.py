"""The planted mistakes once more, handed over as CSV, XLSX and ODS: each reads as it stands in our own tables.

What is found in those is tested beside, over the same texts; so here the texts are compared.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders import DISPLAY_CURRENCIES
from forms import FORMS, write_as
from test_planted_mistakes import GROUPS, MISTAKES, SOURCE, Mistake, good_tables, plant, remaining

from dashlib.publishing.check import check_upload
from dashlib.publishing.merge import merged
from dashlib.publishing.problems import Problem
from dashlib.publishing.reading.child import read_here
from dashlib.publishing.reading.files import read_files
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.reading.given import Choices, Given
from dashlib.publishing.upload import Upload
from dashlib.schema.package import resources, source_tables

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


def expressible(mistakes: list[Mistake]) -> list[str]:
    return [form for form in FORMS if form == "csv" or mistakes[0]["name"] not in OF_TEXT_FILES]


def handed(folder: Path, form: str) -> list[Given]:
    named = [(path.relative_to(folder) if form == "csv" else Path(path.name), path) for path in write_as(folder, form)]
    return [Given(str(name), path, Choices()) for name, path in named]


def read(folder: Path, form: str) -> Upload:
    return read_here(handed(folder, form), lambda now: None).upload


def found_in(upload: Upload) -> list[Problem]:
    """What is found when the files are the first ones."""
    connection, found = check_upload(merged({}, upload, {}), DISPLAY_CURRENCIES)
    connection.close()
    return found


def place(finding: Problem) -> Place:
    return finding.severity, finding.rule, finding.table, finding.row, finding.column


def texts(upload: Upload, files: set[str]) -> tuple[dict[str, list[dict[str, Any]]], Counter[Place]]:
    """The rows of these tables with the lines where they stand, and what reading them has found."""
    whole = merged({}, upload, {})
    rows = {TABLES[file]: whole.tables[TABLES[file]].drop_columns(["@file", "@sheet"]).to_pylist() for file in files}
    return rows, Counter(place(problem) for problem in whole.problems if problem.table in rows)


def truth(mistakes: list[Mistake]) -> Counter[Place]:
    return Counter(
        (said["severity"], said["rule"], TABLES[said["file"]], said.get("row"), said.get("column"))
        for mistake in mistakes
        for said in (mistake, *mistake.get("also", ()))
    )


@cache
def findings_of_good_tables() -> tuple[Problem, ...]:
    return tuple(found_in(read_folder(SOURCE / "smart-balkans")))


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0]["name"])
def test_planted_mistakes_are_the_same_text_in_every_form(group: list[Mistake], tmp_path: Path) -> None:
    folder = good_tables(tmp_path, group[0].get("folder", "smart-balkans"))
    for mistake in group:
        plant(folder, mistake)
    if group[0]["name"] in UNDERSTOOD:
        for form in expressible(group):
            # That letters were guessed is said, so that somebody looks at them.
            told = Counter(
                (p.rule, p.table, p.column) for p in found_in(read(folder, form)) if p.rule != "letters-guessed"
            )
            assert told == Counter((p.rule, p.table, p.column) for p in findings_of_good_tables())
        return
    files = {cell["file"] for mistake in group for cell in (mistake, *mistake.get("set", ()))}
    files |= {mistake["add_to"] for mistake in group if "add_to" in mistake}
    # The tables that no mistake touches are compared once, below.
    for path in [path for path in folder.rglob("*.csv") if str(path.relative_to(folder)) not in files]:
        path.unlink()
    for form in expressible(group):
        assert texts(read(folder, form), files) == texts(read_folder(folder), files), form


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["smart-balkans", "awkward"])
def test_good_tables_are_the_same_text_in_every_form(name: str, form: str, tmp_path: Path) -> None:
    folder, files = good_tables(tmp_path, name), {resource.path for resource in source_tables().values()}
    assert texts(read(folder, form), files) == texts(read_folder(folder), files)


@pytest.mark.parametrize("form", FORMS)
def test_the_child_process_finds_them_too(form: str, tmp_path: Path) -> None:
    """Found is what is planted and what the good tables have as well, nothing else."""
    group = max(GROUPS, key=len)
    folder = good_tables(tmp_path / "given", "smart-balkans")
    for mistake in group:
        plant(folder, mistake)
    (tmp_path / "workspace").mkdir()
    found = found_in(read_files(handed(folder, form), tmp_path / "workspace").upload)
    still = [
        p
        for p in findings_of_good_tables()
        if all(remaining(m, {**vars(p), "file": resources()[p.table or ""].path}) for m in group)
    ]
    assert Counter(map(place, found)) == truth(group) + Counter(map(place, still))


def test_more_than_forty_kinds_of_mistakes_go_through_every_form() -> None:
    expressed = {m["rule"] for m in MISTAKES if m["name"] not in {*OF_TEXT_FILES, *UNDERSTOOD}}
    assert len(expressed) >= 40
    assert {*OF_TEXT_FILES, *UNDERSTOOD} <= {m["name"] for m in MISTAKES}
