"""Two questions of whoever watches the site: is the process alive, and is what it serves whole."""

import logging
from tempfile import TemporaryFile
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse

from dashlib.errors import DashlibError
from dashlib.releases.current import open_entry
from dashlib.settings import Settings, read_settings

log = logging.getLogger(__name__)

# Whatever else waits for a thread, this does not.
of_health = anyio.CapacityLimiter(2)


async def alive(request: Request) -> PlainTextResponse:
    """200 while the process answers at all: what to restart it by."""
    return PlainTextResponse("alive")


async def health(request: Request) -> JSONResponse:
    """200 with the release and whether a new one could be published; 503 and the reason if it is not whole.

    An earlier release may still be shown to readers then: that is told nowhere else.
    """
    try:
        return JSONResponse(await anyio.to_thread.run_sync(_health, limiter=of_health))
    except DashlibError as error:
        log.error("Not healthy: %s", error)
        return JSONResponse({"status": str(error)}, status_code=503)


def _health() -> dict[str, Any]:
    settings = read_settings()
    store, entry = open_entry(settings)
    publishing = "yes" if _can_be_written(settings) else "no"
    return {"status": "ok", "release": store.release_id, "number": entry.number, "publishing": publishing}


def _can_be_written(settings: Settings) -> bool:
    """Tried with a file that has no name: rights, a full disk and one that is read-only all say no."""
    try:
        for folder in (settings.data, settings.private):
            if folder.exists():
                with TemporaryFile(dir=folder, buffering=0) as file:
                    file.write(b".")
    except OSError as error:
        log.warning("Nothing can be published: %s", error)
        return False
    return True
