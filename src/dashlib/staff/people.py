"""From what a browser brings to a person with roles: asked anew at every run, so that a removed person is out at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from dashlib.publishing.audit import record
from dashlib.settings import Settings
from dashlib.staff.accounts import account_named
from dashlib.staff.refusals import refusals
from dashlib.staff.sessions import Session, end_session, find_session, is_still_open, keep_session, key_of

# Whoever may publish may upload as well.
ROLES_OF = {"upload": frozenset({"upload"}), "publish": frozenset({"upload", "publish"})}


@dataclass(frozen=True)
class Person:
    """Who is signed in: the name that the audit log uses, and what this person may do."""

    name: str
    roles: frozenset[str]


def person_by_token(settings: Settings, token: str, now: float) -> Person | None:
    """Whose password opened the session of this cookie. Raises StaffError if accounts or sessions cannot be read."""
    session = find_session(settings, key := key_of(token))
    if session is None or session.state != "open":
        return None
    account = account_named(settings, session.name)
    if account is None or account.proof != session.proof:
        end_session(settings, key, now)
        return None
    if not is_still_open(settings, key, session, now):
        return None
    return Person(account.name, ROLES_OF[account.role])


def person_by_claims(settings: Settings, claims: Mapping[str, object], now: float) -> tuple[Person | None, bool]:
    """Whom a provider vouches for, if the settings name them; and whether this sign-in is seen for the first time.

    Authlib verified signature, issuer, audience and nonce when the person signed in; that is not repeated, but `exp`
    is asked at each run, and a session that ended stays ended for as long as its statement could be used.
    """
    until = claims.get("exp")
    if not isinstance(until, int | float) or isinstance(until, bool) or now >= until:
        return None, False
    name, roles = name_by_claims(claims), roles_by_claims(settings, claims)
    key = key_by_claims(claims)
    session = find_session(settings, key)
    is_new = session is None
    if session is None or (roles and session.state == "refused"):
        session = Session(name, now, float(until), "open" if roles else "refused")
        write = partial(record, act="sign-in") if roles else refusals.write
        write(settings, name, by=claims.get("iss"), sub=claims.get("sub"))
        keep_session(settings, key, session, now)
    if not roles or not is_still_open(settings, key, session, now):
        return None, is_new
    return Person(name, roles), is_new


def vouched_for(
    settings: Settings, token: str | None, claims: Mapping[str, object], now: float
) -> tuple[Person | None, bool]:
    """Who brings this cookie or this statement of a provider, and whether a provider says so for the first time."""
    person = person_by_token(settings, token, now) if token else None
    return person_by_claims(settings, claims, now) if person is None and claims else (person, False)


def key_by_claims(claims: Mapping[str, object]) -> str:
    """One key for one sign-in at a provider: the nonce is new each time."""
    return key_of(json.dumps([claims.get(name) for name in ("iss", "sub", "aud", "iat", "exp", "nonce")]))


def name_by_claims(claims: Mapping[str, object]) -> str:
    """The verified address, else what the provider calls the person, marked so that it cannot pass for an address."""
    return _verified_email(claims) or f"sub:{claims.get('sub')}"


def roles_by_claims(settings: Settings, claims: Mapping[str, object]) -> frozenset[str]:
    """What the settings let this person do: nothing unless they name the address, its domain or one of the groups."""
    known = _known_as(claims)
    if known & {_plain(entry) for entry in settings.publishers}:
        return ROLES_OF["publish"]
    return ROLES_OF["upload"] if known & {_plain(entry) for entry in settings.uploaders} else frozenset()


def _known_as(claims: Mapping[str, object]) -> set[str]:
    groups = claims.get("groups")
    listed = groups if isinstance(groups, list) else [groups]
    known = {f"group:{group}" for group in listed if isinstance(group, str)}
    if email := _verified_email(claims):
        known |= {email, "@" + email.partition("@")[2]}
    return known


def _verified_email(claims: Mapping[str, object]) -> str | None:
    """The address if the provider says that it is verified: `true`, not a word, and not by leaving it out."""
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str) or email.count("@") != 1:
        return None
    return _plain(email) if email.partition("@")[0] else None


def _plain(entry: str) -> str:
    """Addresses whatever their case. Only ASCII is folded: the Kelvin sign would become a k. Groups stay as they are."""
    return entry.lower() if entry.isascii() and not entry.startswith("group:") else entry
