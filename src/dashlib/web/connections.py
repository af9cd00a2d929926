"""The connections of the server: how many it takes, for how long it waits for their other end, and how it lets go of them.

uvicorn waits for ever for the end of a request and for whoever does not read, and Streamlit starts it without a way to hand
over settings: so they are set on the running server.
"""

import asyncio
import gc
import os
import resource
import socket
import struct
import sys
import threading
import time
from typing import Any

import uvicorn
from streamlit.logger import get_logger
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Response

from dashlib.web import limits
from dashlib.web.headers import HEADERS

# Streamlit's kind of log, which also shows what is no fault.
log = get_logger(__name__)

# Of one answer the system keeps no more than this of what was not sent yet, so that waiting shows who reads.
UNSENT = 131_072
# What a page of ours sends at once is far smaller; Streamlit would take 200 MB.
LARGEST_MESSAGE = 2**20
# Files of our own: releases being opened, files being read, processes of staff.
OWN_FILES = 256
MOST_CONNECTIONS = 10_000
# A browser loads a page over seven connections, of which one is left; Streamlit opens three more files for its session.
FILES_OF_A_SESSION = 4
CONNECTIONS_OF_A_VISITOR = 7
# Seconds between two questions whether a page is still there, and for its answer, which may stand behind a large chart.
PING, PONG = 10, 30
# Seconds for what runs at SIGTERM, and then for what does not end by itself: together below ten.
GRACE = 4


def bound_server() -> None:
    """Set the limits on the uvicorn that runs us, before it takes the first connection."""
    files = raise_open_files()
    bound = BoundedConnection.most = max(1, min((files - OWN_FILES) // FILES_OF_A_SESSION, MOST_CONNECTIONS))
    log.info(
        "%d files may be open: %d connections are taken, which serves %d visitors who load a page at the same moment.",
        *(files, bound, bound // CONNECTIONS_OF_A_VISITOR),
    )
    for server in [found for found in gc.get_objects() if type(found) is uvicorn.Server]:
        config = server.config
        config.http_protocol_class = BoundedConnection
        config.encoded_headers = [header for header in config.encoded_headers if header[0].lower() != b"server"]
        config.timeout_graceful_shutdown = GRACE
        config.ws_protocol_class = BoundedSession
        config.ws_ping_interval, config.ws_ping_timeout = PING, PONG
        config.ws_max_size, config.ws_per_message_deflate = LARGEST_MESSAGE, False


def raise_open_files() -> int:
    """Raise the limit of open files to what the system permits this process, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):
        return soft
    return hard


def end_soon() -> None:
    """End the process after `GRACE` seconds, whatever still runs: data on disk are whole at every moment."""

    def end() -> None:
        time.sleep(GRACE)
        log.error("Ended while something still ran.")
        os._exit(143)

    threading.Thread(target=end, daemon=True).start()


class BoundedConnection(H11Protocol):
    """A connection as uvicorn speaks HTTP, whose other end may not be waited for without an end."""

    most = MOST_CONNECTIONS
    told_at = -60.0
    _request_by: asyncio.TimerHandle | None = None
    _reads_by: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, unless there are too many; whoever vanishes without a word is noticed by the system."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self._refuse()
            return
        known = transport.get_extra_info("socket")
        if sys.platform == "linux" and known.family != socket.AF_UNIX:
            known.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(limits.PATIENCE * 1000))
            known.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
        self._expect_request(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        super().connection_lost(exc)
        for timer in (self._request_by, self._reads_by):
            if timer:
                timer.cancel()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is told so, with the headers of every answer."""
        headers = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
        told = f"HTTP/1.1 400 Bad Request\r\n{headers}content-type: text/plain\r\nconnection: close\r\n\r\n{msg}"
        self.transport.write(told.encode())
        self.transport.close()

    def on_response_complete(self) -> None:
        """The next request, or the end of reading this answer, is waited for."""
        done = self.cycle
        super().on_response_complete()
        self._expect_request(done)

    def pause_writing(self) -> None:
        """More lies ready than is read."""
        super().pause_writing()
        self._reads_by = self.loop.call_later(self._time_to_read(), self._end)

    def resume_writing(self) -> None:
        """It was read."""
        super().resume_writing()
        if self._reads_by:
            self._reads_by.cancel()

    def _refuse(self) -> None:
        self.transport.abort()
        # Once a minute: a flood of connections shall not become one of lines.
        if self.loop.time() > BoundedConnection.told_at + 60:
            BoundedConnection.told_at = self.loop.time()
            log.warning("More than %d connections: the newest are refused.", self.most)

    def _expect_request(self, done: RequestResponseCycle | None) -> None:
        if self._request_by:
            self._request_by.cancel()
        self._request_by = self.loop.call_later(self._time_to_read(), self._end_if_idle, done)

    def _end_if_idle(self, done: RequestResponseCycle | None) -> None:
        # A web socket has taken over the connection, and left the set.
        if self.cycle is done and self in self.connections:
            self._end()

    def _end(self) -> None:
        # At once: the system would keep what was not read for as long as somebody is there and reads nothing.
        known = self.transport.get_extra_info("socket")
        known.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _time_to_read(self) -> float:
        return max(limits.PATIENCE, self.transport.get_write_buffer_size() / limits.SLOWEST)


class BoundedSession(WebSocketsSansIOProtocol):
    """A web socket as uvicorn speaks it; what it refuses by itself carries the headers of every answer as well."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Begin as uvicorn does."""
        super().__init__(*given, **named)
        reject = self.conn.reject

        def reject_with_headers(status: int, told: str) -> Response:
            response = reject(status, told)
            response.headers.update(HEADERS)
            return response

        self.conn.reject = reject_with_headers  # type: ignore[method-assign, assignment]
