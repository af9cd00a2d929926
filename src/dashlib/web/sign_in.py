"""The page on which staff sign in: plain HTML that needs no scripts, with a provider's link, a form, or how to set it up."""

import logging
import math
import time
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from streamlit.auth_util import validate_auth_credentials
from streamlit.errors import Error as StreamlitError
from streamlit.user_info import generate_login_redirect_url

from dashlib.errors import BusyError, DashlibError
from dashlib.publishing.audit import record
from dashlib.settings import Settings, read_settings
from dashlib.staff.accounts import Account, account_named, is_mark_of_browser, is_password_of, mark_of_browser, name_key
from dashlib.staff.refusals import refusals
from dashlib.staff.sessions import COOKIE, end_session, key_of, open_session
from dashlib.staff.slow_down import SlowDown, neighbourhood
from dashlib.staff.turns import Room, Turns
from dashlib.text.say import Text, say, say_count
from dashlib.web.cookies import is_behind_tls
from dashlib.web.sign_in_page import NEVER_KEPT, closed_page, providers, sign_in_page

log = logging.getLogger(__name__)

LARGEST_FORM = 8192
# Guesses at one name from one place, from one place at any names, and at one name from anywhere. The last is let off
# lightly, else anybody could keep its owner out; who signed in before in the same browser is not held up by others at all.
of_pairs, of_addresses, of_names = SlowDown(5, 60), SlowDown(15, 900), SlowDown(100, 1)
# A check of a password takes 64 MB: no more than two at a time, the others wait for their turn.
turns, checks = Turns(at_once=2, most=100, longest=5), anyio.CapacityLimiter(2)
# A name that nobody has is not checked. Every refusal takes as long, so that this is not told by the time.
REFUSED_AFTER = 1.0
room = Room(most=100)
WRONG = say("Name or password is wrong.")
# Of the browser in which somebody signed in, for a quarter of a year.
BROWSER, BROWSER_SECONDS = "dashlib_browser", 90 * 24 * 3600


async def sign_in(request: Request) -> Response:
    """Show the page, lead to a provider, or let in whoever brings a right password."""
    try:
        settings = read_settings()
        if request.method == "POST":
            return await _with_password(request, settings)
        if provider := request.query_params.get("provider"):
            return _to_provider(provider, settings)
        return sign_in_page(settings)
    except (DashlibError, OSError):
        log.exception("Nobody can sign in")
        return closed_page(say("Nobody can sign in just now. The log of the server says why."))


def _to_provider(provider: str, settings: Settings) -> Response:
    """What `st.login` does, without a script: its token lives two minutes, so it is made when the link is followed."""
    if provider not in providers():
        return sign_in_page(settings)
    try:
        validate_auth_credentials(provider)
        return RedirectResponse(generate_login_redirect_url(provider), status_code=303, headers=NEVER_KEPT)
    except StreamlitError:
        log.exception("The provider %s is not set up", provider)
        told = say("Signing in there is not set up completely. The log of the server says what is missing.")
        return sign_in_page(settings, told, 503)


async def _with_password(request: Request, settings: Settings) -> Response:
    if not _is_own_form(request):
        return sign_in_page(settings, say("This did not come from this page. Please sign in here."), 403)
    given, began = await _form(request), time.monotonic()
    # A name that is too long to be one is nobody's.
    name, password = given.get("name", "")[:200], given.get("password", "")
    if not name or not password:
        return sign_in_page(settings, WRONG, 403)
    address = neighbourhood(request.client.host if request.client else "")
    account = account_named(settings, name)
    mark = _mark(request, account)
    counted = _counted(name_key(name), address, mark)
    if wait := math.ceil(max(table.wait(key, began) for table, key in counted)):
        told = say_count("Too many attempts. Try again in {count} second.", "Too many attempts. Try again in {count} seconds.", count=wait)  # fmt: skip
        return _later(settings, told, 429, wait)
    for table, key in counted:
        table.count(key, began)
    try:
        is_right = account is not None and await _is_right(account, password, is_known=bool(mark))
    except BusyError:
        told = say("Too many people sign in at this moment. Try again in a few seconds.")
        return _later(settings, told, 503, math.ceil(turns.longest))
    if account is None or not is_right:
        refusals.write(settings, name[:64], by="password", address=address)
        await room.stay(began + REFUSED_AFTER - time.monotonic())
        return sign_in_page(settings, WRONG, 403)
    for table, key in counted:
        table.forget(key)
    return _let_in(request, settings, account, address)


def _mark(request: Request, account: Account | None) -> str | None:
    """What the browser keeps of an earlier sign-in of this account."""
    given = request.cookies.get(BROWSER, "")[:200]
    return given if account and is_mark_of_browser(account, given) else None


def _counted(name: str, address: str, mark: str | None) -> list[tuple[SlowDown, str]]:
    """Where a guess counts. That of a known browser counts there alone: what others do elsewhere must not hold it up."""
    if mark:
        return [(of_pairs, mark)]
    return [(of_pairs, f"{address} {name}"), (of_addresses, address), (of_names, name)]


async def _is_right(account: Account, password: str, is_known: bool) -> bool:
    async with turns.turn(name_key(account.name), is_known):
        return await anyio.to_thread.run_sync(is_password_of, account, password, limiter=checks)


def _later(settings: Settings, told: Text, status: int, seconds: int) -> Response:
    answer = sign_in_page(settings, told, status)
    answer.headers["retry-after"] = str(seconds)
    return answer


def _let_in(request: Request, settings: Settings, account: Account, address: str) -> Response:
    now = time.time()
    record(settings, account.name, "sign-in", by="password", address=address)
    if before := request.cookies.get(COOKIE):
        end_session(settings, key_of(before), now)
    answer = RedirectResponse("update", status_code=303, headers=NEVER_KEPT)
    token, mark = open_session(settings, account, now), mark_of_browser(account)
    for name, value, seconds in ((COOKIE, token, None), (BROWSER, mark, BROWSER_SECONDS)):
        is_secure = is_behind_tls(request.scope)
        answer.set_cookie(name, value, seconds, httponly=True, samesite="strict", secure=is_secure, path="/")
    return answer


def _is_own_form(request: Request) -> bool:
    """Whether this page sent it: browsers say so, old ones by naming the origin. No word of it is a no."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


async def _form(request: Request) -> Mapping[str, str]:
    """What was typed; nothing if it is more than anybody types."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return {}
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
