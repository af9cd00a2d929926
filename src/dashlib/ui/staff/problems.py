"""What is wrong: by rule and by row, a list in which it is mended, and all of it to take along."""

from collections import Counter

import streamlit as st
from markupsafe import Markup

from dashlib.figures.tables import Table, html_table
from dashlib.publishing.candidate import change, open_candidate
from dashlib.publishing.findings import Group, groups, rows_with_findings
from dashlib.publishing.gates import about_warnings, warnings_by_rule
from dashlib.publishing.mend import Line, lines_to_mend
from dashlib.publishing.problems import SEVERITIES, Problem
from dashlib.publishing.report import annotated_workbook, findings_csv
from dashlib.text.formats import Count, Money
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.controls import page_of, show_pages, switch
from dashlib.ui.html import html, show_html
from dashlib.ui.staff.desk import CHECK_AT_ONCE, Work
from dashlib.ui.staff.ticks import show_tick
from dashlib.ui.staff.who import may
from dashlib.ui.view import current_view, tell

LINES_OF_A_PAGE, ROWS_SHOWN = 25, 200
TITLES: dict[str, Text] = {
    "error": say("Errors: these must be mended"),
    "warning": say("Warnings: look at them, and tick what is right"),
    "note": say("Notes: nothing has to be done"),
}
CATEGORIES: dict[str, Text] = {
    "accuracy": say("accuracy"),
    "completeness": say("completeness"),
    "consistency": say("consistency"),
}
FORMS: dict[str, Text] = {"list": say("By rule"), "bars": say("By row")}


def show_problems(work: Work) -> None:
    """All findings of all rules."""
    if work.prepared is None:
        return
    problems, tables = work.prepared.problems, work.prepared.tables()
    show_html('<p class="gd-standfirst">{}</p>', _counted(problems))
    if work.prepared.not_applied:
        told = say_count(
            "{count} change made on this page does not fit any more, because the cell holds something else by now.",
            "{count} changes made on this page do not fit any more, because the cells hold something else by now.",
            count=len(work.prepared.not_applied),
        )
        show_html('<p class="gd-left-out">{}</p>', told)
    if not problems:
        return
    if switch("form", FORMS, say("Order of the findings")) == "list":
        found = groups(problems, tables)
        for severity in SEVERITIES:
            _show_groups(work, severity, [group for group in found if group.severity == severity])
    else:
        _show_rows(work)
    _show_lines(work, lines_to_mend(problems, tables))
    _show_take_along(work)


def _counted(problems: list[Problem]) -> Text:
    """'2 errors, 1 warning and 5 notes', or that there is nothing."""
    counts = Counter(p.severity for p in problems)
    parts = [
        say_count("{count} error", "{count} errors", count=counts["error"]) if counts["error"] else None,
        say_count("{count} warning", "{count} warnings", count=counts["warning"]) if counts["warning"] else None,
        say_count("{count} note", "{count} notes", count=counts["note"]) if counts["note"] else None,
    ]
    told = [part for part in parts if part]
    if not told:
        return say("Every rule was asked, and nothing was found.")
    if not counts["error"]:
        return say("No error. {parts}.", parts=say_list(told))
    return say("{parts}.", parts=say_list(told))


def _show_groups(work: Work, severity: str, found: list[Group]) -> None:
    if not found:
        return
    show_html('<div class="gd-chart"><h2>{}</h2></div>', TITLES[severity])
    told = warnings_by_rule(work.prepared.problems) if work.prepared and severity == "warning" else {}
    for rule in dict.fromkeys(group.rule for group in found):
        blocks = [_group_told(group) for group in found if group.rule == rule]
        show_html("{}", Markup().join(blocks))
        if rule in told:
            _show_tick(work, rule, told[rule])


def _show_tick(work: Work, rule: str, problems: list[Problem]) -> None:
    label = say_count(
        "I have looked at this ({rule}), and it is right",
        "I have looked at these {count} ({rule}), and they are right",
        count=len(problems),
        rule=rule,
    )
    show_tick(work, f"warning:{rule}", about_warnings(problems), label)


def _group_told(group: Group) -> Markup:
    """The sentence, what is expected and how to mend it, the rows and money touched, and the first of them."""
    first = group.examples[0]
    facts: list[object] = [CATEGORIES[group.category], group.rule]
    facts += [say("rows with {money}", money=say_list([Money(x, c) for c, x in group.money.items()]))] * bool(
        group.money
    )
    lines = Markup().join(
        html("<li>{}</li>", _example(problem)) for problem in group.examples if len(group.examples) > 1
    )
    more = Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(tell(say("The first of them")), lines)
    return html(
        '<div class="gd-finding"><p><b class="gd-own">{}</b></p><p>{} {}</p><p class="gd-note">{}</p>{}</div>',
        group.words,
        say("Expected: {expected}.", expected=first.expected),
        first.cure,
        Markup(" · ").join(html("{}", fact) for fact in facts),
        more if lines else Markup(),
    )


