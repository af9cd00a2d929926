"""The text of a question: its file, with the views that it reads, over the smallest table that can answer it.

All text comes from files; of what a reader chose only names of filters and dimensions that the program knows enter it.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from pathlib import Path

SQL = Path(__file__).parent / "sql"
# What the cubes do not tell apart.
OF_SINGLE_AWARDS = {
    "organization", "municipality", "period_from", "period_to", "text", "found_awardees", "found_grants",
}  # fmt: skip
AREAS = {"area", "priority_area"}
NO_NAMES = "CAST([] AS VARCHAR[])"


@cache
def file_of(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_text("utf-8")


@cache
def sections_of(name: str) -> Mapping[str, str]:
    """The parts of `sql/<name>.sql` that stand below lines such as `-- filter country`, by the last word."""
    parts = re.split(r"^-- (?:filter|view) (\w+)$", file_of(name), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))


@lru_cache(maxsize=4096)
def question(name: str, given: frozenset[str], amount: str, dimensions: tuple[str, ...]) -> str:
    """The complete SQL of `sql/<name>.sql`.

    `given` are the filters that are set, `amount` the ledger's column of amounts. In the file `{dimension}`, `{across}`
    and so on stand for the dimensions, `{dimensions}` for all of them; `-- Over: cube`, `awards` or `areas` names the
    coarsest rows that can answer it.
    """
    text = file_of(name)
    over = re.search(r"^-- Over: (\w+)", text, re.MULTILINE)
    rows, grants = _rows(over[1] if over else "areas", {*given, *dimensions}, given, dimensions)
    body = re.sub(r"^\s*--.*\n", "", text, flags=re.MULTILINE)
    parts = {
        "rows": rows,
        "grants": grants,
        "amount": amount,
        "fits": _fits("filters", given),
        "misfits": _misfits("filters", given),
        "round_fits": _fits("round_filters", given),
        "event_misfits": _misfits("event_filters", given),
        "dimensions": ", ".join(dimensions),
        **dict(zip(("dimension", "across"), dimensions, strict=False)),
    }
    views = _views_in(body)
    for part, value in parts.items():
        views, body = ([view.replace(f"{{{part}}}", value) for view in views], body.replace(f"{{{part}}}", value))
    if not views:
        return body
    return f"WITH {', '.join(views)}{',' if body.startswith('WITH ') else ' '}{body.removeprefix('WITH ')}"


def _rows(over: str, named: Collection[str], given: frozenset[str], dimensions: Collection[str]) -> tuple[str, str]:
    """The table to read, and how one of its rows counts whole grants."""
    has_areas = over == "areas" or not AREAS.isdisjoint(named)
    is_single = over != "cube" or not OF_SINGLE_AWARDS.isdisjoint(named)
    table = ("awards" if is_single else "cube") + ("_by_area" if has_areas else "")
    if not has_areas or "area" in dimensions:
        return table, "grants"
    earlier = "earlier_beside" if "priority_area" in dimensions else "earlier"
    is_counted = f"list_has_any(getvariable('asked').area, {earlier})" if "area" in given else f"len({earlier}) > 0"
    return table, f"CASE WHEN {is_counted} THEN 0 ELSE grants END"


def _views_in(body: str) -> list[str]:
    """The views that a question names, and those that these name, as parts of WITH."""
    views = sections_of("views")
    named = {name for name in views if re.search(rf"\b{name}\b", body)}
    named |= {name for name in views for other in named if re.search(rf"\b{name}\b", views[other])}
    return [f"{name} AS NOT MATERIALIZED ({text})" for name, text in views.items() if name in named]


def _fits(file: str, given: Collection[str]) -> str:
    return " AND ".join(f"({rule})" for name, rule in sections_of(file).items() if name in given) or "true"


def _misfits(file: str, given: Collection[str]) -> str:
    """A list of the names of filters whose rule does not hold; a rule that cannot be judged does not."""
    cases = [
        f"CASE WHEN ({rule}) IS NOT TRUE THEN '{name}' END" for name, rule in sections_of(file).items() if name in given
    ]
    return f"list_filter([{', '.join(cases)}], lambda name: name IS NOT NULL)" if cases else NO_NAMES
