"""Marks the grants of whoever is withheld, and adds to the register whom the tables mark: nothing takes out of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashlib.publishing.naming import host_of, is_own, served_several
from dashlib.publishing.problems import Problem, problem
from dashlib.publishing.register import SCOPES, Register, Withheld, key_of
from dashlib.publishing.upload import Upload
from dashlib.schema.package import resources
from dashlib.text.folding import folded

ORGANIZATION = ("organization_id", "name", "name_local", "aka", "website", "registration_number", "former_ids")
GRANT = ("grant_id", "recipient_org_id", "withheld", "@file", "@sheet", "@line")
# A shorter name without its blanks, such as an abbreviation, may be anybody's.
SHORTEST_JOINED = 6
Row = dict[str, Any]
# What an organization is recognized by: its kind and a plain spelling.
Sign = tuple[str, str]


def withhold(upload: Upload, register: Register, by: str = "") -> tuple[Upload, Register]:
    """The upload with every grant marked whose awardee is withheld, and the register with whom the upload marks.

    A cell keeps what it holds if that withholds as much. Each row that is marked here is a finding: a note if the register
    knows the grant, a warning if it is new. Doing it once more finds nothing.
    """
    grants = upload.tables["grants"]
    is_marked = pc.is_in(grants["withheld"], pa.array(SCOPES))
    if not register.entries and not pc.any(is_marked).as_py():
        return upload, register
    rows = upload.tables["organizations"].select(ORGANIZATION).to_pylist()
    several = served_several(upload.tables["organizations"])
    signs = {row["organization_id"]: [*_signs(row, several)] for row in rows}
    marked = grants.filter(is_marked).select(GRANT).to_pylist()
    entries, owners = _with_marked(register, marked, signs, by)
    owners |= _recognized(register, entries, signs)
    for row in rows:
        if (key := owners.get(row["organization_id"])) is not None:
            entries[key] = _with_row(entries[key], row, several)
    known = {grant: key for key, entry in entries.items() for grant in entry.grants}
    touched = pc.or_kleene(_is_any(grants["recipient_org_id"], owners), _is_any(grants["grant_id"], known))
    places = pc.indices_nonzero(pc.fill_null(touched, False)).to_pylist()
    cells, problems = grants["withheld"].to_pylist(), list(upload.problems)
    for place, row in zip(places, grants.select(GRANT).take(places).to_pylist() if places else (), strict=True):
        key = owners.get(row["recipient_org_id"]) or known[row["grant_id"]]
        scope = entries[key].grants.get(row["grant_id"], entries[key].scope)
        if SCOPES.get(cells[place] or "", 0) < SCOPES[scope]:
            problems.append(_found(row, scope, is_known=row["grant_id"] in entries[key].grants))
            cells[place] = scope
        entries[key] = _with_grant(entries[key], row["grant_id"], cells[place])
    return _with_cells(upload, pa.array(cells, pa.string()), problems), replace(register, entries=(*entries.values(),))


def made_public(upload: Upload, entries: Sequence[Withheld]) -> Upload:
    """The upload without the marks of these awardees, who are to be public again."""
    grants = upload.tables["grants"]
    touched = pc.or_kleene(
        _is_any(grants["recipient_org_id"], {name for entry in entries for name in entry.identifiers}),
        _is_any(grants["grant_id"], {grant for entry in entries for grant in entry.grants}),
    )
    cells = pc.if_else(touched, pa.scalar(None, pa.string()), grants["withheld"])
    return _with_cells(upload, cells, upload.problems)


def _with_marked(
    register: Register, marked: Iterable[Row], signs: Mapping[str, list[Sign]], by: str
) -> tuple[dict[str, Withheld], dict[str, str]]:
    """The entries by key, with one more for each awardee of a marked grant that none knows; and whose these awardees are."""
    # Copies, for `_with_grant` to fill: one awardee may have ten thousands of grants.
    entries = {entry.key: replace(entry, grants={**entry.grants}) for entry in register.entries}
    by_sign = {sign: entry.key for entry in register.entries for sign in _signs_of(entry)}
    by_grant = {grant: entry.key for entry in register.entries for grant in entry.grants}
    owners: dict[str, str] = {}
    apart = _told_apart(register, signs)
    for row in marked:
        awardee = row["recipient_org_id"] or ""
        own = signs.get(awardee, [("id", awardee)])
        key = next((k for sign in own if (k := by_sign.get(sign)) and (awardee, k, sign) not in apart), None)
        key = key or by_grant.get(row["grant_id"])
        if key is None:
            key, now = key_of(awardee), datetime.now(UTC).isoformat(timespec="seconds")
            entries[key] = Withheld(key, row["withheld"], now, by, (awardee,), {}, ())
        by_sign |= {sign: key for sign in own if sign not in by_sign}
        owners[awardee] = key
        entries[key] = _with_grant(entries[key], row["grant_id"], row["withheld"])
    return entries, owners


def _recognized(register: Register, entries: Mapping[str, Withheld], signs: Mapping[str, list[Sign]]) -> dict[str, str]:
    """The organizations that are somebody who is withheld, by whatever sign, with the key of the entry."""
    by_sign = {sign: entry.key for entry in entries.values() for sign in _signs_of(entry)}
    apart = _told_apart(register, signs)
    found = {name: key for sign, key in by_sign.items() if sign[0] == "id" for name in (sign[1],)}
    for organization, own in signs.items():
        keys = ((by_sign.get(sign), sign) for sign in own)
        key = next((key for key, sign in keys if key and (organization, key, sign) not in apart), None)
        if key:
            found[organization] = key
    return found


def _told_apart(register: Register, signs: Mapping[str, list[Sign]]) -> set[tuple[str, str, Sign]]:
    """Strangers with the key of the entry and a sign that is excused: as long as a stranger bears the name that was told.

    An identifier, and the awardee's own first name unless that was told, are never excused.
    """
    apart: set[tuple[str, str, Sign]] = set()
    for stranger in register.strangers:
        own, told = signs.get(stranger.organization_id, []), {*_signs_of_names((stranger.name,))}
        first = {*_signs_of_names(entry.name for entry in register.entries if entry.key == stranger.key)} - told
        if not told.isdisjoint(own):
            apart |= {(stranger.organization_id, stranger.key, s) for s in own if s[0] != "id" and s not in first}
    return apart


def _signs(row: Row, several: Collection[str]) -> Iterator[Sign]:
    """What a row of organizations is recognized by, surest first."""
    for identifier in (row["organization_id"], *_members(row["former_ids"])):
        yield "id", identifier
    yield from _signs_of_names((row["name"], row["name_local"], *_members(row["aka"])))
    if row["registration_number"]:
        yield "number", folded(row["registration_number"]).replace(" ", "")
    if host := _own_host(row, several):
        yield "host", host


def _signs_of(entry: Withheld) -> Iterator[Sign]:
    for identifier in entry.identifiers:
        yield "id", identifier
    yield from _signs_of_names(entry.spellings)
    for number in entry.numbers:
        yield "number", folded(number).replace(" ", "")
    for host in entry.hosts:
        if is_own(host, ()):
            yield "host", host


def _own_host(row: Row, several: Collection[str]) -> str | None:
    """The host of its website, if it serves no others."""
    host = host_of(row["website"]) if row["website"] else None
    return host if host and is_own(host, several) else None


def _signs_of_names(names: Iterable[str | None]) -> Iterator[Sign]:
    """The same name however it is written: exactly, without its blanks, or with its words in another order."""
    for words in (folded(name).split() for name in names if name):
        yield "name", " ".join(words)
        if len("".join(words)) >= SHORTEST_JOINED:
            yield "joined", "".join(words)
            yield "words", " ".join(sorted(words))


def _members(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def _with_row(entry: Withheld, row: Row, several: Collection[str]) -> Withheld:
    """The entry with every spelling and sign of a row of organizations."""
    return replace(
        entry,
        identifiers=_joined(entry.identifiers, (row["organization_id"], *_members(row["former_ids"]))),
        spellings=_joined(entry.spellings, (row["name"], row["name_local"], *_members(row["aka"]))),
        numbers=_joined(entry.numbers, (row["registration_number"],)),
        hosts=_joined(entry.hosts, (_own_host(row, several),)),
    )


def _with_grant(entry: Withheld, grant: str | None, scope: str) -> Withheld:
    """The entry, filled with what it withholds of one grant: never less than before."""
    if grant:
        entry.grants[grant] = max((entry.grants.get(grant, scope), scope), key=SCOPES.__getitem__)
    return entry if SCOPES[scope] <= SCOPES[entry.scope] else replace(entry, scope=scope)


def _joined(known: tuple[str, ...], more: Iterable[str | None]) -> tuple[str, ...]:
    return (*dict.fromkeys([*known, *filter(None, more)]),)


def _is_any(column: pa.ChunkedArray, values: Iterable[str]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array([*values], pa.string()))


def _with_cells(upload: Upload, cells: pa.Array | pa.ChunkedArray, problems: list[Problem]) -> Upload:
    grants = upload.tables["grants"]
    column = grants.column_names.index("withheld")
    return Upload({**upload.tables, "grants": grants.set_column(column, "withheld", cells)}, problems)


def _found(row: Row, scope: str, is_known: bool) -> Problem:
    """That the register marked a row; the name is told by its place alone."""
    return problem(
        "withheld-by-register" if is_known else "withheld-new-grant",
        row["@file"] or resources()["grants"].path,
        sheet=row["@sheet"],
        row=row["@line"],
        column="withheld",
        detail=scope,
        table="grants",
        key=row["grant_id"],
    )
