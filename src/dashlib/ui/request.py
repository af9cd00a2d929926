"""Reads what a run is asked for from its address: release, selection, display, search, and what the page is set to."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashlib.queries.awardees import with_present_ids
from dashlib.releases.current import open_pinned, open_served
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.selection import read_selection
from dashlib.settings import Settings, read_settings
from dashlib.text.formats import language, languages
from dashlib.ui.address import OPTIONS, given_address
from dashlib.ui.narrowing import KINDS, found_for
from dashlib.ui.results import search_for
from dashlib.ui.view import SHOWN_AT, VIEW, WRITTEN_AT, Preview, View, address_here


def read_view(page: str, is_detail: bool, open_preview: Callable[[Settings, str], Preview] | None = None) -> View:
    """Read the address for a page (its path, '' for the first). Raises DashlibError if there is nothing to show.

    `open_preview` opens a candidate for staff: for anybody else that part of the address cannot be read.
    """
    settings = read_settings()
    given, unread_options = given_address()
    asked, previews = given.get("release", []), given.get("preview", [])
    store, newest = open_served(settings)
    preview = open_preview(settings, previews[0]) if open_preview and previews and previews[0] else None
    if preview:
        asked = []
        store, entry, cache = preview.store, preview.entry, preview.cache
    else:
        store, entry = open_pinned(settings, asked[0]) if asked else (store, newest)
        cache = settings.data / "cache"
    selection, unread = read_selection(given)
    selection = with_present_ids(store, selection)
    display, unread_display = _one_of(given, "currency", (*store.display_currencies, AS_AWARDED))
    lang, unread_lang = _one_of(given, "lang", tuple(languages()))
    unread += [*unread_options, *unread_display, *unread_lang, *(("release", value) for value in asked[1:])]
    options = {name: given[name] for name in OPTIONS if name in given}
    for name, known in OPTIONS.items():
        unread += [(name, value) for value in options.get(name, ()) if known and value not in known]
    unread += [("preview", value) for value in previews if preview is None or value != preview.candidate]
    unread += [("page", value) for value in options.get("page", ()) if not _page_number(value)]
    options = {name: [value for value in values if (name, value) not in unread] for name, values in options.items()}
    words = next(iter(options.get("q", ())), "").strip()
    search = search_for(store, page, words, cache) if words and page in KINDS else None
    view = View(
        store=store,
        entry=entry,
        newest=newest if asked else None,
        selection=replace(selection, found=found_for(store, page, search, options)),
        display=display,
        language=language(lang),
        page=page,
        id=next(iter(given.get("id", ())), None),
        search=search,
        options=options,
        unread=tuple(unread),
        is_detail=is_detail,
        preview=preview,
        cache=cache,
        scheme=st.session_state.get("clicks", {}).get("scheme") or st.context.theme.type or "light",
    )
    st.session_state[VIEW] = view
    st.session_state[SHOWN_AT] = {address_here(page), st.session_state.pop(WRITTEN_AT, None)}
    return view


def _page_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and int(value[:9]) > 0 and len(value) < 9


def _one_of(given: dict[str, list[str]], name: str, known: tuple[str, ...]) -> tuple[str, list[tuple[str, str]]]:
    values = given.get(name, [])
    chosen = next((value for value in values if value in known), known[0])
    return chosen, [(name, value) for value in values if value not in known]
