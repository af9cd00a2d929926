"""What is found for the words of an address, kept: the run of a page asks for it several times."""

from pathlib import Path

from dashlib.kept import Kept
from dashlib.queries.store import Store
from dashlib.search.find import Results, find
from dashlib.search.index import open_index
from dashlib.ui.narrowing import KINDS, Search

SEARCHES_KEPT, BYTES_KEPT = 64, 256 * 1024**2
BYTES_OF_A_SEARCH, BYTES_OF_A_HIT = 32_000, 400

searches: Kept[tuple[Search, Results]] = Kept(SEARCHES_KEPT, BYTES_KEPT)


def search_for(store: Store, page: str, words: str, cache: Path) -> Search:
    """Search what a page lists; the index is kept below `cache`."""
    return _searched(store, page, words, cache)[0]


def results_for(store: Store, page: str, words: str, cache: Path) -> Results:
    """The same search with why each hit is one, and what is near if there is none."""
    return _searched(store, page, words, cache)[1]


def _searched(store: Store, page: str, words: str, cache: Path) -> tuple[Search, Results]:
    if (known := searches.get(key := (store, page, words, cache))) is not None:
        return known
    results = find(open_index(store, cache), words, KINDS[page])
    search = Search(words, results.ids)
    return searches.keep(key, (search, results), BYTES_OF_A_SEARCH + BYTES_OF_A_HIT * len(search.ids))
