"""Starts the dashboard as the README does, on a free port of the loopback, with a data folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashlib.settings import PROJECT


@contextmanager
def served(data: Path, source: str = "smart-balkans", **environment: str) -> Iterator[str]:
    """The address of a running dashboard; it is ended by its own process id."""
    with running(data, source, **environment) as (address, _):
        yield address


@contextmanager
def running(data: Path, source: str = "smart-balkans", **environment: str) -> Iterator[tuple[str, int]]:
    """The same with its process id, for who looks at what it needs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = (
        os.environ
        | {"DASHLIB_DATA": str(data), "DASHLIB_SOURCE": source, "STREAMLIT_SERVER_PORT": str(port)}
        | environment
    )
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
    log = (data.parent / f"{data.name}.log").open("w")
    process = subprocess.Popen(command, cwd=PROJECT, env=variables, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(address + "/robots.txt", timeout=5).read()
                break
            except OSError:
                if process.poll() is not None:
                    break
                time.sleep(0.25)
        yield address, process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            # Nothing is left behind if it did not end; who waited hears of that.
            process.kill()
            log.close()
