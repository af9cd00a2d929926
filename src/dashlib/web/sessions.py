"""What is kept of a visitor whose connection was lost: the session, for a moment, in case it comes back.

Each session holds three open files. Streamlit's own storage keeps them for two minutes and then for as long as nobody else
leaves, and does not close what it forgets.
"""

import asyncio

from streamlit.runtime import get_instance
from streamlit.runtime.session_manager import SessionInfo, SessionStorage

# Seconds in which a short break of the network is nothing; what was chosen stands in the address anyway.
KEPT = 15
MOST_KEPT = 128


def close_lost_sessions() -> None:
    """Let the running Streamlit keep lost sessions here; it has no setting for it."""
    get_instance()._session_mgr._session_storage = LostSessions()  # type: ignore[attr-defined]


class LostSessions(SessionStorage):
    """Sessions by their identifier, each closed when its time is over; used on the thread of the server alone."""

    def __init__(self) -> None:
        """None is lost yet."""
        self._lost: dict[str, SessionInfo] = {}

    def save(self, session_info: SessionInfo) -> None:
        """Keep a session for `KEPT` seconds, in place of the oldest if there are too many."""
        self._lost[session_info.session.id] = session_info
        asyncio.get_running_loop().call_later(KEPT, self._close, session_info)
        if len(self._lost) > MOST_KEPT:
            self._close(next(iter(self._lost.values())))

    def get(self, session_id: str) -> SessionInfo | None:
        """The session, if it is still there."""
        return self._lost.get(session_id)

    def delete(self, session_id: str) -> None:
        """Forget a session that came back, or must not."""
        del self._lost[session_id]

    def list(self) -> list[SessionInfo]:
        """All that are kept."""
        return list(self._lost.values())

    def _close(self, session_info: SessionInfo) -> None:
        # One that came back and was lost again has its own time.
        if self._lost.get(session_info.session.id) is session_info:
            del self._lost[session_info.session.id]
            session_info.session.shutdown()
