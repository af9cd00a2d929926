"""One spelling for search and comparison: no script, no case, no diacritics, no punctuation."""

import re
import unicodedata
from functools import lru_cache

import cyrtranslit
from anyascii import anyascii

CYRILLIC = re.compile("[\u0400-\u04ff]")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """`Зајечарска иницијатива` and `ZAJEČARSKA  inicijativa` both become `zajecarska inicijativa`."""
    plain = unicodedata.normalize("NFKC", text)
    if CYRILLIC.search(plain):
        plain = cyrtranslit.to_latin(plain, "mk" if re.search("[ЃѓЌќЅѕ]", plain) else "sr")
    return " ".join(re.findall("[a-z0-9]+", anyascii(unicodedata.normalize("NFC", plain)).casefold()))


def alphabetical(name: str | None) -> tuple[bool, str, str]:
    """Where a name stands in a list: by its Latin letters without accents, in any script; without letters last."""
    latin = folded(name or "")
    return not latin, latin, name or ""
