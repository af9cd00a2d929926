"""Refuses files of anybody but staff before a byte of them is kept, and more of them than one session may hold."""

import logging
import time

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashlib.errors import DashlibError
from dashlib.settings import read_settings
from dashlib.staff.uploads import MOST_BYTES, Sender, sender_of

log = logging.getLogger(__name__)

UPLOADS = "/_stcore/upload_file/"
TOO_MUCH = (
    f"One page holds {MOST_BYTES // 10**6} MB of files at most: take files out of the field, or load the page anew."
)
# Files of many visitors must not wait for one another, nor for downloads.
askers = anyio.CapacityLimiter(4)


class UploadsOfStaff:
    """Plain ASGI middleware: Streamlit takes files from every open session, so it is asked here whose it is."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on all but files of strangers, and of staff what there is room for."""
        _, is_upload, rest = scope.get("path", "").partition(UPLOADS)
        if not is_upload or scope.get("method") == "OPTIONS":
            await self.app(scope, receive, send)
            return
        session, _, file = rest.partition("/")
        sender = await anyio.to_thread.run_sync(_sender, session, limiter=askers)
        if sender is None:
            await PlainTextResponse("Only staff who are signed in may send files.", 403)(scope, receive, send)
        elif scope["method"] == "DELETE":
            sender.held.pop(file, None)
            await self.app(scope, receive, send)
        elif _announced(scope) > sender.room:
            await PlainTextResponse(TOO_MUCH, 413)(scope, receive, send)
        else:
            await self._take(sender, file, scope, receive, send)

    async def _take(self, sender: Sender, file: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what arrives, whatever was announced; what Streamlit did not keep counts no longer."""
        count, is_kept = 0, False

        async def counted() -> Message:
            nonlocal count
            message = await receive()
            came = len(message.get("body", b""))
            if came > sender.room:
                raise HTTPException(413, TOO_MUCH)
            count += came
            sender.coming += came
            return message

        async def noted(message: Message) -> None:
            nonlocal is_kept
            is_kept = is_kept or (message["type"] == "http.response.start" and message["status"] < 300)
            await send(message)

        try:
            await self.app(scope, counted, noted)
        finally:
            sender.coming -= count
            if is_kept:
                sender.held[file] = count


def _sender(session: str) -> Sender | None:
    try:
        return sender_of(read_settings(), session, time.time())
    except (DashlibError, OSError):
        log.exception("It cannot be told who sends a file")
        return None


def _announced(scope: Scope) -> int:
    length = Request(scope).headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
