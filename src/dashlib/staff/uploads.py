"""Which of Streamlit's sessions may send files: those in which staff are signed in.

Streamlit itself takes files from any open session, also where no page asks for one.
"""

# Streamlit keeps its sessions in the memory of the process as well.
_until: dict[str, float] = {}


def allow_uploads(session: str, until: float, now: float) -> None:
    """Let a session send files for a while."""
    for other in [other for other, end in list(_until.items()) if end <= now]:
        _until.pop(other, None)
    _until[session] = until


def forbid_uploads(session: str) -> None:
    """Its person is signed in no longer."""
    _until.pop(session, None)


def may_upload(session: str, now: float) -> bool:
    """Whether a file of this session is taken."""
    return _until.get(session, 0) > now
