"""The fixture of the tests of reading."""

from conftest_reading import hand

__all__ = ["hand"]
