"""Candidates of the tests, prepared by the production path, with every tick that a person can give."""

from collections.abc import Collection
from pathlib import Path

from dashlib.publishing.candidate import Candidate, begin, change, tick
from dashlib.publishing.gates import about_warnings, gates, publish_candidate, warnings_by_rule
from dashlib.publishing.merge import Mode
from dashlib.publishing.prepare import prepare, prepared_of
from dashlib.publishing.publish import Publication
from dashlib.settings import Settings


def uploaded(settings: Settings, folder: Path, *names: str, mode: Mode = "replace") -> Candidate:
    """Hand over tables of a folder, such as `grants.csv`, and have them checked and built."""
    candidate = begin(settings, "Ana", {name: folder / name for name in names})
    candidate = change(candidate, modes=dict.fromkeys((name.removesuffix(".csv") for name in names), mode))
    prepare(settings, candidate)
    return candidate


def ticked(settings: Settings, candidate: Candidate, but: Collection[str] = ()) -> Candidate:
    """Tick everything but these gates."""
    prepared = prepared_of(candidate)
    assert prepared
    for rule, problems in warnings_by_rule(prepared.problems).items():
        if "warnings" not in but:
            candidate = tick(candidate, f"warning:{rule}", about_warnings(problems), "Boro")
    for gate in gates(settings, candidate):
        if gate.about and gate.name not in but:
            candidate = tick(candidate, gate.name, gate.about, "Boro")
    return candidate


def publish_uploaded(settings: Settings, folder: Path, *names: str, note: str = "") -> Publication:
    """Hand over, tick and publish."""
    candidate = ticked(settings, uploaded(settings, folder, *names))
    return publish_candidate(settings, candidate, note, {"by": "Boro"})


def unmet(settings: Settings, candidate: Candidate) -> list[str]:
    """The names of the gates that are not met."""
    return [gate.name for gate in gates(settings, candidate) if not gate.is_met]
