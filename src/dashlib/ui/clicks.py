"""Clicks on our own links and marks become runs without reloading the page."""

import streamlit as st

from dashlib.ui.in_browser import component
from dashlib.ui.view import go


def listen_to_clicks() -> None:
    """Place the invisible component once on a page."""
    component("clicks")(key="clicks", on_go_change=_on_go, on_scheme_change=lambda: None)


def _on_go() -> None:
    target = (st.session_state.get("clicks") or {}).get("go")
    if isinstance(target, str) and len(target) < 20_000:
        go(target)
