"""What stands at /update: for visitors the way to sign in, for staff who they are."""

import streamlit as st

from dashlib.text.say import say
from dashlib.ui.html import show_html
from dashlib.ui.staff.who import known_elsewhere, sign_out
from dashlib.ui.view import tell


def show_way_in() -> None:
    """For whoever is not signed in, was idle for too long, was removed, or may not change the data."""
    stranger = known_elsewhere()
    show_html("<header><h1>{}</h1></header>", say("For staff only"))
    if stranger:
        told = say(
            "{name} is not signed in here: the time has run out, or nobody has given this person leave to change the data.",
            name=stranger,
        )
    else:
        told = say("Here the data are brought up to date. You are not signed in, or not any more.")
    show_html('<p>{} <a href="sign-in" rel="external">{}</a></p>', told, say("Sign in"))
    if stranger:
        st.button(tell(say("Sign out")), on_click=sign_out)
