"""Who gets in by password, how a session ends, what the audit log keeps: without a browser, with a clock of our own."""

import json
import os
import stat
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from getpass import getuser
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import settings_for
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashlib.cli import main
from dashlib.errors import SettingsError, StaffError
from dashlib.publishing.audit import record
from dashlib.settings import Settings, read_settings
from dashlib.staff import sessions
from dashlib.staff.accounts import Account, account_named, add_account, is_password_of, read_accounts, remove_account
from dashlib.staff.people import key_by_claims, person_by_claims, person_by_token, roles_by_claims
from dashlib.staff.refusals import LINES_A_MINUTE, refusals
from dashlib.staff.sessions import (
    COOKIE,
    LONGEST_SECONDS,
    Session,
    end_session,
    find_session,
    keep_session,
    key_of,
    open_session,
    uptime,
)
from dashlib.staff.slow_down import KEPT, SlowDown, neighbourhood
from dashlib.staff.turns import Turns
from dashlib.web import sign_in
from dashlib.web.server import middleware, routes

PASSWORD = "a long password"
OWN = {"sec-fetch-site": "same-origin"}
HOSTILE = ["", " ", "\n", "a@example.org", "sub:1", "<b>x</b>", "../x", "x" * 65, "a\u202eb", "a\x00b", "'", "\u200b"]
CLAIMS = {
    "iss": "https://id.example.org",
    "sub": "7",
    "aud": "dashlib",
    "nonce": "n1",
    "iat": 0,
    "exp": 3600,
    "email": "Ana@Example.org",
    "email_verified": True,
    "is_logged_in": True,
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
def ana(settings: Settings) -> Settings:
    add_account(settings, "Ana", "publish", PASSWORD)
    return settings


@pytest.fixture
def client(ana: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("DASHLIB_DATA", str(ana.data))
    for table in ("of_pairs", "of_addresses", "of_names"):
        monkeypatch.setattr(sign_in, table, replace(getattr(sign_in, table), failures=OrderedDict()))
    monkeypatch.setattr(sign_in, "REFUSED_AFTER", 0.0)
    with TestClient(Starlette(routes=routes(), middleware=middleware()), follow_redirects=False) as client:
        yield client


@pytest.fixture(autouse=True)
def quiet_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody was refused yet in this minute, whatever other tests did."""
    for count in ("lines", "summed"):
        monkeypatch.setattr(refusals, count, 0)


def log_of(settings: Settings) -> list[dict]:
    return [json.loads(line) for line in (settings.private / "audit.jsonl").read_bytes().splitlines()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def opens(settings: Settings, name: str, password: str) -> bool:
    account = account_named(settings, name)
    return account is not None and is_password_of(account, password)


def test_accounts_are_argon2id_hashes_that_the_program_alone_can_read(ana: Settings) -> None:
    path = ana.private / "staff.json"
    (entry,) = json.loads(path.read_text("utf-8"))
    assert entry["hash"].startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD not in path.read_text("utf-8")
    assert mode(path) == 0o600
    assert mode(ana.private) == 0o700


def test_a_password_opens_its_own_account_alone(ana: Settings) -> None:
    add_account(ana, "Željko Šarić", "upload", "s\u0301 another long one")
    assert opens(ana, "ana ", PASSWORD)
    assert opens(ana, "željko šarić", "ś another long one")
    for name, password in (("Ana", PASSWORD + " "), ("Ana", ""), ("Željko Šarić", PASSWORD), ("nobody", PASSWORD)):
        assert not opens(ana, name, password)
    assert not opens(ana, "Ana", "x" * 1_000_000)
    assert not opens(ana, "Ana", "\ud800")
    assert account_named(ana, "\ud800") is None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_makes_no_account(settings: Settings, name: str) -> None:
    with pytest.raises(StaffError):
        add_account(settings, name, "upload", PASSWORD)
    assert read_accounts(settings) == []


def test_short_passwords_and_names_that_are_taken_are_refused(ana: Settings) -> None:
    with pytest.raises(StaffError, match="12"):
        add_account(ana, "Boro", "upload", "elevenchars")
    with pytest.raises(StaffError, match="remove it first"):
        add_account(ana, "ANA", "publish", PASSWORD)
    assert len(read_accounts(ana)) == 1


def test_broken_accounts_let_nobody_in_and_say_so(ana: Settings, client: TestClient) -> None:
    (ana.private / "staff.json").write_text("[{")
    assert client.post("/sign-in", data={"name": "Ana", "password": PASSWORD}, headers=OWN).status_code == 503


def test_the_command_manages_accounts_and_takes_no_password_as_argument(tmp_path: Path) -> None:
    def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        result = CliRunner().invoke(main, ["staff", *arguments, "--data", str(tmp_path)], input=typed)
        return result.exit_code, result.stdout, result.stderr

    assert run("add", "Ana", "--role", "publish", typed=f"{PASSWORD}\n{PASSWORD}\n")[0] == 0
    code, password, _ = run("add", "Boro", "--role", "upload", "--generate")
    assert code == 0
    assert opens(settings_for(tmp_path), "Boro", password.strip())
    assert run("list")[1] == "Ana\tpublish\nBoro\tupload\n"
    assert run("add", "Cene", "--role", "upload", typed="short\nshort\n")[0] == 1
    assert run("add", "Cene", "--role", "upload", PASSWORD)[0] == 2
    assert run("remove", "boro")[0] == 0
    assert run("remove", "boro")[0] == 1
    assert run("list")[1] == "Ana\tpublish\n"
    log = log_of(settings_for(tmp_path))
    assert {entry["who"] for entry in log} == {f"command line: {getuser()}"}
    assert [(entry["act"], entry["details"]) for entry in log if entry["state"] == "done"] == [
        ("account-add", {"name": "Ana", "role": "publish"}),
        ("account-add", {"name": "Boro", "role": "upload"}),
        ("account-remove", {"name": "Boro", "role": "upload"}),
    ]
    refused = [entry["details"] for entry in log if entry["state"] == "failed"]
    assert refused == [{"reason": "StaffError"}, {"reason": "StaffError"}]


def test_what_is_made_for_one_person_is_kept_by_no_browser(client: TestClient) -> None:
    for path in ("/media/x.bin", "/grants/media/x.bin"):
        assert client.get(path).headers["cache-control"] == "no-store"
    assert client.get("/static/media/x.woff2").headers.get("cache-control") != "no-store"


def test_a_session_ends_by_idleness_and_stays_ended(ana: Settings) -> None:
    token = open_session(ana, read_accounts(ana)[0], now=0)
    for now in (10, 1700, 3400, 5200):
        person = person_by_token(ana, token, now)
        assert person
        assert person.roles == {"upload", "publish"}
    assert person_by_token(ana, token, 5200 + 1801) is None
    assert person_by_token(ana, token, 5201) is None
    assert person_by_token(ana, token, 0) is None


def test_nobody_stays_longer_than_a_working_day(ana: Settings) -> None:
    token = open_session(ana, read_accounts(ana)[0], now=0)
    for now in range(0, LONGEST_SECONDS, 600):
        assert person_by_token(ana, token, now)
    assert person_by_token(ana, token, LONGEST_SECONDS) is None


def test_a_removed_person_or_a_new_password_ends_open_sessions(ana: Settings) -> None:
    token = open_session(ana, read_accounts(ana)[0], now=0)
    assert person_by_token(ana, token, 1)
    remove_account(ana, "Ana")
    assert person_by_token(ana, token, 2) is None
    add_account(ana, "Ana", "upload", "another long password")
    assert person_by_token(ana, token, 3) is None
    token = open_session(ana, read_accounts(ana)[0], now=0)
    person = person_by_token(ana, token, 4)
    assert person
    assert person.roles == {"upload"}
    remove_account(ana, "Ana")
    add_account(ana, "Ana", "publish", PASSWORD)
    assert person_by_token(ana, token, 5) is None


def test_the_file_of_sessions_holds_no_token_and_forged_ones_open_nothing(ana: Settings) -> None:
    token = open_session(ana, read_accounts(ana)[0], now=0)
    path = ana.private / "sessions.json"
    assert token not in path.read_text("utf-8")
    assert mode(path) == 0o600
    for forged in (key_of(token), token[:-1], token + "x", "", "\udcff", "x" * 10_000):
        assert person_by_token(ana, forged, 1) is None
    assert end_session(ana, key_of(token), 1)
    assert not end_session(ana, key_of(token), 1)
    assert person_by_token(ana, token, 2) is None
    path.write_text('{"a": 1}')
    with pytest.raises(StaffError, match="Delete"):
        person_by_token(ana, token, 3)


def test_sessions_that_ran_out_are_forgotten(ana: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    account = read_accounts(ana)[0]
    first = open_session(ana, account, now=0)
    running(monkeypatch, LONGEST_SECONDS + 1)
    open_session(ana, account, now=LONGEST_SECONDS + 1)
    assert find_session(ana, key_of(first)) is None


def running(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The machine runs for so many seconds more."""
    boot, up = uptime()
    monkeypatch.setattr(sessions, "uptime", lambda: (boot, up + seconds))


def test_a_clock_that_is_set_back_keeps_no_session_open(ana: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    account = read_accounts(ana)[0]
    idle, long, ahead = (open_session(ana, account, now=10_000) for _ in range(3))
    assert person_by_token(ana, ahead, 10_000 - 59), "a clock may be set right by a little"
    assert person_by_token(ana, ahead, 10_000 - 61) is None, "what was seen in the future"
    running(monkeypatch, 1801)
    assert person_by_token(ana, idle, 10_001) is None, "idle for half an hour, by a clock that nobody can set back"
    running(monkeypatch, LONGEST_SECONDS)
    session = find_session(ana, key_of(long))
    assert session
    keep_session(ana, key_of(long), replace(session, up_seen=uptime()[1]), 10_000)
    assert person_by_token(ana, long, 10_002) is None, "a working day by that clock"


def test_a_clock_that_jumps_ahead_and_back_opens_no_session_again(settings: Settings) -> None:
    settings = with_lists(settings, publishers=("ana@example.org",))
    assert person_by_claims(settings, CLAIMS, 10)[0]
    assert end_session(settings, key_by_claims(CLAIMS), 20)
    keep_session(settings, "another", Session("Boro", 9000, 9999), 9000)
    assert person_by_claims(settings, CLAIMS, 30) == (None, False)


def test_after_a_restart_of_the_machine_the_clock_on_the_wall_counts(
    ana: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = open_session(ana, read_accounts(ana)[0], now=0)
    monkeypatch.setattr(sessions, "uptime", lambda: ("another start", 5.0))
    assert person_by_token(ana, token, 1000)
    assert person_by_token(ana, token, 1000 + 1801) is None


def test_each_failure_doubles_the_wait_up_to_a_bound() -> None:
    table = SlowDown(free=3, longest=60)
    waits = []
    now = 0.0
    for _ in range(12):
        waits.append(table.wait("ana", now))
        now += waits[-1]
        table.count("ana", now)
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert table.wait("boro", now) == 0
    assert table.wait("ana", now + 3601) == 0
    assert table.wait("ana", now - 10_000) <= 60
    table.forget("ana")
    assert table.wait("ana", now) == 0


def test_what_is_remembered_of_guesses_is_bounded() -> None:
    table = SlowDown(free=1, longest=60)
    for number in range(KEPT + 50):
        table.count(str(number), 0)
    assert len(table.failures) == KEPT
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff:1") != neighbourhood("2001:db8:0:1::1")
    assert neighbourhood("192.0.2.1") != neighbourhood("192.0.2.2")


def test_a_right_password_sets_a_cookie_that_scripts_and_other_sites_cannot_use(
    client: TestClient, ana: Settings
) -> None:
    answer = client.post("/sign-in", data={"name": "Ana", "password": PASSWORD}, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "update")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie
    first = client.cookies[COOKIE]
    now = time.time()
    assert person_by_token(ana, first, now)
    behind_tls = client.post(
        "/sign-in", data={"name": "Ana", "password": PASSWORD}, headers=OWN | {"x-forwarded-proto": "https"}
    )
    assert "; secure" in behind_tls.headers["set-cookie"].lower()
    assert person_by_token(ana, first, now) is None, "signing in again ends the session before"


def test_it_is_never_said_whether_the_name_or_the_password_was_wrong(client: TestClient, ana: Settings) -> None:
    pages = set()
    for given in ({"name": "Ana", "password": "wrong"}, {"name": "Nobody", "password": PASSWORD}, {}, {"name": "Ana"}):
        answer = client.post("/sign-in", data=given, headers=OWN)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        pages.add(answer.text)
    assert len(pages) == 1
    assert [entry["act"] for entry in log_of(ana)] == ["sign-in-refused"] * 2, "an empty form is no attempt"


def test_guesses_are_slowed_down_also_for_the_right_password(client: TestClient, ana: Settings) -> None:
    for name in ("ana", "ANA", " Ana", "Ana", "aNa"):
        assert client.post("/sign-in", data={"name": name, "password": "guess"}, headers=OWN).status_code == 403
    answer = client.post("/sign-in", data={"name": "Ana", "password": PASSWORD}, headers=OWN)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    for number in range(10):
        client.post("/sign-in", data={"name": f"n{number}", "password": "guess"}, headers=OWN)
    assert client.post("/sign-in", data={"name": "fresh", "password": "guess"}, headers=OWN).status_code == 429


def test_no_spelling_of_a_name_is_a_fresh_one_to_guess_with(client: TestClient, ana: Settings) -> None:
    add_account(ana, "Ana Marić", "publish", PASSWORD)
    blanks = " " * 200
    for name in ("ana  marić", "Ana\tMarić", "ana mari\u0063\u0301", "ANA   MARIĆ", f"ana marić{blanks}x"):
        assert client.post("/sign-in", data={"name": name, "password": "guess"}, headers=OWN).status_code == 403
    answer = client.post("/sign-in", data={"name": "Ana Marić", "password": PASSWORD}, headers=OWN)
    assert answer.status_code == 429


def elsewhere(number: int) -> TestClient:
    """A browser at another address, without cookies."""
    site = Starlette(routes=routes(), middleware=middleware())
    return TestClient(site, follow_redirects=False, client=(f"192.0.2.{number}", 1))


def attempt(client: TestClient, name: str, password: str = "guess") -> int:
    return client.post("/sign-in", data={"name": name, "password": password}, headers=OWN).status_code


def test_guesses_from_elsewhere_do_not_keep_the_owner_out(client: TestClient, ana: Settings) -> None:
    for number in range(20):
        assert attempt(elsewhere(number), "Ana") == 403
    for _ in range(5):
        attempt(client, "Ana")
    assert attempt(client, "Ana", PASSWORD) == 429, "who guesses is slowed down"
    assert attempt(elsewhere(99), "Ana", PASSWORD) == 303


def test_a_name_at_which_a_hundred_guess_is_slow_but_not_for_the_browser_of_its_owner(
    client: TestClient, ana: Settings
) -> None:
    assert attempt(client, "Ana", PASSWORD) == 303
    now = time.monotonic()
    for _ in range(200):
        sign_in.of_names.count("ana", now + 60)
        sign_in.of_addresses.count("testclient", now + 60)
    assert attempt(elsewhere(1), "Ana", PASSWORD) == 429
    client.cookies.delete(COOKIE)
    assert attempt(client, "Ana", PASSWORD) == 303
    add_account(ana, "Boro", "upload", PASSWORD)
    assert attempt(client, "Boro", PASSWORD) == 429, "the browser is known for one name alone"
    remove_account(ana, "Ana")
    add_account(ana, "Ana", "publish", PASSWORD)
    assert attempt(client, "Ana", PASSWORD) == 429, "and as long as the password is the same"


def test_a_name_that_nobody_has_costs_no_check_and_takes_as_long(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked, stayed = [], []

    async def stay(seconds: float) -> None:
        stayed.append(seconds)

    def check(account: Account, password: str) -> bool:
        checked.append(account.name)
        return False

    monkeypatch.setattr(sign_in, "REFUSED_AFTER", 30.0)
    monkeypatch.setattr(sign_in.room, "stay", stay)
    monkeypatch.setattr(sign_in, "is_password_of", check)
    for name in ("Nobody", "Ana", "", "x" * 9000):
        assert attempt(client, name) == 403
    assert checked == ["Ana"]
    assert len(stayed) == 2
    assert all(20 < seconds <= 30 for seconds in stayed)


def test_where_too_many_wait_a_page_says_when_to_come_back(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "turns", Turns(at_once=0, most=0, longest=5))
    answer = client.post("/sign-in", data={"name": "Ana", "password": PASSWORD}, headers=OWN)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Too many people sign in" in answer.text
    monkeypatch.setattr(sign_in, "turns", Turns(at_once=0, most=100, longest=0.01))
    assert attempt(client, "Ana", PASSWORD) == 503, "nobody waits longer than told"


def test_a_flood_of_guesses_does_not_fill_the_log(client: TestClient, ana: Settings) -> None:
    for number in range(30):
        assert attempt(elsewhere(number), f"nobody {number}") == 403
    assert len(log_of(ana)) == LINES_A_MINUTE
    refusals.end_minute(ana)
    assert log_of(ana)[-1]["details"] == {"further": 30 - LINES_A_MINUTE}
    assert attempt(client, "nobody") == 403
    assert log_of(ana)[-1]["who"] == "nobody", "a new minute"


def test_nobody_is_signed_in_whose_sign_in_cannot_be_written_down(client: TestClient, ana: Settings) -> None:
    (ana.private / "audit.jsonl").mkdir()
    answer = client.post("/sign-in", data={"name": "Ana", "password": PASSWORD}, headers=OWN)
    assert answer.status_code == 503
    assert "set-cookie" not in answer.headers
    assert not (ana.private / "sessions.json").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    ],
)
def test_a_form_of_another_site_signs_nobody_in(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/sign-in", data={"name": "Ana", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_an_old_browser_that_names_its_origin_can_sign_in(client: TestClient) -> None:
    answer = client.post(
        "/sign-in", data={"name": "Ana", "password": PASSWORD}, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 303


def test_the_page_is_kept_nowhere_and_too_much_is_nothing(client: TestClient) -> None:
    page = client.get("/sign-in")
    assert (page.status_code, page.headers["cache-control"], page.headers["x-robots-tag"]) == (
        200,
        "no-store",
        "noindex",
    )
    assert "<script" not in page.text
    assert client.get("/sign-in?provider=default").status_code == 200
    assert client.post("/sign-in", content=b"name=Ana&password=" + b"x" * 10_000, headers=OWN).status_code == 403
    assert client.put("/sign-in").status_code == 405


def test_with_nothing_set_up_the_page_says_how(client: TestClient, ana: Settings) -> None:
    remove_account(ana, "Ana")
    page = client.get("/sign-in").text
    assert "dashlib staff add" in page
    assert "DASHLIB_PUBLISHERS" in page
    assert "<form" not in page
    assert client.post("/sign-in", data={"name": "Ana", "password": PASSWORD}, headers=OWN).status_code == 403


def test_hostile_words_forge_no_line_of_the_log(settings: Settings) -> None:
    before = os.umask(0)
    try:
        for name in (*HOSTILE, '"}\n{"act": "publish"}', "\r", "\u2028", "\ud800"):
            record(settings, name, "upload", file=name, note={"a": [name]})
    finally:
        os.umask(before)
    lines = log_of(settings)
    assert [entry["who"] for entry in lines][-4:] == ['"}\n{"act": "publish"}', "\r", "\u2028", "\ud800"]
    assert {entry["act"] for entry in lines} == {"upload"}
    assert mode(settings.private / "audit.jsonl") == 0o600
    with pytest.raises(ValueError, match="rename"):
        record(settings, "ana", "rename")


def test_a_line_that_was_cut_off_does_not_swallow_the_next(settings: Settings) -> None:
    record(settings, "ana", "upload")
    with (settings.private / "audit.jsonl").open("ab") as file:
        file.write(b'{"time": "20')
    record(settings, "ana", "publish")
    lines = (settings.private / "audit.jsonl").read_bytes().splitlines()
    assert len(lines) == 3
    assert json.loads(lines[2])["act"] == "publish"


def with_lists(settings: Settings, uploaders: tuple[str, ...] = (), publishers: tuple[str, ...] = ()) -> Settings:
    return Settings(settings.data, settings.private, settings.source, uploaders=uploaders, publishers=publishers)


@pytest.mark.parametrize(
    ("changed", "roles"),
    [
        ({}, {"upload", "publish"}),
        ({"email": "boro@example.org"}, {"upload"}),
        ({"email_verified": False}, set()),
        ({"email_verified": "true"}, set()),
        ({"email_verified": 1}, set()),
        ({"email_verified": None}, set()),
        ({"email": "ana@example.org.evil.example"}, set()),
        ({"email": "ana@evil.example@example.org"}, set()),
        ({"email": "@example.org"}, set()),
        ({"email": ["ana@example.org"]}, set()),
        ({"email": "ana@example.or\u212a"}, set()),
        ({"email_verified": None, "groups": ["team", "grants"]}, {"upload", "publish"}),
        ({"email_verified": None, "groups": "grants"}, {"upload", "publish"}),
        ({"email_verified": None, "groups": ["Grants", 7, None]}, set()),
        ({"email_verified": None, "groups": 7}, set()),
        ({"email": "group:grants", "groups": None}, set()),
    ],
)
def test_settings_say_by_address_domain_or_group_who_may(
    settings: Settings, changed: dict[str, object], roles: set[str]
) -> None:
    settings = with_lists(settings, uploaders=("@example.org",), publishers=("ana@example.org", "group:grants"))
    assert roles_by_claims(settings, CLAIMS | changed) == roles


def test_a_statement_of_a_provider_ends_by_its_time_by_idleness_and_by_signing_out(settings: Settings) -> None:
    settings = with_lists(settings, publishers=("ana@example.org",))
    person, is_new = person_by_claims(settings, CLAIMS, 10)
    assert person
    assert (person.name, is_new) == ("ana@example.org", True)
    assert person_by_claims(settings, CLAIMS, 20) == (person, False)
    assert person_by_claims(settings, CLAIMS, 3600) == (None, False)
    assert person_by_claims(settings, CLAIMS | {"exp": None}, 20) == (None, False)
    assert person_by_claims(settings, CLAIMS | {"exp": True}, 0) == (None, False)
    assert person_by_claims(settings, CLAIMS, 20 + 1801) == (None, False)
    assert person_by_claims(settings, CLAIMS, 21) == (None, False), "what ended stays ended"
    assert person_by_claims(with_lists(settings), CLAIMS | {"nonce": "n2"}, 30) == (None, True)
    again, is_new = person_by_claims(settings, CLAIMS | {"nonce": "n3"}, 30)
    assert again == person
    assert person_by_claims(with_lists(settings), CLAIMS | {"nonce": "n3"}, 31) == (None, False), "was removed"
    assert [(entry["who"], entry["act"]) for entry in log_of(settings)] == [
        ("ana@example.org", "sign-in"),
        ("ana@example.org", "sign-in-refused"),
        ("ana@example.org", "sign-in"),
    ]


@pytest.mark.parametrize("entry", ["ana", "example.org", "a b@example.org", "group:", "*", "@", "a@b"])
def test_an_entry_that_cannot_be_meant_is_an_error(entry: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DASHLIB_PUBLISHERS", f"ana@example.org, {entry}")
    with pytest.raises(SettingsError, match="DASHLIB_PUBLISHERS"):
        read_settings(tmp_path)


def test_settings_of_staff_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DASHLIB_UPLOADERS", " @example.org, group:grants team ,")
    monkeypatch.setenv("DASHLIB_IDLE_MINUTES", "5")
    settings = read_settings(tmp_path)
    assert (settings.uploaders, settings.idle_minutes) == (("@example.org", "group:grants team"), 5)
    for wrong in ("0", "-1", "1.5", "x", "99999"):
        monkeypatch.setenv("DASHLIB_IDLE_MINUTES", wrong)
        with pytest.raises(SettingsError, match="DASHLIB_IDLE_MINUTES"):
            read_settings(tmp_path)
