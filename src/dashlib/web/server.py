"""Plain HTTP beside the dashboard: strict headers on every answer, our files, health, and a true 404."""

import base64
import gc
import hashlib
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from typing import Any

import anyio
import streamlit as st
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashlib.errors import DashlibError
from dashlib.publishing.current import open_served
from dashlib.queries.sources import programmes
from dashlib.settings import read_settings
from dashlib.web.cookies import StrictCookies
from dashlib.web.downloads import download, nothing_there
from dashlib.web.plain import plain_page
from dashlib.web.sign_in import sign_in
from dashlib.web.uploads import UploadsOfStaff

log = logging.getLogger(__name__)

ASSETS = Path(__file__).parent / "assets"
SHELL = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")

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


def _inline_script_hashes(shell: str) -> str:
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", shell, re.DOTALL)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts)


HEADERS = {
    "content-security-policy": (
        f"default-src 'self'; script-src 'self' {_inline_script_hashes(SHELL)}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

# Where Streamlit keeps what a page makes for one person, who may be staff; fonts lie in `/static/media/`.
MADE_FOR_ONE = re.compile(r"(?<!/static)/media/")
NEVER_KEPT = {"cache-control": "no-store"}


class StrictHeaders:
    """Plain ASGI middleware: adds the headers to every answer, Streamlit's own included."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers, in place of any of the same name."""

        headers = HEADERS | (NEVER_KEPT if MADE_FOR_ONE.search(scope.get("path", "")) else {})

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def middleware() -> list[Middleware]:
    """Headers outermost, then compression: a first visit is a third of its size; files are taken from staff alone."""
    return [
        Middleware(StrictHeaders),
        Middleware(StrictCookies),
        Middleware(GZipMiddleware, minimum_size=1000),
        Middleware(UploadsOfStaff),
    ]


def routes() -> list[BaseRoute]:
    """Our routes come before Streamlit's; the last one answers what nobody knows."""
    return [
        Route("/healthz", health),
        Route("/robots.txt", robots),
        Route("/favicon.png", favicon),
        Route("/overview", to_overview),
        Mount("/assets", StaticFiles(directory=ASSETS)),
        *(Route(f"/{path}", shell_of(path)) for path in PAGES),
        Route("/sign-in", sign_in, methods=["GET", "POST"]),
        Route("/download/{release}/{file}", download),
        Route("/download/{rest:path}", nothing_there),
        Route("/{name:unknown}", not_found),
    ]


class Unknown(StringConvertor):
    """A name at the top that nobody answers; a provider of sign-in leads back to one that Streamlit does."""

    regex = "(?!oauth2callback$)[^/]+"


register_url_convertor("unknown", Unknown())


def shell_of(path: str) -> Any:
    """An endpoint that serves Streamlit's page with our title and description."""
    title, description = PAGES[path]

    def page(request: Request) -> HTMLResponse:
        name = _site_name()
        full = f"{title} · {name}" if title else name
        head = f'<title>{escape(full)}</title><meta name="description" content="{escape(description)}">'
        text = SHELL.replace("<title>Streamlit</title>", head, 1)
        return HTMLResponse(text, headers={"cache-control": "no-cache"})

    return page


def _site_name() -> str:
    try:
        store, _ = open_served(read_settings())
    except DashlibError:
        return "Grants"
    return " · ".join(row["name"] for row in programmes(store))


def health(request: Request) -> JSONResponse:
    """200 and the release if a release is served, 503 and the reason if none is."""
    try:
        store, entry = open_served(read_settings())
    except DashlibError:
        log.exception("Not healthy")
        return JSONResponse({"status": "no release can be served"}, status_code=503)
    return JSONResponse({"status": "ok", "release": store.release_id, "number": entry.number})


async def robots(request: Request) -> PlainTextResponse:
    """Search engines may read everything but Streamlit's own paths."""
    return PlainTextResponse("User-agent: *\nDisallow: /_stcore/\n")


async def favicon(request: Request) -> FileResponse:
    """The three squares."""
    return FileResponse(ASSETS / "favicon.png")


async def to_overview(request: Request) -> RedirectResponse:
    """The first page answers only at `/`; its own name leads there, with its query."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}")


async def not_found(request: Request) -> Response:
    """A page of our own for what does not exist."""
    return plain_page("Nothing stands at this address", "It may have moved.", "./", 404)


def log_script_error(*details: object) -> None:
    """The last net: what the frame did not catch."""
    log.error("A run failed: %s", details)


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Before the first visitor: build the shipped release if there is none, open it, load what the first run needs."""

    def warm() -> None:
        try:
            open_served(read_settings())
        except DashlibError as error:
            log.error("No release can be served: %s", error)
        import dashlib.ui.calls
        import dashlib.ui.events
        import dashlib.ui.statements  # noqa: F401

        gc.collect()
        gc.freeze()

    await anyio.to_thread.run_sync(warm)
    yield
