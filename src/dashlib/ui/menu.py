"""The menu above every page: real links that carry the selection, which Streamlit's own menu would drop."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashlib.text.say import Text
from dashlib.ui.view import current_view


def show_menu(groups: Mapping[Text, Sequence[Any]]) -> None:
    """One popover per group of pages; its key holds the page, so that a choice closes it."""
    view = current_view()
    with st.container(horizontal=True, gap="small", key="menu"):
        for number, (title, pages) in enumerate(groups.items()):
            with st.popover(view.language.tell(title), type="tertiary", key=f"menu-{number}-{view.page}"):
                for page in pages:
                    st.page_link(page, query_params=view.parameters())
