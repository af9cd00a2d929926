"""The audit log of staff: a JSON line before each act and one after what changes the data, only ever appended, private."""

import errno
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from secrets import token_hex

from dashlib.errors import AuditError
from dashlib.settings import Settings

log = logging.getLogger(__name__)

ACTS = (
    "sign-in",
    "sign-in-refused",
    "sign-out",
    "upload",
    "discard",
    "tick",
    "persons",
    "publish",
    "return",
    "withdraw",
    "preview",
    "adopt",
    "backup",
    "restore",
    "account-add",
    "account-remove",
    "unwithhold",
    "another-organization",
    "another-meaning",
)  # fmt: skip


def private_folder(settings: Settings) -> Path:
    """Where the files of staff lie, readable by the program alone; it is made if it is missing."""
    settings.private.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.private.chmod(0o700)
    return settings.private


def on_the_command_line() -> str:
    """Who acts there: nobody signs in, so it is whose shell it is. A colon stands in no name of an account."""
    return f"command line: {getuser()}"


def record(settings: Settings, who: str, act: str, **details: object) -> None:
    """Write the line of an act that changes nothing public, before it. Raises AuditError: an act without it must not be."""
    _write(settings, {"who": who, "act": act, "details": details})


@contextmanager
def recorded(settings: Settings, who: str, act: str, **details: object) -> Iterator[dict[str, object]]:
    """Write that an act was begun, and afterwards that it was done, with what is put into the outcome, or failed.

    Raises AuditError before anything is done if that line cannot be written. Of a failure only the kind is kept: the
    words may hold what is withheld. A line that says begun and has no other was cut off, or could not be completed.
    """
    line = {"who": who, "act": act, "id": token_hex(8)}
    _write(settings, line | {"state": "begun", "details": details})
    outcome: dict[str, object] = {}
    try:
        yield outcome
    except BaseException as error:
        _complete(settings, line | {"state": "failed", "details": {"reason": type(error).__name__}})
        raise
    _complete(settings, line | {"state": "done", "details": details | outcome})


def _complete(settings: Settings, line: dict[str, object]) -> None:
    try:
        _write(settings, line)
    except AuditError:
        log.exception("The audit log says that %(act)s was begun (%(id)s), but not that it is %(state)s", line)


def _write(settings: Settings, line: dict[str, object]) -> None:
    """Add a line and make it durable.

    All but ASCII is escaped, so neither a new line nor a sign that turns the direction of writing can forge a line.
    """
    if line["act"] not in ACTS:
        raise ValueError(line["act"])
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    content = json.dumps({"time": time, **line}, default=str).encode() + b"\n"
    try:
        _append(private_folder(settings) / "audit.jsonl", content)
    except OSError as error:
        raise AuditError(
            f"The log of what staff do cannot be written ({error.strerror or error}), so nothing was done. "
            "Whoever runs the site makes room on its disk, or lets the program write into DASHLIB_PRIVATE."
        ) from error


def _append(path: Path, content: bytes) -> None:
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        # What a full disk once cut off must not swallow the line that follows.
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            content = b"\n" + content
        if os.write(file, content) < len(content):
            raise OSError(errno.ENOSPC, "No space left")
        os.fsync(file)
    finally:
        os.close(file)
