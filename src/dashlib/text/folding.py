"""One spelling for search and comparison: no script, no case, no diacritics, no punctuation."""

import re
import unicodedata

import cyrtranslit
from anyascii import anyascii

from dashlib.kept import for_short

CYRILLIC = re.compile("[\u0400-\u04ff]")
# Letters that are neither Latin nor marks on them.
FOREIGN = re.compile(r"[^\W\u0000-\u036f\u1e00-\u1eff]+")


def latin(text: str) -> str:
    """Its Latin spelling with diacritics: `Ђурђевак` becomes `Đurđevak`; other scripts are told in plain letters."""
    plain = unicodedata.normalize("NFKC", text)
    if CYRILLIC.search(plain):
        plain = cyrtranslit.to_latin(plain, "mk" if re.search("[ЃѓЌќЅѕ]", plain) else "sr")
    return unicodedata.normalize("NFC", FOREIGN.sub(lambda found: anyascii(found[0]), plain))


def plain_words(text: str) -> list[str]:
    """The words of `folded`; nothing is kept, however long the text is."""
    return re.findall("[a-z0-9]+", (text if text.isascii() else anyascii(latin(text))).casefold())


@for_short(65536, longest=200)
def folded(text: str) -> str:
    """`Зајечарска иницијатива` and `ZAJEČARSKA  inicijativa` both become `zajecarska inicijativa`."""
    return " ".join(plain_words(text))
