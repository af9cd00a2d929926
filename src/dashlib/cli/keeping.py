"""Commands that keep what was published: verify, back up, restore, begin a new journal."""

import sys
from pathlib import Path

import click

from dashlib.cli.output import messages, with_data
from dashlib.errors import ReleaseError
from dashlib.publishing.adopt import adopt as adopt_release
from dashlib.publishing.audit import on_the_command_line, record, recorded
from dashlib.publishing.backup import back_up
from dashlib.publishing.integrity import faults
from dashlib.publishing.kept import kept_names
from dashlib.publishing.restore import restore as restore_backup
from dashlib.releases.journal import current_entry, entries_of, release_names
from dashlib.settings import read_settings

# Typed by whoever brings back a backup without a newer register: a backup cannot know.
SENTENCE = "Nothing was withheld after this backup"


@click.command()
@with_data
def verify(data: Path | None) -> None:
    """Read everything that was published and is kept, and say what is not as it was; nothing is changed."""
    settings = read_settings(data)
    if found := [*faults(settings)]:
        for told in found:
            click.echo(told)
        sys.exit(1)
    lines, releases, kept = len(entries_of(settings)), len(release_names(settings)), len(kept_names(settings))
    if not lines:
        # A mistyped folder must not look whole, night after night.
        raise ReleaseError(f"Nothing was ever published in {settings.data.absolute()}: is this the data folder?")
    click.echo(f"All is whole: {lines} lines of the journal, {releases} releases, {kept} kept publications.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_data
def backup(file: Path, data: Path | None) -> None:
    """Write journal, releases, kept sources, register, accounts and audit log into FILE, while the site runs."""
    settings = read_settings(data)
    count = back_up(settings, file)
    record(settings, on_the_command_line(), "backup", file=str(file.absolute()), files=count)
    messages.print(f"{count} files are in {file}.", markup=False, highlight=False)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--register",
    required=True,
    help="The newest private/withheld.json, which decides what is withheld; none if nothing was withheld since the backup.",
)
@click.option("--sentence", help=f"With --register none, for scripts: “{SENTENCE}”.")
@with_data
def restore(file: Path, register: str, sentence: str | None, data: Path | None) -> None:
    """Bring the backup FILE back into an empty data folder, after all of it was verified; stop the site before."""
    settings = read_settings(data)
    if register == "none":
        typed = sentence or click.prompt(f"A backup cannot know what was withheld since. Type: {SENTENCE}", err=True)
        if typed.strip().rstrip(".") != SENTENCE:
            raise click.UsageError(
                "Nothing was restored: name the newest register with --register, or type the sentence."
            )
    elif not Path(register).is_file():
        raise click.BadParameter(f"there is no file {register}", param_hint="--register")
    refused = restore_backup(settings, file, None if register == "none" else Path(register))
    record(settings, on_the_command_line(), "restore", file=str(file.absolute()), register=register, withdrawn=refused)
    if refused:
        messages.print(f"Withdrawn, because they name what is withheld now: {', '.join(refused)}.", highlight=False)
    entries = entries_of(settings)
    messages.print(f"Restored: line {entries[-1].number} is the last of the journal.", highlight=False)
    if (current := current_entry(entries)) and current.release in refused:
        told = "Nothing is shown before you publish, or go back to one that dashlib releases lists: dashlib rollback RELEASE."
        messages.print(told, highlight=False)


@click.command()
@click.argument("release")
@click.option("--reason", required=True, help="Why, for the audit log.")
@with_data
def adopt(release: str, reason: str, data: Path | None) -> None:
    """Begin a new journal with RELEASE, whose folder is there, where the journal is lost or damaged."""
    settings, by = read_settings(data), on_the_command_line()
    with recorded(settings, by, "adopt", release=release, reason=reason) as outcome:
        entry, has_source = adopt_release(settings, release, by, reason)
        outcome.update(number=entry.number, has_source=has_source)
    messages.print(f"Release {entry.number} ({release}) is current.", highlight=False)
    if not has_source:
        messages.print("The source tables behind it were not found: the next upload has to bring all tables.")
