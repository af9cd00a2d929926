"""What must hold before a candidate is published, and its publication."""

import hashlib
import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pyarrow.csv

from dashlib.errors import CandidateError
from dashlib.publishing.candidate import Candidate, discard, open_candidate, tick
from dashlib.publishing.chain import begin_first, publishing_lock
from dashlib.publishing.checked import known_register
from dashlib.publishing.prepare import Prepared, prepared_of
from dashlib.publishing.problems import Problem
from dashlib.publishing.progress import Tell, tell_nobody
from dashlib.publishing.publish import Publication, make_current
from dashlib.publishing.register import PublicAgain, Withheld
from dashlib.publishing.release import fingerprint, place_release
from dashlib.publishing.source import published_base
from dashlib.publishing.upload import Upload
from dashlib.publishing.withheld import PARTNER, names_of, refuse_naming
from dashlib.publishing.withholding import withhold
from dashlib.releases.current import opened
from dashlib.releases.journal import current_entry, entries_of
from dashlib.search.index import open_index
from dashlib.settings import Settings
from dashlib.text.folding import folded

# The gates in the order in which they are shown; those of the second line are met by a person's tick.
GATES = (
    "prepared",
    "no-errors",
    "changes",
    "base",
    "rests-on",
    "warnings",
    "difference",
    "drop",
    "withdrawals",
    "public",
)


@dataclass(frozen=True)
class Gate:
    """One condition: whether it holds. `about` is what a tick must be about, None if no tick helps; `entry` is whom it makes public."""

    name: str
    is_met: bool
    about: str | None = None
    entry: Withheld | None = None


def warnings_by_rule(problems: list[Problem]) -> dict[str, list[Problem]]:
    """The warnings under their rules, in order."""
    found: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.severity == "warning":
            found[problem.rule].append(problem)
    return dict(found)


def about_warnings(problems: list[Problem]) -> str:
    """The fingerprint of findings: a tick for these holds for no others."""
    told = sorted(str((p.rule, p.table, p.key, p.column, p.value, p.problem)) for p in problems)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def gates(settings: Settings, candidate: Candidate) -> list[Gate]:
    """Every gate that this candidate meets or has still to meet; only the first while it is not prepared."""
    prepared = prepared_of(candidate)
    if prepared is None:
        return [Gate("prepared", False)]
    current = current_entry(entries_of(settings))
    is_base = published_base(settings) == (prepared.base, prepared.revision)
    found = [
        Gate("prepared", True),
        Gate("no-errors", prepared.release is not None),
        Gate("base", is_base),
        Gate("rests-on", fingerprint() == prepared.rests_on and known_register(settings).digest in prepared.registers),
    ]
    if prepared.release is None:
        return found
    is_public = current is not None and current.release == prepared.release
    is_more = bool(candidate.public_again) or (is_base and not prepared.difference.is_empty)
    found.insert(2, Gate("changes", is_more or not is_public))
    warnings = warnings_by_rule(prepared.problems)
    ticked = all(candidate.has_ticked(f"warning:{rule}", about_warnings(p)) for rule, p in warnings.items())
    # Not the release alone: two uploads that differ in what is not published make the same one.
    state = (prepared.base, prepared.revision, prepared.release, prepared.content)
    seen = hashlib.sha256(json.dumps(state).encode()).hexdigest()
    found += [Gate("warnings", ticked), Gate("difference", candidate.has_ticked("difference", seen), seen)]
    if prepared.difference.drops:
        found.append(Gate("drop", candidate.has_ticked("drop", seen), seen))
    if prepared.naming:
        about = ",".join(prepared.naming)
        found.append(Gate("withdrawals", candidate.has_ticked("withdrawals", about), about))
    for entry in made_public(settings, candidate):
        for name in _names(entry, prepared):
            about = f"{seen}:{entry.key}" if name == entry.name else f"{seen}:{entry.key}:{name}"
            told = replace(entry, spellings=(name,))
            found.append(Gate("public", candidate.has_ticked(f"public:{entry.key}", about), about, told))
    return found


