"""The command `dashlib`: figures to stdout, messages to stderr; exit 0 fine, 1 errors in the data, 2 wrong use."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from dashlib.errors import DashlibError, SettingsError
from dashlib.publishing.check import check_upload
from dashlib.publishing.current import open_current
from dashlib.publishing.journal import current_entry, read_journal
from dashlib.publishing.problems import SEVERITIES, Problem
from dashlib.publishing.publish import SourceErrors, publish_folder
from dashlib.publishing.reading.folder import read_folder
from dashlib.queries import lists
from dashlib.queries.awardees import with_present_ids
from dashlib.queries.events import filters_not_for_events
from dashlib.queries.names import value_name
from dashlib.queries.store import Store
from dashlib.queries.totals import totals_by
from dashlib.schema.filters import AS_AWARDED, FILTERS
from dashlib.schema.package import dimensions, resources
from dashlib.schema.selection import Selection, read_selection
from dashlib.search.among import among
from dashlib.search.answers import ANSWER, answers, read_searches
from dashlib.search.find import KINDS, find
from dashlib.search.index import open_index
from dashlib.settings import PROJECT, read_settings
from dashlib.staff.commands import staff
from dashlib.text.formats import language

TOTALS = [
    "dimension",
    "value_id",
    "value_name",
    "currency",
    "amount_disclosed",
    "amount_not_broken_down",
    "amount",
    "grant_count",
    "distinct_grant_count",
    "awardee_count",
]
messages = Console(stderr=True)
Command = Callable[..., None]

with_data = click.option("--data", type=click.Path(path_type=Path), help="Folder of releases and journal.")
with_format = click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)


class Dashlib(click.Group):
    """Turns our own errors into one message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; 1 for errors in the data or a release, 2 for wrong use."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.UsageError(str(error)) from error
        except DashlibError as error:
            messages.print(str(error), style="bold", markup=False, highlight=False)
            ctx.exit(1)


