"""A browser's part of Streamlit's web socket, without a browser: as much of it as a page needs.

Of a browser's first visit it asks for the page, for Streamlit's health and host configuration, then for the socket; not
for the files of Streamlit's client. Like a browser it says which large messages it still has. It follows no link: it
asks for the next address itself, so that one click is one run. It draws nothing and reads of a message only its kind.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

# A visitor who has waited so long has gone: seconds for any single answer.
PATIENCE = 60
# What the frame says in place of a page; it catches every exception, so that Streamlit shows none.
FAULTS = ("This page could not be shown", "There is no data to show", "This release cannot be shown")
FIRST_REQUESTS = ("/_stcore/health", "/_stcore/host-config")


class Refused(Exception):
    """The server did not let the visitor in."""


@dataclass
class Page:
    """An open page: its socket, and the large messages that it keeps, with the number of the run that sent them last."""

    socket: ClientConnection
    kept: dict[str, int] = field(default_factory=dict)
    runs: int = 0

    async def run(self, page: str, query: str) -> str | None:
        """Ask for a page and read until it is drawn; what was wrong with it, if anything."""
        await self.socket.send(self._request(page, query))
        fault = None
        while True:
            data = await self.socket.recv(decode=False)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            self._keep(message)
            if kind == "delta":
                fault = fault or _fault_of(message, data)
            elif kind == "page_not_found":
                fault = "page not found"
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                is_good = message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                return fault if is_good else "script not finished"

    def _request(self, page: str, query: str) -> bytes:
        request = BackMsg()
        request.rerun_script.page_name = page
        request.rerun_script.query_string = query
        request.rerun_script.cached_message_hashes.extend(self.kept)
        context = request.rerun_script.context_info
        context.timezone, context.locale, context.color_scheme = "Europe/Sarajevo", "en", "light"
        data: bytes = request.SerializeToString()
        return data

    def _keep(self, message: ForwardMsg) -> None:
        """Messages are kept as long as Streamlit's client keeps them: those of this run and the two before."""
        if message.WhichOneof("type") == "new_session":
            self.runs += 1
            self.kept = {name: run for name, run in self.kept.items() if run > self.runs - 3}
        elif message.ref_hash or message.metadata.cacheable:
            self.kept[message.ref_hash or message.hash] = self.runs


def _fault_of(message: ForwardMsg, data: bytes) -> str | None:
    kind = message.delta.new_element.WhichOneof("type")
    if kind == "exception":
        return "exception shown"
    return next((fault for fault in FAULTS if fault.encode() in data), None) if kind == "html" else None


@asynccontextmanager
async def requested(address: str, path: str) -> AsyncIterator[tuple[int, asyncio.StreamReader, asyncio.StreamWriter]]:
    """The status of a plain GET and where its body comes from. Raises OSError, or Refused if there is no answer."""
    host = urlsplit(address).netloc
    reader, writer = await asyncio.open_connection(*host.split(":"))
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode()
        )
        line = (await reader.readline()).split()
        if len(line) < 2:
            raise Refused("no answer")
        yield int(line[1]), reader, writer
    finally:
        writer.close()


async def fetch(address: str, path: str) -> int:
    """The status of a plain GET whose body is read to its end."""
    async with requested(address, path) as (status, reader, _):
        while await reader.read(65536):
            pass
        return status


@asynccontextmanager
async def opened(address: str, path: str) -> AsyncIterator[Page]:
    """A page of the site, opened as a browser does; left with a proper close. Raises Refused."""
    try:
        async with asyncio.timeout(PATIENCE):
            for request in (path, *FIRST_REQUESTS):
                if (status := await fetch(address, request)) != 200:
                    raise Refused(f"{status} for {request}")
            socket = await connect(
                address.replace("http:", "ws:") + "/_stcore/stream",
                origin=Origin(address),
                subprotocols=[Subprotocol("streamlit")],
                max_size=None,
                proxy=None,
                # A browser answers pings and sends none.
                ping_interval=None,
                open_timeout=None,
                close_timeout=2,
            )
    except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed) as error:
        raise Refused(str(error) or type(error).__name__) from error
    try:
        yield Page(socket)
    finally:
        await socket.close()
