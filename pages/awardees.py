"""Awardees: who received a grant?"""

from dashlib.ui.awardees import show_awardees, show_awardees_heading
from dashlib.ui.facets import show_narrowing
from dashlib.ui.hits import is_without_hits
from dashlib.ui.show import is_empty

show_awardees_heading()
show_narrowing()
if not is_without_hits() and not is_empty():
    show_awardees()
