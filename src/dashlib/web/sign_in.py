"""The page on which staff sign in: plain HTML that needs no scripts, with a provider's link, a form, or how to set it up."""

import logging
import math
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import anyio
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from streamlit.auth_util import get_secrets_auth_section, validate_auth_credentials
from streamlit.errors import Error as StreamlitError
from streamlit.user_info import generate_login_redirect_url

from dashlib.errors import DashlibError
from dashlib.publishing.audit import record
from dashlib.settings import Settings, read_settings
from dashlib.staff.accounts import Account, name_key, read_accounts, verified
from dashlib.staff.sessions import COOKIE, end_session, key_of, open_session
from dashlib.staff.slow_down import SlowDown, neighbourhood
from dashlib.text.formats import language
from dashlib.text.say import Text, say, say_count

log = logging.getLogger(__name__)

STYLE = (Path(__file__).parent / "sign_in.css").read_text("utf-8")
LARGEST_FORM = 8192
# A name is let off lightly, else anybody could keep its owner out; one address is not.
of_names, of_addresses = SlowDown(free=5, longest=60), SlowDown(free=15, longest=900)
# A check of a password takes 64 MB: no more than two at a time, the others queue.
checks = anyio.CapacityLimiter(2)


async def sign_in(request: Request) -> Response:
    """Show the page, lead to a provider, or let in whoever brings a right password."""
    try:
        settings = read_settings()
        if request.method == "POST":
            return await _with_password(request, settings)
        if provider := request.query_params.get("provider"):
            return _to_provider(provider, settings)
        return _page(settings)
    except (DashlibError, OSError):
        log.exception("Nobody can sign in")
        return _shown(_told(say("Nobody can sign in just now. The log of the server says why.")), 503)


def _to_provider(provider: str, settings: Settings) -> Response:
    """What `st.login` does, without a script: its token lives two minutes, so it is made when the link is followed."""
    if provider not in _providers():
        return _page(settings)
    try:
        validate_auth_credentials(provider)
        return RedirectResponse(generate_login_redirect_url(provider), status_code=303, headers=_NEVER_KEPT)
    except StreamlitError:
        log.exception("The provider %s is not set up", provider)
        told = say("Signing in there is not set up completely. The log of the server says what is missing.")
        return _page(settings, told, 503)


async def _with_password(request: Request, settings: Settings) -> Response:
    if not _is_own_form(request):
        return _page(settings, say("This did not come from this page. Please sign in here."), 403)
    given = await _form(request)
    # A name that is too long to be one is nobody's.
    name, password = given.get("name", "")[:200], given.get("password", "")
    address = neighbourhood(request.client.host if request.client else "")
    guessed, now = name_key(name), time.time()
    wait = math.ceil(max(of_names.wait(guessed, now), of_addresses.wait(address, now)))
    if wait:
        told = say_count("Too many attempts. Try again in {count} second.", "Too many attempts. Try again in {count} seconds.", count=wait)  # fmt: skip
        answer = _page(settings, told, 429)
        answer.headers["retry-after"] = str(wait)
        return answer
    of_names.count(guessed, now)
    of_addresses.count(address, now)
    account = await anyio.to_thread.run_sync(verified, settings, name, password, limiter=checks)
    if account is None:
        record(settings, name, "sign-in-refused", by="password", address=address)
        return _page(settings, say("Name or password is wrong."), 403)
    of_names.forget(guessed)
    of_addresses.forget(address)
    return _let_in(request, settings, account, address)


def _let_in(request: Request, settings: Settings, account: Account, address: str) -> Response:
    now = time.time()
    record(settings, account.name, "sign-in", by="password", address=address)
    if before := request.cookies.get(COOKIE):
        end_session(settings, key_of(before), now)
    answer = RedirectResponse("update", status_code=303, headers=_NEVER_KEPT)
    is_secure = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", "").split(",")[0].strip())
    answer.set_cookie(
        COOKIE, open_session(settings, account, now), httponly=True, samesite="strict", secure=is_secure, path="/"
    )
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


def _providers() -> list[str]:
    """The providers of `.streamlit/secrets.toml`, by name; `default` stands for one without a name."""
    section = get_secrets_auth_section()
    named = [name for name, entry in section.items() if isinstance(entry, Mapping) and entry.get("client_id")]
    return ["default", *named] if section.get("client_id") else named


_NEVER_KEPT = {"cache-control": "no-store", "x-robots-tag": "noindex"}


def _page(settings: Settings, told: Text | None = None, status: int = 200) -> HTMLResponse:
    providers, has_accounts = _providers(), bool(read_accounts(settings))
    parts = [_told(told) if told else Markup()]
    for provider in providers:
        words = say("Sign in with your organization's account")
        if provider != "default":
            words = say("Sign in with {provider}", provider=provider.capitalize())
        parts.append(_html('<p><a class="button" href="sign-in?provider={}">{}</a></p>', provider, words))
    if has_accounts:
        if providers:
            parts.append(_html("<h2>{}</h2>", say("Or with a name and a password")))
        parts.append(
            _html(
                '<form method="post" action="sign-in">'
                '<label for="name">{}</label><input id="name" name="name" autocomplete="username" autocapitalize="none"'
                ' spellcheck="false" maxlength="64" required>'
                '<label for="password">{}</label><input id="password" name="password" type="password"'
                ' autocomplete="current-password" maxlength="1000" required><button>{}</button></form>',
                say("Name"),
                say("Password"),
                say("Sign in"),
            )
        )
    if not providers and not has_accounts:
        setting_up = say("Nobody can sign in yet: whoever runs this site first sets up who may. Two ways lead there:")
        account = say("an account with a password, made on the server with")
        elsewhere = say("a provider of OpenID Connect, in .streamlit/secrets.toml, and who of it may, in")
        parts.append(
            _html(
                "<p>{}</p><ul><li>{} <code>dashlib staff add NAME --role publish</code></li>"
                "<li>{} <code>DASHLIB_PUBLISHERS</code></li></ul><p>{}</p>",
                setting_up,
                account,
                elsewhere,
                say("docs/staff.md describes both."),
            )
        )
    elif not has_accounts and not settings.publishers and not settings.uploaders:
        parts.append(_told(say("Nobody may change the data yet: DASHLIB_PUBLISHERS names nobody.")))
    return _shown(Markup().join(parts), status)


def _told(told: Text) -> Markup:
    return _html('<p class="told" role="alert">{}</p>', told)


def _html(template: str, *parts: object) -> Markup:
    tell = language("en").tell
    return Markup(template).format(*(part if isinstance(part, Markup) else tell(part) for part in parts))  # noqa: S704


def _shown(content: Markup, status: int) -> HTMLResponse:
    # Browsers name the origin of a form only if the page lets them; the header of the server does not.
    page = _html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta name="referrer" content="same-origin"><link rel="icon" href="favicon.png"><title>{}</title>'
        "<style>{}</style></head><body><main><h1>{}</h1><p>{}</p>{}"
        '<p class="note"><a href="./">{}</a></p></main></body></html>',
        say("Sign in"),
        Markup(STYLE),  # noqa: S704
        say("Sign in"),
        say("For those who keep the data of this site up to date."),
        content,
        say("To the overview"),
    )
    return HTMLResponse(page, status_code=status, headers=_NEVER_KEPT)
