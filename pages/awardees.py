"""Awardees: who received a grant?"""

from dashlib.text.say import say
from dashlib.ui.awardees import show_awardees_heading, show_awardees_list
from dashlib.ui.search import show_search
from dashlib.ui.show import is_empty

show_awardees_heading()
show_search()
if not is_empty():
    show_awardees_list("awardees", say("Who received a grant"))
