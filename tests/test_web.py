"""What the server's own parts do, asked without a server: faults, health, origins, limits, files that are being made."""

import asyncio
import shutil
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import httpx
import loops
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashlib.errors import SettingsError
from dashlib.queries.store import Store
from dashlib.releases import current
from dashlib.settings import PROJECT, read_settings
from dashlib.web import downloads, health, limits
from dashlib.web.connections import BoundedConnection, bound_server
from dashlib.web.origin import STREAM
from dashlib.web.server import middleware, routes


@pytest.fixture
def data(real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the real releases that a test may damage."""
    data = Path(shutil.copytree(real_data, tmp_path / "data", ignore=shutil.ignore_patterns("cache")))
    monkeypatch.setenv("DASHLIB_DATA", str(data))
    return data


@pytest.fixture
def client(data: Path) -> Iterator[TestClient]:
    # Whatever goes wrong must be answered: the client hears of no exception.
    with TestClient(site(), raise_server_exceptions=False) as client:
        yield client


def site(*more: Route | WebSocketRoute) -> Starlette:
    return Starlette(routes=[*more, *routes()], middleware=middleware())


# Faults.


async def fails(request: Request) -> Response:
    raise RuntimeError("the secret of the fault")


def test_a_fault_is_told_with_a_number_our_headers_and_no_details(caplog: pytest.LogCaptureFixture) -> None:
    answer = TestClient(site(Route("/a/b", fails)), raise_server_exceptions=False).get("/a/b")
    assert answer.status_code == 500
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "Something went wrong, number" in answer.text
    assert "href='../'" in answer.text
    assert "secret" not in answer.text
    number = answer.text.partition("number ")[2][:8]
    assert number in caplog.text
    assert "the secret of the fault" in caplog.text


def test_a_fault_of_a_setting_is_told_as_well(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHLIB_ORIGINS", "grants.example.org")
    for path in ("/", "/healthz"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "DASHLIB_ORIGINS holds" in answer.text


# Health.


def journal(data: Path) -> Path:
    return data / "journal.jsonl"


def test_health_tells_the_release_and_that_one_could_be_published(client: TestClient, real: Store) -> None:
    told = client.get("/healthz")
    assert told.status_code == 200
    assert told.json() == {"status": "ok", "release": real.release_id, "number": 1, "publishing": "yes"}


def test_a_folder_that_cannot_be_written_stops_no_reader(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**asked: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(health, "TemporaryFile", full)
    assert client.get("/healthz").json()["publishing"] == "no"
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 200


def test_looking_whether_something_can_be_written_leaves_nothing(client: TestClient, data: Path) -> None:
    # The first to ask opens the release, which leaves what is derived from it.
    client.get("/healthz")
    before = sorted(data.rglob("*"))
    client.get("/healthz")
    assert sorted(data.rglob("*")) == before


@pytest.mark.parametrize("damage", ["journal", "file", "lost"])
def test_what_cannot_be_read_is_503_with_one_sentence_on_every_page(
    client: TestClient, data: Path, damage: str
) -> None:
    release = next((data / "releases").iterdir())
    if damage == "journal":
        journal(data).write_text("not a line\n", "utf-8")
        told = "Line 1 of the journal cannot be read"
    elif damage == "file":
        (release / "grants.parquet").chmod(0o644)
        (release / "grants.parquet").write_bytes(b"cut")
        told = f"The file grants.parquet of the release {release.name} was changed"
    else:
        shutil.rmtree(release)
        told = f"The journal names the release {release.name}, but its folder is missing"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert told in answer.json()["status"]
    for path in ("/", "/rounds", "/grant?id=G-REG-01"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert told in answer.text
    # Staff read there which command goes back.
    desk = client.get("/update")
    assert desk.status_code == 503
    assert "<title>Update data</title>" in desk.text
    assert client.get("/livez").status_code == 200


def test_health_sees_what_readers_do_not(client: TestClient, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/").status_code == 200
    release = next((data / "releases").iterdir())
    release.rename(data / "elsewhere")
    # As in a process that has opened it, and looks again.
    assert client.get("/").status_code == 200
    assert client.get("/healthz").status_code == 503
    assert data in current._served


# Origins behind a proxy.


async def stream(session: WebSocket) -> None:
    await session.accept()
    await session.send_text(session.headers["host"])


@pytest.mark.parametrize(
    ("origin", "host", "is_ours"),
    [
        ("https://grants.example.org", "127.0.0.1:8501", True),
        ("HTTPS://Grants.Example.org", "grants.example.org", True),
        ("https://dotacije.example.org:8443", "grants", True),
        # Those that are named are all: whoever can make a name lead here is not one of them.
        ("http://grants.example.org", "grants.example.org", False),
        ("http://127.0.0.1:8501", "127.0.0.1:8501", False),
        ("https://evil.example", "127.0.0.1:8501", False),
    ],
)
def test_behind_a_proxy_the_operator_names_the_origins(
    data: Path, monkeypatch: pytest.MonkeyPatch, origin: str, host: str, is_ours: bool
) -> None:
    monkeypatch.setenv("DASHLIB_ORIGINS", "https://grants.example.org, https://dotacije.example.org:8443")
    client = TestClient(site(WebSocketRoute(STREAM, stream)))
    if not is_ours:
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect(STREAM, headers={"origin": origin, "host": host}),
        ):
            pass
        return
    with client.websocket_connect(STREAM, headers={"origin": origin, "host": host}) as session:
        # Streamlit compares again: it must find them alike, or it would ask the network who it is.
        assert session.receive_text() == origin.partition("//")[2]


@pytest.mark.parametrize("named", ["grants.example.org", "https://grants.example.org/", "ftp://x", "https://a b", "*"])
def test_an_origin_that_no_browser_names_is_an_error(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("DASHLIB_ORIGINS", named)
    with pytest.raises(SettingsError, match="DASHLIB_ORIGINS holds"):
        read_settings()


def test_the_shipped_configuration_opens_nothing_to_others() -> None:
    shipped = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert shipped["client"]["allowedOrigins"] == []
    # Unset, Streamlit asks a public service for its own address at the start.
    assert shipped["browser"] == {"gatherUsageStats": False, "serverAddress": "localhost"}
    assert shipped["runner"] == {"postScriptGC": False}
    assert shipped["server"] == {
        "address": "127.0.0.1",
        "headless": True,
        "enableStaticServing": False,
        "allowRunOnSave": False,
        "fileWatcherType": "none",
    }


# Files that are being made.


def test_a_file_being_made_is_made_once_and_starves_nobody(
    data: Path, real: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end, made = Event(), []

    def slowly(folder: Path, name: str, cache: Path) -> Path:
        made.append(name)
        assert may_end.wait(30)
        return folder / "manifest.json"

    monkeypatch.setattr(downloads, "export", slowly)

    async def many() -> None:
        transport = httpx.ASGITransport(site())
        async with httpx.AsyncClient(transport=transport, base_url="http://site", timeout=60) as client:
            address = f"/download/{real.release_id}/"
            names = ["grants.csv"] * 45 + ["funding.csv", "sources.csv", "events.csv"]
            asked = [asyncio.create_task(client.get(address + name)) for name in names]
            # One who leaves takes the file from nobody.
            await asyncio.sleep(0.2)
            asked[0].cancel()
            for path in ("/", "/healthz", "/livez", "/assets/icon.svg", address + "datapackage.json"):
                if "datapackage" not in path:
                    assert (await client.get(path)).status_code == 200
            assert len(made) == len(set(made)) == 2
            may_end.set()
            answers = await asyncio.gather(*asked[1:])
            assert {answer.status_code for answer in answers} == {200}
            assert sorted(made) == ["events.csv", "funding.csv", "grants.csv", "sources.csv"]

    loops.run(many())
    assert downloads._being_made == {}


# Connections.


async def hello(scope: dict, receive: object, send: object) -> None:
    if scope["type"] == "http":
        await PlainTextResponse("hello")(scope, receive, send)  # type: ignore[arg-type]


def test_no_more_connections_are_taken_than_there_are_files_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def connect_often() -> list[bytes]:
        server = uvicorn.Server(uvicorn.Config(hello, port=0, log_level="error"))
        # As uvicorn does before the start of the application.
        server.config.load()
        bound_server()
        monkeypatch.setattr(BoundedConnection, "most", 3)
        running = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        answers = []
        for reader, writer in opened:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            try:
                answers.append(await reader.read())
            except ConnectionError:
                answers.append(b"")
            writer.close()
        server.should_exit = True
        await running
        return answers

    answers = loops.run(connect_often())
    assert [answer[-5:] for answer in answers] == [b"hello"] * 3 + [b""] * 2
    assert b"server:" not in answers[0]


def test_a_body_that_trickles_is_ended_and_one_that_flows_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.3)
    monkeypatch.setattr(limits, "SLOWEST", 1000)

    async def read(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    async def post(part: bytes, parts: int) -> int:
        async def body() -> object:
            for _ in range(parts):
                await asyncio.sleep(0.1)
                yield part

        transport = httpx.ASGITransport(site(Route("/", read, methods=["POST"])))
        async with httpx.AsyncClient(transport=transport, base_url="http://site", timeout=60) as client:
            return (await client.post("/", content=body())).status_code  # type: ignore[arg-type]

    assert loops.run(post(b"x" * 1000, 8)) == 200
    since = time.monotonic()
    assert loops.run(post(b"x", 100)) == 408
    assert time.monotonic() - since < 5
