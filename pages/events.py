"""Events: what happened, when, with whom?"""

from dashlib.text.say import say
from dashlib.ui.events import (
    show_event_list,
    show_event_map,
    show_event_strip,
    show_events_heading,
    show_no_events,
    shown_events,
)
from dashlib.ui.facets import show_facets
from dashlib.ui.hits import is_search, is_without_hits, show_elsewhere
from dashlib.ui.search import show_search
from dashlib.ui.show import columns

found = shown_events()
show_events_heading(found)
show_search()
show_elsewhere()
show_facets()
if found and is_search():
    show_event_list("events", say("Events, one by one"), found)
    show_event_strip("events-by-type", say("When they were"), found)
    show_event_map("events-by-country", say("Where they were"), found)
elif found:
    show_event_strip("events-by-type", say("When they were"), found)
    left, right = columns(2)
    with left:
        show_event_map("events-by-country", say("Where they were"), found)
    with right:
        show_event_list("events", say("Newest first"), found)
elif not is_without_hits():
    show_no_events()
