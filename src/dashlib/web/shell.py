"""The pages of the dashboard as HTML: Streamlit's shell with our title, or why there is nothing to show."""

import re
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path

import anyio
import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashlib.errors import DashlibError
from dashlib.queries.sources import programmes
from dashlib.releases.current import open_served
from dashlib.settings import read_settings
from dashlib.web.plain import plain_page

# What the tab and search engines say of each page of the dashboard; the frame registers the same pages.
PAGES = {
    "": ("", "How much was announced, to whom, for what, and how much of it is published per awardee."),
    "rounds": ("Rounds", "What each call and round awarded, and how many of those who applied received a grant."),
    "areas": ("Areas", "What the grants are for, by theme, country and year."),
    "organizations": ("Organizations", "How the money is spread over awardees, who is new, and who works with whom."),
    "places": ("Places", "Where the grants go: countries, towns, and what stands in no single place."),
    "flows": ("Flows", "From the funder through the programme and its grant types to countries and areas."),
    "announcements": ("Announced and published", "Every figure stated in public beside what is published per awardee."),
    "events": ("Events", "Conferences, signings, trainings and other public events, by type, date and place."),
    "event": ("Event", "One event with its date, place, speakers, grants and sources."),
    "data": (
        "Data",
        "Every table as a file, what its fields mean, the method, the sources, and how complete the data are.",
    ),
    "awardees": ("Awardees", "Who received a grant: names in every script, places, themes, published amounts."),
    "grants": ("Grants", "Every grant that is published by name, as a list to sort and to take along."),
    "awardee": ("Awardee", "One awardee with its names, grants, partners, events and sources."),
    "grant": ("Grant", "One grant with its amount, dates, areas and sources."),
    "round": ("Round", "One round with its dates, grants, statements and sources."),
    "update": ("Update data", "For those who keep the data of this site up to date."),
}
# Staff find the ways back there, also when nothing can be shown.
DESK = "update"

# Streamlit offers to record the screen wherever a browser can: here it cannot.
NO_RECORDING = "<script>if (window.MediaDevices) delete MediaDevices.prototype.getDisplayMedia</script>"
NO_SCRIPTS = (
    "<noscript><p>This site needs JavaScript. The <a href='./data'>data</a> can be had as files.</p></noscript>"
)

# A page waits for the journal alone, but opening a new release takes seconds: its threads are its own.
of_pages = anyio.CapacityLimiter(8)


def _our_shell(shell: str) -> str:
    """Streamlit's page without what it tells of itself: its agent routes, which we do not serve."""
    shell = re.sub(r"<!--.*?-->|<link rel=\"service-desc\"[^>]*>", "", shell, flags=re.DOTALL)
    shell = re.sub(r"<noscript>.*?</noscript>", NO_SCRIPTS, shell, flags=re.DOTALL)
    return shell.replace("<title>", f"{NO_RECORDING}<title>", 1)


SHELL = _our_shell((Path(st.__file__).parent / "static" / "index.html").read_text("utf-8"))


def shell_of(path: str) -> Callable[[Request], Awaitable[HTMLResponse]]:
    """An endpoint that serves Streamlit's page with our title and description, or 503 if no release can be served."""
    title, description = PAGES[path]

    async def page(request: Request) -> HTMLResponse:
        status, name = 200, ""
        try:
            name = await anyio.to_thread.run_sync(_site_name, limiter=of_pages)
        except DashlibError as error:
            status = 503
            if path != DESK:
                return plain_page("There is no data to show", str(error), "./", status)
        full = " · ".join(filter(None, (title, name)))
        head = f'<title>{escape(full)}</title><meta name="description" content="{escape(description)}">'
        text = SHELL.replace("<title>Streamlit</title>", head, 1)
        return HTMLResponse(text, status_code=status, headers={"cache-control": "no-cache"})

    return page


def _site_name() -> str:
    store, _ = open_served(read_settings())
    return " · ".join(row["name"] for row in programmes(store))
