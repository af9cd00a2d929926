"""Every awardee comes first by each of its names, however it is typed, among 20,000 invented organizations as well.

The ways of typing are made by rule from the names in the data, so that nobody chose what is easy.
"""

import re
from collections.abc import Callable

import cyrtranslit
import pytest
from reference import directory

from dashlib.queries.store import Store
from dashlib.search.find import find
from dashlib.search.index import Index
from dashlib.search.things import things
from dashlib.text.folding import folded

# On a keyboard the letter to the right; the last of a row has the one to its left.
NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioopsdfghjklkxcvbnmn", strict=True))
SHORTEST_SLIP = 6


def in_other_script(name: str) -> str:
    is_cyrillic = re.search("[\u0400-\u04ff]", name)
    return cyrtranslit.to_latin(name, "mk") if is_cyrillic else cyrtranslit.to_cyrillic(name, "sr")


def with_slip(slip: Callable[[str], str]) -> Callable[[str], str]:
    """The slip in the middle of the longest word, if that is long enough; without quotes, which are literal."""

    def typed(name: str) -> str:
        name = re.sub("[„“”\"]|''", "", name)
        word = max(re.findall(r"[^\W\d_]+", name), key=len)
        return name.replace(word, slip(word), 1) if len(word) >= SHORTEST_SLIP else name

    return typed


def middle(word: str) -> int:
    return len(word) // 2


WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "bare letters": folded,
    "capitals": str.upper,
    "the other script": in_other_script,
    "words turned round": lambda name: " ".join(reversed(name.split())),
    "first blank missed": lambda name: name.replace(" ", "", 1),
    "hyphens for blanks": lambda name: name.replace(" ", "-"),
    "form before": lambda name: f"NVO {name}",
    "form behind": lambda name: f"{name}, OJQ",
    "in quotes": lambda name: f"„{name}”",
    "letter dropped": with_slip(lambda word: word[: middle(word)] + word[middle(word) + 1 :]),
    "letter doubled": with_slip(lambda word: word[: middle(word)] + word[middle(word) - 1 :]),
    "letters swapped": with_slip(
        lambda word: word[: middle(word)] + word[middle(word) + 1] + word[middle(word)] + word[middle(word) + 2 :]
    ),
    "neighbouring key": with_slip(
        lambda word: word[: middle(word)] + NEIGHBOURS.get(folded(word[middle(word)]), "e") + word[middle(word) + 1 :]
    ),
}


@pytest.fixture(scope="module")
def among_invented(real: Store) -> Index:
    return directory("among 20,000 invented organizations", real)


@pytest.mark.parametrize("way", WAYS)
def test_every_name_of_every_awardee_comes_first(real: Store, among_invented: Index, way: str) -> None:
    awardees = [row for part in things(real) for row in part.to_pylist() if row["kind"] == "awardee"]
    missed = []
    for row in awardees:
        for name in (row["name"], *row["spellings"]):
            typed = WAYS[way](name)
            found = find(among_invented, typed, "awardee").ids[:3]
            if found[:1] != (row["id"],):
                missed.append(f"{typed!r}: {row['id']}, found {found}")
    assert not missed, "\n".join(missed)
