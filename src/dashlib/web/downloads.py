"""Files of releases over plain HTTP: only names that a release has are ever opened."""

import asyncio
import logging
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from dashlib.errors import (
    DamagedError,
    DashlibError,
    ExportError,
    JournalError,
    ReleaseGoneError,
    ReleaseWithdrawnError,
)
from dashlib.releases.current import release_folder
from dashlib.releases.exports import export
from dashlib.settings import Settings, read_settings
from dashlib.web.plain import plain_page

log = logging.getLogger(__name__)

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
HOME = "../../"

# Making a file takes seconds of a processor: no more than these at a time, and pages never wait for their threads.
of_made = anyio.CapacityLimiter(2)
of_ready = anyio.CapacityLimiter(8)
_being_made: dict[tuple[Path, str, str], asyncio.Task[Path | None]] = {}


async def download(request: Request) -> Response:
    """A file of any release that still exists, 410 if it was withdrawn, 503 if it is damaged, 404 for what never was.

    Copies may be kept, but must be asked about each time: a withdrawal must reach whoever asks again.
    """
    release, name = request.path_params["release"], request.path_params["file"]
    settings = read_settings()
    try:
        path = await _file(settings, release, name)
        if path is None:
            return plain_page("There is no such file", f"The release {release} has no file of this name.", HOME, 404)
        stat = await anyio.to_thread.run_sync(path.stat, limiter=of_ready)
    except ReleaseWithdrawnError as error:
        return plain_page("This release was withdrawn", str(error), HOME, 410)
    except (ReleaseGoneError, ExportError) as error:
        return plain_page("There is no such file", str(error), HOME, 404)
    except (DamagedError, JournalError) as error:
        log.error("The file %s of the release %s is not handed out: %s", name, release, error)
        return plain_page("This file is not handed out", str(error), HOME, 503)
    except (DashlibError, OSError):
        log.exception("The file %s of the release %s cannot be made", name, release)
        return plain_page("This file cannot be made just now", "Try again later, or take another form.", HOME, 503)
    answer = FileResponse(
        path,
        headers={"cache-control": "no-cache"},
        media_type=TYPES[path.suffix],
        filename=f"{path.stem}-{release}{path.suffix}",
        stat_result=stat,
    )
    if request.headers.get("if-none-match") == answer.headers["etag"]:
        return Response(status_code=304, headers={name: answer.headers[name] for name in ("etag", "cache-control")})
    return answer


async def _file(settings: Settings, release: str, name: str) -> Path | None:
    """Where a file lies. One that is being made is made once, however many ask: they wait without a thread."""
    key = (settings.data, release, name)
    if key not in _being_made:
        making = asyncio.create_task(_find_or_make(settings, release, name))
        _being_made[key] = making
        making.add_done_callback(lambda _: _being_made.pop(key))
    # Whoever leaves does not end it for the others.
    return await asyncio.shield(_being_made[key])


async def _find_or_make(settings: Settings, release: str, name: str) -> Path | None:
    folder, _ = await anyio.to_thread.run_sync(release_folder, settings, release, limiter=of_ready)
    cache = settings.data / "cache"
    is_ready = (folder / name).exists() or (cache / folder.name / name).exists()
    return await anyio.to_thread.run_sync(export, folder, name, cache, limiter=of_ready if is_ready else of_made)


async def nothing_there(request: Request) -> Response:
    """Whatever else is asked for below `/download`: Streamlit would answer 200 with an empty page."""
    home = "../" * (request.url.path.count("/") - 1)
    return plain_page("There is no such file", "The page Data lists all files.", home, 404)
