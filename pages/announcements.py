"""Announced and published: do the figures stated in public agree with the awards that are published?"""

from dashlib.text.say import say
from dashlib.ui.overview import show_statements_heading
from dashlib.ui.show import is_empty, show_figures
from dashlib.ui.statement_charts import show_contradictions, show_frame, show_nesting
from dashlib.ui.statements import show_each_statement, show_missing, show_what_narrows, shown_statements

found = shown_statements()
show_statements_heading(found)
show_what_narrows()
if not is_empty():
    show_figures()
    show_frame("frame", say("Announced so far, and the frame"), found)
    show_contradictions("contradictions", say("Different figures for the same thing"), found)
    show_nesting("levels", found)
    show_each_statement("statements", say("Each statement beside the data"), found)
    show_missing("missing", say("What is still missing"))
