"""The table of rules (`rules.csv`) and the problems they find, told to the person who can mend them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Rule:
    """One line of the table of rules; `kind` and `pattern` say which unreadable values it is about."""

    rule: str
    severity: str
    category: str
    kind: str
    pattern: str
    problem: str
    expected: str
    cure: str


@dataclass(frozen=True)
class Problem:
    """One finding: where it is (`row` as a spreadsheet counts), what was given, what was expected, how to mend it.

    `table` is the source table that it is about, `key` the row's own key; `difference` is what given and expected
    differ by, where that can be said.
    """

    severity: str
    rule: str
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    expected: str
    problem: str
    cure: str
    table: str | None = None
    key: str | None = None
    difference: str | None = None


@cache
def rules() -> dict[str, Rule]:
    """All rules by label, in the order of the table."""
    with (Path(__file__).parent / "rules.csv").open(encoding="utf-8", newline="") as file:
        return {line["rule"]: Rule(**line) for line in csv.DictReader(file)}


def problem(
    rule: str,
    file: str,
    *,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    detail: str | None = None,
    sheet: str | None = None,
    table: str | None = None,
    key: str | None = None,
    difference: str | None = None,
) -> Problem:
    """A finding of a rule, its words filled with the value and a detail."""
    words = rules()[rule]
    given = {"value": value or "", "detail": detail or "", "column": column or ""}
    return Problem(
        severity=words.severity,
        rule=rule,
        file=file,
        sheet=sheet,
        row=row,
        column=column,
        value=value,
        expected=words.expected.format(**given),
        problem=words.problem.format(**given),
        cure=words.cure.format(**given),
        table=table,
        key=key,
        difference=difference,
    )


def rules_page() -> str:
    """The page `docs/rules.md`: every rule with its words, by category."""
    lines = [
        "# What is checked",
        "",
        "Every rule that an upload is checked by, from `src/dashlib/publishing/rules.csv`. Errors stop a publication,",
        "warnings need the tick of a person, notes need nothing. `{value}` is what the cell holds, `{detail}` what is said",
        "beside it. This page is made by `python -m dashlib.publishing.problems > docs/rules.md`; a test compares it.",
    ]
    for category in sorted({rule.category for rule in rules().values()}):
        lines += ["", f"## {category.capitalize()}", ""]
        lines += ["| rule | severity | problem | expected | how to mend it |", "|---|---|---|---|---|"]
        for rule in rules().values():
            if rule.category == category:
                cells = (f"`{rule.rule}`", rule.severity, rule.problem, rule.expected, rule.cure)
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(rules_page(), end="")
