"""The letters of the alphabet above a list of names, in the order of the language."""

from typing import Any

from markupsafe import Markup

from dashlib.queries.alphabet import alphabet, letters_of
from dashlib.text.formats import Count
from dashlib.text.say import say
from dashlib.ui.hits import counted
from dashlib.ui.html import html, link, show_html
from dashlib.ui.view import current_view

# Fewer names are faster read than chosen by letter.
NAMES_NEEDED = 200


def at_letter(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those at the letter that the address asks for, all if it asks for none; shows their number and the letters.

    Of few names all are shown, and no letters.
    """
    view = current_view()
    if len(rows) < NAMES_NEEDED:
        show_html('<h2 class="gd-count">{}</h2>', counted("awardees", len(rows)))
        return rows
    names = [row["name"] for row in rows]
    own = dict(zip(names, letters_of(view.store, names, view.language), strict=True))
    letters, chosen = alphabet(view.store, view.language), next(iter(view.options.get("letter", ())), "")
    at = [row for row in rows if own[row["name"]] == chosen] if chosen in letters else rows
    number = counted("awardees", len(rows))
    if chosen in letters:
        number = say("{some} of {all} at {letter}", some=Count(len(at)), all=number, letter=chosen)
    marks = Markup().join(_mark(letter, letter == chosen, letter in own.values()) for letter in letters)
    every = link(view.href(letter=None), say("All")) if chosen in letters else Markup()
    show_html(
        '<h2 class="gd-count">{}</h2><nav class="gd-letters" aria-label="{}">{}{}</nav>',
        number,
        say("By first letter"),
        marks,
        every,
    )
    return at


def _mark(letter: str, is_chosen: bool, has_names: bool) -> Markup:
    if is_chosen:
        return html('<b aria-current="true">{}</b>', letter)
    return link(current_view().href(letter=letter), letter) if has_names else html("<span>{}</span>", letter)
