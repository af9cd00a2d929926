"""Hits as rows, for the command line and whoever reads files."""

from typing import Any

from dashlib.search.find import Results
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
