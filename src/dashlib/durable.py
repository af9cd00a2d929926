"""Files that a crash or another process must not spoil: replaced whole, made durable, one writer at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replace_file(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file so that a crash leaves either the old or the new one, never a part; `mode` if not the usual one."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Make a file durable, or what was renamed in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file, whose folder is made; other processes and threads wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
