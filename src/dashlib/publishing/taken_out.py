"""What stops a withholding: the cells that name somebody who is withheld, and what they hold once the name is taken out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dashlib.publishing.findings import place_of
from dashlib.publishing.mend import Cell, Edit, Line, cells_of
from dashlib.publishing.naming import Naming
from dashlib.publishing.problems import Problem
from dashlib.publishing.register import naming_id
from dashlib.publishing.withheld import Names
from dashlib.schema.package import Field, resources

RULE = "withheld-name-published"
# What stands in a text where the name stood.
LEFT = "[name withheld]"
# A name that is found still after so many words were taken out is for a person to see.
MOST_WORDS = 50


@dataclass(frozen=True)
class Place:
    """A cell that names somebody, the words that do, and what it is to hold without them.

    `edit` is None if that has to be done by hand: the cell must not be empty, and is no text. `meaning` is the id by which
    staff say that this text means something else.
    """

    problem: Problem
    words: str
    text: str
    meaning: str
    edit: Edit | None


@dataclass(frozen=True)
class Named:
    """Somebody who is withheld (`key` of the register, or of a partner) and named all the same, and where."""

    key: str
    name: str
    places: tuple[Place, ...]

    @property
    def edits(self) -> list[Edit]:
        """What takes the name out of every place where the program can do it."""
        return [place.edit for place in self.places if place.edit]


def named_all_the_same(names: Names, problems: Sequence[Problem], tables: Mapping[str, pa.Table]) -> list[Named]:
    """Everybody whose name would still be published according to these problems, with every cell that names them."""
    by_cell = {_cell(p): p for p in problems if p.rule == RULE and p.table and p.column}
    old = {cell: text for cell, text in cells_of([*by_cell.values()], tables).items() if text}
    texts = {cell: _as_published(text, _field(by_cell[cell])) for cell, text in old.items()}
    namings: dict[str, list[Naming]] = defaultdict(list)
    for naming in names.found_in(dict.fromkeys(texts.values())):
        namings[naming.text].append(naming)
    places: dict[str, list[Place]] = defaultdict(list)
    for cell, text in texts.items():
        for naming in namings[text]:
            problem = by_cell[cell]
            if naming.is_certain and not names.means_another(naming, f"{problem.table}.{problem.column}"):
                places[naming.key].append(_place(names, problem, old[cell], naming))
    return [
        Named(one.key, (one.spellings or one.identifiers)[0], tuple(places[one.key]))
        for one in names.hidden
        if one.key in places
    ]


def left_to_mend(found: Iterable[Named], problems: Iterable[Problem]) -> list[Problem]:
    """The problems without those that are settled by taking everybody out."""
    can_be_cured: dict[Cell, list[bool]] = defaultdict(list)
    for place in (place for one in found for place in one.places):
        can_be_cured[_cell(place.problem)].append(place.edit is not None)
    return [p for p in problems if p.rule != RULE or not all(can_be_cured.get(_cell(p), [False]))]


def _cell(problem: Problem) -> Cell:
    return problem.table, problem.column, place_of(problem)


def _field(problem: Problem) -> Field:
    return next(field for field in resources()[problem.table or ""].fields if field.name == problem.column)


def _members(cell: str) -> list[str]:
    return [*dict.fromkeys(part.strip() for part in cell.split(";") if part.strip())]


def _as_published(old: str, field: Field) -> str:
    return ";".join(_members(old)) if field.is_list else old


def _place(names: Names, problem: Problem, old: str, naming: Naming) -> Place:
    field = _field(problem)
    new = _without(names, naming.key, old, field)
    can_hold = bool(new) or not field.required
    edit = None
    if new is not None and can_hold:
        line = Line(problem.table or "", field.name, old, *place_of(problem), 1, (problem,))
        edit = line.edit(new or None)
    return Place(
        problem, naming.words, naming.text, naming_id(naming.key, f"{problem.table}.{field.name}", naming.text), edit
    )


def _without(names: Names, key: str, old: str, field: Field) -> str | None:
    """What a cell holds without a name; None if nothing that is left would be free of it."""
    if field.is_list:
        left = ";".join(member for member in _members(old) if not _naming(names, key, member))
        return "" if _naming(names, key, left) else left
    if field.kind != "text" or field.enum or field.references:
        return ""
    for _ in range(MOST_WORDS):
        naming = _naming(names, key, old)
        if naming is None:
            return old
        old, before = _taken_out(old, naming.words), old
        if old == before:
            return None
    return None


def _naming(names: Names, key: str, text: str) -> Naming | None:
    return next((found for found in names.found_in([text]) if found.key == key and found.is_certain), None)


def _taken_out(text: str, words: str) -> str:
    """First where they stand alone: the letters of a short name stand in other words as well."""
    alone = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", LEFT, text, flags=re.IGNORECASE)
    return alone if alone != text else text.replace(words, LEFT)
