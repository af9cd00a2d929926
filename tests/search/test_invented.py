"""The invented organizations are plausible company for the real ones, and none of them."""

import csv
import re
from itertools import islice

import pytest
from conftest import SOURCE
from invented import HEAD, MEMBERS, TOPIC, invented

from dashlib.text.folding import folded

FEW = 20_000


def test_the_same_seed_gives_the_same_organizations_however_many_are_asked_for() -> None:
    assert list(islice(invented(5_000), 50)) == list(invented(50)) != list(invented(50, seed=14))


def test_their_words_are_many_and_unevenly_common() -> None:
    words = [word for thing in invented(FEW) for word in folded(thing.name).split()]
    assert len(set(words)) > FEW / 2
    assert words.count("za") > 50 * words.count("istrazivanja") > 0


def test_all_six_countries_both_scripts_and_a_long_tail_of_grants() -> None:
    things = list(invented(FEW))
    assert {thing.country for thing in things} == {"AL", "BA", "ME", "MK", "RS", "XK"}
    assert sum(bool(re.search("[а-я]", thing.name)) for thing in things) > FEW / 10
    grants = [thing.grants for thing in things]
    assert grants.count(1) > 5 * grants.count(3) > 5 * grants.count(8) > 0


def test_what_sets_a_real_organization_apart_never_comes_up() -> None:
    """The two share no name, and no word but the common ones, the large towns and the abbreviations NGO, OJQ."""
    common = {
        word for choice in (HEAD, TOPIC, MEMBERS) for row in choice.members for text in row.values()
        for word in folded(text).split()
    }  # fmt: skip
    common |= {"me", "i", "and", "dhe", "for", "za", "per", "skopje", "banja", "luka", "novi", "sad"}
    with (SOURCE / "smart-balkans" / "organizations.csv").open(encoding="utf-8", newline="") as file:
        spellings = [";".join((row["name"], row["name_local"], row["aka"])) for row in csv.DictReader(file)]
    real_names = {folded(name) for names in spellings for name in names.split(";") if name}
    invented_names = {folded(name) for thing in invented(FEW) for name in (thing.name, *thing.spellings)}
    assert not real_names & invented_names
    real_words, invented_words = ({w for n in ns for w in n.split()} for ns in (real_names, invented_names))
    assert real_words & invented_words <= common


@pytest.mark.parametrize("letters", ["ć", "ђ", "ѓ", "ë"])
def test_the_letters_that_a_search_must_fold_are_there(letters: str) -> None:
    assert any(letters in thing.name.casefold() for thing in invented(5_000))
