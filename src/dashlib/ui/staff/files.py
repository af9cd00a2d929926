"""How each file was read, what was guessed, and what the upload does to the tables that are public."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import streamlit as st

from dashlib.figures.tables import Table, html_table
from dashlib.publishing.candidate import change
from dashlib.publishing.problems import Problem
from dashlib.publishing.reading.given import AS_WRITTEN, Choices, Given, Sheet
from dashlib.publishing.reading.letters import CODE_PAGES
from dashlib.schema.package import resources, source_tables
from dashlib.text.formats import Count
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.html import as_label, html, show_html
from dashlib.ui.releases import change_told
from dashlib.ui.staff.desk import CHECK_AT_ONCE, Work, brief, still_there
from dashlib.ui.view import current_view, tell

MODES: dict[str, Text] = {
    "replace": say("Replace: the table becomes exactly what was uploaded; rows that are not in it go"),
    "update": say("Add and update: rows with a known identifier are replaced, others are added, none goes"),
}
ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", **CODE_PAGES}
DELIMITERS: dict[str, Text] = {",": say("comma"), ";": say("semicolon"), "\t": say("tab"), "|": say("vertical bar")}
DECIMALS: dict[str, Text] = {".": say("1,234.50"), ",": say("1.234,50"), AS_WRITTEN: say("as written")}
DATE_ORDERS: dict[str, Text] = {
    "dmy": say("day first: 30/06/2023"),
    "mdy": say("month first: 06/30/2023"),
    AS_WRITTEN: say("as written"),
}
FOUND_OUT = say("find it out")
SHEETS_SHOWN = 3


def show_files(work: Work) -> None:
    """The sheets with what was found in them; below, what can be told otherwise."""
    if work.prepared:
        _show_unreadable(work.prepared.problems)
        _show_sheets(work.prepared.sheets)
        _show_modes(work)
    for file in work.candidate.files:
        with st.expander(
            as_label(say("Read {file} otherwise", file=brief(file.name))), key=f"choices-{file.path.name}"
        ):
            _show_choices(work, file)


def _show_unreadable(problems: list[Problem]) -> None:
    """What keeps a file or a sheet from being read at all is said where the files stand."""
    for problem in problems:
        if problem.severity == "error" and problem.table is None:
            told = html("<b>{}: {}</b> {}", brief(problem.sheet or problem.file), brief(problem.problem), problem.cure)
            show_html('<p class="gd-unread">{}</p>', told)


def _show_sheets(sheets: Sequence[Sheet]) -> None:
    """In a sentence; one line for each sheet where something was guessed or left out, the others folded up."""
    if not sheets:
        return
    told = say_count(
        "{count} table with {rows} rows.",
        "{count} tables with {rows} rows.",
        count=len({sheet.table for sheet in sheets if sheet.table}),
        rows=Count(sum(sheet.rows for sheet in sheets if sheet.table)),
    )
    title = say("How the files were read")
    show_html('<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>', title, told)
    is_alone = len({sheet.file for sheet in sheets}) == 1
    doubtful = [sheet for sheet in sheets if sheet.guessed or sheet.is_hidden or (sheet.rows and not sheet.table)]
    others = [sheet for sheet in sheets if sheet not in doubtful]
    if len(others) <= SHEETS_SHOWN:
        doubtful, others = list(sheets), []
    headings = {"read_as": say("Read as"), "table": say("Table"), "file": say("File"), "rows": say("Rows")}
    if doubtful:
        rows = [_sheet_told(sheet, is_alone) for sheet in doubtful]
        show_html("{}", html_table(Table(rows, headings), title, current_view().language))
    if others:
        with st.expander(tell(say("Sheet by sheet")), key="sheets"):
            rows = [_sheet_told(sheet, is_alone) for sheet in others]
            show_html("{}", html_table(Table(rows, headings), title, current_view().language))


def _sheet_told(sheet: Sheet, is_alone: bool) -> dict[str, Any]:
    name = f"{sheet.file} · {sheet.sheet}" if sheet.sheet else sheet.file
    if sheet.sheet and is_alone:
        name = sheet.sheet
    parts: list[object] = []
    if sheet.header_row:
        parts.append(say("headings in row {row}", row=Count(sheet.header_row)))
    if sheet.encoding:
        parts.append(say("letters as {encoding}", encoding=ENCODINGS.get(sheet.encoding, sheet.encoding)))
    if sheet.delimiter:
        parts.append(DELIMITERS.get(sheet.delimiter, sheet.delimiter))
    if sheet.decimal:
        parts.append(say("numbers like {example}", example=DECIMALS[sheet.decimal]))
    if sheet.date_order:
        parts.append(DATE_ORDERS[sheet.date_order])
    if sheet.is_hidden:
        parts.append(say("a hidden sheet"))
    read_as = say("{parts}", parts=say_list(parts)) if parts else say("–")
    if sheet.guessed:
        read_as = say("{parts}. This is a guess: please look at it", parts=read_as)
    table = resources()[sheet.table].title if sheet.table else say("none of our tables: left out")
    return {"file": brief(name), "table": table, "rows": Count(sheet.rows), "read_as": read_as}


def _show_modes(work: Work) -> None:
    """Replace or update, table by table."""
    tables = dict.fromkeys(sheet.table for sheet in work.prepared.sheets if sheet.table) if work.prepared else {}
    if not tables:
        return
    show_html('<div class="gd-chart"><h2>{}</h2></div>', say("What the upload does"))
    modes = {name: (work.candidate.modes or {}).get(name, "replace") for name in tables}
    _show_mode(work, say("All tables in the upload"), list(tables), next(iter(modes.values())))
    if work.prepared and (changes := work.prepared.difference.changes):
        told = say_list([change_told(change) for change in changes])
        show_html('<p class="gd-note">{}</p>', say("What would change: {changes}.", changes=told))
    if len(tables) > 1:
        is_mixed = len({*modes.values()}) > 1
        with st.expander(tell(say("Table by table")), expanded=is_mixed, key="modes"):
            for name, mode in modes.items():
                _show_mode(work, resources()[name].title, [name], mode)


def _show_mode(work: Work, label: object, tables: list[str], mode: str) -> None:
    key = f"mode-{'-'.join(tables)}"
    st.session_state[key] = mode
    st.radio(
        tell(label),
        list(MODES),
        format_func=lambda value: tell(MODES[value]),
        key=key,
        on_change=_set_mode,
        args=(work, tables, key),
    )


def _set_mode(work: Work, tables: list[str], key: str) -> None:
    if candidate := still_there(work):
        change(candidate, modes=dict(candidate.modes or {}) | dict.fromkeys(tables, st.session_state[key]))
        st.session_state[CHECK_AT_ONCE] = True


def _show_choices(work: Work, file: Given) -> None:
    """One field for each way in which a file can be read otherwise."""
    number = file.path.name
    tables = {name: resource.title for name, resource in source_tables().items()}
    fields: dict[str, tuple[Text, dict[str, Any]]] = {
        "table": (say("Table"), tables),
        "encoding": (say("Letters (CSV)"), dict(ENCODINGS)),
        "delimiter": (say("Between the cells (CSV)"), dict(DELIMITERS)),
        "decimal": (say("Numbers"), dict(DECIMALS)),
        "date_order": (say("Dates"), dict(DATE_ORDERS)),
    }
    with st.form(f"read-{number}", border=False):
        given = asdict(file.choices)
        for name, (label, options) in fields.items():
            values: list[str | None] = [None, *options]
            st.selectbox(
                tell(label),
                values,
                index=values.index(given[name]) if given[name] in values else 0,
                format_func=partial(_choice_told, options),
                key=f"choice-{name}-{number}",
            )
        st.number_input(
            tell(say("Row of the headings; 0: find it out")),
            min_value=0,
            max_value=1000,
            value=file.choices.header_row or 0,
            key=f"choice-header_row-{number}",
        )
        st.form_submit_button(tell(say("Read it this way")), on_click=_choose, args=(work, number))


def _choice_told(options: dict[str, Any], value: str | None) -> str:
    return tell(FOUND_OUT if value is None else options[value])


def _choose(work: Work, number: str) -> None:
    candidate = still_there(work)
    if candidate is None:
        return
    given = {name: st.session_state[f"choice-{name}-{number}"] or None for name in Choices.__dataclass_fields__}
    files = [replace(file, choices=Choices(**given)) if file.path.name == number else file for file in candidate.files]
    change(candidate, files=tuple(files))
    st.session_state[CHECK_AT_ONCE] = True
