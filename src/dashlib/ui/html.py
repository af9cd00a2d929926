"""Our own HTML on the page: escaped by construction, marked as ours so that its links are followed without a reload."""

from typing import Literal

import streamlit as st
from markupsafe import Markup


def show_html(template: str, *parts: object, width: Literal["stretch", "content"] = "stretch") -> None:
    """Show a template with its parts escaped; parts that are Markup are kept."""
    st.html(Markup('<div class="gd">{}</div>').format(Markup(template).format(*parts)), width=width)  # noqa: S704
