"""Finds organizations that may be one and the same under two spellings."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz, process

from dashlib.text.folding import folded

ALIKE = 88
# Shorter names are mostly abbreviations, of which several organizations may use the same.
SHORTEST = 6
# With more names than this, only those of one country are compared; a name without a country with its like.
ALL_AGAINST_ALL = 20_000
CHUNK = 512

FOUND = pa.schema(
    [("row", pa.int64()), ("spelling", pa.string()), ("other_row", pa.int64()), ("other_id", pa.string()),
     ("other_spelling", pa.string()), ("alike", pa.int64())]
)  # fmt: skip


def similar_organizations(organizations: pa.Table) -> pa.Table:
    """For every organization the earlier one with another identifier that is most like it, if any is."""
    columns = ["row", "organization_id", "name", "name_local", "aka", "country"]
    rows = organizations.select(columns).to_pylist()
    best: dict[int, tuple[float, int, str, str]] = {}
    for block in _blocks(rows):
        for alike, one, other in _pairs(sorted(block)):
            earlier, later = sorted(((one[2], one[3]), (other[2], other[3])))
            ids = rows[earlier[0]]["organization_id"], rows[later[0]]["organization_id"]
            if ids[0] != ids[1] and (
                later[0] not in best or (-alike, *earlier) < (-best[later[0]][0], *best[later[0]][1:3])
            ):
                best[later[0]] = (alike, *earlier, later[1])
    return pa.Table.from_pylist(
        [
            {
                "row": rows[place]["row"],
                "spelling": spelling,
                "other_row": rows[other]["row"],
                "other_id": rows[other]["organization_id"],
                "other_spelling": other_spelling,
                "alike": int(alike),
            }
            for place, (alike, other, other_spelling, spelling) in sorted(best.items())
        ],
        FOUND,
    )


# Length and letters of a name whose words are sorted, the place of its row, the name as it is written.
Name = tuple[int, str, int, str]


def _blocks(rows: list[dict[str, str | None]]) -> Iterator[list[Name]]:
    """All names of all organizations, in one block or one for each country."""
    blocks: dict[str | None, dict[tuple[str, int], Name]] = defaultdict(dict)
    for place, row in enumerate(rows):
        for spelling in (row["name"], row["name_local"], *(row["aka"] or "").split(";")):
            letters = " ".join(sorted(folded(spelling or "").split()))
            if len(letters) >= SHORTEST:
                blocks[row["country"]].setdefault(
                    (letters, place), (len(letters), letters, place, (spelling or "").strip())
                )
    names = [list(block.values()) for block in blocks.values()]
    yield from names if sum(map(len, names)) > ALL_AGAINST_ALL else [list(chain(*names))]


def _pairs(names: list[Name]) -> Iterator[tuple[float, Name, Name]]:
    """Pairs that are alike, among names sorted by length: each is compared with those that are not too long for it."""
    lengths = np.array([name[0] for name in names])
    for start in range(0, len(names), CHUNK):
        part = names[start : start + CHUNK]
        # Of two names that are alike, the longer has at most this length: what both share counts twice in their ratio.
        longest = part[-1][0] * (200 - ALIKE) / ALIKE
        against = names[start : int(np.searchsorted(lengths, longest, "right"))]
        scores = process.cdist(
            [name[1] for name in part],
            [name[1] for name in against],
            scorer=fuzz.ratio,
            score_cutoff=ALIKE,
            dtype=np.uint8,
            workers=-1,
        )
        for one, other in zip(*np.nonzero(scores), strict=True):
            if one < other and part[one][2] != against[other][2] and _numbers(part[one]) == _numbers(against[other]):
                yield float(scores[one, other]), part[one], against[other]


def _numbers(name: Name) -> list[str]:
    """Schools and associations are often told apart by a number alone."""
    return re.findall(r"\d+", name[1])
