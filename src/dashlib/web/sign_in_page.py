"""What stands on the page to sign in: a provider's link, a form, or how to set it up; plain HTML without scripts."""

from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup
from starlette.responses import HTMLResponse
from streamlit.auth_util import get_secrets_auth_section

from dashlib.settings import Settings
from dashlib.staff.accounts import read_accounts
from dashlib.text.formats import language
from dashlib.text.say import Text, say

STYLE = (Path(__file__).parent / "sign_in.css").read_text("utf-8")
NEVER_KEPT = {"cache-control": "no-store", "x-robots-tag": "noindex"}


def providers() -> list[str]:
    """The providers of `.streamlit/secrets.toml`, by name; `default` stands for one without a name."""
    section = get_secrets_auth_section()
    named = [name for name, entry in section.items() if isinstance(entry, Mapping) and entry.get("client_id")]
    return ["default", *named] if section.get("client_id") else named


def sign_in_page(settings: Settings, told: Text | None = None, status: int = 200) -> HTMLResponse:
    """Every way in that is set up, below what there is to say. Raises StaffError if the accounts cannot be read."""
    known, has_accounts = providers(), bool(read_accounts(settings))
    parts = [_told(told) if told else Markup()]
    for provider in known:
        words = say("Sign in with your organization's account")
        if provider != "default":
            words = say("Sign in with {provider}", provider=provider.capitalize())
        parts.append(_html('<p><a class="button" href="sign-in?provider={}">{}</a></p>', provider, words))
    if has_accounts:
        if known:
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
    if not known and not has_accounts:
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


def closed_page(told: Text) -> HTMLResponse:
    """The page while nobody can sign in."""
    return _shown(_told(told), 503)


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
    return HTMLResponse(page, status_code=status, headers=NEVER_KEPT)
