"""Flows: from whom, through what, to whom?"""

from dashlib.text.say import say
from dashlib.ui.breakdowns import show_matrix
from dashlib.ui.flows import show_flow, show_flows_heading
from dashlib.ui.show import is_empty, show_figures

show_flows_heading()
if not is_empty():
    show_figures()
    show_flow("flow", say("From the funder through the programme and its grant types to the countries"))
    show_matrix("types-by-country", "grant_type", "country", say("Each grant type, country by country"))
