"""Which other sites may open a session here: none, and nobody outside is asked about it.

Streamlit compares as well, but where Origin and Host differ it first asks a public service for its own address, on the
thread that serves everybody.
"""

import logging
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashlib.settings import ORIGIN, read_settings

log = logging.getLogger(__name__)

STREAM = "/_stcore/stream"


class OwnOrigin:
    """Plain ASGI middleware: a web socket is opened by a page of this site, at Streamlit's one address, or refused."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 403 whatever does not come from here."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origins, hosts = headers.getlist("origin"), headers.getlist("host")
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if path != STREAM or not _is_own(origins, hosts, read_settings().origins):
            log.warning("Refused a session from %.200r to %.200r: see DASHLIB_ORIGINS.", origins, hosts)
            await PlainTextResponse("Sessions are opened by pages of this site.", 403)(scope, receive, send)
            return
        # Behind a proxy the two may differ: Streamlit is shown what was found to be ours.
        scope = {**scope, "headers": list(scope["headers"])}
        MutableHeaders(scope=scope)["host"] = re.sub("^.*//", "", origins[0])
        await self.app(scope, receive, send)


def _is_own(origins: list[str], hosts: list[str], named: tuple[str, ...]) -> bool:
    """Whether it is one of those that are named; if none are, whether page and socket have the same host."""
    if len(origins) != 1 or len(hosts) != 1 or not re.fullmatch(ORIGIN, origins[0], re.IGNORECASE):
        return False
    origin = origins[0].lower()
    return origin in named if named else origin.partition("//")[2] == hosts[0].lower()
