"""Signing in with a name and a password in a browser, and all that a visitor must not reach."""

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsing import DESKTOP, PHONE, assert_accessible, open_page
from conftest import settings_for
from playwright.sync_api import Browser, Page, WebSocket, expect
from server import served
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashlib.publishing.audit import record
from dashlib.staff.accounts import add_account, remove_account
from dashlib.staff.sessions import COOKIE

PASSWORD = "a long password"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("staffed") / "data"
    settings = settings_for(data)
    add_account(settings, "Ana", "publish", PASSWORD)
    add_account(settings, "Boro", "upload", PASSWORD)
    record(settings, "a secret name", "publish")
    return data


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[str]:
    with served(data) as address:
        yield address


def sign_in(page: Page, site: str, name: str = "Ana", password: str = PASSWORD) -> None:
    page.goto(site + "/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def session_of(page: Page, address: str) -> str:
    """The identifier of Streamlit's session of a page, which its own browser alone is told."""
    found: list[str] = []

    def read(payload: str | bytes) -> None:
        message = ForwardMsg()
        if isinstance(payload, bytes) and message.ParseFromString(payload) and message.WhichOneof("type"):
            found.append(message.new_session.initialize.session_id)

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", read)

    page.on("websocket", listen)
    open_page(page, address)
    return next(session for session in found if session)


def send_file(page: Page, session: str) -> int:
    """Send a file as Streamlit's own page does; the status of the answer."""
    cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "_streamlit_xsrf")
    status: int = page.evaluate(
        """async ([session, token]) => {
            const form = new FormData()
            form.append("file", new File(["x"], "grants.csv"))
            const headers = { "X-Xsrftoken": token }
            return (await fetch(`/_stcore/upload_file/${session}/file`, { method: "PUT", body: form, headers })).status
        }""",
        [session, cookie["value"]],
    )
    return status


def test_staff_sign_in_find_their_page_and_sign_out(page: Page, site: str, data: Path) -> None:
    sign_in(page, site)
    page.wait_for_url(site + "/update")
    expect(page.locator("body")).to_contain_text("Ana: you may publish")
    cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == COOKIE)
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    open_page(page, site + "/rounds?country=RS")
    page.locator(".st-key-menu button", has_text="Staff").click()
    page.get_by_role("link", name="Update data").click()
    other = page.context.new_page()
    open_page(other, site + "/update")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".gd h1")).to_have_text("For staff only")
    expect(page.locator(".st-key-menu")).not_to_contain_text("Staff")
    other.reload()
    expect(other.locator(".gd h1")).to_have_text("For staff only")
    other.get_by_role("link", name="Sign in").click()
    other.wait_for_url(site + "/sign-in")
    acts = [json.loads(line) for line in (data / "private" / "audit.jsonl").read_text("utf-8").splitlines()]
    assert [(entry["who"], entry["act"]) for entry in acts[-2:]] == [("Ana", "sign-in"), ("Ana", "sign-out")]


def test_a_wrong_password_is_told_and_opens_nothing(page: Page, site: str) -> None:
    sign_in(page, site, password="not this one")
    expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    assert_accessible(page, "/sign-in")
    open_page(page, site + "/update")
    expect(page.locator(".gd h1")).to_have_text("For staff only")


def test_the_open_page_of_a_removed_person_ends_at_the_next_click(page: Page, site: str, data: Path) -> None:
    sign_in(page, site, "boro")
    page.wait_for_url(site + "/update")
    expect(page.locator("body")).to_contain_text("Boro: you may upload")
    remove_account(settings_for(data), "Boro")
    page.locator(".st-key-menu button", has_text="Data").first.click()
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.locator(".st-key-menu")).not_to_contain_text("Staff")


def test_signing_in_works_without_scripts_on_a_phone_and_in_the_dark(browser: Browser, site: str) -> None:
    for viewport in (DESKTOP, PHONE):
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport=viewport, color_scheme=scheme, java_script_enabled=False)  # type: ignore[arg-type]
            page = context.new_page()
            sign_in(page, site)
            page.wait_for_url(site + "/update")
            assert COOKIE in {cookie["name"] for cookie in context.cookies()}
            context.close()
            context = browser.new_context(viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(site + "/sign-in")
            assert_accessible(page, "/sign-in")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            context.close()


def test_signing_in_works_where_a_browser_says_no_more_than_the_origin(browser: Browser, site: str) -> None:
    """Without TLS, at another name than localhost, browsers send no word of the site that a form is from."""
    rules = "--host-resolver-rules=MAP grants.test 127.0.0.1"
    other = browser.browser_type.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", rules])
    try:
        page = other.new_page()
        heard: list[dict[str, str]] = []
        page.on("request", lambda request: heard.append(request.all_headers()) if request.method == "POST" else None)
        named = site.replace("127.0.0.1", "grants.test")
        sign_in(page, named)
        page.wait_for_url(named + "/update")
        assert heard[0]["origin"] == named
        assert "sec-fetch-site" not in heard[0]
        assert COOKIE in {cookie["name"] for cookie in page.context.cookies()}
    finally:
        other.close()


def test_a_visitor_finds_no_trace_in_the_menu_and_the_way_in_at_update(page: Page, site: str) -> None:
    for address in ("/", "/data", "/update"):
        open_page(page, site + address)
        expect(page.locator(".st-key-menu")).to_contain_text("Look up")
        assert "Update data" not in page.locator(".st-key-menu").inner_text()
        assert page.locator(".st-key-menu button").count() == 3
    expect(page.locator(".gd h1")).to_have_text("For staff only")
    assert_accessible(page, "/update")


def test_a_forged_cookie_opens_nothing(page: Page, site: str) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": "A" * 43, "url": site}])
    open_page(page, site + "/update")
    expect(page.locator(".gd h1")).to_have_text("For staff only")


def test_files_are_taken_from_the_open_page_of_staff_until_they_sign_out(page: Page, site: str) -> None:
    assert send_file(page, session_of(page, site)) == 403
    sign_in(page, site)
    page.wait_for_url(site + "/update")
    session = session_of(page, site + "/update")
    assert send_file(page, session) == 204
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".gd h1")).to_have_text("For staff only")
    assert send_file(page, session) == 403


@pytest.mark.parametrize(
    "path",
    [
        *("/private/staff.json", "/private/audit.jsonl", "/data/private/staff.json", "/private/1/source/grants.csv"),
        *("/download/../private/staff.json", "/download/..%2fprivate/staff.json", "/download/x/..%2f..%2fstaff.json"),
        *("/assets/../../../data/private/staff.json", "/assets/..%2f..%2f..%2fstaff.json", "//private/staff.json"),
        *("/static/../private/staff.json", "/media/../staff.json", "/app/static/staff.json", "/staff.json"),
        *("/component/../staff.json", "/pages/update.py", "/.streamlit/secrets.toml", "/update/x", "/private"),
    ],
)
def test_private_files_are_unreachable(site: str, data: Path, path: str) -> None:
    private = data / "private"
    assert "argon2id" in (private / "staff.json").read_text("utf-8")
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    assert answer.status in {200, 303, 307, 400, 403, 404}
    assert not re.search("argon2|a secret name|show_account|cookie_secret", body)
    assert answer.status != 200 or "<title>" in body, "nothing but Streamlit's empty page"
