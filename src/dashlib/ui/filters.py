"""The selection in the sidebar, in a sentence whose parts can be removed, and what it leaves out."""

import streamlit as st

from dashlib.queries.names import value_name
from dashlib.queries.totals import Option, Value, left_out, options, whole
from dashlib.schema import dates
from dashlib.schema.filters import AS_AWARDED, BY_NAME, FILTERS, Filter
from dashlib.schema.package import BUCKETS
from dashlib.schema.selection import Selection
from dashlib.text.formats import Count, Interval, Money, grants_said, languages
from dashlib.text.say import Text, say, say_list
from dashlib.ui.html import show_html
from dashlib.ui.view import choose, current_view, write_address

CHOICES = {"yes": say("Amount published"), "no": say("Amount not published")}
OPEN_FILTERS = ("programme", "country", "grant_type", "area", "year", "disclosed")
LONGEST_NAME = 60
NAMED_AT_MOST = 4
DIMENSIONS = {
    "programme": say("programme"),
    "call": say("call"),
    "round": say("round"),
    "grant_type": say("grant type"),
    "country": say("country"),
    "municipality": say("municipality"),
    "area": say("area"),
    "organization": say("awardee"),
    "year": say("year"),
}


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
        on_change=_on_display,
        args=("currency",),
    )
    if len(languages()) > 1:
        _set_state("lang", view.language.code)
        st.selectbox(tell(say("Language")), languages(), key="lang", on_change=_on_display, args=("lang",))


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
                code, f"{_short(tell(value_name(view.store, filter_.name, code)))} · 0"
            ),
            key=key,
            placeholder=tell(filter_.nothing_chosen),
            on_change=_on_filter,
            args=(filter_.name,),
            select_all=False,
        )
    elif filter_.kind == "choice":
        found = {
            code: whole(view.store, view.selection.with_values(filter_.name, [code]), AS_AWARDED)
            for code in filter_.choices
        }
        words = {"": tell(filter_.nothing_chosen)}
        for code, value in found.items():
            if value or code in chosen:
                words[code] = f"{tell(CHOICES[code])} · {tell(Count(value.award_count if value else 0))}"
        _set_state(key, next(iter(chosen), ""))
        st.selectbox(
            tell(filter_.title),
            list(words),
            format_func=lambda code: words.get(code, code),
            key=key,
            on_change=_on_filter,
            args=(filter_.name,),
        )
    else:
        _set_state(key, next(iter(chosen), ""))
        st.text_input(
            tell(filter_.title),
            key=key,
            placeholder="2023-06-30" if filter_.kind == "date" else tell(filter_.nothing_chosen),
            on_change=_on_filter,
            args=(filter_.name,),
        )


def _labels(name: str) -> dict[str, str]:
    """What a filter offers, each with the grants it would leave; priority areas stand above the themes."""
    view = current_view()
    tell = view.language.tell
    labels = {}
    if name == "area":
        for value in _ordered(options(view.store, view.selection, "priority_area"), "area"):
            if value.value_id not in BUCKETS:
                whole_area = say("{area}, all themes · {number}", area=value.name, number=Count(value.award_count))
                labels[value.value_id] = tell(whole_area)
    for value in _ordered(options(view.store, view.selection, name), name):
        labels[value.value_id] = f"{_short(tell(value.name))} · {tell(Count(value.award_count))}"
    return labels


def _ordered(values: list[Option], name: str) -> list[Option]:
    """By name, years by number, buckets last."""
    tell = current_view().language.tell

    def place(value: Option) -> tuple[int, str]:
        bucket = BUCKETS.index(value.value_id) + 1 if value.value_id in BUCKETS else 0
        return bucket, value.value_id if name == "year" else tell(value.name).casefold()

    return sorted(values, key=place)


