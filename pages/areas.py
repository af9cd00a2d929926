"""Areas: what is the money for?"""

from dashlib.text.say import say
from dashlib.ui.areas import show_areas_heading, show_meaning, show_themes
from dashlib.ui.breakdowns import show_matrix, show_multiples
from dashlib.ui.show import is_empty, show_figures

show_areas_heading()
if not is_empty():
    show_figures()
    show_themes("themes", say("What the grants are for"))
    show_meaning()
    show_matrix("areas-by-country", "area", "country", say("Which theme, in which country"))
    show_matrix("areas-by-year", "area", "year", say("Which theme, in which year"))
    show_multiples("areas-over-time", "priority_area", "year", say("Priority areas over time"))
