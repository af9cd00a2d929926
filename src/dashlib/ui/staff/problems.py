"""What is wrong: by rule, each with the fields in which it is mended, by row, and all of it to take along."""

import streamlit as st
from markupsafe import Markup

from dashlib.figures.tables import Table, html_table
from dashlib.publishing.checked import known_register
from dashlib.publishing.findings import Group, groups, rows_with_findings
from dashlib.publishing.gates import about_warnings, warnings_by_rule
from dashlib.publishing.mend import lines_to_mend
from dashlib.publishing.persons import WARNING
from dashlib.publishing.problems import Problem
from dashlib.publishing.report import annotated_workbook, findings_csv
from dashlib.publishing.taken_out import left_to_mend
from dashlib.publishing.telling_apart import namesakes
from dashlib.text.formats import Count, Money
from dashlib.text.say import Text, say, say_count, say_list
from dashlib.ui.controls import switch
from dashlib.ui.html import html, show_html
from dashlib.ui.staff.apart import show_namesakes
from dashlib.ui.staff.desk import Work, brief
from dashlib.ui.staff.mending import show_mending
from dashlib.ui.staff.named import named_in, show_named
from dashlib.ui.staff.persons import show_persons
from dashlib.ui.staff.ticks import show_tick
from dashlib.ui.staff.who import for_staff
from dashlib.ui.view import current_view, tell

ROWS_SHOWN = 200
CATEGORIES: dict[str, Text] = {
    "accuracy": say("accuracy"),
    "completeness": say("completeness"),
    "consistency": say("consistency"),
}
# It is the register that decides what the cell holds: a value that is written there changes nothing.
WITHOUT_FIELD = {"withheld-new-grant"}
WORDS: dict[str, Text] = {"error": say("error"), "warning": say("warning"), "note": say("note")}
FORMS: dict[str, Text] = {"list": say("By rule"), "bars": say("By row")}


def show_problems(work: Work) -> None:
    """All findings of all rules."""
    if work.prepared is None:
        return
    problems, tables = work.prepared.problems, work.prepared.tables()
    if work.prepared.not_applied:
        told = say_count(
            "{count} change made on this page does not fit any more, because the cell holds something else by now.",
            "{count} changes made on this page do not fit any more, because the cells hold something else by now.",
            count=len(work.prepared.not_applied),
        )
        show_html('<p class="gd-left-out">{}</p>', told)
    if not problems:
        return
    show_persons(work)
    if switch("form", FORMS, say("Order of the findings")) == "list":
        named = named_in(work.settings, work.prepared, tables)
        show_named(work, named)
        left = left_to_mend(named, problems)
        found = groups(left, tables)
        lines = lines_to_mend([p for p in left if p.rule not in WITHOUT_FIELD], tables)
        show_mending(work, [group for group in found if group.severity != "note"], lines, group_told)
        _show_ticks(work, found)
        register = known_register(work.settings)
        show_namesakes(work, namesakes(register, work.prepared.hidden, problems, tables))
        _show_notes([group for group in found if group.severity == "note"])
    else:
        _show_rows(work)
    _show_take_along(work)


def _show_ticks(work: Work, found: list[Group]) -> None:
    """One box for each rule with warnings; a tick holds for these findings and no others."""
    told = warnings_by_rule(work.prepared.problems) if work.prepared else {}
    # Its box stands beside the names.
    told.pop(WARNING, None)
    if not told:
        return
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>',
        say("Warnings that are right as they are"),
        say("Not every warning is a mistake. Tick those that you have looked at."),
    )
    for rule, problems in told.items():
        words = brief(next(group.words for group in found if group.rule == rule))
        label = say_count(
            "I have looked at this, and it is right: {words}",
            "I have looked at these {count}, and they are right. The first: {words}",
            count=len(problems),
            words=words,
        )
        show_tick(work, f"warning:{rule}", about_warnings(problems), label)


def _show_notes(found: list[Group]) -> None:
    if not found:
        return
    label = say_count("{count} note: nothing has to be done", "{count} notes: nothing has to be done", len(found))
    with st.expander(tell(label), key="notes"):
        show_html("{}", Markup().join(group_told(group) for group in found))


def group_told(group: Group, with_examples: bool = True) -> Markup:
    """The sentence, what is expected and how to mend it, the rows and money touched, and the first of them."""
    first = group.examples[0]
    facts: list[object] = [CATEGORIES[group.category], group.rule]
    facts += [say("rows with {money}", money=say_list([Money(x, c) for c, x in group.money.items()]))] * bool(
        group.money
    )
    lines = Markup().join(
        html("<li>{}</li>", brief(_example(problem)))
        for problem in group.examples
        if with_examples and len(group.examples) > 1
    )
    more = Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(tell(say("The first of them")), lines)
    return html(
        '<div class="gd-finding"><p><b class="gd-own">{}</b></p><p>{} {}</p><p class="gd-note">{}</p>{}</div>',
        brief(group.words),
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
            "key": brief(row.key or "–"),
            "found": html(
                '<span class="gd-value">{}</span>',
                Markup("<br>").join(html("{}: {}", WORDS[p.severity], brief(p.problem)) for p in row.problems),
            ),
            "money": say_list([Money(amount, currency) for currency, amount in row.money.items()])
            if row.money
            else "–",
        }
        for row in found[:ROWS_SHOWN]
    ]
    title = say("Row by row")
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>',
        title,
        say("The fields in which they are mended stand under By rule."),
    )
    show_html("{}", html_table(Table(rows, headings), title, current_view().language))
    if len(found) > ROWS_SHOWN:
        told = say("{shown} of {all} rows; the CSV file has all.", shown=Count(ROWS_SHOWN), all=Count(len(found)))
        show_html('<p class="gd-note">{}</p>', told)


def _show_take_along(work: Work) -> None:
    if work.prepared is None:
        return
    prepared, language = work.prepared, current_view().language
    show_html('<div class="gd-chart"><h2>{}</h2></div>', say("Take all of it along"))
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            tell(say("Findings as CSV")),
            for_staff(lambda: findings_csv(prepared.problems, language)),
            file_name="findings.csv",
            on_click="ignore",
            key="findings-csv",
        )
        st.download_button(
            tell(say("Workbook with the cells marked")),
            for_staff(lambda: annotated_workbook(prepared.problems, prepared.tables(), language)),
            file_name="findings.xlsx",
            on_click="ignore",
            key="findings-xlsx",
        )
