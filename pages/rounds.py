"""Rounds: what did each call and round award, and how do they compare?"""

from dashlib.text.say import say
from dashlib.ui.calls import show_bars_by_call, show_calls_and_rounds
from dashlib.ui.comparison import show_calls_in_time, show_comparison
from dashlib.ui.overview import show_rounds_heading
from dashlib.ui.show import is_empty, show_figures

show_rounds_heading()
if not is_empty():
    show_figures()
    show_bars_by_call("money-by-call", say("What each call awarded"))
    show_calls_and_rounds("calls-and-rounds", say("Every call and its rounds"))
    show_comparison("comparison", say("Side by side"))
    show_calls_in_time("calls-in-time", say("From the call to the award"))
