"""Which of Streamlit's sessions may send files, and how much: asked at each file, so that whoever is signed out is refused.

Streamlit itself takes files from any open session, also where no page asks for one, and keeps them in memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashlib.settings import Settings
from dashlib.staff.people import vouched_for
from dashlib.staff.sessions import LONGEST_SECONDS

MOST_BYTES = 500 * 10**6


@dataclass
class Sender:
    """What a session showed when its page ran last: a cookie or a provider's statement; and the bytes it has sent.

    `held` are the bytes of each file that Streamlit keeps, `coming` those of files that are under way.
    """

    token: str | None
    claims: Mapping[str, object]
    until: float
    held: dict[str, int] = field(default_factory=dict)
    coming: int = 0

    @property
    def room(self) -> int:
        """How many bytes more are taken."""
        return MOST_BYTES - self.coming - sum(self.held.values())


# Streamlit keeps its sessions in the memory of the process as well.
_senders: dict[str, Sender] = {}


def know_session(session: str, token: str | None, claims: Mapping[str, object], now: float) -> None:
    """Remember what a session shows in which somebody is signed in, as long as anybody can be."""
    for other in [other for other, sender in list(_senders.items()) if sender.until <= now]:
        _senders.pop(other, None)
    sender = _senders.setdefault(session, Sender(token, claims, 0))
    sender.token, sender.claims, sender.until = token, claims, now + LONGEST_SECONDS


def sender_of(settings: Settings, session: str, now: float) -> Sender | None:
    """The session, if somebody is signed in there now. Raises StaffError or OSError if that cannot be told."""
    sender = _senders.get(session)
    if sender is None or vouched_for(settings, sender.token, sender.claims, now)[0] is None:
        return None
    return sender
