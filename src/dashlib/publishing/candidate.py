"""A candidate: what a member of staff uploaded or edited, on its way to a release. It lies in a private folder."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from dashlib.durable import replace_file, sync
from dashlib.errors import CandidateError
from dashlib.publishing.audit import private_folder
from dashlib.publishing.mend import Edit
from dashlib.publishing.merge import Mode
from dashlib.publishing.reading.given import Choices, Given
from dashlib.settings import Settings

IDENTIFIER = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True)
class Tick:
    """Somebody has seen something: `about` is the fingerprint of what was seen, so that it holds for nothing else."""

    what: str
    about: str
    by: str
    time: str


@dataclass(frozen=True)
class Candidate:
    """What was uploaded (files with how they are to be read), how it is merged, what was mended, who saw what.

    A table that `modes` does not name replaces the published one. `public_again` are the keys of the register whom this
    makes public again, for a `reason`: an act of its own, which goes with no upload.
    """

    id: str
    folder: Path
    by: str
    begun: str
    files: tuple[Given, ...] = ()
    modes: Mapping[str, Mode] | None = None
    edits: tuple[Edit, ...] = ()
    ticks: tuple[Tick, ...] = ()
    public_again: tuple[str, ...] = ()
    reason: str = ""

    @property
    def content(self) -> str:
        """A fingerprint of all that decides what would be published."""
        state = _state(self)
        decides = [state[name] for name in ("files", "modes", "edits", "public_again")]
        return hashlib.sha256(json.dumps(decides).encode()).hexdigest()

    def has_ticked(self, what: str, about: str) -> bool:
        """True if somebody has seen exactly this."""
        return any((tick.what, tick.about) == (what, about) for tick in self.ticks)


def begin(
    settings: Settings, by: str, files: Mapping[str, Path] | None = None, edits: Sequence[Edit] = ()
) -> Candidate:
    """Keep copies of uploaded files, by the names that the person gave them, and edits, as a new candidate."""
    return _begin(settings, by, files or {}, edits=tuple(edits))


def begin_public_again(settings: Settings, by: str, keys: Sequence[str], reason: str) -> Candidate:
    """A candidate that makes those of these keys of the register public again, and changes nothing else."""
    return _begin(settings, by, {}, public_again=tuple(keys), reason=reason)


def _begin(settings: Settings, by: str, files: Mapping[str, Path], **decided: Any) -> Candidate:
    identifier = token_hex(8)
    folder = _all(settings) / identifier
    (folder / "files").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    kept = []
    for number, (name, path) in enumerate(files.items(), start=1):
        # The person's name for the file is never a path of ours.
        kept.append(Given(name, folder / "files" / f"{number}{_ending(name)}"))
        shutil.copyfile(path, kept[-1].path)
        sync(kept[-1].path)
    sync(folder / "files")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    candidate = Candidate(identifier, folder, by, now, tuple(kept), {}, **decided)
    _save(candidate)
    sync(folder.parent)
    return candidate


def open_candidate(settings: Settings, identifier: str) -> Candidate:
    """A candidate that was begun. Raises CandidateError if there is none of this name."""
    folder = _all(settings) / identifier
    if not IDENTIFIER.fullmatch(identifier) or not (folder / "state.json").is_file():
        raise CandidateError("This upload is not there any more: it was published or discarded.")
    state = json.loads((folder / "state.json").read_bytes())
    return Candidate(
        id=identifier,
        folder=folder,
        by=state["by"],
        begun=state["begun"],
        files=tuple(
            Given(file["name"], folder / "files" / file["path"], Choices(**file["choices"])) for file in state["files"]
        ),
        modes=state["modes"],
        edits=tuple(Edit(**edit | {"keys": tuple(edit.get("keys", ()))}) for edit in state["edits"]),
        ticks=tuple(Tick(**tick) for tick in state["ticks"]),
        public_again=tuple(state.get("public_again", ())),
        reason=state.get("reason", ""),
    )


def candidates(settings: Settings) -> list[Candidate]:
    """All candidates, the one begun last first."""
    found = [open_candidate(settings, path.parent.name) for path in _all(settings).glob("*/state.json")]
    return sorted(found, key=lambda candidate: candidate.begun, reverse=True)


def change(candidate: Candidate, **changes: Any) -> Candidate:
    """The candidate with other modes, choices, edits or ticks, kept."""
    candidate = replace(candidate, **changes)
    _save(candidate)
    return candidate


def tick(candidate: Candidate, what: str, about: str, by: str) -> Candidate:
    """Note that somebody has seen this."""
    time = datetime.now(UTC).isoformat(timespec="seconds")
    return change(candidate, ticks=(*candidate.ticks, Tick(what, about, by, time)))


def untick(candidate: Candidate, what: str) -> Candidate:
    """Take a tick back."""
    return change(candidate, ticks=tuple(tick for tick in candidate.ticks if tick.what != what))


def discard(candidate: Candidate) -> None:
    """Delete a candidate with its files."""
    # First the state: a folder without it is no candidate any more, should the rest be cut off.
    (candidate.folder / "state.json").unlink(missing_ok=True)
    # Then the name: a check that is under way in another tab must not go on writing into it.
    gone = candidate.folder.rename(candidate.folder.with_name(f".{candidate.id}"))
    for path in (gone, *gone.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)
    shutil.rmtree(gone)


def _all(settings: Settings) -> Path:
    folder = private_folder(settings) / "candidates"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def _ending(name: str) -> str:
    ending = Path(name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,5}", ending) else ""


def _state(candidate: Candidate) -> dict[str, Any]:
    return {
        "by": candidate.by,
        "begun": candidate.begun,
        "files": [
            {"name": file.name, "path": file.path.name, "choices": asdict(file.choices)} for file in candidate.files
        ],
        "modes": dict(candidate.modes or {}),
        "edits": [asdict(edit) for edit in candidate.edits],
        "ticks": [asdict(tick) for tick in candidate.ticks],
        "public_again": list(candidate.public_again),
        "reason": candidate.reason,
    }


def _save(candidate: Candidate) -> None:
    replace_file(candidate.folder / "state.json", json.dumps(_state(candidate), ensure_ascii=False, indent=2).encode())
