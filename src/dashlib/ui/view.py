"""What one run shows: the release, the selection and the display; the address is the only place where they live."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import streamlit as st

from dashlib.queries.store import Store
from dashlib.releases.journal import Entry
from dashlib.schema.filters import AS_AWARDED
from dashlib.schema.selection import Selection, address_of
from dashlib.text.formats import Language, Money
from dashlib.ui.address import strange_parts
from dashlib.ui.narrowing import Search

VIEW = "view"
GOING = "going"
# The addresses at which the browser may show the view, and the one at which it was when another was written.
SHOWN_AT, WRITTEN_AT = "shown-at", "written-at"


# What makes a file that a visitor takes along.
MakeFile = Callable[[], bytes]


@dataclass(frozen=True)
class Preview:
    """A candidate of staff that is shown in place of a release, as `entry`, a line that no journal has.

    `cache` is where files made of it are kept; what `for_staff` returns makes a file for nobody else.
    """

    candidate: str
    store: Store
    entry: Entry
    cache: Path
    for_staff: Callable[[MakeFile], MakeFile]


@dataclass(frozen=True)
class View:
    """The release with its line in the journal, what is asked and how it is shown, on which page.

    `newest` is the line of the current release if the address names a release, which may be an older one. `unread` are
    parts of the address that cannot be read; `id` is the thing that a detail page is about, `options` what the page is
    set to. `search` is what a page that searches is asked for; `selection.found` narrows to its hits. `preview` is what is
    shown in place of a release; `cache` is where files made of the store are kept.
    """

    store: Store
    entry: Entry
    newest: Entry | None
    selection: Selection
    display: str
    language: Language
    page: str
    id: str | None
    search: Search | None
    options: dict[str, list[str]]
    unread: tuple[tuple[str, str], ...]
    scheme: str
    is_detail: bool
    preview: Preview | None
    cache: Path

    def href(self, path: str | None = None, selection: Selection | None = None, **parameters: str | None) -> str:
        """The relative address of a page with a selection (this page as it is set and this selection unless told).

        A parameter that is None is left out.
        """
        changes = {name: [] if value is None else [value] for name, value in parameters.items()}
        address = self.here(selection, **changes) if path is None else self.parameters(selection) | changes
        return address_with(self.page if path is None else path, address)

    def parameters(self, selection: Selection | None = None) -> dict[str, list[str]]:
        """The parameters of a selection and the display; what cannot be read is kept out of new links."""
        address = address_of(self.selection if selection is None else selection)
        if self.display != self.store.display_currencies[0]:
            address["currency"] = [self.display]
        if self.language.code != "en":
            address["lang"] = [self.language.code]
        if self.newest:
            address["release"] = [self.store.release_id]
        if self.preview:
            address["preview"] = [self.preview.candidate]
        return address

    def here(self, selection: Selection | None = None, /, **changes: list[str]) -> dict[str, list[str]]:
        """The parameters of this page as it is set, with some of them changed; a list begins at its first page again."""
        thing = {"id": [self.id]} if self.is_detail and self.id else {}
        options = {name: values for name, values in self.options.items() if name != "page"}
        address = self.parameters(selection) | thing | options | changes
        return {name: values for name, values in address.items() if values}

    def option(self, name: str, known: Sequence[str]) -> str:
        """What the page is set to: one of the known values, the first if nothing else is asked."""
        return next((value for value in self.options.get(name, ()) if value in known), known[0])

    def to_take_along(self, make: MakeFile) -> MakeFile:
        """What makes a file of this view: the same, but that a preview is for staff alone."""
        return self.preview.for_staff(make) if self.preview else make

    def narrowed(self, name: str, value: str) -> str:
        """The address of this page with one filter set to one value."""
        return self.href(selection=self.selection.with_values(name, [value]))


def here_without(page: str, left_out: str = "") -> str:
    """The address of this run, without one of its parameters."""
    given = {name: st.query_params.get_all(name) for name in st.query_params if name != left_out}
    return address_with(page, given)


def address_here(page: str) -> bytes:
    """What tells the address of this run from others, however long it is."""
    return blake2b(here_without(page).encode()).digest()


def address_with(page: str, parameters: Mapping[str, Sequence[str]]) -> str:
    """The relative address of a page with parameters."""
    query = urlencode(parameters, doseq=True)
    return (page or "./") + (f"?{query}" if query else "")


def current_view() -> View:
    """The view of this run; the rerun of a fragment finds it as well."""
    view: View = st.session_state[VIEW]
    return view


def go_on_as(id: str) -> View:
    """The view with the present identifier of its thing, which all further links name."""
    st.session_state[VIEW] = view = replace(current_view(), id=id)
    return view


def tell(value: object) -> str:
    """The words for a value in the language of the visitor."""
    return current_view().language.tell(value)


def money(amount: Decimal | None, currency: str, length: str = "exact") -> Money | None:
    """An amount as this view shows it: converted amounts carry the sign, others the code. None stays None."""
    return None if amount is None else Money(amount, currency, length, currency == current_view().display)


def scale_currency() -> str:
    """The currency of what needs one scale: as awarded there is none, so the first display currency serves."""
    view = current_view()
    return view.store.display_currencies[0] if view.display == AS_AWARDED else view.display


def go(address: str) -> None:
    """Follow one of our own relative addresses: at once on the same page, else when the frame runs next."""
    parts = urlsplit(address)
    page = parts.path.removeprefix("./").strip("/")
    parameters = parse_qs(parts.query, keep_blank_values=True)
    if set(parameters) == {"id"}:
        # A square knows its grant alone; the selection and the display go with it.
        parameters = current_view().parameters() | parameters
    if page == current_view().page:
        write_address(parameters)
    else:
        st.session_state[GOING] = (page, parameters)


def go_to(page: str) -> None:
    """Go to another page, without a selection, when the frame runs next or goes on."""
    st.session_state[GOING] = (page, {})


def going() -> tuple[str, dict[str, list[str]]] | None:
    """Where the visitor asked to go, once."""
    target: tuple[str, dict[str, list[str]]] | None = st.session_state.pop(GOING, None)
    return target


def on_change(callback: Callable[..., None], *arguments: object) -> dict[str, Any]:
    """What a widget is given so that its callback hears of the visitor's choices on this page, and of nothing else.

    When a page is returned to, Streamlit may report what its widgets were when it was left. Who goes back twice at once
    leaves a run before its widgets reach the browser, which then reports those of the run before.
    """
    return {"on_change": _on_same_page, "args": (current_view().page, callback, *arguments)}


def _on_same_page(page: str, callback: Callable[..., None], *arguments: object) -> None:
    if current_view().page == page and address_here(page) in st.session_state[SHOWN_AT]:
        callback(*arguments)


def write_address(parameters: Mapping[str, Sequence[str]]) -> None:
    """Write a new address, keeping parameters that are not ours."""
    st.session_state.setdefault(WRITTEN_AT, address_here(current_view().page))
    st.query_params.from_dict(strange_parts() | dict(parameters))


def choose(selection: Selection) -> None:
    """Write a selection into the address."""
    write_address(current_view().here(selection))
