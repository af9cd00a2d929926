"""Update data: only staff have this page."""

from dashlib.ui.staff.account import show_account

show_account()
