"""Places: where does the money go?"""

from dashlib.text.say import say
from dashlib.ui.breakdowns import show_bars_by, show_multiples
from dashlib.ui.charts import show_map, show_squares_by
from dashlib.ui.overview import show_places_heading
from dashlib.ui.show import is_empty, show_figures

show_places_heading()
if not is_empty():
    show_figures()
    show_map("map", say("Where the grants are"))
    show_bars_by("funding-by-country", "country", say("Grants and money by country"))
    show_multiples("countries-over-time", "country", "year", say("Each country over the years"))
    show_multiples("years-by-country", "year", "country", say("Each year by country"))
    show_squares_by(
        "grants-by-municipality", "municipality", say("Towns and municipalities, where the sources name them")
    )
