"""Our own HTML on the page: told, escaped by construction, marked as ours so that links are followed without a reload."""

import re
from typing import Literal

import streamlit as st
from markupsafe import Markup

from dashlib.ui.view import tell


def html(template: str, *parts: object) -> Markup:
    """A template with its parts told in the language of the visitor and escaped; parts that are Markup are kept."""
    return Markup(template).format(*(part if isinstance(part, Markup) else tell(part) for part in parts))  # noqa: S704


def link(address: str, text: object) -> Markup:
    """A link to one of our own addresses."""
    return html('<a href="{}">{}</a>', address, text)


def as_label(text: object) -> str:
    """A text for the label of a widget, where Streamlit would read it as Markdown: every sign stands for itself."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", tell(text))


def show_html(template: str, *parts: object, width: Literal["stretch", "content"] = "stretch") -> None:
    """Show a template with its parts."""
    st.html(html('<div class="gd">{}</div>', html(template, *parts)), width=width)
