"""One round: its dates, its grants, the statements about it, and where they stand written."""

from dashlib.ui.one_round import show_round

show_round()
