"""Grants: show me the single awards."""

from dashlib.text.say import say
from dashlib.ui.facets import show_facets
from dashlib.ui.grants_list import show_grants_heading, show_grants_list
from dashlib.ui.hits import is_without_hits, show_elsewhere
from dashlib.ui.search import show_search
from dashlib.ui.show import is_empty, show_figures

show_grants_heading()
show_search()
show_elsewhere()
show_facets()
if not is_without_hits() and not is_empty():
    show_figures()
    show_grants_list("grants", say("Grants, one by one"))
