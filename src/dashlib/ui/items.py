"""Lists to read: entries with a link, lines below it, an amount at the end; and names in their own script."""

from collections.abc import Sequence

from markupsafe import Markup

from dashlib.text.scripts import language_tag
from dashlib.ui.html import html, show_html
from dashlib.ui.view import tell


def item(what: object, href: str | None, lines: Sequence[object], end: object = None) -> Markup:
    """An entry; lines that are empty or None are left out."""
    title = html('<a class="gd-strong" href="{}">{}</a>', href, what) if href else html("<b>{}</b>", what)
    told = Markup().join(html('<div class="gd-line">{}</div>', line) for line in lines if line)
    return html('<li><div>{}{}</div><div class="gd-end">{}</div></li>', title, told, "" if end is None else end)


def show_items(title: object, entries: Sequence[Markup]) -> None:
    """The entries under a heading, if there are any."""
    if entries:
        heading = html('<div class="gd-chart"><h2>{}</h2></div>', title) if title else Markup()
        show_html('{}<ol class="gd-items">{}</ol>', heading, Markup().join(entries))


def named(name: str, country: str | None, shown: Markup | None = None) -> Markup:
    """A name (or its pieces) marked with its script and language, so that it is drawn and read aloud rightly."""
    tag = language_tag(name, country)
    told = Markup("{}").format(shown or name)
    return Markup('<span lang="{}">{}</span>').format(tag, told) if tag else told


def note(text: object) -> Markup:
    """A muted line."""
    return html('<span class="gd-note">{}</span>', text)


def listed(texts: Sequence[object]) -> Markup:
    """Texts on one line with a dot between them."""
    return Markup(" · ").join(text if isinstance(text, Markup) else tell(text) for text in texts if text)
