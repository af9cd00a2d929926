"""Names in the order of a language's alphabet, and the letter under which each stands."""

import re
import unicodedata
from bisect import bisect
from collections.abc import Sequence
from functools import lru_cache

from dashlib.queries.store import Store
from dashlib.text.folding import CYRILLIC, latin
from dashlib.text.formats import Language
from dashlib.text.say import say

# A translation gives the letters of its language, digraphs included, as they begin a name: "A B C Č Ć D Dž Đ E …".
# Letters that only names from elsewhere begin with (Q, W, X, Y) may be among them, each at its place.
ALPHABET = say("A B C D E F G H I J K L M N O P Q R S T U V W X Y Z")
NO_LETTER = "#"

# DuckDB knows the rules of languages, not of scripts; written in Latin letters, these are sorted as Croatian is.
LATIN_RULES = {"sr": "hr", "cnr": "hr", "sh": "hr"}
# Up to the byte that ends the primary weights, which tell letters apart, not accents and case.
PRIMARY = re.compile("(?:..)*?(?=01)")
SORT_KEYS: dict[tuple[str, str], str] = {}

Key = tuple[bool, str, str]


def in_alphabet(store: Store, names: Sequence[str | None], language: Language) -> list[int]:
    """The positions of the names in order: without regard to punctuation, those that begin with no letter last.

    Names in Cyrillic stand where their Latin spelling does, if the language is written in Latin letters.
    """
    keys = _keys(store, names, language)
    return sorted(range(len(names)), key=keys.__getitem__)


def alphabet(store: Store, language: Language) -> list[str]:
    """The letters under which names stand, in order; `#` at the end for names that begin with none."""
    return [*_letters(store, language), NO_LETTER]


def letters_of(store: Store, names: Sequence[str | None], language: Language) -> list[str]:
    """The letter of the alphabet under which each name stands: É under E, unless É is a letter of its own."""
    letters = _letters(store, language)
    primaries = [_primary(key) for key in _keys(store, letters, language)]
    found = []
    for key in _keys(store, names, language):
        place = bisect(primaries, _primary(key))
        found.append(NO_LETTER if key[0] or not place else letters[place - 1])
    return found


def _letters(store: Store, language: Language) -> list[str]:
    letters = language.tell(ALPHABET).split()
    return [letters[place] for place in in_alphabet(store, letters, language)]


def _keys(store: Store, names: Sequence[str | None], language: Language) -> list[Key]:
    """Whether a name begins with no letter, its key, and the name, so that no order is left to chance."""
    is_latin = not CYRILLIC.search(language.tell(ALPHABET))
    collation = LATIN_RULES.get(language.code, language.code) if is_latin else language.code
    texts = [_sorted_by(name or "", is_latin) for name in names]
    missing = {text for text in texts if (collation, text) not in SORT_KEYS}
    if missing:
        rows = store.rows("sort_keys", texts=sorted(missing), collation=collation)
        SORT_KEYS.update({(collation, row["text"]): row["sort_key"] for row in rows})
    return [
        (not text[:1].isalpha(), SORT_KEYS[collation, text], name or "")
        for name, text in zip(names, texts, strict=True)
    ]


@lru_cache(maxsize=65536)
def _sorted_by(name: str, is_latin: bool) -> str:
    """What counts of a name: its letters and digits, in words."""
    plain = latin(name) if is_latin else unicodedata.normalize("NFKC", name)
    return " ".join(re.findall(r"[^\W_][\u0300-\u036f\w]*", plain))


def _primary(key: Key) -> str:
    found = PRIMARY.match(key[1])
    return found[0] if found else ""
