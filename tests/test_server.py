"""One visitor cannot stop the others: what the running server answers, refuses, ends, and never asks."""

import http.client
import json
import os
import re
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from urllib.parse import urlsplit

import pytest
import streamlit as st
from server import running
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from dashlib.releases.journal import read_journal
from dashlib.settings import PROJECT
from dashlib.web.connections import LARGEST_MESSAGE

# What stands in for half a minute; the server below waits no longer.
PATIENCE = 1.5
# Runs first in the process of the server: notes whom it connects to or looks up, and that it may open few files.
WATCHED = f"""
import os, resource, socket, sys
from pathlib import Path
from shutil import copytree
notes = Path(os.environ["NOTES"])
if "streamlit" in sys.orig_argv:
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
def note(event, found):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        with (notes / "asked").open("a") as file:
            file.write(f"{{event}} {{found[event == 'socket.connect']}}\\n")
sys.addaudithook(note)
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 9))
from dashlib.web import connections, limits, sessions
limits.PATIENCE = {PATIENCE}
limits.SLOWEST = 10**6
connections.PING = connections.PONG = sessions.KEPT = 1
"""
SLOW_FILE = """
import time
import dashlib.web.downloads
dashlib.web.downloads.export = lambda *asked: time.sleep(60)
"""
LARGEST = max((Path(st.__file__).parent / "static" / "static").glob("**/*.js"), key=lambda path: path.stat().st_size)
LARGE = f"/static/js/{LARGEST.name}"


