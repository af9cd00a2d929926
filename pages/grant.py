"""One grant: everything that is known of it, what is not known, and where it stands written."""

from dashlib.ui.one_grant import show_grant

show_grant()
