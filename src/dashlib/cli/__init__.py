"""The command `dashlib`: figures to stdout, messages to stderr; exit 0 fine, 1 errors in the data, 2 wrong use."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from dashlib.cli.keeping import adopt, backup, restore, verify
from dashlib.cli.output import messages, print_rows, with_data, with_format
from dashlib.cli.publishing import build, check, diff, publish, releases, rollback, template, withdraw
from dashlib.cli.withholding import unwithhold, withheld
from dashlib.errors import DashlibError, SettingsError
from dashlib.queries import lists
from dashlib.queries.awardees import with_present_ids
from dashlib.queries.events import filters_not_for_events
from dashlib.queries.names import value_name
from dashlib.queries.store import Store
from dashlib.queries.totals import totals_by
from dashlib.releases.current import open_current
from dashlib.schema.filters import AS_AWARDED, FILTERS
from dashlib.schema.package import dimensions, resources
from dashlib.schema.selection import LONGEST_VALUE, Selection, read_selection
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
Command = Callable[..., None]


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
        except BrokenPipeError:
            raise
        except OSError as error:
            told = f"A file cannot be read or written: {error}. What is public has stayed whole: mend this, then try again."
            messages.print(told, style="bold", markup=False, highlight=False)
            ctx.exit(1)


@click.group(cls=Dashlib, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Publish the grants of a re-granting programme, and ask for their figures."""


for command in (
    *(build, check, diff, publish, rollback, withdraw, template, releases, staff, withheld, unwithhold),
    *(verify, backup, restore, adopt),
):
    main.add_command(command)


def with_filters(command: Command) -> Command:
    """Add one option per filter; those that take several values are repeated."""
    for filter_ in reversed(FILTERS):
        several = ", can be repeated" if filter_.kind in {"codes", "years"} else ""
        help_text = language("en").tell(filter_.title) + several
        name = "--" + filter_.name.replace("_", "-")
        command = click.option(name, filter_.name, multiple=True, help=help_text)(command)
    return command


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
    print_rows(TOTALS, rows, form)


@main.command()
@with_data
@with_format
def reconcile(data: Path | None, form: str) -> None:
    """Set every announcement beside what the data hold."""
    columns = [field.name for field in resources()["reconciliation"].fields]
    print_rows(columns, lists.reconciliation(open_current(read_settings(data))), form)


def _list_command(name: str, help_text: str, **variables: Any) -> None:
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
        answer = store.ask(name, with_present_ids(store, selection), **variables)
        print_rows(answer.column_names, answer.to_pylist(), form)


_list_command("grants", "List the selected grants, newest first.", **lists.EVERY_ROW)
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
        print_rows(ANSWER, rows, form, are_counts=False)
        if found.left_out:
            messages.print("Not searched for:", found.left_out[:LONGEST_VALUE], markup=False, highlight=False)
        if found.near:
            near = ", ".join(hit.name for hit in found.near)
            messages.print("Nothing matches. Close to it:", near, markup=False, highlight=False)


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
