"""Refuses files of anybody but staff, before a byte of them is kept."""

import time

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashlib.staff.uploads import may_upload

UPLOADS = "/_stcore/upload_file/"


class UploadsOfStaff:
    """Plain ASGI middleware: Streamlit takes files from every open session, so it is asked here whose it is."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on all but files of strangers."""
        _, is_upload, rest = scope.get("path", "").partition(UPLOADS)
        if is_upload and scope.get("method") != "OPTIONS" and not may_upload(rest.partition("/")[0], time.time()):
            await PlainTextResponse("Only staff may send files.", status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)
