"""One awardee: its names, grants, calls, partners and events, and where they stand written."""

from dashlib.ui.one_awardee import show_awardee

show_awardee()