def _example(problem: Problem) -> Text:
    told = say("{problem}", problem=problem.problem)
    if problem.difference:
        told = say("{problem} Difference: {difference}.", problem=told, difference=problem.difference)
    if problem.row is None:
        return told
    return say("row {row} ({key}): {problem}", row=problem.row, key=problem.key or "–", problem=told)


def _show_rows(work: Work) -> None:
    if work.prepared is None:
        return
    found = rows_with_findings(work.prepared.problems, work.prepared.tables())
    headings = {"row": say("Row"), "key": say("Its key"), "found": say("What was found"), "money": say("Money")}
    rows = [
        {
            "row": f"{row.place[1] or row.place[0]}, {row.place[2]}",
            "key": row.key or "–",
            "found": Markup("<br>").join(html("{}: {}", p.severity, p.problem) for p in row.problems),
            "money": say_list([Money(amount, currency) for currency, amount in row.money.items()])
            if row.money
            else "–",
        }
        for row in found[:ROWS_SHOWN]
    ]
    title = say("Row by row")
    show_html('<div class="gd-chart"><h2>{}</h2></div>', title)
    show_html("{}", html_table(Table(rows, headings), title, current_view().language))
    if len(found) > ROWS_SHOWN:
        told = say("{shown} of {all} rows; the CSV file has all.", shown=Count(ROWS_SHOWN), all=Count(len(found)))
        show_html('<p class="gd-note">{}</p>', told)


def _show_lines(work: Work, lines: list[Line]) -> None:
    """One field for each cell with a finding; what is written is kept, then everything is checked again."""
    if not lines:
        return
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>',
        say("Mend it here"),
        say("Write the new value beside what was given, then check again. Your own file stays as it is."),
    )
    start = page_of(range(len(lines)), LINES_OF_A_PAGE)
    with st.form("mend", border=False):
        for number in start:
            _show_line(_key(work, number), lines[number])
        shown = [lines[number] for number in start]
        st.form_submit_button(
            tell(say("Keep these values and check again")), on_click=_mend, args=(work, start[0], shown), type="primary"
        )
    show_pages(len(lines), LINES_OF_A_PAGE)


def _key(work: Work, number: int) -> str:
    """A field for each line of each check: what was written for another line must not stand in it."""
    return f"{work.candidate.content[:12]}-{number}"


def _show_line(key: str, line: Line) -> None:
    where: object = f"{line.sheet or line.file}, {line.column}"
    if line.row is None:
        where = say("{where}, all {count} cells that hold this", where=where, count=Count(line.cell_count))
    else:
        where = say("{where}, row {row} ({key})", where=where, row=line.row, key=line.problems[0].key or "–")
    now = html("{} <b>{}</b>", say("Now:"), line.old) if line.old is not None else html("{}", say("Now empty."))
    with st.container(key=f"line-{key}", gap=None):
        show_html(
            '<p><b>{}</b><span class="gd-note">{} {}</span></p>',
            where,
            Markup(" ").join(html("{}", p.problem) for p in line.problems),
            now,
        )
        left, right = st.columns([4, 1], vertical_alignment="center")
        label = say("New value, row {row}", row=line.row) if line.row else say("New value for all of them")
        left.text_input(tell(label), value=line.old or "", key=f"new-{key}", label_visibility="collapsed")
        if line.row is not None:
            right.checkbox(tell(say("Remove the row")), key=f"remove-{key}")


def _mend(work: Work, first: int, lines: list[Line]) -> None:
    """A callback: keep what was written as edits of the candidate."""
    if not may("upload"):
        return
    edits = []
    for number, line in enumerate(lines, start=first):
        key = _key(work, number)
        new, remove = st.session_state[f"new-{key}"].strip(), bool(st.session_state.get(f"remove-{key}"))
        if remove or new != (line.old or ""):
            edits.append(line.edit(new or None, remove))
    if edits:
        candidate = open_candidate(work.settings, work.candidate.id)
        change(candidate, edits=(*candidate.edits, *edits))
        st.session_state[CHECK_AT_ONCE] = True


def _show_take_along(work: Work) -> None:
    if work.prepared is None:
        return
    prepared, language = work.prepared, current_view().language
    show_html('<div class="gd-chart"><h2>{}</h2></div>', say("Take all of it along"))
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            tell(say("Findings as CSV")),
            lambda: findings_csv(prepared.problems, language),
            file_name="findings.csv",
            on_click="ignore",
            key="findings-csv",
        )
        st.download_button(
            tell(say("Workbook with the cells marked")),
            lambda: annotated_workbook(prepared.problems, prepared.tables(), language),
            file_name="findings.xlsx",
            on_click="ignore",
            key="findings-xlsx",
        )
