"""Runs a page inside what is the same on every page; whatever goes wrong is told in our own words."""

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from secrets import token_hex

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import Page

from dashlib.errors import AuditError, CandidateError, DashlibError, ReleaseError, ReleaseGoneError
from dashlib.queries.sources import programmes
from dashlib.releases.journal import Entry
from dashlib.text.formats import language
from dashlib.text.say import Text, say
from dashlib.ui.clicks import listen_to_clicks
from dashlib.ui.credits import release_told
from dashlib.ui.filters import show_display, show_filters
from dashlib.ui.html import show_html
from dashlib.ui.menu import show_menu
from dashlib.ui.request import read_view
from dashlib.ui.staff.account import show_way_in
from dashlib.ui.staff.preview import open_preview, record_preview
from dashlib.ui.staff.who import signed_in
from dashlib.ui.view import View, going, here_without

log = logging.getLogger(__name__)

ASSETS = Path(__file__).parents[1] / "web" / "assets"
STYLE = Path(__file__).parent / "style.css"

TO_OVERVIEW = say("To the overview")

Pages = Sequence[tuple[str, Text]]


def run_frame(
    menu: Mapping[Text, Pages], hidden: Pages, staff: Pages = (), without_selection: Sequence[str] = ()
) -> None:
    """Register the pages by file name, the first of the menu at `/`, and run the one that was asked for.

    Hidden pages are about one thing; these, those of staff and the ones named `without_selection` show no filters.
    Visitors have no pages of staff: at their addresses stands the way to sign in.
    """
    st.set_page_config(layout="wide")
    is_staff = signed_in() is not None
    menu = {**menu, say("Staff"): staff} if is_staff and staff else menu
    everything = [*(page for group in menu.values() for page in group), *hidden]
    pages: dict[str, Page] = {}
    for number, (file, title) in enumerate(everything):
        path = "" if number == 0 else Path(file).stem
        pages[path] = st.Page(file, title=language("en").tell(title), url_path=path or None, default=number == 0)
    paths = dict(zip((file for file, _ in everything), pages, strict=True))
    for file, title in staff:
        if not is_staff:
            path = paths[file] = Path(file).stem
            pages[path] = st.Page(show_way_in, title=language("en").tell(title), url_path=path)
    chosen = st.navigation(list(pages.values()), position="hidden")
    target = going()
    if target and target[0] in pages:
        st.switch_page(pages[target[0]], query_params=target[1])
    st.html(STYLE)
    st.logo(str(ASSETS / "logo.svg"), icon_image=str(ASSETS / "icon.svg"), size="large")
    groups = {title: [pages[paths[file]] for file, _ in group] for title, group in menu.items()}
    whole = [paths[file] for file in (*(file for file, _ in (*hidden, *staff)), *without_selection)]
    try:
        view = read_view(chosen.url_path, chosen.url_path in whole, open_preview if is_staff else None)
        _show_around(view, chosen.title, groups, chosen.run)
    except ReleaseGoneError as error:
        told = say("{error} The newest release can be seen instead.", error=str(error))
        _say(
            say("This release cannot be shown"),
            told,
            here_without(chosen.url_path, "release"),
            say("See the newest release"),
        )
    except (CandidateError, AuditError) as error:
        told, address = say("{error}", error=str(error)), here_without(chosen.url_path, "preview")
        _say(say("This preview cannot be shown"), told, address, say("See what is public"))
    except DashlibError as error:
        log.error("Nothing can be shown: %s", error)
        is_desk = any(chosen.url_path == paths[file] for file, _ in staff)
        way_in = ("sign-in", say("Sign in")) if is_desk and not is_staff else ("./", TO_OVERVIEW)
        told = say("{error}", error=str(error))
        if isinstance(error, ReleaseError) and is_desk and is_staff:
            told = say(
                "{error} On the server, dashlib releases lists the earlier ones, and dashlib rollback goes back to one.",
                error=str(error),
            )
        _say(say("There is no data to show"), told, *way_in)
    except Exception:
        fault = token_hex(4)
        log.exception("Page %s failed (%s) for %s", chosen.url_path, fault, dict(st.query_params))
        told = say(
            "Something went wrong, number {number}. The data are safe. Try again, or reset the selection.", number=fault
        )
        _say(say("This page could not be shown"), told, here_without(chosen.url_path), say("Try again"))


def _show_around(view: View, title: str, groups: Mapping[Text, Sequence[Page]], run: Callable[[], None]) -> None:
    """Everything that is the same on every page, and the page inside."""
    programme = " · ".join(row["name"] for row in programmes(view.store))
    st.set_page_config(page_title=f"{title} · {programme}")
    listen_to_clicks()
    with st.sidebar:
        if not view.is_detail:
            show_filters()
        show_display()
    with st.container(key="page", width=1080, gap="medium"):
        show_menu(groups)
        if view.newest:
            _show_pin(view, view.newest)
        if view.preview:
            record_preview(view.preview)
            _show_preview(view.preview.candidate)
        run()


def _show_preview(candidate: str) -> None:
    """That this is what an upload would make of the site, and the ways back."""
    told = say("Preview: this is not public. Only you and other staff see it.")
    back, leave = f"update?candidate={candidate}&step=publish", say("See what is public")
    template = '<p class="gd-pin gd-preview" role="status">{} <a href="{}">{}</a> · <a href="./">{}</a></p>'
    show_html(template, told, back, say("Back to the upload"), leave)


def _show_pin(view: View, newest: Entry) -> None:
    """Which release the address names, and whether a newer one exists."""
    address = here_without(view.page, "release")
    pinned = release_told(view.entry)
    if newest.release == view.entry.release:
        told, lift = say("This view is pinned to {release}, the newest.", release=pinned), say("Follow new releases")
    else:
        told = say(
            "This view is pinned to {release}. A newer one exists: {newest}.",
            release=pinned,
            newest=release_told(newest),
        )
        lift = say("See it there")
    show_html('<p class="gd-pin">{} <a href="{}">{}</a></p>', told, address, lift)


def _say(title: Text, told: Text, address: str = "./", go_on: Text = TO_OVERVIEW) -> None:
    """A message that needs no view: there may be none."""
    tell = language("en").tell
    page = Markup('<div class="gd"><h1>{}</h1><p>{}</p><p><a href="{}">{}</a></p></div>')
    st.html(page.format(tell(title), tell(told), address, tell(go_on)))
