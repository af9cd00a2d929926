"""Runs acts of staff in forked children, so that each costs no start of an interpreter, and a test may trace it.

A line of JSON on stdin starts a child, whose process id is the answer; the next line lets it run, and its exit code
is the answer to that. What only computes, reading uploads and comparing, is done once instead of in each child.
"""

import ctypes
import functools
import json
import os
import sys
from pathlib import Path

import duckdb
import pandas  # noqa: F401

from dashlib.cli import main
from dashlib.publishing import gates, prepare
from dashlib.publishing.candidate import candidates, discard
from dashlib.publishing.publish import finish_withdrawals
from dashlib.publishing.reading.child import read_here
from dashlib.publishing.release import fingerprint
from dashlib.settings import read_settings

PR_SET_PTRACER = 0x59616D61

# The process that reads uploads has tests of its own.
prepare.read_files = lambda files, workspace, tell: read_here(list(files), lambda now: None)
# Strace counts the operations of one thread, and which thread of DuckDB opens a file is chance.
connect = duckdb.connect
duckdb.connect = functools.wraps(connect)(
    lambda *given, config=None, **named: connect(*given, config={**(config or {}), "threads": 1}, **named)
)
fingerprint()


def publish_prepared(data: str) -> None:
    """Publish the one candidate that was prepared; or see that it is public already."""
    settings = read_settings(Path(data))
    for candidate in candidates(settings):
        if next(gate for gate in gates.gates(settings, candidate) if gate.name == "changes").is_met:
            gates.publish_candidate(settings, candidate, "x", {"by": "Ana"})
        else:
            discard(candidate)
    finish_withdrawals(settings)


def run(act: list[str], output: str) -> int:
    """The exit code of an act; what it says goes into a file."""
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)
    try:
        if act[0] == "publish-prepared":
            publish_prepared(*act[1:])
        else:
            main(act)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


for line in sys.stdin:
    told = json.loads(line)
    wait, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        # Where only parents may look into their children, strace may as well.
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1))
        os.read(wait, 1)
        os._exit(run(told["act"], told["output"]))
    os.close(wait)
    print(child, flush=True)
    sys.stdin.readline()
    os.close(go)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
