"""One event: when and where, who spoke, which grants it was about, and where it stands written."""

from dashlib.ui.one_event import show_event

show_event()
