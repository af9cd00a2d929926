"""Invented organizations of the six countries, among which the search must still find the real ones.

The same seed gives the same organizations. Every name has a part of its own (a made-up brand, person or village) beside
the common words of the trade, which repeat as they do in life: a few in every second name, most of them seldom. Nothing
is copied; what sets a real awardee apart ("Fenomena", "Ćuruvija") never comes up.
"""

import csv
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Generic, NamedTuple, TypeVar

import cyrtranslit
import pyarrow as pa
from anyascii import anyascii

from dashlib.search.documents import facet_key
from dashlib.search.things import THINGS

T = TypeVar("T")
Row = dict[str, str]

COUNTRIES = {"RS": 35, "BA": 18, "MK": 15, "AL": 13, "XK": 12, "ME": 7}

# In which languages a country's organizations are registered, and how often.
LANGUAGES = {
    "RS": {"sr": 60, "sr-Cyrl": 25, "en": 15},
    "BA": {"sr": 80, "sr-Cyrl": 5, "en": 15},
    "ME": {"sr": 75, "sr-Cyrl": 5, "en": 20},
    "MK": {"mk-Cyrl": 65, "en": 22, "mk": 5, "sq": 8},
    "XK": {"sq": 60, "en": 25, "sr": 15},
    "AL": {"sq": 70, "en": 30},
}
LOCAL = {"RS": "sr", "BA": "sr", "ME": "sr", "MK": "mk", "XK": "sq", "AL": "sq"}

# Towns are real, like the common words; the small ones, which some real awardees bear, stand in no invented name.
TOWNS = {
    "RS": "Beograd;Novi Sad;Niš;Kragujevac;Subotica;Leskovac;Kraljevo;Novi Pazar;Vranje;Zrenjanin;Šabac;Čačak",
    "BA": "Sarajevo;Banja Luka;Tuzla;Zenica;Mostar;Bihać;Prijedor;Brčko;Trebinje;Doboj",
    "ME": "Podgorica;Nikšić;Bar;Bijelo Polje;Pljevlja;Herceg Novi;Berane;Kotor",
    "MK": "Skopje;Bitola;Kumanovo;Prilep;Tetovo;Veles;Ohrid;Gostivar;Kočani;Kavadarci",
    "AL": "Tiranë;Durrës;Shkodër;Vlorë;Elbasan;Korçë;Fier;Berat;Lushnjë;Kukës",
    "XK": "Prishtinë;Prizren;Pejë;Gjakovë;Gjilan;Mitrovicë;Vushtrri;Podujevë;Štrpce;Leposavić",
}
SMALL_TOWNS = {
    "RS": "Zaječar;Užice;Aleksinac;Knjaževac;Bujanovac;Smederevo;Ivanjica;Bor",
    "BA": "Goražde;Livno;Gračanica;Konjic;Foča",
    "ME": "Ulcinj;Rožaje;Kolašin;Tivat;Plav",
    "MK": "Shtip;Strumica;Sveti Nikole;Debar;Kratovo",
    "AL": "Fushë-Arrëz;Pukë;Lezhë;Peshkopi;Himarë",
    "XK": "Ferizaj;Gračanica;Klinë;Dragash;Viti;Zubin Potok",
}

# Syllables of made-up words: start, middle, consonant, end.
SLAVIC = [
    syllables.split()
    for syllables in (
        "Bel Bož Brad Cvet Čed Dob Drag Grad Gvozd Jas Jel Kamen Krst Lad Lip Malj Mrk Negr Obr Pav Plav Rad Rat Sav "
        "Sred Strah Tres Vel Vrb Vuk Zvezd Žun Ljut Njeg Đur Hum",
        "a o i e u ara ina ola ero ovi ani eli uro ivo amo emi oja iše ale ima oto uta adi eni oma ure ona iru",
        "b d g k l m n p r s t v z c ć š nj lj sk št",
        "a ac ar evo ica ik in ina ić išta on ović",
    )
]
ALBANIAN = [
    syllables.split()
    for syllables in (
        "Ag Ard Bar Besn Bur Dard Dit Drit Er Flak Gjer Gur Hek Il Jet Kal Kep Lis Lul Mal Ner Pal Qiell Rrap Shk Tom "
        "Val Vjos Yll Zan Xhev Çel",
        "a e i o u ari eno ilu ora imi ato eki ëro une isha ola eri amu osi ura",
        "b d g gj k l m n p r sh t v z nd q rr th ll s",
        "a ë i aj an as e esa im on ora uk",
    )
]
FIRST_NAMES = {
    "sr": ["Stojan", "Milica", "Rade", "Dušan", "Jelisaveta", "Ahmed", "Lejla", "Vojin", "Draga", "Emir"],
    "mk": ["Blagoja", "Trajko", "Cveta", "Stojna", "Mendo", "Risto", "Ljubica", "Todor"],
    "sq": ["Arben", "Teuta", "Lule", "Gëzim", "Mirash", "Drita", "Shpend", "Fatime"],
}
VILLAGES = {"sr": ("Donja", "Gornja"), "mk": ("Dolna", "Gorna"), "sq": ("Fshati", "Lagjja")}
QUOTES = ("„{}“", "„{}”", '"{}"', "“{}”", "«{}»", "'{}'", "– {}", "- {}", "{}", "{}", "{}")
AND = {"en": "and", "sr": "i", "mk": "i", "sq": "dhe"}
FOR = {"en": "for", "sr": "za", "mk": "za", "sq": "për"}
SMALL_WORDS = frozenset(
    ["za", "i", "na", "od", "so", "protiv", "për", "dhe", "e", "të", "nga", "for", "and", "of", "with", "from", "in"]
)

