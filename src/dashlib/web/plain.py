"""A plain page of our own for what the server cannot give."""

from html import escape

from starlette.responses import HTMLResponse

STYLE = "body{font:17px/1.5 sans-serif;max-width:36em;margin:15vh auto;padding:0 1em;color-scheme:light dark}"


def plain_page(title: str, told: str, home: str, status: int) -> HTMLResponse:
    """A title, a sentence and the way home, a relative address."""
    return HTMLResponse(
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f"<p>{escape(told)} <a href='{home}'>To the overview</a></p></body></html>",
        status_code=status,
    )


def up(path: str) -> str:
    """The way home from a path, relative, so that it holds below any address of a proxy."""
    return "../" * (path.count("/") - 1) or "./"
