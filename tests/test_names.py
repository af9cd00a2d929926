"""Names: in the order of each language's alphabet, under its letters, and told apart where two have the same."""

import time
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from builders import programme, publish
from conftest import settings_for
from test_pages import shown, with_error_details  # noqa: F401

from dashlib.queries.alphabet import ALPHABET, alphabet, in_alphabet, letters_of
from dashlib.queries.awardees import awardees
from dashlib.queries.names import value_name
from dashlib.queries.store import Store
from dashlib.releases.current import open_current
from dashlib.schema.selection import Selection
from dashlib.text.formats import Language, language

ENGLISH = language("en")


def spoken(code: str, letters: str) -> Language:
    """A language of the site with its own alphabet."""
    catalog = Catalog(locale=code)
    catalog.add(ALPHABET.template, letters)
    return Language(code, Locale(code), catalog)


SERBIAN = spoken("sr", "A B C Č Ć D Dž Đ E F G H I J K L Lj M N Nj O P Q R S Š T U V W X Y Z Ž")
CROATIAN = spoken("hr", "A B C Č Ć D Dž Đ E F G H I J K L Lj M N Nj O P Q R S Š T U V W X Y Z Ž")
ALBANIAN = spoken("sq", "A B C Ç D Dh E Ë F G Gj H I J K L Ll M N Nj O P Q R Rr S Sh T Th U V X Xh Y Z Zh")
MACEDONIAN = spoken("mk", "А Б В Г Д Ѓ Е Ж З Ѕ И Ј К Л Љ М Н Њ О П Р С Т Ќ У Ф Х Ц Ч Џ Ш A B C D E H M Z")


def told(store: Store, names: list[str], language: Language) -> str:
    """The names in order, each after its letter."""
    letters = letters_of(store, names, language)
    return ", ".join(f"{letters[place]}: {names[place]}" for place in in_alphabet(store, names, language))


@pytest.mark.parametrize("language", [SERBIAN, CROATIAN], ids=["sr", "hr"])
def test_serbian_and_croatian_letters_stand_at_their_own_places(real: Store, language: Language) -> None:
    names = [
        "Ženski",
        "Zub",
        "Đak",
        "Džez",
        "Dza",
        "Da",
        "Ćar",
        "Čačak",
        "Cz",
        "Ljiljan",
        "Luz",
        "Njiva",
        "Nuk",
        "Šum",
        "Sz",
    ]
    assert told(real, names, language) == (
        "C: Cz, Č: Čačak, Ć: Ćar, D: Da, D: Dza, Dž: Džez, Đ: Đak, L: Luz, Lj: Ljiljan, N: Nuk, Nj: Njiva, "
        "S: Sz, Š: Šum, Z: Zub, Ž: Ženski"
    )
    assert alphabet(real, language) == [*language.tell(ALPHABET).split(), "#"]


def test_albanian_letters_stand_at_their_own_places(real: Store) -> None:
    names = [
        "Ça",
        "Cz",
        "Dha",
        "Dz",
        "Ëa",
        "Ez",
        "Gja",
        "Gz",
        "Lla",
        "Lz",
        "Rra",
        "Rz",
        "Sha",
        "Sz",
        "Xha",
        "Zha",
        "Zz",
    ]
    assert told(real, names, ALBANIAN) == (
        "C: Cz, Ç: Ça, D: Dz, Dh: Dha, E: Ez, Ë: Ëa, G: Gz, Gj: Gja, L: Lz, Ll: Lla, R: Rz, Rr: Rra, "
        "S: Sz, Sh: Sha, Xh: Xha, Z: Zz, Zh: Zha"
    )
    assert alphabet(real, ALBANIAN) == [*ALBANIAN.tell(ALPHABET).split(), "#"]


def test_names_in_other_scripts_stand_where_their_latin_spelling_does(real: Store) -> None:
    names = ["Ljiljan", "Љубав", "Ђак", "Đurđevak", "Лаза", "Ёлка", "Ωmega", "Été", "Oaza"]
    assert told(real, names, SERBIAN) == (
        "Đ: Ђак, Đ: Đurđevak, E: Ёлка, E: Été, L: Лаза, Lj: Ljiljan, Lj: Љубав, O: Oaza, O: Ωmega"
    )
    assert told(real, ["Ça", "Cz", "Đak", "Da", "Џез", "Žena", "Zub"], ENGLISH) == (
        "C: Ça, C: Cz, D: Da, D: Đak, D: Џез, Z: Žena, Z: Zub"
    )