@click.group(cls=Dashlib, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Publish the grants of a re-granting programme, and ask for their figures."""


main.add_command(staff)


def with_filters(command: Command) -> Command:
    """Add one option per filter; those that take several values are repeated."""
    for filter_ in reversed(FILTERS):
        several = ", can be repeated" if filter_.kind in {"codes", "years"} else ""
        help_text = language("en").tell(filter_.title) + several
        name = "--" + filter_.name.replace("_", "-")
        command = click.option(name, filter_.name, multiple=True, help=help_text)(command)
    return command


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@with_data
@click.option("--note", default="", help="A public note that stands in the journal.")
def build(source: Path, data: Path | None, note: str) -> None:
    """Check the tables of the folder SOURCE, derive the ledger and publish the release."""
    settings = read_settings(data)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=messages, transient=True) as progress:
        task = progress.add_task("Reading", total=None)
        try:
            done = publish_folder(source, settings, note, tell=lambda step: progress.update(task, description=step))
        except SourceErrors as error:
            progress.stop()
            _print_problems(error.problems, messages)
            raise
        progress.update(task, description="Indexing")
        open_index(open_current(settings), settings.data / "cache")
    _print_problems([p for p in done.problems if p.severity == "warning"], messages)
    state = "is current" if done.is_new else "was current already"
    messages.print(f"Release {done.number} ({done.release_id}) {state}.", highlight=False)


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@with_format
def check(source: Path, form: str) -> None:
    """Find what is wrong with the tables of the folder SOURCE; nothing is written."""
    _, problems = check_upload(read_folder(source), read_settings().display_currencies)
    if form == "table":
        _print_problems(problems, Console())
    else:
        _print(list(Problem.__dataclass_fields__), [asdict(p) for p in problems], form, are_counts=False)
    counts = {severity: sum(p.severity == severity for p in problems) for severity in SEVERITIES}
    messages.print(", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counts.items()))
    sys.exit(1 if counts["error"] else 0)


@main.command()
@click.option("--by", "breakdowns", multiple=True, help="Dimension; several stand one below the other.")
@click.option("--currency", default=AS_AWARDED, show_default=True, help="as-awarded or a display currency such as EUR.")
@with_filters
@with_data
@with_format
def totals(breakdowns: Sequence[str], currency: str, data: Path | None, form: str, **filters: Sequence[str]) -> None:
    """Sum the ledger, whole or by one or more dimensions."""
    known = (*dimensions(), "total")
    wanted = [name.replace("-", "_") for name in breakdowns] or ["total"]
    for name in wanted:
        if name not in known:
            raise click.BadParameter(f"{name} is none of {', '.join(known)}", param_hint="--by")
    store = open_current(read_settings(data))
    displays = {name.lower(): name for name in (AS_AWARDED, *store.display_currencies)}
    if currency.lower() not in displays:
        raise click.BadParameter(f"{currency} is none of {', '.join(displays.values())}", param_hint="--currency")
    selection = with_present_ids(store, _selection(filters))
    rows = [
        {"dimension": name, "value_name": _name(store, name, line["value_id"]), **line}
        for name in wanted
        for line in totals_by(store, name, selection, displays[currency.lower()])
    ]
    _print(TOTALS, rows, form)


@main.command()
@with_data
@with_format
def reconcile(data: Path | None, form: str) -> None:
    """Set every announcement beside what the data hold."""
    columns = [field.name for field in resources()["reconciliation"].fields]
    _print(columns, lists.reconciliation(open_current(read_settings(data))), form)


def _list_command(name: str, help_text: str) -> None:
    @main.command(name, help=help_text)
    @with_filters
    @with_data
    @with_format
    def command(data: Path | None, form: str, **filters: Sequence[str]) -> None:
        selection = _selection(filters)
        ignored = filters_not_for_events(selection) if name == "events" else []
        if ignored:
            messages.print(f"These filters do not apply to events: {', '.join(ignored)}.")
        store = open_current(read_settings(data))
        answer = store.ask(name, with_present_ids(store, selection))
        _print(answer.column_names, answer.to_pylist(), form)


_list_command("grants", "List the selected grants, newest first.")
_list_command("organizations", "List the awardees of the selected grants.")
_list_command("events", "List the events that fit programme, call, round, country, year, period and text.")


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", required=False, metavar="TEXT")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What is looked for; all of it unless told.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="The most hits of a search.")
@click.option(
    "--from",
    "questions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV of searches with the columns text and kind: one JSON list a line.",
)
@with_filters
@with_data
@with_format
def search(
    words: str | None,
    kind: str | None,
    limit: int,
    questions: Path | None,
    data: Path | None,
    form: str,
    **filters: Sequence[str],
) -> None:
    """Find awardees, organizations, grants and events by TEXT: any script, small slips forgiven."""
    if (words is None) == (questions is None):
        raise click.UsageError("Give either a TEXT or a file with --from.")
    store = open_current(settings := read_settings(data))
    selection = with_present_ids(store, _selection(filters))
    index = open_index(store, settings.data / "cache")
    try:
        searches = read_searches(questions, kind) if questions else [(words or "", kind)]
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--from") from error
    for asked, wanted in searches:
        found = find(index, asked, wanted, among(store, wanted, selection), limit)
        rows = answers(found, wanted, limit)
        if questions:
            click.echo(json.dumps(rows, ensure_ascii=False))
            continue
        _print(ANSWER, rows, form, are_counts=False)
        if found.near:
            near = ", ".join(hit.name for hit in found.near)
            messages.print("Nothing matches. Close to it:", near, markup=False, highlight=False)


@main.command()
@with_data
@with_format
def releases(data: Path | None, form: str) -> None:
    """List the journal: every publication, return and withdrawal; the current release is marked."""
    entries = read_journal(read_settings(data).data)
    current = current_entry(entries)
    rows = [asdict(entry) | {"current": entry == current} for entry in entries]
    _print(("number", "action", "release", "time", "note", "current"), rows, form, are_counts=False)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def serve(options: Sequence[str]) -> None:
    """Serve the dashboard; OPTIONS go to streamlit, such as --server.port 8600."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    sys.exit(subprocess.call(command, cwd=PROJECT))  # noqa: S603


def _selection(filters: dict[str, Sequence[str]]) -> Selection:
    selection, unread = read_selection(filters)
    if unread:
        name, value = unread[0]
        raise click.BadParameter(
            f"{value!r} cannot be read, or stands beside another", param_hint="--" + name.replace("_", "-")
        )
    return selection


def _name(store: Store, dimension: str, value_id: str) -> str:
    return language("en").tell(value_name(store, dimension, value_id)) if dimension != "total" else "all"


def _plain(value: object, are_counts: bool) -> object:
    """Amounts and counts as exact decimal strings, whole counts without decimals; dates as ISO text."""
    if isinstance(value, bool) or value is None or (isinstance(value, int) and not are_counts):
        return value
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return str(value) if exponent == -2 or value != value.to_integral_value() else str(int(value))
    return str(value)


def _print(columns: Sequence[str], rows: list[dict[str, Any]], form: str, are_counts: bool = True) -> None:
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


def _print_problems(problems: list[Problem], console: Console) -> None:
    for p in problems:
        place = ", ".join(str(part) for part in (p.file, p.row and f"row {p.row}", p.column) if part)
        console.print(f"{p.severity}: {place}: {p.problem} {p.cure} [{p.rule}]", markup=False, highlight=False)
