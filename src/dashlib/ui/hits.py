"""What a search found, beside the list itself: why each entry is a hit, what is found elsewhere, and no hit at all."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from dashlib.queries.events import events
from dashlib.queries.totals import whole
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.selection import Found, Selection
from dashlib.search.find import Hit
from dashlib.text.formats import Count
from dashlib.text.say import Text, say, say_count
from dashlib.ui.html import html, link, show_html
from dashlib.ui.items import named
from dashlib.ui.results import KINDS, results_of
from dashlib.ui.selection import chosen_parts, selection_told, shortened, whole_href
from dashlib.ui.show import show_nothing
from dashlib.ui.view import current_view

Pieces = Sequence[tuple[str, bool]]


def hits_of(ids: Sequence[str]) -> dict[str, Hit]:
    """Why these things are hits; none if nothing is searched for."""
    results = current_view().results
    if results is None:
        return {}
    places = {id: place for place, id in enumerate(results.ids)}
    return {id: results.hits(places[id], places[id] + 1)[0] for id in ids}


def marked(pieces: Pieces) -> Markup:
    """A text with what matches marked."""
    return Markup().join((Markup("<mark>{}</mark>") if is_match else Markup("{}")).format(text) for text, is_match in pieces)


def reason(hit: Hit) -> Markup:
    """Why a thing is a hit, with the other text that matches."""
    told = html("{}: {}", hit.reason, marked(hit.where)) if hit.where else html("{}", hit.reason)
    return html('<span class="gd-note">{}</span>', told)


def counted(page: str, number: int) -> Text:
    """The number of what a page lists: '7 awardees', '12 grants', '3 events'."""
    told = {"number": Count(number)}
    if page == "awardees":
        return say_count("{number} awardee", "{number} awardees", count=number, **told)
    if page == "grants":
        return say_count("{number} grant", "{number} grants", count=number, **told)
    return say_count("{number} event", "{number} events", count=number, **told)


def listed(page: str, selection: Selection) -> int:
    """How much a page lists of a selection."""
    store = current_view().store
    if page == "events":
        return len(events(store, selection))
    value = whole(store, selection, AS_AWARDED)
    return 0 if value is None else value.awardee_count if page == "awardees" else value.distinct_grant_count


def show_elsewhere() -> None:
    """The same search on the other pages that search, and words that are too many to be searched for."""
    view = current_view()
    if not view.results:
        return
    links = []
    for page in KINDS:
        found = Found(KINDS[page], results_of(view.store, KINDS[page], view.words).ids)
        if page != view.page and (number := listed(page, replace(view.selection, found=found))):
            links.append(link(view.href(page, q=view.words), counted(page, number)))
    if links:
        show_html('<p class="gd-elsewhere">{} {}</p>', say("Also:"), Markup(" · ").join(links))
    if view.results.left_out:
        show_html('<p class="gd-note">{}</p>', say("Not searched for: {words}", words=shortened(view.results.left_out)))


def is_without_hits() -> bool:
    """True, and says so, if nothing that is searched for stands in the selection: what does outside it, or is close."""
    view = current_view()
    if not view.results or listed(view.page, view.selection):
        return False
    if not view.results.ids:
        close = [link(view.href(view.page[:-1], id=hit.id), named(hit.name, hit.country)) for hit in view.results.near]
        show_html('<h2>{}</h2>', say("Nothing is found for “{words}”", words=shortened(view.words)))
        if close:
            show_html("<p>{} {}</p>", say("Close to it:"), Markup(" · ").join(close))
        show_html('<p class="gd-lift"><a href="{}">{}</a></p>', view.href(q=None), say("See the list without the search"))
        return True
    lifts = [
        (part.href, part.told, counted(view.page, number))
        for part in chosen_parts()
        if (number := listed(view.page, part.wider))
    ]
    outside = say("{number} outside the selection", number=Count(len(view.results.ids)))
    title = say("Nothing found for “{words}” stands in this selection", words=shortened(view.words))
    show_nothing(title, selection_told(), lifts, whole_href(), outside)
    return True