def test_where_the_language_is_written_in_cyrillic_cyrillic_names_come_first(real: Store) -> None:
    names = ["Čačak", "Шума", "Ќерка", "Тара", "Ѓаво", "Media"]
    assert told(real, names, MACEDONIAN) == "Ѓ: Ѓаво, Т: Тара, Ќ: Ќерка, Ш: Шума, C: Čačak, M: Media"


def test_punctuation_does_not_count_and_names_without_a_first_letter_stand_last(real: Store) -> None:
    names = ["24 sata", "„Žar“", "- Beta", "!", "", "alfa", "A-mol", "Alfa ", "a\u0301ut", "Ápril"]
    for tongue, letter in ((SERBIAN, "Ž"), (ENGLISH, "Z")):
        assert told(real, names, tongue) == (
            f"A: A-mol, A: alfa, A: Alfa , A: Ápril, A: a\u0301ut, B: - Beta, {letter}: „Žar“, #: , #: !, #: 24 sata"
        )
    assert letters_of(real, [None, "A"], ENGLISH) == ["#", "A"]
    assert in_alphabet(real, ["B", None, "A"], ENGLISH) == [2, 0, 1]
    assert in_alphabet(real, [], ENGLISH) == []


def test_names_that_are_equal_keep_their_order(real: Store) -> None:
    assert in_alphabet(real, ["Green Club", "Alpha", "Green Club"], ENGLISH) == [1, 0, 2]


def test_letters_follow_the_order_of_the_names(real: Store) -> None:
    names = [row["name"] for row in awardees(real, Selection(), "EUR", "EUR", "name", ENGLISH)]
    letters = letters_of(real, names, ENGLISH)
    assert letters == sorted(letters)
    assert letters[names.index("ХОПС – Опции за здрав живот Скопје")] == "H"


def test_twenty_thousand_names_are_sorted_at_once(real: Store) -> None:
    names = [f"Удружење {number % 97} Šansa {number}" for number in range(20_000)]
    in_alphabet(real, names, SERBIAN)
    begin = time.perf_counter()
    in_alphabet(real, names, SERBIAN)
    assert time.perf_counter() - begin < 0.5


SUNS = [
    {"organization_id": "sun", "name": "Sunce", "country": "RS", "municipality": "Užice"},
    {"organization_id": "sun-nis", "name": "SUNCE", "country": "RS", "municipality": "Niš"},
    {"organization_id": "sun-nis-2", "name": "Сунце", "country": "RS", "municipality": "Ниш"},
    {"organization_id": "sun-me", "name": "Sunce", "country": "ME"},
    {"organization_id": "sun-nowhere", "name": "„Sunce“"},
    {"organization_id": "moon", "name": "Mesec", "country": "RS", "municipality": "Užice"},
]
SUNS_TOLD = {
    "sun": "Sunce (Užice, Serbia)",
    "sun-nis": "SUNCE (sun-nis)",
    "sun-nis-2": "Сунце (sun-nis-2)",
    "sun-me": "Sunce (Montenegro)",
    "sun-nowhere": "„Sunce“ (sun-nowhere)",
    "moon": "Mesec",
}


@pytest.fixture(scope="module")
def suns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Organizations of one name: in two towns, in another country, twice in one town, without a place."""
    folder = tmp_path_factory.mktemp("suns")
    grants = [{"recipient_org_id": sun["organization_id"], "partner_org_ids": "sun;moon"} for sun in SUNS[1:]]
    grants.append({"recipient_org_id": "sun", "partner_org_ids": "sun-nis;sun-me", "amount_awarded": "5.00"})
    publish(programme(organizations=SUNS, rounds=[{}], grants=grants, events=[{"organizer_org_ids": "sun"}]), folder)
    return folder / "data"


def test_organizations_of_one_name_are_told_apart_by_place_or_else_by_identifier(suns: Path) -> None:
    store = open_current(settings_for(suns))
    assert {id: ENGLISH.tell(value_name(store, "organization", id)) for id in SUNS_TOLD} == SUNS_TOLD


@pytest.mark.parametrize("page", ["grants", "organizations", "round", "event", "awardee", "grant"])
def test_wherever_names_stand_alone_they_are_told_apart(suns: Path, page: str) -> None:
    words = shown(suns, page, id={"round": "R1", "event": "E1", "awardee": "moon", "grant": "G6"}.get(page, ""))
    assert SUNS_TOLD["sun"] in words
    assert ">Sunce<" not in words


def test_the_selection_says_which_of_two_is_chosen(suns: Path) -> None:
    assert "Sunce (Montenegro)" in shown(suns, "areas", organization="sun-me")
