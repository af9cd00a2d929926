"""Files of releases over plain HTTP: only names that a release has are ever opened."""

import logging

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
from dashlib.publishing.current import release_folder
from dashlib.publishing.exports import export
from dashlib.settings import read_settings
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


def download(request: Request) -> Response:
    """A file of any release that still exists, 410 if it was withdrawn, 503 if it is damaged, 404 for what never was.

    Copies may be kept, but must be asked about each time: a withdrawal must reach whoever asks again.
    """
    release, name = request.path_params["release"], request.path_params["file"]
    settings = read_settings()
    try:
        path = export(release_folder(settings, release)[0], name, settings.data / "cache")
        if path is None:
            return plain_page("There is no such file", f"The release {release} has no file of this name.", HOME, 404)
        stat = path.stat()
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


def nothing_there(request: Request) -> Response:
    """Whatever else is asked for below `/download`: Streamlit would answer 200 with an empty page."""
    home = "../" * (request.url.path.count("/") - 1)
    return plain_page("There is no such file", "The page Data lists all files.", home, 404)
