"""Plain HTTP beside the dashboard: which address is answered by what, in which order, and what is done at the start."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from dashlib.errors import DashlibError
from dashlib.publishing.publish import ensure_release
from dashlib.releases.current import open_served
from dashlib.settings import read_settings
from dashlib.web.addresses import MetricsForThisMachine, not_found
from dashlib.web.connections import bound_server, end_soon
from dashlib.web.cookies import StrictCookies
from dashlib.web.downloads import download, nothing_there
from dashlib.web.headers import StrictHeaders
from dashlib.web.health import alive, health
from dashlib.web.limits import BoundedRequests
from dashlib.web.messages import OwnMessages
from dashlib.web.origin import OwnOrigin
from dashlib.web.sessions import close_lost_sessions
from dashlib.web.shell import PAGES, shell_of
from dashlib.web.sign_in import sign_in
from dashlib.web.uploads import UploadsOfStaff

log = logging.getLogger(__name__)

ASSETS = Path(__file__).parent / "assets"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def middleware() -> list[Middleware]:
    """Headers outermost, for every answer has them; then who is refused; then compression: a first visit is a third."""
    return [
        Middleware(StrictHeaders),
        Middleware(BoundedRequests),
        Middleware(OwnOrigin),
        Middleware(OwnMessages),
        Middleware(MetricsForThisMachine),
        Middleware(StrictCookies),
        Middleware(GZipMiddleware, minimum_size=1000),
        Middleware(UploadsOfStaff),
    ]


def routes() -> list[BaseRoute]:
    """Our routes come before Streamlit's; the last one answers what nobody knows."""
    return [
        Route("/healthz", health),
        Route("/livez", alive),
        Route("/robots.txt", robots),
        Route("/favicon.png", favicon),
        Route("/overview", to_overview),
        Mount("/assets", StaticFiles(directory=ASSETS)),
        *(Route(f"/{path}", shell_of(path)) for path in PAGES),
        Route("/sign-in", sign_in, methods=["GET", "POST"]),
        Route("/download/{release}/{file}", download),
        Route("/download/{rest:path}", nothing_there),
        Route("/{path:unknown}", not_found, methods=METHODS),
    ]


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


def log_script_error(*details: object) -> None:
    """The last net: what the frame did not catch."""
    log.error("A run failed: %s", details)


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Before the first visitor: build the shipped release if there is none, open it, load what the first run needs."""

    def warm() -> None:
        try:
            settings = read_settings()
            ensure_release(settings)
            open_served(settings)
        except DashlibError as error:
            log.error("No release can be served: %s", error)
        import dashlib.ui.calls
        import dashlib.ui.events
        import dashlib.ui.statements  # noqa: F401

        gc.collect()
        gc.freeze()

    bound_server()
    close_lost_sessions()
    await anyio.to_thread.run_sync(warm)
    try:
        yield
    finally:
        end_soon()
