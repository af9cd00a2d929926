"""Update data: is my workbook right, what would change, make it live, take it back. Only staff have this page."""

from dashlib.ui.staff.changes import show_changes
from dashlib.ui.staff.desk import show_desk
from dashlib.ui.staff.files import show_files
from dashlib.ui.staff.history import show_history
from dashlib.ui.staff.problems import show_problems
from dashlib.ui.staff.publish import show_publish
from dashlib.ui.staff.rows import show_row
from dashlib.ui.staff.upload import show_upload
from dashlib.ui.staff.withheld import show_withheld
from dashlib.ui.staff.withhold import show_withhold

show_desk(
    places={
        "upload": show_upload,
        "row": show_row,
        "withhold": show_withhold,
        "withheld": show_withheld,
        "history": show_history,
    },
    steps={"files": show_files, "problems": show_problems, "changes": show_changes, "publish": show_publish},
)
