"""Signing in at a real provider on the loopback: who gets in, who does not, and what a forged statement is worth."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import open_page
from playwright.sync_api import BrowserContext, Page, expect
from provider import USERS
from server import served
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

SECRET = "a secret of the tests, long enough"
KINDS = ("good", "expired", "forged")
COOKIE = "_streamlit_user"


@dataclass(frozen=True)
class Site:
    address: str
    private: Path

    def log(self) -> list[tuple[str, str]]:
        path = self.private / "audit.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [(entry["who"], entry["act"]) for entry in map(json.loads, lines)]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("provided")
    ports = {kind: free_port() for kind in KINDS}
    script = Path(__file__).parent / "provider.py"
    with (folder / "providers.log").open("w") as log:
        processes = [
            subprocess.Popen([sys.executable, script, str(port), kind], stdout=log, stderr=log)
            for kind, port in ports.items()
        ]
        secrets = folder / "secrets.toml"
        secrets.write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"\ncookie_secret = "{SECRET}"\n'
            + "".join(
                f'[auth.{kind}]\nclient_id = "dashlib"\nclient_secret = "secret"\n'
                f'server_metadata_url = "http://127.0.0.1:{port}/.well-known/openid-configuration"\n'
                for kind, port in ports.items()
            )
        )
        try:
            for port in ports.values():
                wait_for(lambda port=port: urllib.request.urlopen(f"http://127.0.0.1:{port}/jwks", timeout=5).read())
            lists = {"DASHLIB_PUBLISHERS": "ana@example.org, group:grants-team", "DASHLIB_UPLOADERS": "@grants.example"}
            data = folder / "data"
            with served(data, STREAMLIT_SECRETS_FILES=str(secrets), **lists) as address:
                yield Site(address, data / "private")
        finally:
            for process in processes:
                process.terminate()
                process.wait(20)


def wait_for(answers: Callable[[], object]) -> None:
    for _ in range(120):
        try:
            answers()
            return
        except OSError:
            time.sleep(0.25)
    answers()


def sign_in(page: Page, site: Site, user: str, kind: str = "good") -> None:
    page.goto(site.address + "/sign-in")
    page.get_by_role("link", name=f"Sign in with {kind.capitalize()}").click()
    page.get_by_role("button", name=user, exact=True).click()


def with_cookie(page: Page, site: Site, secret: str = SECRET, **changed: object) -> None:
    """What Streamlit keeps of a sign-in, signed by whoever knows the secret."""
    claims = USERS["ana"] | {"iss": "x", "sub": "ana", "exp": time.time() + 600, "nonce": str(time.time())}
    statement = claims | {"origin": site.address, "is_logged_in": True, "provider": "good"} | changed
    value = create_signed_value(secret, COOKIE, json.dumps(statement)).decode()
    page.context.add_cookies([{"name": COOKIE, "value": value, "url": site.address}])
    open_page(page, site.address + "/update")


def expect_stranger(page: Page, site: Site) -> None:
    open_page(page, site.address + "/update")
    expect(page.locator(".gd h1")).to_have_text("For staff only")
    expect(page.locator(".st-key-menu")).not_to_contain_text("Staff")


@pytest.mark.parametrize(
    ("user", "who", "may"),
    [
        ("ana", "ana@example.org", "you may publish"),
        ("boro", "boro@grants.example", "you may upload"),
        ("fata", "sub:fata", "you may publish"),
    ],
)
def test_the_right_person_gets_in_and_lands_where_the_data_are_updated(
    page: Page, site: Site, user: str, who: str, may: str
) -> None:
    sign_in(page, site, user)
    page.wait_for_url(site.address + "/update")
    expect(page.locator(".gd").filter(has_text=who)).to_contain_text(f"{who}: {may}")
    assert site.log()[-1] == (who, "sign-in")
    page.reload()
    expect(page.locator(".gd h1")).to_have_text("Update data")
    assert site.log()[-2:].count((who, "sign-in")) == 1, "one sign-in is one line"
    open_page(page, site.address)
    page.locator(".st-key-menu button", has_text="Staff").click()
    page.get_by_role("link", name="Update data").click()
    page.wait_for_url(site.address + "/update")


@pytest.mark.parametrize(
    ("user", "who"),
    [
        ("cene", "sub:cene"),
        ("dora", "sub:dora"),
        ("eva", "eva@elsewhere.example"),
        ("ana@example.org", "<b>x</b>\n@example.org"),
    ],
)
def test_who_is_not_named_is_refused_and_told_so(page: Page, site: Site, user: str, who: str) -> None:
    sign_in(page, site, user)
    page.wait_for_url(site.address + "/update")
    expect(page.locator(".gd h1")).to_have_text("For staff only")
    expect(page.locator("body")).to_contain_text(" ".join(who.split()))
    assert site.log()[-1] == (who, "sign-in-refused")
    expect_stranger(page, site)
    assert site.log()[-2:].count((who, "sign-in-refused")) == 1
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(site.address + "/")
    assert COOKIE not in {cookie["name"] for cookie in page.context.cookies()}


@pytest.mark.parametrize("kind", ["expired", "forged"])
def test_an_expired_or_forged_token_signs_nobody_in(page: Page, site: Site, kind: str) -> None:
    before = site.log()
    sign_in(page, site, "ana", kind)
    page.wait_for_url(site.address + "/")
    assert COOKIE not in {cookie["name"] for cookie in page.context.cookies()}
    expect_stranger(page, site)
    assert site.log() == before


def test_a_cookie_counts_only_with_the_secret_the_time_and_the_origin(page: Page, site: Site) -> None:
    with_cookie(page, site)
    expect(page.locator(".gd h1")).to_have_text("Update data")
    for secret, changed in (
        (SECRET + "!", {}),
        (SECRET, {"exp": time.time() - 1}),
        (SECRET, {"exp": None}),
        (SECRET, {"origin": "http://evil.example"}),
        (SECRET, {"is_logged_in": "true"}),
        (SECRET, {"email_verified": "true"}),
    ):
        with_cookie(page, site, secret, **changed)
        expect(page.locator(".gd h1")).to_have_text("For staff only")


def test_signing_out_ends_all_tabs_and_the_cookie_is_worth_nothing_after(
    page: Page, context: BrowserContext, site: Site
) -> None:
    sign_in(page, site, "ana")
    page.wait_for_url(site.address + "/update")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    kept = context.cookies()
    other = context.new_page()
    open_page(other, site.address + "/update")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(site.address + "/")
    assert site.log()[-1] == ("ana@example.org", "sign-out")
    other.get_by_role("button", name="Sign out").click()
    expect(other.locator(".st-key-menu")).not_to_contain_text("Staff")
    context.add_cookies(kept)  # type: ignore[arg-type]
    expect_stranger(page, site)
    assert site.log().count(("ana@example.org", "sign-out")) == 1