def confirm_public(candidate: Candidate, gate: Gate, typed: str, by: str) -> Candidate:
    """Tick that an awardee becomes public again, by its name. Raises CandidateError if another name was typed."""
    if gate.entry is None or " ".join(typed.split()) != " ".join(gate.entry.name.split()):
        raise CandidateError("This is not the name as the register has it: nothing was confirmed.")
    return tick(candidate, f"public:{gate.entry.key}", gate.about or "", by)


def made_public(settings: Settings, candidate: Candidate) -> list[Withheld]:
    """Everybody whom a candidate makes public again."""
    return [entry for entry in known_register(settings).entries if entry.key in candidate.public_again]


def _names(entry: Withheld, prepared: Prepared) -> list[str]:
    """Whom an entry makes public: more than one where organizations share a name, a number or a grant."""
    rows = prepared.tables()["organizations"].select(["organization_id", "name"]).to_pylist()
    names = [entry.name, *(row["name"] for row in rows if row["organization_id"] in entry.identifiers and row["name"])]
    return [*{folded(name): name for name in reversed(names)}.values()][::-1]


def publish_candidate(
    settings: Settings, candidate: Candidate, note: str, told: Mapping[str, object], tell: Tell = tell_nobody
) -> Publication:
    """Publish a candidate whose gates are all met; releases that name what it withholds are withdrawn in the same step.

    `told` says who did it, for staff alone. Raises CandidateError if a gate is not met; nothing is lost then.
    """
    with publishing_lock(settings.data):
        # As it is kept now: a colleague may have mended or discarded it while this waited for its turn.
        candidate = open_candidate(settings, candidate.id)
        unmet = [gate.name for gate in gates(settings, candidate) if not gate.is_met]
        prepared = prepared_of(candidate)
        if unmet or prepared is None:
            raise CandidateError(f"This cannot be published yet: {', '.join(unmet)}.")
        tables = prepared.tables()
        register = known_register(settings)
        again = PublicAgain(tuple(made_public(settings, candidate)), candidate.by, candidate.reason)
        _, register = withhold(Upload(tables), register.without(candidate.public_again), candidate.by)
        partners = [one for one in prepared.hidden if one.key.startswith(PARTNER)]
        names = names_of(register, tables["organizations"], partners)
        refuse_naming(names, note)
        begin_first(settings, candidate.by)
        tell("Indexing", None)
        release = prepared.built
        if not candidate.public_again:
            # Who was withheld by mistake may make a release anew that was withdrawn: it is deleted until its line stands.
            release = place_release(prepared.built, settings.data / "releases")
            _take_index(candidate, release.name, settings.data / "cache")
            open_index(opened(release, settings.data / "cache"), settings.data / "cache")
        tell("Switching", None)
        publication = make_current(
            settings,
            release,
            tables,
            prepared.problems,
            note,
            {**told, "base": prepared.base},
            names,
            prepared.naming,
            again if again.entries else None,
            lambda folder: _keep(candidate, prepared, folder),
        )
    discard(candidate)
    return publication


def _take_index(candidate: Candidate, release: str, cache: Path) -> None:
    """Copy the search index of the preview, if there is one: it need not be built again."""
    made = candidate.folder / "cache" / release
    if made.is_dir() and not (cache / release).exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=cache) as beside:
            # Not what an interrupted build left.
            shutil.copytree(made, Path(beside) / "made", ignore=shutil.ignore_patterns(".*"))
            (Path(beside) / "made").rename(cache / release)


def _keep(candidate: Candidate, prepared: Prepared, folder: Path) -> None:
    """Put the uploaded files, under the names that the person gave them, and the comparison beside the source."""
    for number, file in enumerate(candidate.files, start=1):
        (folder / "files").mkdir(exist_ok=True)
        name = "".join(letter if letter.isalnum() or letter in "._- " else "_" for letter in file.name)[-100:]
        shutil.copyfile(file.path, folder / "files" / f"{number}-{name}")
    state = {"edits": [asdict(edit) for edit in candidate.edits], "ticks": [asdict(tick) for tick in candidate.ticks]}
    (folder / "work.json").write_text(json.dumps(state, ensure_ascii=False, indent=2), "utf-8")
    with closing(pyarrow.OSFile(str(folder / "comparison.csv"), "wb")) as file:
        pyarrow.csv.write_csv(prepared.difference.cells, file)
