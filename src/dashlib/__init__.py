"""A public dashboard for re-granting programmes, whose every figure adds up and leads to its source."""

__version__ = "0.1.0"
