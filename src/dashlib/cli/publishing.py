"""Commands that change what is public, or say what would change: the same work as on the page for staff."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import get_args

import click
import pyarrow as pa
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from dashlib.cli.output import messages, print_problems, print_rows, with_data, with_format
from dashlib.errors import CandidateError, SourceError
from dashlib.publishing.audit import on_the_command_line, recorded
from dashlib.publishing.candidate import Candidate, begin, change, discard, tick
from dashlib.publishing.checked import check as check_tables
from dashlib.publishing.difference import CELL
from dashlib.publishing.gates import about_warnings, gates, publish_candidate, warnings_by_rule
from dashlib.publishing.history import return_to, withdrawn_with
from dashlib.publishing.history import withdraw as withdraw_releases
from dashlib.publishing.mend import Edit, mended_upload
from dashlib.publishing.merge import Mode
from dashlib.publishing.persons import WARNING, Choice, person_edits, rows_of_persons
from dashlib.publishing.prepare import Prepared, prepare
from dashlib.publishing.problems import SEVERITIES, Problem
from dashlib.publishing.progress import Tell
from dashlib.publishing.publish import (
    Publication,
    SourceErrors,
    WithdrawalsNeeded,
    finish_withdrawals,
    publish_folder,
    refuse_likely,
)
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.reading.given import Sheet
from dashlib.publishing.source import published_tables
from dashlib.publishing.telling_apart import say_meanings
from dashlib.publishing.template import write_template
from dashlib.publishing.withheld import Match, matches_told
from dashlib.releases.current import open_current
from dashlib.releases.journal import current_entry, entries_of, entry_of
from dashlib.schema.package import resources, source_tables
from dashlib.search.index import kept_index
from dashlib.settings import Settings, read_settings

with_files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
with_mode = click.option(
    "--mode",
    type=click.Choice(["replace", "update"]),
    default="replace",
    show_default=True,
    help="replace: a table becomes what the file holds; update: rows are added, and replaced by their key.",
)
with_persons = click.option(
    "--persons",
    type=click.Choice(get_args(Choice)),
    help="What recipients with names like persons are: organizations; individual: their grants are published without names; leave-out: they are left out.",
)


with_withdrawals = click.option(
    "--accept-withdrawals", is_flag=True, help="Withdraw earlier releases that name what is withheld now."
)
with_meanings = click.option(
    "--means-something-else",
    "meanings",
    multiple=True,
    metavar="MATCH",
    help="Words that are no withheld name here, by the code in brackets behind them; can be repeated.",
)


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@with_data
@click.option("--note", default="", help="A public note that stands in the journal.")
@with_withdrawals
@with_persons
@with_meanings
def build(
    source: Path,
    data: Path | None,
    note: str,
    accept_withdrawals: bool,
    persons: Choice | None,
    meanings: tuple[str, ...],
) -> None:
    """Check the tables of the folder SOURCE, derive the ledger and publish the release."""
    settings, by = read_settings(data), on_the_command_line()
    say_meanings(settings, meanings, by)
    try:
        with _matches_printed(), progress_shown() as tell:
            with recorded(settings, by, "publish", source=str(source)) as outcome:
                done = publish_folder(source, settings, note, by, tell, accept_withdrawals, persons)
                outcome.update(done.logged)
            kept_index(open_current(settings), settings.data / "cache", partial(tell, "Indexing"))
    except SourceErrors as error:
        print_problems(error.problems, messages)
        raise
    print_problems([p for p in done.problems if p.severity == "warning"], messages)
    _tell_withdrawn(done)
    state = "is current" if done.is_new else "was current already"
    messages.print(f"Release {done.number} ({done.release_id}) {state}.", highlight=False)
    if done.is_new and done.number == 1:
        # Else nobody notices a forgotten --data before visitors do.
        messages.print(f"It is the first in {settings.data.absolute()}.", markup=False, highlight=False)
    _tell_kept(done)


@click.command()
@with_files
@with_mode
@with_persons
@with_data
@with_format
def check(files: Sequence[Path], mode: Mode, persons: Choice | None, data: Path | None, form: str) -> None:
    """Find what is wrong with a folder of source tables, or with files as they would be uploaded; nothing is kept."""
    settings = read_settings(data)
    if len(files) == 1 and files[0].is_dir():
        upload = read_folder(files[0])
        if persons:
            upload, _, _ = mended_upload(upload, _edits(upload.tables, persons))
        problems = check_tables(settings, upload, on_the_command_line()).problems
    else:
        with _prepared(settings, files, mode, persons) as (_, prepared):
            problems = prepared.problems
    if form == "table":
        print_problems(problems, Console())
    else:
        print_rows(list(Problem.__dataclass_fields__), [asdict(p) for p in problems], form, are_counts=False)
    counts = {severity: sum(p.severity == severity for p in problems) for severity in SEVERITIES}
    messages.print(", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counts.items()))
    sys.exit(1 if counts["error"] else 0)


@click.command()
@with_files
@with_mode
@with_persons
@with_data
@with_format
def diff(files: Sequence[Path], mode: Mode, persons: Choice | None, data: Path | None, form: str) -> None:
    """Say cell by cell what files would change in what is public, and which errors they hold; nothing is kept."""
    settings = read_settings(data)
    with _prepared(settings, files, mode, persons) as (_, prepared):
        found = prepared.difference
        cells, people = found.cells.to_pylist(), rows_of_persons(prepared.tables())
        listed = [cell for cell in cells if (cell["table"], cell["key"]) not in people]
        print_rows(CELL.names, listed, form, are_counts=False)
        if len(listed) < len(cells):
            told = "cells of persons, or of recipients with names like theirs, are not listed"
            messages.print(f"{len(cells) - len(listed):,} {told}: the page for staff shows them.", highlight=False)
        for change in found.changes:
            told = f"{change.added} added, {change.changed} changed, {change.gone} gone"
            messages.print(f"{resources()[change.table].title}: {told}", markup=False, highlight=False)
        for drop in found.drops:
            messages.print(f"{drop.measure} {drop.currency or ''} falls from {drop.before} to {drop.after}.")
        # What could not be read is no change, and must not look like one that was not made.
        if errors := [p for p in prepared.problems if p.severity == "error"]:
            print_problems(errors, messages)
            sys.exit(1)


@click.command()
@with_files
@with_mode
@with_persons
@with_data
@click.option("--note", required=True, help="A public note that stands in the journal.")
@click.option("--accept-drop", is_flag=True, help="A figure that falls by more than a tenth is meant.")
@with_withdrawals
@with_meanings
def publish(
    files: Sequence[Path],
    mode: Mode,
    persons: Choice | None,
    data: Path | None,
    note: str,
    accept_drop: bool,
    accept_withdrawals: bool,
    meanings: tuple[str, ...],
) -> None:
    """Check files, merge them with what is public, and publish the outcome; warnings are printed."""
    settings, by = read_settings(data), on_the_command_line()
    say_meanings(settings, meanings, by)
    accepted = (
        {"difference"} | ({"drop"} if accept_drop else set()) | ({"withdrawals"} if accept_withdrawals else set())
    )
    with _prepared(settings, files, mode, persons) as (begun, prepared):
        candidate, problems = begun, prepared.problems
        if prepared.release is None:
            print_problems(problems, messages)
            raise SourceErrors(problems)
        warnings = warnings_by_rule(problems)
        print_problems([p for found in warnings.values() for p in found], messages)
        refuse_likely(problems)
        if WARNING in warnings and persons != "organizations":
            raise CandidateError("Nothing was published: say with --persons what is to be done with such names.")
        for rule, found in warnings.items():
            candidate = tick(candidate, f"warning:{rule}", about_warnings(found), by)
        for gate in gates(settings, candidate):
            if gate.about and gate.name in accepted:
                candidate = tick(candidate, gate.name, gate.about, by)
        unmet = {gate.name for gate in gates(settings, candidate) if not gate.is_met}
        if "changes" in unmet:
            finish_withdrawals(settings)
            messages.print("This is public already: nothing was changed.")
            return
        for name, option in (("drop", "--accept-drop"), ("withdrawals", "--accept-withdrawals")):
            if name in unmet:
                _print_matches(prepared.matches if name == "withdrawals" else [])
                raise CandidateError(f"Nothing was published: look at dashlib diff, and say {option} if it is meant.")
        with recorded(settings, by, "publish", candidate=candidate.id) as outcome:
            done = publish_candidate(settings, candidate, note, {"by": by})
            outcome.update(done.logged)
    _tell_withdrawn(done)
    messages.print(f"Release {done.number} ({done.release_id}) is current.", highlight=False)
    _tell_kept(done)


@click.command()
@click.argument("release")
@click.option("--note", default="", help="A public note that stands in the journal.")
@with_withdrawals
@with_data
def rollback(release: str, note: str, accept_withdrawals: bool, data: Path | None) -> None:
    """Go back to RELEASE, an identifier or the number of a line of the journal."""
    settings, by = read_settings(data), on_the_command_line()
    name = _release(settings, release)
    with _matches_printed(), recorded(settings, by, "return", release=name) as outcome:
        entry = return_to(settings, name, by, note, accept_withdrawals)
        outcome.update({"number": entry.number, "withdrawn": withdrawn_with(settings, entry)})
    messages.print(f"Release {entry.release} is current.", highlight=False)


@click.command()
@click.argument("releases", nargs=-1, required=True, metavar="RELEASE...")
@click.option("--return-to", "back", help="The release that takes the place of the current one.")
@with_withdrawals
@with_data
def withdraw(releases: Sequence[str], back: str | None, accept_withdrawals: bool, data: Path | None) -> None:
    """Withdraw RELEASE for good: its files are deleted, its addresses say so."""
    settings, by = read_settings(data), on_the_command_line()
    names = [_release(settings, release) for release in releases]
    back = _release(settings, back) if back else None
    with _matches_printed(), recorded(settings, by, "withdraw", releases=names, returned_to=back):
        withdraw_releases(settings, names, by, back, accept_withdrawals)
    messages.print(f"Withdrawn: {', '.join(names)}.", highlight=False)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_data
def template(file: Path, data: Path | None) -> None:
    """Write the workbook that staff fill in, with the rows that are public now, as FILE."""
    write_template(file, *published_tables(read_settings(data)))
    messages.print(f"Written to {file}.", markup=False, highlight=False)


@click.command()
@with_data
@with_format
def releases(data: Path | None, form: str) -> None:
    """List the journal: every publication, return and withdrawal; the current release is marked."""
    entries = entries_of(read_settings(data))
    current = current_entry(entries)
    rows = [asdict(entry) | {"current": entry == current} for entry in entries]
    print_rows(("number", "action", "release", "time", "note", "current"), rows, form, are_counts=False)


@contextmanager
def _matches_printed() -> Iterator[None]:
    """Say which cells name somebody where earlier releases would have to be withdrawn."""
    try:
        yield
    except WithdrawalsNeeded as error:
        _print_matches(error.matches)
        raise


def _print_matches(matches: Sequence[Match]) -> None:
    for line in matches_told(matches):
        messages.print(line, markup=False, highlight=False)
    if matches:
        told = "To accept: --accept-withdrawals. If words mean something else: --means-something-else with the code in brackets."
        messages.print(told, markup=False, highlight=False)


@contextmanager
def progress_shown() -> Iterator[Tell]:
    """Show each step, and how far it is."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=messages, transient=True) as progress:
        task = progress.add_task("Reading", total=None)

        def tell(step: str, share: float | None) -> None:
            progress.update(task, description=step, completed=share or 0, total=None if share is None else 1)

        yield tell


