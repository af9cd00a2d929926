"""Data: can I trust it, take it, cite it?"""

from dashlib.text.say import say
from dashlib.ui.controls import switch
from dashlib.ui.data import show_data_heading, show_dictionary, show_files, show_terms
from dashlib.ui.method import show_method
from dashlib.ui.quality import show_quality, show_sources_weighed
from dashlib.ui.releases import show_releases

TITLES = {
    "files": say("Files"),
    "dictionary": say("Dictionary"),
    "method": say("Method"),
    "sources": say("Sources"),
    "releases": say("Releases"),
    "quality": say("Quality"),
}
PARTS = {
    "files": [show_files, show_terms],
    "dictionary": [show_dictionary],
    "method": [show_method, show_terms],
    "sources": [show_sources_weighed],
    "releases": [show_releases],
    "quality": [show_quality],
}

show_data_heading()
for show in PARTS[switch("part", TITLES, say("Part of this page"))]:
    show()
