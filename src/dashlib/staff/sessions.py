"""Who is signed in, kept on the server: a browser holds a random token or a provider's statement, never more."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from secrets import token_urlsafe

from dashlib.errors import StaffError
from dashlib.publishing.audit import private_folder
from dashlib.publishing.journal import locked, replace_file
from dashlib.settings import Settings
from dashlib.staff.accounts import Account

COOKIE = "dashlib_staff"
# A working day; who works longer signs in again.
LONGEST_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Session:
    """`state` is open, ended or refused; what has ended is remembered `until` it could not be used anyway.

    `proof` is what an account with a password must still show, `seen` the last act, to a minute.
    """

    name: str
    seen: float
    until: float
    state: str = "open"
    proof: str = ""


def key_of(secret: str) -> str:
    """Under which a session is kept: from the file nobody can make the cookie."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def open_session(settings: Settings, account: Account, now: float) -> str:
    """Begin a session of an account; returns the token for its cookie."""
    token = token_urlsafe(32)
    keep_session(settings, key_of(token), Session(account.name, now, now + LONGEST_SECONDS, proof=account.proof), now)
    return token


def find_session(settings: Settings, key: str) -> Session | None:
    """What is known under this key. Raises StaffError if the file cannot be read."""
    return _read(settings).get(key)


def keep_session(settings: Settings, key: str, session: Session, now: float) -> None:
    """Remember a session, and forget what has run out."""
    with locked(private_folder(settings) / ".sessions.lock"):
        _write(settings, _read(settings) | {key: session}, now)


def end_session(settings: Settings, key: str, now: float) -> bool:
    """End a session; False if it was not open. Others that write at the same time cannot open it again."""
    with locked(private_folder(settings) / ".sessions.lock"):
        sessions = _read(settings)
        if key not in sessions or sessions[key].state != "open":
            return False
        _write(settings, sessions | {key: replace(sessions[key], state="ended")}, now)
        return True


def is_still_open(settings: Settings, key: str, session: Session, now: float) -> bool:
    """Whether the session lives, which this run then prolongs. Idleness ends it, for good."""
    if session.state != "open" or now >= session.until:
        return False
    idle = settings.idle_minutes * 60
    if now - session.seen > idle:
        end_session(settings, key, now)
        return False
    # Writing at each run would be dear; what is lost is a tenth of the idle time, a minute at most.
    if now - session.seen > min(60, idle / 10):
        with locked(private_folder(settings) / ".sessions.lock"):
            sessions = _read(settings)
            if key in sessions:
                _write(settings, sessions | {key: replace(sessions[key], seen=now)}, now)
    return True


def _read(settings: Settings) -> dict[str, Session]:
    try:
        found = json.loads((settings.private / "sessions.json").read_text("utf-8"))
        return {key: Session(**entry) for key, entry in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise StaffError("sessions.json cannot be read. Delete it: everybody signs in again.") from error


def _write(settings: Settings, sessions: dict[str, Session], now: float) -> None:
    kept = {key: asdict(session) for key, session in sessions.items() if session.until > now}
    replace_file(settings.private / "sessions.json", json.dumps(kept).encode(), mode=0o600)
