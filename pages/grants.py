"""Grants: show me the single awards."""

from dashlib.text.say import say
from dashlib.ui.grants_list import show_grants_heading, show_grants_list
from dashlib.ui.search import show_search
from dashlib.ui.show import is_empty, show_figures

show_grants_heading()
show_search()
if not is_empty():
    show_figures()
    show_grants_list("grants", say("Grants, one by one"))
