"""The findings that can be mended, each with a field for every cell; then all is checked again."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import nullcontext

import streamlit as st
from markupsafe import Markup

from dashlib.publishing.candidate import change
from dashlib.publishing.findings import Group
from dashlib.publishing.mend import Line
from dashlib.text.formats import Count
from dashlib.text.say import Text, say
from dashlib.ui.controls import page_of, show_pages
from dashlib.ui.html import as_label, html, show_html
from dashlib.ui.staff.desk import CHECK_AT_ONCE, Work, brief, still_there
from dashlib.ui.view import tell

# A finding is shown once a page, however many of its cells stand on it.
LINES_OF_A_PAGE = 25
# A longer text needs a field of several lines.
LONG_TEXT = 80
TITLES: dict[str, Text] = {
    "error": say("Errors: these must be mended"),
    "warning": say("Warnings: mend them, or tick below what is right"),
}
# A finding, and one of its cells with its number; None if there is no cell to write in.
Item = tuple[Group, int, Line | None]


def show_mending(
    work: Work, found: Sequence[Group], lines: Sequence[Line], told: Callable[[Group, bool], Markup]
) -> None:
    """Errors first; the value is written right below what is wrong with it."""
    items = page_of(_items(found, lines), LINES_OF_A_PAGE)
    if not items:
        return
    with st.form("mend", border=False) if any(line for _, _, line in items) else nullcontext():
        before: Group | None = None
        for group, number, line in items:
            if before is None or group.severity != before.severity:
                show_html('<div class="gd-chart"><h2>{}</h2></div>', TITLES[group.severity])
            if group is not before:
                show_html("{}", told(group, line is None))
            if line:
                _show_line(_key(work, number), line)
            before = group
        shown = [(number, line) for _, number, line in items if line]
        if shown:
            show_html('<p class="gd-note">{}</p>', say("Your own file stays as it is."))
            label = tell(say("Keep these values and check again"))
            st.form_submit_button(label, on_click=_mend, args=(work, shown), type="primary", key="mend-now")
    show_pages(len(_items(found, lines)), LINES_OF_A_PAGE)


def _items(found: Sequence[Group], lines: Sequence[Line]) -> list[Item]:
    """A cell of which several rules tell stands under the first of them."""
    by_group: dict[tuple[str, str | None, str | None], list[tuple[int, Line | None]]] = defaultdict(list)
    for number, line in enumerate(lines):
        by_group[line.problems[0].rule, line.table, line.column].append((number, line))
    return [
        (group, number, line)
        for group in found
        for number, line in by_group.get((group.rule, group.table, group.column), [(-1, None)])
    ]


def _key(work: Work, number: int) -> str:
    """A field for each line of each check: what was written for another line must not stand in it."""
    return f"{work.candidate.content[:12]}-{number}"


def _show_line(key: str, line: Line) -> None:
    where: object = f"{line.sheet or line.file}, {line.column}"
    if line.row is None:
        where = say("{where}, all {count} cells that hold this", where=where, count=Count(line.cell_count))
    else:
        where = say("{where}, row {row} ({key})", where=where, row=line.row, key=line.problems[0].key or "–")
    old = line.old or ""
    with st.container(key=f"line-{key}", gap=None):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        write = left.text_area if len(old) > LONG_TEXT or "\n" in old else left.text_input
        write(as_label(brief(where)), value=old, key=f"new-{key}")
        if line.row is not None:
            right.checkbox(tell(say("Remove the row")), key=f"remove-{key}")
        if len(line.problems) > 1:
            others = Markup(" ").join(html("{}", brief(problem.problem)) for problem in line.problems[1:])
            show_html('<p class="gd-note">{} {}</p>', say("Found as well:"), others)


def _mend(work: Work, lines: Sequence[tuple[int, Line]]) -> None:
    """A callback: keep what was written as edits of the candidate."""
    candidate = still_there(work)
    if candidate is None:
        return
    edits = []
    for number, line in lines:
        key = _key(work, number)
        new, remove = st.session_state[f"new-{key}"].strip(), bool(st.session_state.get(f"remove-{key}"))
        if remove or new != (line.old or ""):
            edits.append(line.edit(new or None, remove))
    if edits:
        change(candidate, edits=(*candidate.edits, *edits))
        st.session_state[CHECK_AT_ONCE] = True
