"""The server: the dashboard and our own plain routes in one process."""

from pathlib import Path

import streamlit as st

from dashlib.web.addresses import not_found
from dashlib.web.server import lifespan, log_script_error, middleware, routes

app = st.App(
    Path(__file__).parent / "pages" / "frame.py",
    routes=routes(),
    middleware=middleware(),
    lifespan=lifespan,
    exception_handlers={404: not_found},
    on_script_error=log_script_error,
)
