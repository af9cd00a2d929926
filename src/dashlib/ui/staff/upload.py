"""Where work begins: the workbook to fill in, the field for files, and what others have begun."""

import tempfile
from datetime import datetime
from pathlib import Path

import streamlit as st

from dashlib.errors import DashlibError
from dashlib.publishing.audit import recorded
from dashlib.publishing.candidate import begin, candidates
from dashlib.publishing.reading.given import BYTES_AT_ONCE
from dashlib.publishing.source import published_tables
from dashlib.publishing.template import write_template
from dashlib.settings import Settings, read_settings
from dashlib.staff.people import Person
from dashlib.text.formats import Interval
from dashlib.text.say import say
from dashlib.ui.html import show_html
from dashlib.ui.show import show_list
from dashlib.ui.staff.desk import candidate_name, go_to_step, show_message
from dashlib.ui.staff.who import for_staff, may, told_if_refused
from dashlib.ui.view import current_view, tell

FILE_TYPES = ["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt"]


def show_upload(settings: Settings, person: Person) -> None:
    """Take the workbook, bring it back."""
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>',
        say("1. Take the workbook"),
        say(
            "It holds the rows that are public now, a sheet for each table, with lists to choose from and notes on the headings. Or use tables of your own: Excel, OpenDocument or CSV."
        ),
    )
    st.download_button(
        tell(say("Workbook of today's data")),
        for_staff(lambda: _template(settings)),
        file_name=f"update-{current_view().store.release_id}.xlsx",
        on_click="ignore",
        key="template",
    )
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>',
        say("2. Bring it back"),
        say(
            "All of it, or any table alone: only the tables in the upload change. Next you see what is wrong, if anything, and mend it on the page."
        ),
    )
    given = st.file_uploader(
        tell(say("Workbook or tables, together up to 200 MB")),
        FILE_TYPES,
        accept_multiple_files=True,
        max_upload_size=BYTES_AT_ONCE // 10**6,
        key="files",
    )
    st.button(tell(say("Check these files")), disabled=not given, on_click=_begin, key="begin", type="primary")
    _show_begun(settings)


@told_if_refused
def _begin() -> None:
    """A callback: keep the files before anything is done with them."""
    person, given = may("upload"), st.session_state.get("files")
    if person is None or not given:
        return
    settings = read_settings()
    with tempfile.TemporaryDirectory(dir=settings.private) as beside:
        files = {}
        for number, file in enumerate(given):
            path = Path(beside) / str(number)
            path.write_bytes(file.getbuffer())
            files[file.name if file.name not in files else f"{number}-{file.name}"] = path
        with recorded(settings, person.name, "upload", files=list(files)) as outcome:
            candidate = begin(settings, person.name, files)
            outcome["candidate"] = candidate.id
    go_to_step(candidate, "files")


def _template(settings: Settings) -> bytes:
    with tempfile.TemporaryDirectory() as beside:
        path = Path(beside) / "template.xlsx"
        write_template(path, *published_tables(settings))
        return path.read_bytes()


def _show_begun(settings: Settings) -> None:
    """Uploads that were neither published nor discarded, whoever began them."""
    try:
        begun = candidates(settings)
    except DashlibError as error:
        show_message(error)
        return
    lines = []
    for candidate in begun:
        day = datetime.fromisoformat(candidate.begun).date()
        href = current_view().href("update", candidate=candidate.id, step="problems")
        told = say("begun by {name}", name=candidate.by)
        lines.append((Interval(day, day), candidate_name(candidate), href, told))
    if lines:
        show_list(say("Begun, not published"), lines)
