"""Which recipients have names like natural persons, and what may be done with them. Names are for staff alone.

The rule was measured on lists of organizations and of persons: words in capitals and given names alone are bad rules.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.mend import Edit
from dashlib.publishing.problems import Problem, problem
from dashlib.schema.package import resources
from dashlib.search.words import composed, word_key
from dashlib.text.folding import folded

Choice = Literal["organizations", "individual", "leave-out"]
WARNING, NOTE = "recipient-looks-like-person", "recipient-perhaps-person"

WORDS = Path(__file__).with_name("persons.csv")
# What the package Faker knows of given names. `persons.csv` adds some of languages that it does not have.
LOCALES = (
    "bg_BG", "cs_CZ", "da_DK", "de_CH", "de_DE", "el_GR", "en_GB", "en_US", "es_ES", "et_EE", "fr_FR", "hr_HR", "hu_HU",
    "it_IT", "lt_LT", "mk_MK", "nl_NL", "no_NO", "pl_PL", "ro_RO", "ru_RU", "sl_SI", "sv_SE", "tr_TR", "uk_UA",
)  # fmt: skip
WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")
# Also the surnames that were patronymics: Петровић, Ivanović. Folded.
PATRONYMIC = re.compile(".+(?:[oe]vi(?:c|ch|tch)|[oei]vna|ich?na|dottir|oglu|ogly|kyzy)")
# Identifiers of org-id.guide begin with country and register, such as GB-CHC-.
REGISTERED = re.compile(r"[A-Z]{2}-[A-Z][A-Z0-9]+-.+")

COLUMNS = ["organization_id", "name", "is_individual", "registration_number", "@line"]

# Of so many recipients of a programme, or of a type of its grants, this share makes the others persons too.
SCHEME_SIZE, SCHEME_SHARE = 10, 0.6
# Fewer than so many names that are less than this share are a note; from MOSTLY, it is a list of grants to persons.
FEW, SMALL_SHARE, MOSTLY = 3, 0.01, 0.5


@dataclass(frozen=True)
class Persons:
    """Recipients named in grants: rows of `organizations` with names like persons, rows that say so, and all of them."""

    found: list[dict[str, str | None]]
    stated: list[dict[str, str | None]]
    recipient_count: int


def looks_like_person(name: str) -> bool:
    """True for two to four capitalized words, none of organizations, with a given name first or a patronymic last."""
    words = composed(name).split()
    if not 2 <= len(words) <= 4 or not all(map(_is_capitalized, words)) or has_word_of_organizations(name):
        return False
    first, last = words[0].partition("-")[0], folded(words[-1]).replace(" ", "")
    return PATRONYMIC.fullmatch(last) is not None or word_key(first) in _given_names()


def has_word_of_organizations(name: str) -> bool:
    """True for `Green Club`, `Удружење Дрина` and `Musikverein Linz`."""
    return any(_words_of_organizations().fullmatch(word) for word in folded(name).split())


def persons_among(tables: Mapping[str, pa.Table]) -> Persons:
    """Whoever looks like a person by its name, or by its programme, among the recipients that are to be named."""
    grants = tables["grants"]
    named = grants.filter(pc.is_null(grants["withheld"])).group_by(["recipient_org_id", "round_id"]).aggregate([])
    rows = {row["organization_id"]: row for row in tables["organizations"].select(COLUMNS).to_pylist()}
    recipients = rows.keys() & set(named["recipient_org_id"].to_pylist())
    hidden = set(grants.filter(pc.equal(grants["withheld"], "organization"))["recipient_org_id"].to_pylist())
    stated = {id for id in (*recipients, *(rows.keys() & hidden)) if rows[id]["is_individual"] == "yes"}
    possible = {id for id in recipients - stated if not _is_registered(rows[id])}
    found = {id for id in possible if looks_like_person(rows[id]["name"] or "")}
    for everybody in _schemes(tables["rounds"], named):
        members = everybody & recipients
        if len(members) >= SCHEME_SIZE and len(members & found) > SCHEME_SHARE * len(members):
            found |= {id for id in members & possible if not has_word_of_organizations(rows[id]["name"] or "")}
    return Persons(
        [row for id, row in rows.items() if id in found],
        [row for id, row in rows.items() if id in stated],
        len(recipients),
    )


def person_findings(tables: Mapping[str, pa.Table]) -> Iterator[Problem]:
    """One warning or note if there are any, with their number and rows: names are shown to staff alone."""
    persons = persons_among(tables)
    count, share = len(persons.found), len(persons.found) / max(persons.recipient_count, 1)
    if count:
        yield problem(
            NOTE if count < FEW and share < SMALL_SHARE else WARNING,
            resources()["organizations"].path,
            table="organizations",
            column="name",
            value=f"{count} of {persons.recipient_count}",
            detail="This is a list of grants to persons: " if share >= MOSTLY else "",
            # So that a tick holds for these and no others.
            key=" ".join(str(row["@line"]) for row in persons.found),
        )


def person_edits(tables: Mapping[str, pa.Table], choice: Choice) -> list[Edit]:
    """What withholds the grants of these persons, or leaves them out; nothing if they are organizations."""
    persons, grants = persons_among(tables), tables["grants"]
    ids = pa.array([row["organization_id"] for row in (*persons.found, *persons.stated)], pa.string())
    edits = []
    for old in (None, "organization") if choice != "organizations" else ():
        is_old = pc.is_null(grants["withheld"]) if old is None else pc.equal(grants["withheld"], old)
        theirs = grants.filter(pc.and_(pc.is_in(grants["recipient_org_id"], ids), is_old))
        keys = tuple(theirs["grant_id"].drop_null().to_pylist())
        if keys and choice == "individual":
            edits.append(Edit("grants", "withheld", old, "individual", keys=keys))
        elif keys:
            edits.append(Edit("grants", "withheld", old, keys=keys, remove=True))
    return edits


def rows_of_persons(tables: Mapping[str, pa.Table]) -> set[tuple[str, str | None]]:
    """Table and key of the rows that name persons, or whoever looks like one, and of their grants, withheld or not."""
    grants = tables["grants"].select(["grant_id", "recipient_org_id", "withheld"]).to_pylist()
    people = {row["organization_id"] for row in persons_among(tables).found}
    people |= {row["recipient_org_id"] for row in grants if row["withheld"] == "individual"}
    for row in tables["organizations"].select(COLUMNS).to_pylist():
        if row["is_individual"] == "yes" or (not _is_registered(row) and looks_like_person(row["name"] or "")):
            people.add(row["organization_id"])
    keys = [("grants", row["grant_id"]) for row in grants if row["recipient_org_id"] in people]
    return {*keys, *(("organizations", id) for id in people)}


def _schemes(rounds: pa.Table, named: pa.Table) -> Iterator[set[str]]:
    """The recipients of each programme, and of each grant type of a programme."""
    schemes: dict[tuple[str, ...], set[str]] = defaultdict(set)
    columns = rounds.select(["round_id", "programme_id", "grant_type_code"]).to_pylist()
    of_round = {row["round_id"]: (row["programme_id"], row["grant_type_code"]) for row in columns}
    for row in named.to_pylist():
        programme, grant_type = of_round.get(row["round_id"], (None, None))
        schemes[programme,].add(row["recipient_org_id"])
        schemes[programme, grant_type].add(row["recipient_org_id"])
    yield from schemes.values()


def _is_capitalized(word: str) -> bool:
    return WORD.fullmatch(word) is not None and word[0].isupper() and not word.isupper()


def _is_registered(row: Mapping[str, str | None]) -> bool:
    return bool(row["registration_number"] or REGISTERED.fullmatch(row["organization_id"] or ""))


@cache
def _words(kind: str) -> tuple[str, ...]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return tuple(line["word"] for line in csv.DictReader(file) if line["kind"] == kind)


@cache
def _words_of_organizations() -> re.Pattern[str]:
    """The folded words; `*` stands for any beginning, as in German compounds."""
    return re.compile("|".join(word.replace("*", "[a-z]*") for word in _words("organization")))


@cache
def _given_names() -> frozenset[str]:
    """Their search keys. Only loaded where the rest of the rule leaves it open: it takes a fifth of a second."""
    providers = [import_module(f"faker.providers.person.{locale}").Provider for locale in LOCALES]
    lists = ("first_names", "first_names_male", "first_names_female")
    names = {name for provider in providers for kind in lists for name in getattr(provider, kind, ())}
    return frozenset(map(word_key, (*names, *_words("given"))))
