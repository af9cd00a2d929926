"""What every answer carries, also Streamlit's own, refusals and faults; a fault is told with a number and logged."""

import base64
import hashlib
import logging
import re
from secrets import token_hex

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashlib.web.plain import plain_page, up
from dashlib.web.shell import SHELL

log = logging.getLogger(__name__)


def _inline_script_hashes(shell: str) -> str:
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", shell, re.DOTALL)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts)


HEADERS = {
    "content-security-policy": (
        f"default-src 'self'; script-src 'self' {_inline_script_hashes(SHELL)}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), display-capture=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

# Where Streamlit keeps what a page makes for one person, who may be staff; fonts lie in `/static/media/`.
MADE_FOR_ONE = re.compile(r"(?<!/static)/media/")
NEVER_KEPT = {"cache-control": "no-store"}
STARTS = {"http.response.start", "websocket.http.response.start", "websocket.accept"}


class StrictHeaders:
    """Plain ASGI middleware, the outermost: adds the headers to every answer and answers where nobody else did."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers, in place of any of the same name."""
        headers = HEADERS | (NEVER_KEPT if MADE_FOR_ONE.search(scope.get("path", "")) else {})
        has_begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_begun
            if message["type"] in STARTS:
                has_begun = True
                message.setdefault("headers", [])
                MutableHeaders(scope=message).update(headers)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            # Who began to read an answer can be told nothing more: the server closes the connection.
            if has_begun or scope["type"] == "lifespan":
                raise
            fault = token_hex(4)
            log.exception("No answer to %r (%s)", scope["path"][:200], fault)
            told = f"Something went wrong, number {fault}. The data are safe. Try again."
            page = plain_page("This page could not be shown", told, up(scope["path"]), 500)
            await page(scope, receive, send_with_headers)