@contextmanager
def _prepared(
    settings: Settings, files: Sequence[Path], mode: Mode, persons: Choice | None
) -> Iterator[tuple[Candidate, Prepared]]:
    """The files as a candidate, prepared; it is discarded afterwards, unless it was published."""
    candidate = begin(settings, on_the_command_line(), _by_name(files))
    try:
        candidate = change(candidate, modes=dict.fromkeys(source_tables(), mode))
        with progress_shown() as tell:
            prepared = prepare(settings, candidate, tell)
            if persons and (edits := _edits(prepared.tables(), persons)):
                candidate = change(candidate, edits=edits)
                prepared = prepare(settings, candidate, tell)
        for sheet in prepared.sheets:
            if sheet.guessed or sheet.table is None:
                messages.print(_read_as(sheet), markup=False, highlight=False)
        yield candidate, prepared
    finally:
        if candidate.folder.is_dir():
            discard(candidate)


def _edits(tables: Mapping[str, pa.Table], persons: Choice) -> list[Edit]:
    """What is to be done with the grants of persons; how many they are is said, their names are not."""
    edits = person_edits(tables, persons)
    count, done = (
        sum(len(edit.keys) for edit in edits),
        "left out" if persons == "leave-out" else "published without names",
    )
    if edits:
        messages.print(f"Grants to persons: {count} {done}.", highlight=False)
    return edits


