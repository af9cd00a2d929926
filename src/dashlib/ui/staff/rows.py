"""A small change without a workbook: one row edited in place."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import streamlit as st

from dashlib.errors import DashlibError
from dashlib.publishing.audit import recorded
from dashlib.publishing.candidate import begin
from dashlib.publishing.mend import Edit, edit_published
from dashlib.publishing.source import published_tables
from dashlib.schema.package import Field, Resource, source_tables
from dashlib.settings import Settings
from dashlib.staff.people import Person
from dashlib.text.say import say
from dashlib.ui.html import show_html
from dashlib.ui.staff.desk import go_to_step, show_message
from dashlib.ui.staff.who import may, told_if_refused
from dashlib.ui.view import tell

# A longer list is no list to choose from: the identifier is typed.
ROWS_OFFERED = 5_000


def show_row(settings: Settings, person: Person) -> None:
    """Choose a table and a row, write other values."""
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>',
        say("Edit one row"),
        say("It is checked and published like an upload; nothing is public before the last step."),
    )
    tables = published_now(settings)
    if tables is None:
        return
    resources = source_tables()
    name = st.selectbox(
        tell(say("Table")),
        list(tables),
        format_func=lambda name: tell(resources[name].title),
        index=None,
        key="row-table",
    )
    if name is None:
        return
    row = _chosen_row(tables[name], resources[name], "row")
    if row is None:
        return
    with st.form(f"row-{name}-{row['row']}"):
        for field in resources[name].fields:
            _show_field(field, row)
        st.form_submit_button(
            tell(say("Check this change")),
            on_click=_begin_row,
            args=(settings, resources[name], row),
            type="primary",
            key="row-now",
        )


def published_now(settings: Settings) -> Mapping[str, pa.Table] | None:
    """The source tables behind what is public; says so if they are not there."""
    try:
        return published_tables(settings)[1]
    except DashlibError as error:
        show_message(error)
        return None


def _chosen_row(table: pa.Table, resource: Resource, key: str) -> dict[str, Any] | None:
    """A row by its key, chosen from a list or typed."""
    label = tell(say("Row"))
    if len(table) <= ROWS_OFFERED:
        rows = table.to_pylist()
        place = st.selectbox(
            label, range(len(rows)), format_func=lambda i: _row_name(rows[i], resource), index=None, key=f"{key}-place"
        )
        return None if place is None else rows[place]
    typed = st.text_input(tell(say("Identifier of the row")), key=f"{key}-typed").strip()
    found = [row for row in table.to_pylist() if typed == _key(row, resource)] if typed else []
    if typed and not found:
        show_html('<p class="gd-unread">{}</p>', say("There is no row {key}.", key=typed))
    return found[0] if found else None


def _key(row: Mapping[str, Any], resource: Resource) -> str:
    return " ".join(row[column] or "" for column in resource.primary_key)


def _row_name(row: Mapping[str, Any], resource: Resource) -> str:
    title = next((row[name] for name in ("name", "title", "recipient_org_id") if row.get(name)), "")
    return f"{_key(row, resource)} · {title}" if title else _key(row, resource)


def _show_field(field: Field, row: Mapping[str, Any]) -> None:
    key, value = f"cell-{row['row']}-{field.name}", row[field.name]
    options = field.enum or (("yes", "no") if field.kind == "flag" else ())
    if options:
        values = [None, *options]
        index = values.index(value) if value in values else 0
        st.selectbox(
            tell(field.title), values, index=index, format_func=lambda v: v or "–", key=key, help=field.description
        )
    else:
        st.text_input(tell(field.title), value=value or "", key=key, help=field.description)


def _begin_row(settings: Settings, resource: Resource, row: Mapping[str, Any]) -> None:
    given = {
        field.name: (st.session_state[f"cell-{row['row']}-{field.name}"] or "").strip() for field in resource.fields
    }
    begin_edits(
        settings,
        [
            edit_published(resource.name, row, name, value)
            for name, value in given.items()
            if value != (row[name] or "")
        ],
    )


@told_if_refused
def begin_edits(settings: Settings, edits: list[Edit], step: str = "changes") -> None:
    """A callback: a candidate of these edits, and one of its steps."""
    person = may("upload")
    if person is None or not edits:
        return
    with recorded(settings, person.name, "upload", edits=len(edits)) as outcome:
        candidate = begin(settings, person.name, edits=edits)
        outcome["candidate"] = candidate.id
    go_to_step(candidate, step)