# Short names of the organizations of the real directory, which no invented one takes.
TAKEN = (
    "ACDC ACER AIA ARSIS ASTRA ATRC AWA BCSP CBM CCE CESID CFE CGO CIKP CIN CLWG CNZD CPCD CRCA CREDI CRPM CZZS GAC "
    "GLPS HCA HOPS IDM IDRA INTER IPER ISIE KCSS KLGI KOMS LDA LEAD MAG MDI MIOS NDNV NSSJ OWMSVN OZO OZOSVN OZS QKSS "
    "QQ QSNNN SCF TNT TOKA"
)


class Thing(NamedTuple):
    """One thing that can be found, as in THINGS; `fields` are (field, text), `facets` (field, code or name)."""

    kind: str
    id: str
    name: str
    country: str | None = None
    grants: int = 0
    spellings: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    facets: tuple[tuple[str, str], ...] = ()


def parts(found: Iterable[Thing], size: int = 20_000) -> Iterator[pa.RecordBatch]:
    """Things as they are indexed."""
    rest = iter(found)
    while some := list(islice(rest, size)):
        rows = [
            thing._asdict()
            | {
                "fields": [{"field": field, "text": text} for field, text in thing.fields],
                "facets": [facet_key(field, value) for field, value in thing.facets],
            }
            for thing in some
        ]
        yield pa.RecordBatch.from_pylist(rows, schema=THINGS)


def by_grants(found: Iterable[pa.RecordBatch]) -> list[pa.RecordBatch]:
    """Things of several sources in order of rank: those with more grants first."""
    return pa.Table.from_batches(found, THINGS).sort_by([("grants", "descending")]).to_batches()


class Choice(Generic[T]):
    """Draws a member: as often as its weight says, else the k-th as often as 1/k^steepness."""

    def __init__(self, members: Sequence[T], weights: Sequence[float] = (), steepness: float = 0.8) -> None:
        self.members = members
        self.bounds = list(accumulate(weights or [1 / place**steepness for place in range(1, len(members) + 1)]))

    def draw(self, random: Random) -> T:
        return self.members[bisect(self.bounds, random.random() * self.bounds[-1])]


def weighted(weights: dict[str, int]) -> Choice[str]:
    return Choice(list(weights), list(weights.values()))


def common(part: str, steepness: float = 0.8) -> Choice[Row]:
    """The common words of one kind in the four languages, the most common first."""
    with (Path(__file__).parent / "invented_words.csv").open(encoding="utf-8", newline="") as file:
        return Choice([row for row in csv.DictReader(file) if row["part"] == part], steepness=steepness)


HEAD, TOPIC, MEMBERS = common("head", steepness=1), common("topic"), common("members")
WORK, AREA = common("work"), common("area")
COUNTRY, GRANTS = weighted(COUNTRIES), Choice(range(1, 9), steepness=2.2)
LANGUAGE = {country: weighted(languages) for country, languages in LANGUAGES.items()}
TOWN = {country: Choice(towns.split(";")) for country, towns in TOWNS.items()}
SEAT = {country: Choice([*TOWNS[country].split(";"), *SMALL_TOWNS[country].split(";")]) for country in COUNTRIES}
SHAPE = weighted({"topic": 55, "two topics": 12, "members": 13, "bare": 20})


