"""What a search found, beside the list itself: why each entry is a hit, what is found elsewhere, and no hit at all."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from markupsafe import Markup

from dashlib.queries.events import events
from dashlib.queries.totals import whole
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.selection import Found, Selection
from dashlib.search.find import Results
from dashlib.search.reasons import Hit
from dashlib.text.formats import Count, grants_said
from dashlib.text.say import Text, say, say_count
from dashlib.ui.event_lists import events_said
from dashlib.ui.html import html, link, show_html
from dashlib.ui.items import named, note
from dashlib.ui.narrowing import KINDS, Search
from dashlib.ui.results import results_for, search_for
from dashlib.ui.selection import chosen_parts, selection_told, shortened, whole_href
from dashlib.ui.show import show_nothing
from dashlib.ui.view import current_view


def is_search() -> bool:
    """True if something is searched for."""
    return current_view().search is not None


def hits_of(ids: Sequence[str]) -> dict[str, Hit]:
    """Why these things of the selection are hits; nothing if nothing is searched for."""
    search = current_view().search
    if search is None:
        return {}
    places = {id: place for place, id in enumerate(search.ids)}
    results = _results(search)
    return {id: results.hits(places[id], places[id] + 1)[0] for id in ids}


def _results(search: Search) -> Results:
    view = current_view()
    return results_for(view.store, view.page, search.words, view.cache)


def marked(pieces: Sequence[tuple[str, bool]]) -> Markup:
    """A text with what matches marked."""
    forms = {True: Markup("<mark>{}</mark>"), False: Markup("{}")}
    return Markup().join(forms[is_match].format(text) for text, is_match in pieces)


def reason(hit: Hit) -> Markup:
    """Why a thing is a hit, with the other text that matches."""
    return note(html("{} “{}”", hit.reason, marked(hit.where)) if hit.where else hit.reason)


def counted(page: str, number: int) -> Text:
    """The number of what a page lists: '7 awardees', '12 grants', '3 events'."""
    if page == "awardees":
        return say_count("{number} awardee", "{number} awardees", count=number, number=Count(number))
    return grants_said(Decimal(number)) if page == "grants" else events_said(number)


def listed(page: str, selection: Selection) -> int:
    """How many things a page lists of a selection."""
    store = current_view().store
    if page == "events":
        return len(events(store, selection))
    value = whole(store, selection, AS_AWARDED)
    return 0 if value is None else value.awardee_count if page == "awardees" else value.distinct_grant_count


def found_told(search: Search) -> Text:
    """How much of what this page lists is found."""
    view = current_view()
    number = counted(view.page, listed(view.page, view.selection))
    return say("{counted} for “{words}”", counted=number, words=shortened(search.words))


def show_elsewhere() -> None:
    """What the same search finds on the other pages that search, and words that are too many to be searched for."""
    view = current_view()
    if view.search is None:
        return
    words, links = view.search.words, []
    for page, kind in KINDS.items():
        if page != view.page:
            found = Found(kind, search_for(view.store, page, words, view.cache).ids)
            if number := listed(page, replace(view.selection, found=found)):
                links.append(link(view.href(page, q=words), counted(page, number)))
    if links:
        show_html('<p class="gd-elsewhere">{} {}</p>', say("Also:"), Markup(" · ").join(links), width="content")
    if left_out := _results(view.search).left_out:
        told = say("Not searched for: {words}", words=shortened(left_out))
        show_html('<p class="gd-note">{}</p>', told)


def is_without_hits() -> bool:
    """True, and says so, if the search finds nothing in the selection: what it finds outside, or what is close to it."""
    view = current_view()
    if view.search is None or listed(view.page, view.selection):
        return False
    if view.search.ids:
        lifts = [
            (part.href, part.told, counted(view.page, number))
            for part in chosen_parts()
            if (number := listed(view.page, part.wider))
        ]
        outside = say("{number} outside the selection", number=counted(view.page, len(view.search.ids)))
        title = say("Nothing of this selection is found for “{words}”", words=shortened(view.search.words))
        show_nothing(title, selection_told(), lifts, whole_href(view.search.words), outside)
        return True
    page = view.page.removesuffix("s")
    near = [link(view.href(page, id=hit.id), named(hit.name, hit.country)) for hit in _results(view.search).near]
    if near:
        show_html("<p>{} {}</p>", say("Close to it:"), Markup(" · ").join(near))
    show_html('<p class="gd-lift"><a href="{}">{}</a></p>', view.href(q=None), say("See the list without this search"))
    return True
