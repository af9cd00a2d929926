"""Runs acts of staff under strace, which lists their file operations, kills at one of them, or makes one fail."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

# What changes files. Reading changes nothing: a kill at a read leaves what a kill at the operation before leaves.
CHANGING = ("openat", "write", "pwrite64", "writev", "sendfile", "copy_file_range", "ftruncate", "rename", "renameat",
            "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "fsync", "fdatasync", "chmod", "fchmod",
            "fchmodat", "link", "linkat", "symlink", "symlinkat")  # fmt: skip
SECONDS = 60


@dataclass(frozen=True)
class Operation:
    """One file operation of an act: the system call, the how many-th of its kind, and strace's line about it."""

    call: str
    number: int
    told: str

    @property
    def folder(self) -> str:
        """The folder in which it changes something, names made by chance left out."""
        (path, *_) = re.findall(r'[<"]((?:private|releases|cache|\.)[^">]*)[">]', self.told) or [""]
        return re.sub(r"[0-9a-f]{16}|(?<=/\.)[^/]*", "", path.rpartition("/")[0])


class Acts:
    """The process of `forked.py`."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process, self.folder = process, folder

    def run(self, *act: object, strace: tuple[str, ...] = ()) -> int:
        """The exit code of an act, below zero if a signal ended it."""
        output = self.folder / "said.txt"
        child = int(self._ask(json.dumps({"act": [str(part) for part in act], "output": str(output)})))
        tracer = _attach(child, strace) if strace else None
        code = int(self._ask(""))
        if tracer:
            tracer.communicate(timeout=SECONDS)
        return code

    @property
    def said(self) -> str:
        """What the last act printed."""
        return (self.folder / "said.txt").read_text("utf-8", "replace")

    def operations(self, data: Path, *act: object) -> list[Operation]:
        """Run an act to its end and list the operations that change something below the data folder."""
        listed = self.folder / "operations.txt"
        code = self.run(*act, strace=("-y", "-s", "300", "-o", str(listed), "-e", f"trace={','.join(CHANGING)}"))
        assert code == 0, self.said
        found, counts = [], dict.fromkeys(CHANGING, 0)
        for line in listed.read_text("utf-8", "replace").splitlines():
            call = line.partition("(")[0]
            if call not in counts:
                continue
            counts[call] += 1
            if str(data) in line and (call != "openat" or "O_CREAT" in line):
                found.append(Operation(call, counts[call], re.sub(re.escape(f"{data}/"), "", line)))
        return found

    def is_killed_at(self, operation: Operation, *act: object) -> bool:
        """Run an act that `kill -9` ends as it begins this operation; False if it ended by itself."""
        return self._injected(operation, "signal=KILL", *act) == -9

    def run_failing_at(self, operation: Operation, error: str, *act: object) -> int:
        """The exit code of an act in which this operation fails."""
        return self._injected(operation, f"error={error}", *act)

    def _injected(self, operation: Operation, what: str, *act: object) -> int:
        inject = f"inject={operation.call}:{what}:when={operation.number}"
        return self.run(*act, strace=("-o", "/dev/null", "-e", f"trace={operation.call}", "-e", inject))

    def _ask(self, line: str) -> str:
        pipes: tuple[IO[str] | None, IO[str] | None] = (self.process.stdin, self.process.stdout)
        assert pipes[0]
        assert pipes[1]
        pipes[0].write(line + "\n")
        pipes[0].flush()
        return pipes[1].readline()


def _attach(child: int, options: tuple[str, ...]) -> subprocess.Popen[str]:
    tracer = subprocess.Popen(["strace", *options, "-p", str(child)], stderr=subprocess.PIPE, text=True)
    status = Path(f"/proc/{child}/status")
    while "TracerPid:\t0\n" in status.read_text("ascii"):
        if tracer.poll() is not None:
            pytest.fail(f"strace may not look into a process of ours, so nothing was tried: {tracer.communicate()[1]}")
    return tracer


@contextmanager
def acts(folder: Path) -> Iterator[Acts]:
    """Start the process of `forked.py`, and end it."""
    if shutil.which("strace") is None:
        pytest.fail("These tests need strace: install Debian's package strace, or run make test as root.")
    command = [sys.executable, str(Path(__file__).with_name("forked.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Acts(process, folder)
        assert process.stdin
        process.stdin.close()
