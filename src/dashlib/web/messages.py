"""What a visitor's page may ask of Streamlit, and what Streamlit tells it of this machine: no more than it needs.

Any page may ask Streamlit to empty the caches of all visitors, to start git, or to write into the program's folder; and
each is told the versions, the operating system and where the program lies.
"""

import os
from pathlib import Path

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashlib.settings import PROJECT

ASKED = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
OPERATIONS = {"deferred_file", "dataframe_chunk"}
# Every message that holds one of these is looked at.
TOLD = (os.fsencode(PROJECT), st.__version__.encode())


class OwnMessages:
    """Plain ASGI middleware: drops what no page of ours asks, and cuts what nobody needs to know."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the messages of a web socket that may pass."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def receive_asked() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or _is_asked(message.get("bytes")):
                    return message

        async def send_needed(message: Message) -> None:
            content = message.get("bytes") or b""
            await send({**message, "bytes": _cut(content)} if any(told in content for told in TOLD) else message)

        await self.app(scope, receive_asked, send_needed)


def _is_asked(content: bytes | None) -> bool:
    try:
        asked = BackMsg.FromString(content or b"")
    except DecodeError:
        return False
    kind = asked.WhichOneof("type")
    return kind in ASKED and (
        kind != "backend_operation_request" or asked.backend_operation_request.WhichOneof("payload") in OPERATIONS
    )


def _cut(content: bytes) -> bytes:
    told = ForwardMsg.FromString(content)
    if told.HasField("new_session"):
        session = told.new_session
        # The browser only tells pages apart by it.
        session.main_script_path = Path(session.main_script_path).name
        session.initialize.ClearField("user_info")
        session.initialize.ClearField("environment_info")
        session.initialize.user_info.SetInParent()
        session.initialize.environment_info.SetInParent()
    return bytes(told.SerializeToString())
