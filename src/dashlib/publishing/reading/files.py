"""Reads files that people hand over, in a child process with limits: none of them can take the server down."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from dashlib.errors import SourceError
from dashlib.publishing.problems import Problem
from dashlib.publishing.reading.child import OUT_OF_MEMORY
from dashlib.publishing.reading.given import BYTES_AT_ONCE, SECONDS, CancelledError, Given, Progress, Reading, Sheet
from dashlib.publishing.upload import Upload

log = logging.getLogger(__name__)

PAUSE = 0.05
# The child starts no threads that reserve memory, so that the limit is one of memory in use.
SPARING = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def read_files(
    files: Sequence[Given],
    workspace: Path,
    tell: Callable[[Progress], None] = lambda now: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Reading:
    """Read the tables that the files hold; `workspace` is an empty folder, in which the tables stay as Arrow files.

    A file that cannot be read is a finding like any other. Raises SourceError if the files are too large or the child
    came to grief over one of them, CancelledError if the person stopped it.
    """
    size = sum(given.path.stat().st_size for given in files)
    if size > BYTES_AT_ONCE:
        raise SourceError(
            f"These files have {size // 10**6:,} MB; at most {BYTES_AT_ONCE // 10**6} MB are read at once."
            " Hand over fewer tables at a time, or a workbook without pictures and other sheets."
        )
    request = [{"name": f.name, "path": str(f.path.resolve()), "choices": asdict(f.choices)} for f in files]
    (workspace / "request.json").write_text(json.dumps(request), "utf-8")
    with (workspace / "stderr.txt").open("wb") as stderr:
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "dashlib.publishing.reading.child", str(workspace.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=stderr,
            stderr=stderr,
            env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **SPARING},
        )
    try:
        _watch(child, workspace / "progress.jsonl", tell, is_cancelled)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if child.returncode != 0:
        said = (workspace / "stderr.txt").read_bytes()[-4000:].decode("utf-8", "replace")
        log.error("Reading ended with code %d: %s", child.returncode, said)
        raise SourceError(_came_to_grief(_progress(workspace / "progress.jsonl"), child.returncode))
    return _result(workspace)


def _watch(
    child: subprocess.Popen[bytes], progress: Path, tell: Callable[[Progress], None], is_cancelled: Callable[[], bool]
) -> None:
    end, told = time.monotonic() + SECONDS, None
    while child.poll() is None:
        now = _progress(progress)
        if now and now != told:
            told = now
            tell(now)
        if is_cancelled():
            raise CancelledError("The reading was stopped. Nothing has changed.")
        if time.monotonic() > end:
            raise SourceError(
                f"{now.file if now else 'The file'} was not read within {SECONDS // 60} minutes."
                " Save it again as CSV, one file for each table, and hand these over."
            )
        time.sleep(PAUSE)


def _progress(path: Path) -> Progress | None:
    """The last whole line that the child wrote."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - 4096, 0))
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return None
    return Progress(**json.loads(lines[-2])) if len(lines) > 1 else None


def _came_to_grief(now: Progress | None, code: int) -> str:
    name = now.file if now else "The file"
    if code == OUT_OF_MEMORY or code < 0:
        return (
            f"{name} cannot be opened: it needs more memory than any workbook of ours."
            " Often a single cell far below or far to the right of the others is the cause."
            " Copy the rows that count into a new workbook, or save each sheet as CSV, and hand these over."
        )
    return f"{name} cannot be read: it is damaged, or no workbook. Open it in a spreadsheet and save it again as XLSX."


def _result(workspace: Path) -> Reading:
    found = json.loads((workspace / "result.json").read_bytes())
    tables = {}
    for name in found["tables"]:
        with pa.memory_map(str(workspace / f"{name}.arrow")) as file:
            tables[name] = pa.ipc.open_file(file).read_all()
    problems = [Problem(**entry) for entry in found["problems"]]
    sheets = [Sheet(**{**entry, "guessed": tuple(entry["guessed"])}) for entry in found["sheets"]]
    return Reading(Upload(tables, problems), sheets)
