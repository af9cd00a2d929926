"""What every run executes: the release, the pages, the menu, the filters, then the page that was asked for."""

from dashlib.text.say import say
from dashlib.ui.frame import run_frame

run_frame(
    menu={
        say("Funding"): [
            ("overview.py", say("Overview")),
            ("rounds.py", say("Rounds")),
            ("areas.py", say("Areas")),
            ("organizations.py", say("Organizations")),
            ("places.py", say("Places")),
            ("flows.py", say("Flows")),
            ("announcements.py", say("Announced and published")),
        ],
        say("Look up"): [("awardees.py", say("Awardees")), ("grants.py", say("Grants")), ("events.py", say("Events"))],
        say("Data"): [("data.py", say("Data"))],
    },
    hidden=[
        ("grant.py", say("Grant")),
        ("round.py", say("Round")),
        ("awardee.py", say("Awardee")),
        ("event.py", say("Event")),
    ],
    staff=[("update.py", say("Update data"))],
    without_selection=("data.py",),
)
