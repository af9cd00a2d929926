"""Runs a page inside what is the same on every page; whatever goes wrong is told in our own words."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_hex

import streamlit as st

from dashlib.errors import DashlibError
from dashlib.queries.sources import programmes
from dashlib.text.formats import language
from dashlib.text.say import Text, say
from dashlib.ui.clicks import listen_to_clicks
from dashlib.ui.filters import show_display, show_filters
from dashlib.ui.html import show_html
from dashlib.ui.menu import show_menu
from dashlib.ui.view import going, read_view

log = logging.getLogger(__name__)

ASSETS = Path(__file__).parents[1] / "web" / "assets"
STYLE = Path(__file__).parent / "style.css"

Pages = Sequence[tuple[str, Text]]


def run_frame(menu: Mapping[Text, Pages], hidden: Pages) -> None:
    """Register the pages by file name, the first of the menu at `/`, and run the one that was asked for."""
    english = language("en")
    st.set_page_config(layout="wide")
    everything = [*(page for pages in menu.values() for page in pages), *hidden]
    pages = {}
    for number, (file, title) in enumerate(everything):
        path = "" if number == 0 else Path(file).stem
        pages[path] = st.Page(file, title=english.tell(title), url_path=path or None, default=number == 0)
    chosen = st.navigation(list(pages.values()), position="hidden")
    target = going()
    if target and target[0] in pages:
        st.switch_page(pages[target[0]], query_params=target[1])
    st.html(STYLE)
    st.logo(str(ASSETS / "logo.svg"), icon_image=str(ASSETS / "icon.svg"), size="large")
    try:
        view = read_view(chosen.url_path, chosen.url_path in {Path(file).stem for file, _ in hidden})
    except DashlibError as error:
        log.error("Nothing can be shown: %s", error)
        _show_nothing_to_see(error)
        return
    by_title = {
        title: [pages["" if file == everything[0][0] else Path(file).stem] for file, _ in group]
        for title, group in menu.items()
    }
    programme = " · ".join(row["name"] for row in programmes(view.store))
    st.set_page_config(page_title=f"{chosen.title} · {programme}")
    listen_to_clicks()
    with st.sidebar:
        if not view.is_detail:
            show_filters()
        show_display()
    with st.container(key="page", width=1080, gap="medium"):
        show_menu(by_title)
        try:
            chosen.run()
        except Exception:
            fault = token_hex(4)
            log.exception("Page %s failed (%s) for %s", chosen.url_path, fault, view.selection)
            told = say(
                "Something went wrong on this page, number {number}. The data are safe. Try again, or reset the selection.",
                number=fault,
            )
            show_html(
                '<h1>{}</h1><p>{}</p><p><a href="{}">{}</a></p>',
                view.language.tell(say("This page could not be shown")),
                view.language.tell(told),
                "./",
                view.language.tell(say("To the overview")),
            )


def _show_nothing_to_see(error: DashlibError) -> None:
    with st.container(key="page", width=880):
        show_html(
            "<h1>{}</h1><p>{}</p><p class='gd-note'>{}</p>",
            language("en").tell(say("There is no data to show")),
            str(error),
            language("en").tell(say("Whoever runs this site finds more in its log.")),
        )