def _short(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME // 2]} … {name[-LONGEST_NAME // 2 :]}"


def _set_state(key: str, value: object) -> None:
    st.session_state[key] = value


def _on_filter(name: str) -> None:
    value = st.session_state[f"filter-{name}"]
    values = value if isinstance(value, list) else [value.strip()] if value and value.strip() else []
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


def part_name(name: str, value: str) -> Text:
    """How one chosen value reads in the sentence of the selection."""
    if name == "disclosed":
        return CHOICES[value]
    if name in {"period_from", "period_to"}:
        interval = dates.interval_of(value)
        told = Interval(*interval) if interval else value
        return say("from {date}", date=told) if name == "period_from" else say("until {date}", date=told)
    if name == "text":
        return say("with the words “{text}”", text=_short(value))
    found = value_name(current_view().store, name, value)
    return say("{name}", name=_short(found) if isinstance(found, str) else found)


def selection_told() -> Text:
    """The selection in words, for titles and sentences."""
    view = current_view()
    told = say("the whole programme")
    for number, filter_ in enumerate(filter_ for filter_ in FILTERS if view.selection.chosen(filter_.name)):
        names: list[object] = [part_name(filter_.name, value) for value in view.selection.chosen(filter_.name)]
        if len(names) > NAMED_AT_MOST:
            names = [*names[:NAMED_AT_MOST], say("{count} more", count=len(names) - NAMED_AT_MOST)]
        told = say("{before}, {part}", before=told, part=say_list(names)) if number else say_list(names)
    return told


def show_unread() -> None:
    """Names what could not be read of the address."""
    unread = ", ".join(f"{name}={_short(value)}" for name, value in current_view().unread)
    if unread:
        show_html('<p class="gd-unread">{}</p>', say("Ignored, since it cannot be read: {parts}", parts=unread))


def show_selection(counted: Text | None = None) -> None:
    """The sentence of the selection, each part a button that removes it; what is left out.

    `counted` stands in place of the number of grants where the page is about something else: nothing is left out then.
    """
    view = current_view()
    tell = view.language.tell
    parts = view.selection.parts()
    if not parts:
        return
    told = counted or grants_told(whole(view.store, view.selection, AS_AWARDED))
    begin = say("Selection:") if counted else say("Grants:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="sentence"):
        show_html('<span class="gd-sentence">{}</span>', begin, width="content")
        for number, (name, code) in enumerate(parts):
            st.button(
                _button_text(tell(part_name(name, code))),
                key=f"part-{number}",
                icon=":material/close:",
                icon_position="right",
                help=tell(say("Remove this part")),
                on_click=choose,
                args=(view.selection.without(name, code),),
            )
        show_html('<span class="gd-sentence gd-number-of">{}</span>', told, width="content")
        st.button(tell(say("Reset")), type="tertiary", key="reset", on_click=choose, args=(Selection(),))
    if not counted:
        _show_left_out()


def _button_text(text: str) -> str:
    """Button labels read Markdown; a name must not become any."""
    return "".join("\\" + letter if letter in "\\`*_{}[]()<>#+-.!|$~:^=" else letter for letter in text)


def grants_told(value: Value | None) -> Text:
    """'6 grants, in part' or 'no grant'."""
    return value.told if value else say("no grant")


def _show_left_out() -> None:
    """What may belong to the selection and is not in it, with the amount and a link that adds it."""
    view = current_view()
    groups: dict[str, list[dict[str, object]]] = {}
    for row in left_out(view.store, view.selection, view.display):
        groups.setdefault(str(row["dimensions"]), []).append(row)
    for dimensions, rows in groups.items():
        names = dimensions.split(";")
        amounts = [
            Money(row["amount"], str(row["currency"]), "exact", row["currency"] == view.display)  # type: ignore[arg-type]
            for row in rows
            if row["amount"] is not None
        ]
        number = sum(row["award_count"] for row in rows)  # type: ignore[misc]
        what = say_list([*([grants_said(number)] if number else []), *amounts])
        if "period" in names:
            sentence = say("Not in it: {what}, dated less precisely, may belong to this period.", what=what)
            show_html('<p class="gd-left-out">{}</p>', sentence)
            continue
        by = say_list([DIMENSIONS[name] for name in names])
        sentence = say(
            "Not in it: {what} announced, not broken down by {dimensions}; some of it may belong here.",
            what=what,
            dimensions=by,
        )
        wider = view.selection
        for name in names:
            wider = wider.with_values(name, [*wider.chosen(name), "not-broken-down"])
        show_html(
            '<p class="gd-left-out">{} <a href="{}">{}</a></p>', sentence, view.href(selection=wider), say("Add it")
        )