def _by_name(files: Sequence[Path]) -> dict[str, Path]:
    """The files by their names; where two folders hold a file of the same name, also by the folders."""
    paths: list[Path] = []
    for given in files:
        if given.is_dir():
            paths += _tables_in(given)
        elif given.is_file():
            paths.append(given)
        else:
            raise SourceError(
                f"There is no folder or file {given}: look at how it is written, and in which folder it lies."
            )
    once = {path.resolve(): path for path in paths}.values()
    names = Counter(path.name for path in once)
    return {path.name if names[path.name] == 1 else str(path): path for path in once}


def _tables_in(folder: Path) -> list[Path]:
    tables = [path for resource in source_tables().values() if (path := folder / resource.path).is_file()]
    if not tables:
        raise SourceError(f"The folder {folder} holds no file named like a table, such as grants.csv: name the files.")
    return tables


def _read_as(sheet: Sheet) -> str:
    """How a sheet was read, in one line: else nobody would see that letters or numbers were guessed wrongly."""
    name = f"{sheet.file}, {sheet.sheet}" if sheet.sheet else sheet.file
    if sheet.table is None:
        return f"{name}: none of our tables, left out"
    decimal = {".": "1,234.50", ",": "1.234,50"}.get(sheet.decimal or "")
    told = [
        f"{sheet.rows:,} row{'' if sheet.rows == 1 else 's'} of {resources()[sheet.table].title}",
        f"headings in row {sheet.header_row}" if sheet.header_row else None,
        f"letters as {sheet.encoding}" if sheet.encoding else None,
        f"numbers like {decimal}" if decimal else None,
        {"dmy": "day first", "mdy": "month first"}.get(sheet.date_order or ""),
    ]
    return f"{name}: {', '.join(filter(None, told))}"


def _release(settings: Settings, told: str) -> str:
    """The identifier of a release that is told by it, or by the number of a line of the journal."""
    is_number = told.isascii() and told.isdigit() and len(told) < 10
    entry = entry_of(entries_of(settings), int(told)) if is_number else None
    return entry.release if entry else told


def _tell_kept(done: Publication) -> None:
    if done.revision:
        messages.print("Only cells that are not published differ: nothing public changed, and these tables are kept.")


def _tell_withdrawn(done: Publication) -> None:
    if done.withdrawn:
        named = ", ".join(done.withdrawn)
        messages.print(f"Withdrawn, because they name what is withheld now: {named}.", highlight=False)
