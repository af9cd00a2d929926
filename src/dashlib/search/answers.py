"""Hits as rows, for the command line and whoever reads files."""

import csv
import sys
from pathlib import Path
from typing import Any

from dashlib.search.find import KINDS, Results
from dashlib.text.formats import language

ANSWER = ["kind", "id", "name", "score", "reason", "country"]


def answers(found: Results, kind: str | None, most: int) -> list[dict[str, Any]]:
    """One row per hit, columns as in ANSWER; the reason with the text that matches where that is not the name.

    `kind` is what was asked for: an awardee is an organization to who looks for organizations.
    """
    tell = language("en").tell
    return [
        {
            "kind": kind or hit.kind,
            "id": hit.id,
            "name": hit.name,
            "score": hit.score,
            "reason": " ".join([tell(hit.reason), *filter(None, ["".join(text for text, _ in hit.where)])]),
            "country": hit.country,
        }
        for hit in found.hits(0, most)
    ]


def read_searches(path: Path, usual: str | None) -> list[tuple[str, str | None]]:
    """The texts and kinds of a CSV with the columns `text` and `kind`; the usual kind where none is given.

    Raises ValueError if there is no such column or no such kind.
    """
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.DictReader(file)
        if "text" not in (reader.fieldnames or ()):
            raise ValueError("its first line must name a column text")
        lines = [(row["text"] or "", (row.get("kind") or "").strip() or usual) for row in reader]
    for number, (_, kind) in enumerate(lines, start=1):
        if kind and kind not in KINDS:
            raise ValueError(f"row {number}: {kind!r} is none of {', '.join(KINDS)}")
    return lines
