"""Commands about who is withheld for safety: the list, and the one way by which somebody is public again."""

from pathlib import Path

import click

from dashlib.cli.output import messages, print_problems, print_rows, with_data, with_format
from dashlib.cli.publishing import progress_shown
from dashlib.errors import CandidateError
from dashlib.publishing.audit import on_the_command_line, recorded
from dashlib.publishing.candidate import begin_public_again, discard, tick
from dashlib.publishing.checked import known_register
from dashlib.publishing.gates import about_warnings, confirm_public, gates, publish_candidate, warnings_by_rule
from dashlib.publishing.prepare import prepare
from dashlib.publishing.publish import SourceErrors, refuse_likely
from dashlib.settings import read_settings


@click.command()
@with_data
@with_format
def withheld(data: Path | None, form: str) -> None:
    """List who is withheld for safety, by name: for staff alone."""
    rows = [
        {"id": e.key, "name": e.name, "scope": e.scope, "grants": len(e.grants), "since": e.since, "by": e.by}
        for e in known_register(read_settings(data)).entries
    ]
    print_rows(("id", "name", "scope", "grants", "since", "by"), rows, form)


@click.command()
@click.argument("identifier", metavar="ID")
@click.option("--reason", required=True, help="Why this is safe by now; it stands in the audit log.")
@click.option(
    "--name", "names", multiple=True, help="The name of the awardee, in place of typing it; repeated if there are more."
)
@click.option("--note", default="", help="A public note that stands in the journal.")
@with_data
def unwithhold(identifier: str, reason: str, names: tuple[str, ...], note: str, data: Path | None) -> None:
    """Make the awardee ID public again: its key in the register, or its identifier. No upload does this."""
    settings, by = read_settings(data), on_the_command_line()
    entry = known_register(settings).entry(identifier)
    if entry is None:
        raise CandidateError(f"Nobody who is withheld has the identifier {identifier}: see dashlib withheld.")
    if not reason.strip():
        raise CandidateError("Say with --reason why this is safe by now.")
    candidate = begin_public_again(settings, by, [entry.key], reason.strip())
    try:
        with progress_shown() as tell:
            prepared = prepare(settings, candidate, tell)
        if prepared.release is None:
            print_problems([p for p in prepared.problems if p.severity == "error"], messages)
            raise SourceErrors(prepared.problems)
        messages.print(f"{entry.name} becomes public, with {len(entry.grants)} grants.", markup=False, highlight=False)
        refuse_likely(prepared.problems)
        for rule, found in warnings_by_rule(prepared.problems).items():
            print_problems(found, messages)
            candidate = tick(candidate, f"warning:{rule}", about_warnings(found), by)
        for gate in gates(settings, candidate):
            if gate.entry:
                name = gate.entry.name
                messages.print(f"Public by this: {name}", markup=False, highlight=False)
                typed = "".join({name} & {*names}) if names else click.prompt("Type its name to confirm", err=True)
                candidate = confirm_public(candidate, gate, typed, by)
            elif gate.about and gate.name in {"difference", "drop"}:
                candidate = tick(candidate, gate.name, gate.about, by)
        with recorded(settings, by, "unwithhold", key=entry.key, name=entry.name, reason=reason) as outcome:
            done = publish_candidate(settings, candidate, note, {"by": by, "reason": reason})
            outcome.update(done.logged)
    finally:
        if candidate.folder.is_dir():
            discard(candidate)
    messages.print(f"Release {done.number} ({done.release_id}) is current.", highlight=False)
