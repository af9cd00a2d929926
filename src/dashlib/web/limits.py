"""How long one visitor may keep the server waiting: a request that does not come to its end is ended."""

import time

import anyio
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Seconds: for the head of a request, for a part of its body, for reading what lies ready. Tests shorten it.
PATIENCE = 30.0
# Bytes a second below which a long answer or upload is given up after these.
SLOWEST = 4096


class SlowRequestError(Exception):
    """A request does not come to its end."""


class BoundedRequests:
    """Plain ASGI middleware: the body of a request comes within bounds of time, or is answered 408."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request; web sockets have no end to wait for."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun, is_whole, waited, got = False, False, 0.0, 0

        async def receive_in_time() -> Message:
            nonlocal is_whole, waited, got
            if is_whole:
                return await receive()
            since = time.monotonic()
            with anyio.move_on_after(max(PATIENCE, got / SLOWEST) - waited):
                message = await receive()
                waited += time.monotonic() - since
                got += len(message.get("body", b""))
                is_whole = not message.get("more_body")
                return message
            raise SlowRequestError

        async def send_and_note(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive_in_time, send_and_note)
        except SlowRequestError:
            if not has_begun:
                headers = {"connection": "close"}
                await PlainTextResponse("The request did not come to its end.", 408, headers)(scope, receive, send)
