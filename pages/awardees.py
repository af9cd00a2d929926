"""Awardees: who received a grant?"""

from dashlib.ui.awardees import show_awardees, show_awardees_heading
from dashlib.ui.facets import show_facets
from dashlib.ui.hits import is_without_hits, show_elsewhere
from dashlib.ui.search import show_search
from dashlib.ui.show import is_empty

show_awardees_heading()
show_search()
show_elsewhere()
show_facets()
if not is_without_hits() and not is_empty():
    show_awardees()
