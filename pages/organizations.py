"""Organizations: how is the money spread?"""

from dashlib.text.say import say
from dashlib.ui.partners import show_partners
from dashlib.ui.show import is_empty, show_figures
from dashlib.ui.spread import (
    show_known_sizes,
    show_new_and_returning,
    show_not_published,
    show_ranking,
    show_spread_heading,
)

show_spread_heading()
if not is_empty():
    show_figures()
    show_known_sizes("known-sizes", say("How large the grants are, where an amount is published"))
    show_not_published("amount-not-published", say("The amount is not published"))
    show_ranking()
    show_new_and_returning("new-and-returning", say("New and returning awardees"))
    show_partners("partners", say("Who works with whom"))
