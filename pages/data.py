"""Data: can I trust it, take it, cite it?"""

from dashlib.text.say import say
from dashlib.ui.controls import switch
from dashlib.ui.data import show_data_heading, show_dictionary, show_files, show_terms
from dashlib.ui.method import show_method
from dashlib.ui.quality import show_quality, show_sources_weighed
from dashlib.ui.releases import show_releases

PARTS = {
    "files": (say("Files"), show_files, show_terms),
    "dictionary": (say("Dictionary"), show_dictionary),
    "method": (say("Method"), show_method, show_terms),
    "sources": (say("Sources"), show_sources_weighed),
    "releases": (say("Releases"), show_releases),
    "quality": (say("Quality"), show_quality),
}

show_data_heading()
part = switch("part", {name: title for name, (title, *_) in PARTS.items()}, say("Part of this page"))
for show in PARTS[part][1:]:
    show()
