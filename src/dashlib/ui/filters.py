"""The selection and the display in the sidebar."""

from collections import Counter

import streamlit as st

from dashlib.queries.alphabet import in_alphabet
from dashlib.queries.names import value_name
from dashlib.queries.totals import Option, options, whole_areas
from dashlib.schema import dates
from dashlib.schema.filters import AS_AWARDED, BY_NAME, FILTERS, Filter
from dashlib.schema.package import BUCKETS
from dashlib.text.formats import Count, languages
from dashlib.text.say import say
from dashlib.ui.html import show_html
from dashlib.ui.selection import shortened
from dashlib.ui.view import choose, current_view, on_change, write_address

LONGEST_OPTION = 30
OPEN_FILTERS = ("programme", "country", "grant_type", "area", "year", "disclosed")


def show_filters() -> None:
    """The filters of the selection; every widget is set from the address before it is drawn."""
    view = current_view()
    tell = view.language.tell
    show_html("<h2>{}</h2>", say("Selection"))
    for filter_ in FILTERS:
        if filter_.name in OPEN_FILTERS:
            _show_filter(filter_)
    more = [filter_ for filter_ in FILTERS if filter_.name not in OPEN_FILTERS]
    used = any(view.selection.chosen(filter_.name) for filter_ in more)
    with st.expander(tell(say("More filters")), expanded=used):
        for filter_ in more:
            _show_filter(filter_)


def show_display() -> None:
    """How amounts are shown; this never changes a count."""
    view = current_view()
    tell = view.language.tell
    show_html("<h2>{}</h2>", say("Display"))
    _set_state("currency", view.display)
    names = {AS_AWARDED: say("As awarded")} | {
        code: say("{code}, converted", code=code) for code in view.store.display_currencies
    }
    st.selectbox(
        tell(say("Currency")),
        [*view.store.display_currencies, AS_AWARDED],
        format_func=lambda code: tell(names[code]),
        key="currency",
        **on_change(_on_display, "currency"),
    )
    if len(languages()) > 1:
        _set_state("lang", view.language.code)
        st.selectbox(tell(say("Language")), languages(), key="lang", **on_change(_on_display, "lang"))


def _show_filter(filter_: Filter) -> None:
    view = current_view()
    tell = view.language.tell
    key = f"filter-{filter_.name}"
    chosen = view.selection.chosen(filter_.name)
    if filter_.kind in {"codes", "years"}:
        labels = _labels(filter_.name)
        if filter_.name == "programme" and len(labels) < 2 and not chosen:
            return
        codes = list(dict.fromkeys([*labels, *chosen]))
        _set_state(key, list(chosen))
        st.multiselect(
            tell(filter_.title),
            codes,
            format_func=lambda code: labels.get(
                code, f"{shortened(tell(value_name(view.store, filter_.name, code)))} · 0"
            ),
            key=key,
            placeholder=tell(filter_.nothing_chosen),
            **on_change(_on_codes, filter_.name, codes),
            select_all=False,
        )
    elif filter_.kind == "choice":
        words = {"": tell(filter_.nothing_chosen)} | _labels(filter_.name)
        words |= {code: f"{tell(filter_.choices[code])} · 0" for code in chosen if code not in words}
        _set_state(key, next(iter(chosen), ""))
        st.selectbox(
            tell(filter_.title),
            list(words),
            format_func=lambda code: words.get(code, code),
            key=key,
            **on_change(_on_filter, filter_.name),
        )
    else:
        _set_state(key, next(iter(chosen), ""))
        st.text_input(
            tell(filter_.title),
            key=key,
            placeholder="2023-06-30" if filter_.kind == "date" else tell(filter_.nothing_chosen),
            **on_change(_on_filter, filter_.name),
        )


def _labels(name: str) -> dict[str, str]:
    """What a filter offers, each with the grants it would leave; priority areas stand above the themes."""
    view = current_view()
    tell = view.language.tell
    wholes = whole_areas(view.store, view.selection) if name == "area" else []
    labels = {
        value.value_id: f"{tell(value.name)} · {tell(Count(value.award_count))}" for value in _ordered(wholes, name)
    }
    values = _ordered(options(view.store, view.selection, name), name)
    # A long name loses its middle, unless that is what tells it from another.
    short = {value.value_id: shortened(tell(value.name), LONGEST_OPTION) for value in values}
    alike = Counter(short.values())
    for value in values:
        told = short[value.value_id]
        labels[value.value_id] = f"{told if alike[told] == 1 else tell(value.name)} · {tell(Count(value.award_count))}"
    return labels


def _ordered(values: list[Option], name: str) -> list[Option]:
    """By name, years by number, buckets last."""
    if name == "year":
        return values
    view = current_view()
    names = [view.language.tell(value.name) for value in values]
    ordered = [values[place] for place in in_alphabet(view.store, names, view.language)]
    return sorted(ordered, key=lambda value: BUCKETS.index(value.value_id) + 1 if value.value_id in BUCKETS else 0)


def _set_state(key: str, value: object) -> None:
    st.session_state[key] = value


def _on_codes(name: str, codes: list[str]) -> None:
    values = st.session_state[f"filter-{name}"]
    # Who goes back twice at once may report a label of the run before, whose number is another: that is no choice.
    if set(values) <= set(codes):
        choose(current_view().selection.with_values(name, values))


def _on_filter(name: str) -> None:
    value = (st.session_state[f"filter-{name}"] or "").strip()
    values = [value] if value else []
    if BY_NAME[name].kind == "date" and values and not dates.interval_of(values[0]):
        write_address(current_view().here(current_view().selection.without(name)) | {name: values})
        return
    choose(current_view().selection.with_values(name, values))


def _on_display(name: str) -> None:
    address = current_view().here()
    address.pop(name, None)
    value = st.session_state[name]
    default = current_view().store.display_currencies[0] if name == "currency" else "en"
    write_address(address if value == default else address | {name: [value]})
