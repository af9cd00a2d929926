"""Grants: show me the single awards."""

from dashlib.text.say import say
from dashlib.ui.facets import show_narrowing
from dashlib.ui.grants_list import show_grants_heading, show_grants_list
from dashlib.ui.hits import is_search, is_without_hits
from dashlib.ui.selection import show_left_out
from dashlib.ui.show import is_empty, show_figures

show_grants_heading()
show_narrowing()
if not is_without_hits() and not is_empty():
    if not is_search():
        show_figures()
        show_left_out()
    show_grants_list("grants", say("Grants, one by one"))
    if is_search():
        show_figures()