@dataclass(frozen=True)
class Site:
    """A running server, its process, its log, and whom it asked."""

    address: str
    pid: int
    notes: Path
    log: Path

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def files(self) -> int:
        return len(os.listdir(f"/proc/{self.pid}/fd"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Iterator[Site]:
    notes = tmp_path_factory.mktemp("notes")
    (notes / "sitecustomize.py").write_text(WATCHED)
    data = Path(copytree(real_data, tmp_path_factory.mktemp("site") / "data"))
    nobody = "http://127.0.0.1:7"
    watching = {"PYTHONPATH": str(notes), "NOTES": str(notes)}
    # Whoever asks the network would ask this proxy, where nobody listens, and be noted.
    with running(data, **watching, HTTP_PROXY=nobody, HTTPS_PROXY=nobody, http_proxy=nobody) as (address, pid):
        yield Site(address, pid, notes, data.parent / "data.log")


def ask(site: Site, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    content = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, found, content


def opened(site: Site, origin: str | None = None) -> ClientConnection:
    stream, protocol = site.address.replace("http:", "ws:") + "/_stcore/stream", Subprotocol("streamlit")
    return connect(
        stream,
        origin=Origin(origin or site.address),
        subprotocols=[protocol],
        max_size=None,
        proxy=None,
        open_timeout=20,
    )


def told_in_a_run(session: ClientConnection, page: str = "") -> list[bytes]:
    asked, told = BackMsg(), []
    asked.rerun_script.page_name = page
    session.send(asked.SerializeToString())
    while not told or ForwardMsg.FromString(told[-1]).WhichOneof("type") != "script_finished":
        told.append(session.recv(timeout=60, decode=False))
    return told


def raw(site: Site, content: bytes, receive_buffer: int = 0) -> socket.socket:
    client = socket.socket()
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.settimeout(20)
    client.connect(("127.0.0.1", site.port))
    client.sendall(content)
    return client


def until_closed(client: socket.socket) -> bytes:
    """What still comes before the server ends the connection; fails after 20 seconds without an end."""
    told = b""
    try:
        while part := client.recv(65536):
            told += part
    except ConnectionResetError:
        pass
    client.close()
    return told


# What answers.


@pytest.mark.parametrize("path", ["/", "/rounds", "/grant", "/update", "/healthz", "/livez", "/robots.txt", "/favicon.png",
    "/assets/icon.svg", "/_stcore/health", "/_stcore/host-config", LARGE])  # fmt: skip
def test_what_exists_answers_with_our_headers_and_tells_no_version(site: Site, path: str) -> None:
    status, headers, content = ask(site, path)
    assert status == 200
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "server" not in headers
    if path != LARGE:
        assert st.__version__ not in content
        assert "_stcore/agent" not in content


@pytest.mark.parametrize("path", ["/nope", "/a/b/c/d", "/rounds/deeper", "/two/_stcore/health", "/two/_stcore/host-config", "/_stcore",
    "/_stcore/nope", "/static/nope.js", "/static", "/media/nope", "/media/a/b", "/component/x/y", "/manifest.json", "/index.html",
    "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/script-health-check", "/assets/nope", "/%3Cscript%3E"])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_paths_of_any_depth_are_told_to_be_nothing(site: Site, path: str, method: str) -> None:
    status, headers, content = ask(site, path, method)
    if (method, path) in {("POST", "/media/nope"), ("POST", "/media/a/b"), ("POST", "/assets/nope")}:
        assert status == 405
    else:
        assert status == 404
        assert "Nothing stands at this address" in content
        assert "<script>" not in content
        home = re.search("href='([^']*)'", content)
        assert home
        assert home[1] == ("../" * (path.count("/") - 1) or "./")
    assert "default-src 'self'" in headers["content-security-policy"]


def test_a_page_with_a_slash_too_many_leads_to_itself(site: Site) -> None:
    status, headers, _ = ask(site, "/rounds/?country=RS")
    assert (status, headers["location"]) == (307, "../rounds?country=RS")


def test_what_is_no_http_is_refused_with_our_headers(site: Site) -> None:
    told = until_closed(raw(site, b"GET / HTTP/1.1\r\nno header\r\n\r\n")).decode()
    assert told.startswith("HTTP/1.1 400")
    assert "content-security-policy: default-src 'self'" in told


def test_a_web_socket_that_is_none_is_refused_with_our_headers(site: Site) -> None:
    head = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    )
    for more in ("Sec-WebSocket-Version: 7\r\n", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n"):
        told = until_closed(raw(site, f"{head}{more}\r\n".encode())).decode()
        assert told.startswith("HTTP/1.1 4")
        assert "content-security-policy: default-src 'self'" in told.lower()


def test_a_message_that_no_page_sends_ends_the_session(site: Site) -> None:
    with opened(site) as session:
        session.send(b"x" * (LARGEST_MESSAGE + 1))
        with pytest.raises(ConnectionClosed, match="1009"):
            told_in_a_run(session)


def test_metrics_are_for_this_machine_alone(site: Site) -> None:
    assert ask(site, "/_stcore/metrics")[0] == 200
    assert ask(site, "/_stcore/metrics", X_Forwarded_For="203.0.113.7")[0] == 404
    assert ask(site, "/_stcore/metrics", X_Forwarded_For="127.0.0.1")[0] == 404
    assert ask(site, "/_stcore/metrics", Host="grants.example.org")[0] == 404


# Who may open a session, what it may ask, and what it is told.


@pytest.mark.parametrize(
    "origins",
    [[], ["null"], ["http://evil.example"], ["http://localhost:1"], ["{own}.evil.example"], ["{own}/"],
     ["http://x@{host}"], ["//{host}"], ["ftp://{host}"], ["javascript:0"], ["http://{host} http://evil.example"], [""]],
)  # fmt: skip
def test_a_session_of_another_site_is_refused_at_once(site: Site, origins: list[str]) -> None:
    host = site.address.partition("//")[2]
    named = "".join(f"Origin: {origin.format(own=site.address, host=host)}\r\n" for origin in origins)
    head = f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    head += "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    since = time.monotonic()
    told = until_closed(raw(site, f"{head}{named}\r\n".encode())).decode()
    assert told.startswith("HTTP/1.1 403")
    assert "content-security-policy" in told.lower()
    # Asking for its own address would take two seconds and more.
    assert time.monotonic() - since < 1.5


def test_a_web_socket_has_one_address(site: Site) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        connect(site.address.replace("http:", "ws:") + "/rounds", origin=Origin(site.address), proxy=None)


def test_a_session_is_told_no_version_no_folder_and_no_name_of_this_machine(site: Site) -> None:
    with opened(site) as session:
        told = b"".join(told_in_a_run(session) + told_in_a_run(session, "data"))
    assert b"new_session" not in told
    for secret in (st.__version__, sys.version.split()[0], str(PROJECT), str(Path(st.__file__).parent)):
        assert secret.encode() not in told, secret


def test_a_session_may_not_start_git_empty_caches_or_write_into_the_program(site: Site) -> None:
    refused = [BackMsg(load_git_info=True), BackMsg(clear_cache=True), BackMsg(set_run_on_save=True), BackMsg()]
    refused[-1].backend_operation_request.install_skills.SetInParent()
    with opened(site) as session:
        told_in_a_run(session)
        for asked in refused:
            session.send(asked.SerializeToString())
        session.send("text")
        session.send(b"\xff\xff no message")
        session.send(BackMsg(app_heartbeat=True).SerializeToString())
        answers = []
        while not answers or not answers[-1].heartbeat_ack:
            answers.append(ForwardMsg.FromString(session.recv(timeout=20, decode=False)))
        kinds = {answer.WhichOneof("type") for answer in answers}
        # The end of the run before, at most.
        assert kinds <= {"heartbeat_ack", "session_status_changed"}
        assert ForwardMsg.FromString(told_in_a_run(session)[0]).HasField("new_session")


def test_no_address_of_the_network_is_asked(site: Site) -> None:
    for page in ("", "rounds", "places", "grants", "data", "update"):
        with opened(site) as session:
            told_in_a_run(session, page)
    for origin in ("http://evil.example", "http://203.0.113.7:8501"):
        with pytest.raises(InvalidStatus, match="403"):
            opened(site, origin)
    release = json.loads(ask(site, "/healthz")[2])["release"]
    for path in (f"/download/{release}/release.zip", "/sign-in", "/sign-in?provider=x", "/auth/login", "/nope"):
        ask(site, path)
    # The note that shows that notes are taken, and no other.
    assert set((site.notes / "asked").read_text().splitlines()) == {"socket.connect ('127.0.0.1', 9)"}


# Who keeps it waiting.


def test_who_keeps_the_server_waiting_is_ended_and_who_only_watches_is_not(site: Site) -> None:
    get = f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n".encode()
    with opened(site) as session:
        # Its own answers to pings are sent by a thread of the client.
        told_in_a_run(session)
        waiting = {
            "nothing": raw(site, b""),
            "half a head": raw(site, get),
            "half a head after a whole one": raw(site, get.replace(LARGE.encode(), b"/livez") + b"\r\nGET / HT"),
            "half a form": raw(site, b"POST /sign-in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 99\r\n\r\nname"),
        }  # fmt: skip
        slow = raw(site, get + b"\r\n", receive_buffer=4096)
        told = {name: until_closed(client) for name, client in waiting.items()}
        assert told["nothing"] == told["half a head"] == b""
        assert told["half a head after a whole one"].endswith(b"alive")
        assert told["half a form"].startswith(b"HTTP/1.1 408")
        # It has read nothing: when the server has ended it, what was on its way comes, the rest does not.
        ended = select.poll()
        ended.register(slow, 0)
        assert ended.poll(20_000)
        assert len(until_closed(slow)) < LARGEST.stat().st_size
        assert told_in_a_run(session, "rounds")


def test_a_client_that_vanishes_gives_its_files_back(site: Site) -> None:
    before = site.files()
    key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    head = f"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nOrigin: {site.address}\r\n{key}"
    # These are there and answer nothing, as a telephone does that has lost its network.
    silent = [raw(site, f"{head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n".encode()) for _ in range(20)]
    assert all(client.recv(12) == b"HTTP/1.1 101" for client in silent)
    assert site.files() >= before + 20
    for client in silent:
        until_closed(client)
    killed = subprocess.Popen(
        [sys.executable, "-c", "import sys, time; from test_server import *\n"
         "site = Site(sys.argv[1], 0, Path(), Path()); kept = [opened(site) for _ in range(20)]; print(len(kept), flush=True); time.sleep(60)",
         site.address],
        cwd=Path(__file__).parent, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert killed.stdout
    assert killed.stdout.readline() == b"20\n"
    killed.kill()
    killed.wait()
    killed.stdout.close()
    by = time.monotonic() + 30
    while site.files() > before and time.monotonic() < by:
        time.sleep(0.1)
    assert site.files() <= before


def test_slow_downloads_do_not_starve_pages(site: Site) -> None:
    get = f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    slow = [raw(site, get, receive_buffer=4096) for _ in range(45)]
    for path in ("/healthz", "/livez", "/", "/rounds", "/_stcore/health", "/assets/icon.svg"):
        assert ask(site, path)[0] == 200
    with opened(site) as session:
        assert told_in_a_run(session)
    for client in slow:
        client.close()


def test_the_limit_of_open_files_is_raised_and_told_in_visitors(site: Site) -> None:
    limits = Path(f"/proc/{site.pid}/limits").read_text()
    soft, hard = re.findall(r"Max open files\s+(\d+)\s+(\d+)", limits)[0]
    assert soft == hard == str(resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    assert re.search(
        rf"{hard} files may be open: \d+ connections are taken, which serves \d+ visitors", site.log.read_text()
    )


def test_it_ends_within_ten_seconds_whatever_runs(awkward_data: Path, tmp_path: Path) -> None:
    """Started as `uvicorn app:app`, the other way, which has the same limits."""
    (tmp_path / "sitecustomize.py").write_text(SLOW_FILE)
    data = Path(copytree(awkward_data, tmp_path / "data"))
    release = read_journal(data)[0].release
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port)], cwd=PROJECT, stdout=log, stderr=log,
        env=os.environ | {"DASHLIB_DATA": str(data), "DASHLIB_SOURCE": "awkward", "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    try:
        site = Site(f"http://127.0.0.1:{port}", process.pid, tmp_path, tmp_path / "log")
        for _ in range(240):
            try:
                assert "server" not in ask(site, "/livez")[1]
                break
            except ConnectionRefusedError:
                time.sleep(0.25)
        making = raw(site, f"GET /download/{release}/grants.csv HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        slow = raw(site, f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), receive_buffer=4096)
        half = raw(site, b"GET / HTTP/1.1\r\n")
        with opened(site) as session:
            told_in_a_run(session)
            since = time.monotonic()
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            assert time.monotonic() - since < 10
            with pytest.raises(ConnectionClosed):
                told_in_a_run(session)
        for client in (making, slow, half):
            client.close()
    finally:
        process.kill()
        process.wait()
        log.close()
