"""A plain page of our own for what the server cannot give."""

from html import escape

from starlette.responses import HTMLResponse

# The colours of the site; the scheme stands on the root, since only there it darkens the page with its links.
STYLE = (
    ":root{color-scheme:light dark;background:light-dark(#FFFFFF,#14191D);color:light-dark(#1B2328,#E8EBEA)}"
    "body{font:17px/1.5 sans-serif;max-width:36em;margin:15vh auto;padding:0 1em}"
    "h1{font:600 2rem/1.2 Georgia,serif}a{color:light-dark(#0B5A70,#7CC7DB)}"
)


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
