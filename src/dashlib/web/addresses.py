"""Which addresses answer: ours, and of Streamlit's own those that a page needs; everything else is told to be nothing.

Streamlit answers 200 with an empty page to every address, and offers its agent routes and its metrics to anybody.
"""

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashlib.web.plain import plain_page, up
from dashlib.web.shell import PAGES

STATIC = Path(st.__file__).parent / "static"
METRICS = "/_stcore/metrics"
# A page looks for its base path by asking for health and host-config below its own address: those must not be found.
NEEDED = "|".join(
    [
        r"_stcore/(?:health|host-config|metrics|upload_file/[^/]+/[^/]+|bidi-components/.+)",
        r"media/.+",
        # A provider of sign-in leads back there.
        r"oauth2callback|auth/log(?:in|out)",
        # These are ours: what else is asked of them, such as PUT, is refused as such.
        *PAGES,
        "sign-in",
        *(re.escape(path.relative_to(STATIC).as_posix()) for path in STATIC.glob("static/**/*") if path.is_file()),
    ]
)
# What a proxy adds: then the one who asks is somebody else.
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


class Unknown(StringConvertor):
    """A path that neither we answer nor, for a page of ours, Streamlit."""

    regex = f"(?!(?:{NEEDED})$).*"


register_url_convertor("unknown", Unknown())


async def not_found(request: Request, error: Exception | None = None) -> Response:
    """A page of our own for what does not exist, at any depth; a page with a slash too many leads to itself."""
    path = request.url.path
    if path.strip("/") in PAGES and path.endswith("/") and request.method in {"GET", "HEAD"}:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(up(path) + path.strip("/") + query)
    return plain_page("Nothing stands at this address", "It may have moved.", up(path), 404)


class MetricsForThisMachine:
    """Plain ASGI middleware: Streamlit's metrics are for whoever watches from the same machine."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell others that there is nothing."""
        if scope["type"] == "http" and scope["path"].endswith(METRICS) and not _is_here(scope):
            await (await not_found(Request(scope)))(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_here(scope: Scope) -> bool:
    """Whether it comes from this machine, was meant for it, and by no proxy's way."""
    headers, client = Headers(scope=scope), HTTPConnection(scope).client
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    return client is not None and all(
        (_is_loopback(client.host), host == "localhost" or _is_loopback(host), not any(map(headers.get, FORWARDED)))
    )


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
