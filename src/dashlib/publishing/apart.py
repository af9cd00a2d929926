"""Prepares a candidate in a process of its own: visitors do not wait for it, and it can be stopped at any moment.

A million rows take minutes, in which a thread of the server would slow down everybody and keep its memory afterwards.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from dashlib import errors
from dashlib.errors import CandidateError, DashlibError
from dashlib.publishing.candidate import Candidate, open_candidate
from dashlib.publishing.prepare import Prepared, prepare, prepared_of
from dashlib.publishing.progress import Tell
from dashlib.releases.current import opened
from dashlib.search.index import kept_index
from dashlib.settings import Settings

# How often it is asked whether the work goes on.
PAUSE = 0.5
# Visitors come first.
NICE = 10


def prepare_apart(settings: Settings, candidate: Candidate, tell: Tell) -> Prepared:
    """Like `prepare`, and the search index of the preview; `tell` is called at least every second and may raise to cancel.

    Raises what `prepare` raises, CandidateError if the process was ended, as by a lack of memory, or the candidate is gone.
    """
    child = subprocess.Popen(  # noqa: S603
        [
            sys.executable,
            "-m",
            "dashlib.publishing.apart",
            *map(str, (settings.data, settings.private, settings.source)),
            ",".join(settings.display_currencies),
            candidate.id,
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        bufsize=0,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    )
    try:
        _watch(child, tell)
    finally:
        # Its own child, which reads, belongs to the same group.
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        if child.stdout:
            child.stdout.close()
    open_candidate(settings, candidate.id)
    prepared = prepared_of(candidate)
    if child.returncode != 0 or prepared is None:
        raise CandidateError(
            "The check ended before it was done: there may be too little memory for it. Nothing has changed; try again, or hand over fewer tables at a time."
        )
    return prepared


def _watch(child: subprocess.Popen[bytes], tell: Tell) -> None:
    """Pass on what the child says until it ends. Raises the error that it tells."""
    step, share = "Reading", None
    while child.stdout:
        if select.select([child.stdout], [], [], PAUSE)[0]:
            line = child.stdout.readline()
            if not line:
                child.wait()
                return
            said = json.loads(line)
            if "error" in said:
                raise getattr(errors, said["error"], DashlibError)(said["message"])
            step, share = said["step"], said["share"]
        tell(step, share)


def main(data: str, private: str, source: str, currencies: str, identifier: str) -> int:
    """Prepare the candidate; a line of JSON for each step, or for the error."""
    os.nice(NICE)
    settings = Settings(Path(data), Path(private), Path(source), tuple(currencies.split(",")))

    def report(**what: object) -> None:
        print(json.dumps(what), flush=True)

    try:
        candidate = open_candidate(settings, identifier)
        prepared = prepare(settings, candidate, lambda step, share: report(step=step, share=share))
        cache = candidate.folder / "cache"
        for old in cache.glob("*"):
            if old.name != prepared.release:
                shutil.rmtree(old)
        if prepared.release:
            kept_index(opened(prepared.built, cache), cache, lambda share: report(step="Indexing", share=share))
    except DashlibError as error:
        report(error=_known(error), message=str(error))
    return 0


def _known(error: DashlibError) -> str:
    """The nearest class of the error that everybody knows."""
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == errors.__name__)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
