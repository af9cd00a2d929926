"""Who is signed in, kept on the server: a browser holds a random token or a provider's statement, never more."""

import hashlib
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_urlsafe

from dashlib.durable import locked, replace_file
from dashlib.errors import StaffError
from dashlib.publishing.audit import private_folder
from dashlib.settings import Settings
from dashlib.staff.accounts import Account

COOKIE = "dashlib_staff"
# A working day; who works longer signs in again.
LONGEST_SECONDS = 12 * 3600
# A clock may be set right by a little; what was seen later than that from now was seen before it was set back.
AHEAD_SECONDS = 60


@dataclass(frozen=True)
class Session:
    """`state` is open, ended or refused; what has ended is remembered `until` it could not be used anyway.

    `proof` is what an account with a password must still show, `seen` the last act, to a minute. The same two bounds
    stand once more by a clock that nobody can set back (seconds since the machine `boot` was started): `up_seen`, `up_until`.
    """

    name: str
    seen: float
    until: float
    state: str = "open"
    proof: str = ""
    boot: str = ""
    up_seen: float = 0.0
    up_until: float = 0.0


def uptime() -> tuple[str, float]:
    """Which start of the machine this is, and for how many seconds it runs, asleep or not; all processes see the same."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        # No such clock here: the wall's alone counts.
        return "", 0.0
    return boot, time.clock_gettime(time.CLOCK_BOOTTIME)


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
        _write(settings, _read(settings) | {key: _seen(session, now)}, now)


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
    boot, up = uptime()
    is_same_boot = bool(boot) and session.boot == boot
    if session.state != "open" or now >= session.until or (is_same_boot and up >= session.up_until):
        return False
    idle = settings.idle_minutes * 60
    since = max(now - session.seen, up - session.up_seen if is_same_boot else 0.0)
    if since > idle or session.seen - now > AHEAD_SECONDS:
        end_session(settings, key, now)
        return False
    # Writing at each run would be dear; what is lost is a tenth of the idle time, a minute at most.
    if since > min(60, idle / 10):
        with locked(private_folder(settings) / ".sessions.lock"):
            sessions = _read(settings)
            if key in sessions:
                _write(settings, sessions | {key: _seen(sessions[key], now)}, now)
    return True


def _seen(session: Session, now: float) -> Session:
    """The session with its last act, by both clocks."""
    boot, up = uptime()
    until = session.up_until if boot and boot == session.boot else up + session.until - now
    return replace(session, seen=now, boot=boot, up_seen=up, up_until=until)


def _read(settings: Settings) -> dict[str, Session]:
    try:
        found = json.loads((settings.private / "sessions.json").read_text("utf-8"))
        return {key: Session(**entry) for key, entry in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise StaffError("sessions.json cannot be read. Delete it: everybody signs in again.") from error


def _write(settings: Settings, sessions: dict[str, Session], now: float) -> None:
    boot, up = uptime()
    # By both clocks: one that jumps ahead and back must not make an ended session a new one.
    kept = {
        key: asdict(session)
        for key, session in sessions.items()
        if session.until > now or (boot and session.boot == boot and session.up_until > up)
    }
    replace_file(settings.private / "sessions.json", json.dumps(kept).encode(), mode=0o600)
