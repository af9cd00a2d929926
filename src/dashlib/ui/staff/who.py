"""Who is signed in, asked at every run. Callbacks and fragments run without the frame: they ask `may` themselves."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashlib.errors import AuditError, DashlibError, StaffError
from dashlib.publishing.audit import record
from dashlib.settings import read_settings
from dashlib.staff.people import Person, key_by_claims, name_by_claims, vouched_for
from dashlib.staff.sessions import COOKIE, end_session, key_of
from dashlib.staff.uploads import know_session
from dashlib.text.say import say
from dashlib.ui.view import go_to

log = logging.getLogger(__name__)

# Why the act of a callback was refused, for the page that follows it.
FAILED = "failed"


def signed_in() -> Person | None:
    """Whoever is signed in; nobody if anything is in doubt. Asking prolongs the session.

    Who comes from a provider arrives at the first page: the first run leads on to where the data are updated.
    """
    token, claims = _token(), _claims()
    if not token and not claims:
        return None
    now = time.time()
    try:
        settings = read_settings()
        person, is_new = vouched_for(settings, token, claims, now)
    except (DashlibError, OSError):
        log.exception("It cannot be told who is signed in")
        return None
    if person and (context := get_script_run_ctx()):
        know_session(context.session_id, token, claims, now)
    if is_new:
        go_to("update")
    return person


def for_staff(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What makes a file of staff. No run of the page goes before a download, so it is asked here who is signed in then."""
    token, claims = _token(), _claims()

    def made() -> bytes:
        if vouched_for(read_settings(), token, claims, time.time())[0] is None:
            raise StaffError("Whoever asked for this file is not signed in any more.")
        return make()

    return made


def told_if_refused(act: Callable[..., None]) -> Callable[..., None]:
    """A callback after which the page says why nothing was done, if it was refused."""

    @wraps(act)
    def acted(*arguments: Any) -> None:
        try:
            act(*arguments)
        except DashlibError as error:
            st.session_state[FAILED] = say("{error}", error=str(error))

    return acted


def may(role: str) -> Person | None:
    """Whoever is signed in, if this person has the role; every act begins by asking."""
    person = signed_in()
    return person if person and role in person.roles else None


def sign_out() -> None:
    """End the session in all tabs, also if it came from a provider; a callback of a button."""
    now, person, claims, settings = time.time(), signed_in(), _claims(), read_settings()
    try:
        if person:
            record(settings, person.name, "sign-out")
    except AuditError:
        # Nobody is kept signed in for want of a line.
        log.exception("Signing out could not be written down")
    try:
        if token := _token():
            end_session(settings, key_of(token), now)
        if claims:
            end_session(settings, key_by_claims(claims), now)
    except (DashlibError, OSError):
        log.exception("A session could not be ended")
    if claims:
        st.logout()


def known_elsewhere() -> str | None:
    """Whom a provider vouches for in this tab, whether or not this person may do anything here."""
    claims = _claims()
    return name_by_claims(claims) if claims else None


def _token() -> str | None:
    """The cookie of an account with a password. Streamlit's own tests of a page put another thing in its place."""
    token = st.context.cookies.get(COOKIE)
    return token if isinstance(token, str) else None


def _claims() -> dict[str, object]:
    """What a provider said of the person, none if nobody came from one."""
    claims: dict[str, object] = dict(st.user.to_dict())
    return claims if claims.get("is_logged_in") is True else {}
