"""Overview: where has the money gone so far?"""

from dashlib.text.say import say
from dashlib.ui.charts import show_completeness, show_map, show_money_over_time, show_squares_by
from dashlib.ui.overview import show_latest_awards, show_latest_events, show_overview_heading
from dashlib.ui.search import show_search
from dashlib.ui.show import columns, is_empty, show_figures

show_overview_heading()
show_search()
if not is_empty():
    show_figures()
    show_squares_by("grants-by-type", "grant_type", say("Every announced grant, one square"))
    left, right = columns(2)
    with left:
        show_map("grants-by-country", say("Where the grants are"))
    with right:
        show_money_over_time("money-over-time", say("When the money was announced"))
        show_completeness("completeness", say("How complete are the data?"))
    left, right = columns(2)
    with left:
        show_latest_awards()
    with right:
        show_latest_events()
