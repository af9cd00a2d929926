"""How commands print: figures to stdout as table, JSON or CSV, messages to stderr."""

import csv
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from dashlib.publishing.problems import Problem

messages = Console(stderr=True)

with_data = click.option("--data", type=click.Path(path_type=Path), help="Folder of releases and journal.")
with_format = click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)


def print_rows(columns: Sequence[str], rows: list[dict[str, Any]], form: str, are_counts: bool = True) -> None:
    """Print these columns of the rows; amounts and counts as exact decimal strings."""
    plain = [{name: _plain(row[name], are_counts) for name in columns} for row in rows]
    if form == "json":
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(plain)
    else:
        table = Table(show_edge=False, header_style="bold")
        for name in columns:
            is_number = any(isinstance(row[name], Decimal | int) and not isinstance(row[name], bool) for row in rows)
            table.add_column(name.replace("_", " "), justify="right" if is_number else "left", overflow="fold")
        for line in plain:
            table.add_row(*["" if value is None else str(value).replace("[", "\\[") for value in line.values()])
        # Cut nothing off where nobody looks at a terminal.
        Console(width=None if sys.stdout.isatty() else 400).print(table)


def print_problems(problems: list[Problem], console: Console) -> None:
    """One line for each finding: where, what, how to mend it, which rule."""
    for p in problems:
        place = ", ".join(str(part) for part in (p.file, p.sheet, p.row and f"row {p.row}", p.column) if part)
        console.print(f"{p.severity}: {place}: {p.problem} {p.cure} [{p.rule}]", markup=False, highlight=False)


def _plain(value: object, are_counts: bool) -> object:
    """Amounts and counts as exact decimal strings, whole counts without decimals; dates as ISO text."""
    if isinstance(value, bool) or value is None or (isinstance(value, int) and not are_counts):
        return value
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return str(value) if exponent == -2 or value != value.to_integral_value() else str(int(value))
    return str(value)
