"""From whom files are taken, and how many bytes: asked at each file, counted as they arrive."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import settings_for
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashlib.settings import Settings
from dashlib.staff import uploads
from dashlib.staff.accounts import add_account, remove_account
from dashlib.staff.people import key_by_claims, person_by_claims
from dashlib.staff.sessions import end_session, key_of, open_session
from dashlib.staff.uploads import know_session
from dashlib.web.uploads import UploadsOfStaff

MOST = 1000
STATUS: list[int] = []


async def keep(request: Request) -> Response:
    """As Streamlit does: the whole body is read, then kept or refused."""
    await request.body()
    return Response(status_code=STATUS.pop() if STATUS else 204)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DASHLIB_DATA", str(tmp_path))
    monkeypatch.setenv("DASHLIB_PUBLISHERS", "ana@example.org")
    monkeypatch.setattr(uploads, "MOST_BYTES", MOST)
    monkeypatch.setattr(uploads, "_senders", {})
    return settings_for(tmp_path)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    routes = [Route("/_stcore/upload_file/{session}/{file}", keep, methods=["PUT", "DELETE"])]
    app = Starlette(routes=routes)
    app.add_middleware(UploadsOfStaff)
    with TestClient(app) as client:
        yield client


@pytest.fixture
def token(settings: Settings) -> str:
    account = add_account(settings, "Ana", "upload", "a long password")
    token = open_session(settings, account, time.time())
    know_session("s", token, {}, time.time())
    return token


def put(client: TestClient, count: int, file: str = "f", session: str = "s", is_chunked: bool = False) -> int:
    content = iter([b"x" * 100] * (count // 100)) if is_chunked else b"x" * count
    return client.put(f"/_stcore/upload_file/{session}/{file}", content=content).status_code


def test_files_are_taken_from_the_sessions_of_staff_alone(client: TestClient, token: str) -> None:
    assert put(client, 1) == 204
    assert put(client, 1, session="another") == 403
    assert client.delete("/_stcore/upload_file/another/f").status_code == 403


def test_who_is_signed_out_is_refused_at_once(client: TestClient, settings: Settings, token: str) -> None:
    end_session(settings, key_of(token), time.time())
    assert put(client, 1) == 403
    assert client.delete("/_stcore/upload_file/s/f").status_code == 403


def test_who_was_removed_is_refused_at_once_whatever_process_did_it(
    client: TestClient, settings: Settings, token: str
) -> None:
    remove_account(settings, "Ana")
    assert put(client, 1) == 403


def test_whom_a_provider_vouches_for_is_asked_at_each_file(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    claims = {"iss": "x", "sub": "7", "exp": now + 600, "email": "ana@example.org", "email_verified": True}
    listed = Settings(settings.data, settings.private, settings.source, publishers=("ana@example.org",))
    assert person_by_claims(listed, claims, now)[0]
    know_session("s", None, claims, now)
    assert put(client, 1) == 204
    monkeypatch.setenv("DASHLIB_PUBLISHERS", "boro@example.org")
    assert put(client, 1) == 403
    monkeypatch.setenv("DASHLIB_PUBLISHERS", "ana@example.org")
    assert put(client, 1) == 204
    end_session(settings, key_by_claims(claims), now)
    assert put(client, 1) == 403


def test_where_it_cannot_be_told_who_sends_nothing_is_taken(client: TestClient, settings: Settings, token: str) -> None:
    (settings.private / "sessions.json").write_text("[")
    assert put(client, 1) == 403


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_session_holds_so_many_bytes_however_they_are_sent(client: TestClient, token: str, is_chunked: bool) -> None:
    assert put(client, 600, "first", is_chunked=is_chunked) == 204
    answer = client.put("/_stcore/upload_file/s/second", content=iter([b"x" * 100] * 5) if is_chunked else b"x" * 500)
    assert answer.status_code == 413
    assert "load the page anew" in answer.text
    assert put(client, 400, "second", is_chunked=is_chunked) == 204, "what was refused does not count"
    assert put(client, 1, "third") == 413
    assert client.delete("/_stcore/upload_file/s/first").status_code == 204
    assert put(client, 600, "third", is_chunked=is_chunked) == 204, "what was taken out of the field does not count"
    know_session("other tab", token, {}, time.time())
    assert put(client, 600, session="other tab") == 204


def test_a_file_that_streamlit_refuses_does_not_count(client: TestClient, token: str) -> None:
    STATUS.append(400)
    assert put(client, 900) == 400
    assert put(client, 900) == 204


def test_what_is_remembered_of_sessions_ends_with_the_longest_sign_in(token: str) -> None:
    know_session("later", "another", {}, time.time() + uploads.LONGEST_SECONDS + 1)
    assert list(uploads._senders) == ["later"]
