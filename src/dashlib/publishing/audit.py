"""The audit log of staff: one JSON line for each act, only ever appended, private."""

import fcntl
import json
import os
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from dashlib.settings import Settings

ACTS = (
    "sign-in",
    "sign-in-refused",
    "sign-out",
    "upload",
    "discard",
    "tick",
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
    """Add a line and make it durable. Raises OSError where it cannot be written: an act without its line must not be.

    All but ASCII is escaped, so neither a new line nor a sign that turns the direction of writing can forge a line.
    """
    if act not in ACTS:
        raise ValueError(act)
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"time": time, "who": who, "act": act, "details": details}, default=str).encode() + b"\n"
    file = os.open(private_folder(settings) / "audit.jsonl", os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        # What a full disk once cut off must not swallow the line that follows.
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            line = b"\n" + line
        if os.write(file, line) < len(line):
            raise OSError("The audit log cannot be written: is the disk full?")
        os.fsync(file)
    finally:
        os.close(file)
