"""Makes the cookies that Streamlit sets as strict as ours: Secure behind TLS, and a sign-in ends with the browser."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit gives a month to what a provider said of a person; nothing of it counts for us once the session has ended.
KEPT_FOR_A_MONTH = re.compile(r"_streamlit_user\w*=[^;]")
LIFETIME = re.compile(r";\s*(max-age|expires)=[^;]*", re.IGNORECASE)


def is_behind_tls(scope: Scope) -> bool:
    """Whether the browser speaks TLS, to us or to the proxy before us."""
    told = Headers(scope=scope).get("x-forwarded-proto", "").split(",")[0].strip()
    return "https" in (scope.get("scheme"), told)


class StrictCookies:
    """Plain ASGI middleware: rewrites what Streamlit says of its cookies."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with strict cookies."""

        async def send_strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if cookies := headers.getlist("set-cookie"):
                    del headers["set-cookie"]
                    for cookie in cookies:
                        headers.append("set-cookie", strict(cookie, is_behind_tls(scope)))
            await send(message)

        await self.app(scope, receive, send_strict if scope["type"] == "http" else send)


def strict(cookie: str, is_tls: bool) -> str:
    """One `Set-Cookie`, with *Secure* behind TLS; a provider's sign-in without a lifetime, but for its deletion."""
    if KEPT_FOR_A_MONTH.match(cookie):
        cookie = cookie if "; max-age=0;" in f"{cookie.lower()};" else LIFETIME.sub("", cookie)
        cookie = cookie if "; httponly" in cookie.lower() else f"{cookie}; HttpOnly"
    return f"{cookie}; Secure" if is_tls and "; secure" not in cookie.lower() else cookie