@lru_cache(maxsize=200_000)
def cyrillic(word: str, language: str) -> str:
    return cyrtranslit.to_cyrillic(word, language)


@lru_cache(maxsize=200_000)
def acronym(common_words: str) -> str:
    return "".join(word[0] for word in common_words.split() if word not in SMALL_WORDS).upper()


def made_up(language: str, random: Random) -> str:
    """One of some 200,000 words; a third of the draws fall on a few thousand of them."""
    number = int(1_000_000 * random.random() ** (4 if random.random() < 0.35 else 1.3))
    word = ""
    for choices in ALBANIAN if language == "sq" else SLAVIC:
        number, place = divmod(number * 7 + len(word), len(choices))
        word += choices[place]
    return word.replace("ć", "ḱ") if language == "mk" else word


def brand(language: str, random: Random) -> str:
    """What sets an organization apart: a word, a person or a village."""
    word, kind = made_up(language, random), random.random()
    if kind < 0.6:
        return word
    return f"{random.choice((FIRST_NAMES if kind < 0.8 else VILLAGES)[language])} {word}"


@dataclass(frozen=True)
class Idea:
    """What a name says, before it is said in a language."""

    head: Row
    about: tuple[Row, ...]
    own: str
    town: str

    def common_words(self, language: str) -> str:
        """Such as "Centar za ljudska prava", "Shoqata e Grave"."""
        words = self.head[language]
        if self.about and self.about[0]["part"] == "members":
            return f"{words} {self.about[0][language]}"
        if self.about:
            words += f" {FOR[language]} " + f" {AND[language]} ".join(topic[language] for topic in self.about)
        return words

    def name(self, language: str, quotes: str = "{}") -> str:
        code, _, script = language.partition("-")
        name = f"{self.common_words(code)} {quotes.format(self.own)} {self.town}".rstrip()
        return " ".join(cyrillic(word, code) for word in name.split(" ")) if script else name


def idea(country: str, language: str, random: Random) -> Idea:
    shape = SHAPE.draw(random)
    about = {"topic": [TOPIC], "two topics": [TOPIC, TOPIC], "members": [MEMBERS], "bare": []}[shape]
    own = brand(LOCAL[country] if language == "en" else language, random)
    town = TOWN[country].draw(random) if random.random() < 0.15 else ""
    return Idea(HEAD.draw(random), tuple(choice.draw(random) for choice in about), own, town)


def other_names(said: Idea, name: str, country: str, language: str, random: Random) -> Iterator[str]:
    """The name in the other script or language, for most of them."""
    local, chance = LOCAL[country], random.random()
    if language.startswith("en"):
        if chance < 0.7:
            yield said.name(local if local == "sq" or chance < 0.4 else f"{local}-Cyrl")
    elif local != "sq" and language.startswith(local) and chance < 0.5:
        yield said.name(local if language.endswith("-Cyrl") else f"{local}-Cyrl")
    elif chance < 0.7:
        yield said.name("en")


def details(country: str, language: str, random: Random) -> Iterator[tuple[str, str]]:
    """Seat, area and the title of a grant, where they are known."""
    if random.random() < 0.6:
        yield "place", SEAT[country].draw(random)
    if random.random() < 0.35:
        yield "area", AREA.draw(random)["en"]
    if random.random() < 0.25:
        spoken = language if random.random() < 0.5 else "en"
        place = made_up(LOCAL[country], random)
        yield "grant_title", f"{WORK.draw(random)[spoken]} {TOPIC.draw(random)[spoken]}, {place}"


def invented(count: int, seed: int = 13) -> Iterator[Thing]:
    """So many organizations, one after the other; the first ones are the same however many are asked for."""
    random = Random(seed)
    for number in range(count):
        country = COUNTRY.draw(random)
        language = LANGUAGE[country].draw(random)
        code = language.removesuffix("-Cyrl")
        said = idea(country, code, random)
        name = said.name(language, random.choice(QUOTES))
        spellings = [*other_names(said, name, country, language, random)]
        short = acronym(f"{said.common_words(code)} {said.own}") if random.random() < 0.5 else ""
        if len(short) > 2 and anyascii(short).upper() not in TAKEN.split():
            spellings.append(short)
            name += random.choice(("", "", f" ({short})", f" – {short}"))
        yield Thing(
            kind="awardee", id=f"invented-{number:07}", name=name, country=country, grants=GRANTS.draw(random),
            spellings=tuple(spellings), fields=tuple(details(country, code, random)), facets=(("country", country),),
        )  # fmt: skip
