"""Why something is a hit: which of its names or texts matches, and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashlib.search.ask import MOST_WORDS, Asked, Word
from dashlib.search.documents import GRAM, LONGEST_RUN, initials
from dashlib.search.index import Index
from dashlib.search.rank import (
    BEGINNING,
    EXACT,
    INSIDE,
    NEAR,
    OTHER,
    OTHER_SLIP,
    SHORTEST_INSIDE,
    SLIP,
    WORDS,
    Fit,
    fit,
    slips_between,
)
from dashlib.search.words import PART, composed, core, joined, word_key
from dashlib.text.say import Text, say
from dashlib.text.scripts import script_of

Pieces = tuple[tuple[str, bool], ...]
IN_THE_NAME = say("in the name")
AS_ASKED = say("fits the conditions")
RESEMBLES = say("a similar spelling")
ALSO_KNOWN = say("also known as")
SPELLED = say("spelled")
REASONS = {
    "place": say("place"),
    "area": say("area"),
    "title of a grant": say("in the title of a grant"),
    "description of a grant": say("in the description of a grant"),
    "description": say("in the description"),
    "keyword": say("keyword"),
    "website": say("website"),
    "awardee": say("awardee"),
    "partner": say("partner"),
    "round": say("round"),
    "identifier": say("identifier"),
    "venue": say("venue"),
    "type": say("type"),
    "organizer": say("organizer"),
    "speaker": say("speaker"),
}
SCORES = {EXACT: 100, BEGINNING: 90, WORDS: 80, SLIP: 70, INSIDE: 50, OTHER: 40, OTHER_SLIP: 20, NEAR: 0}
BY_SLIPS = {SLIP, OTHER_SLIP, NEAR}
AROUND = 60


@dataclass(frozen=True)
class Hit:
    """One thing that was found.

    `score` falls with the order of the hits, 100 for the name itself. `reason` says why it is a hit, `where` the text that
    matches if it is not the name. `marked` is the name. Both are in pieces, each with whether it matches.
    """

    kind: str
    id: str
    name: str
    country: str | None
    score: float
    reason: Text
    marked: Pieces
    where: Pieces


def explained(index: Index, asked: Asked, found: Mapping[int, Fit]) -> list[Hit]:
    """These rows of the index, each with why it was found."""
    rows = index.rows(list(found))
    return [_hit(asked, row, row_fit) for row, row_fit in zip(rows, found.values(), strict=True)]


def _hit(asked: Asked, row: dict[str, Any], row_fit: Fit) -> Hit:
    reason, where = _reason(asked, row, row_fit)
    score = SCORES[row_fit.tier] - 3 * row_fit.slips - row_fit.far
    name = _marked(asked, composed(row["name"]), row_fit)
    return Hit(row["kind"], row["id"], row["name"], row["country"], score, reason, name, where)


def _reason(asked: Asked, row: dict[str, Any], row_fit: Fit) -> tuple[Text, Pieces]:
    names = [row["name"], *row["spellings"]]
    if row_fit.tier < OTHER or row_fit.tier == NEAR:
        has_slips = row_fit.tier in BY_SLIPS
        best = min((fit(asked, key, has_slips), place) for place, key in enumerate(row["keys"]))[1]
        told = RESEMBLES if has_slips else IN_THE_NAME
        if best == 0:
            return told, ()
        is_spelling = row["keys"][best] == row["keys"][0] or script_of(names[best]) != script_of(row["name"])
        return SPELLED if is_spelling else ALSO_KNOWN, _marked(asked, composed(names[best]), row_fit)
    texts = [(row_field["field"], composed(row_field["text"])) for row_field in row["fields"]]
    marks = [_marked(asked, text, row_fit) for _, text in texts]
    counts = [len({word_key(piece) for piece, is_match in pieces if is_match}) for pieces in marks]
    if not any(counts):
        return AS_ASKED if row_fit.tier == OTHER else IN_THE_NAME, ()
    best = counts.index(max(counts))
    return REASONS.get(texts[best][0], Text(texts[best][0])), _cut(marks[best])


def _marked(asked: Asked, text: str, row_fit: Fit) -> Pieces:
    """The text in pieces, True where a word matches; with slips only where the thing was found by them."""
    with_slips = row_fit.tier in BY_SLIPS
    parts = [(match.start(), match.end(), key) for match in PART.finditer(text) if (key := word_key(match[0]))]
    keys = [key for _, _, key in parts]
    wanted = {
        part for word in asked.words for part in (joined(word), *word) if part == joined(word) or len(part) > GRAM
    }
    matches = [any(_is_match(word, key, with_slips) for word in wanted) for key in keys]
    for first, last in _runs([*asked.words, *asked.phrases, tuple(asked.typed)], keys):
        matches[first:last] = [True] * (last - first)
    pieces, end = [], 0
    for (start, stop, _), is_match in zip(parts, matches, strict=True):
        if is_match:
            pieces += [(text[end:start], False), (text[start:stop], True)]
            end = stop
    return tuple(piece for piece in (*pieces, (text[end:], False)) if piece[0])


def _is_match(key: str, other: str, with_slips: bool) -> bool:
    return (
        other.startswith(key)
        or (len(key) >= SHORTEST_INSIDE and key in other)
        or (with_slips and slips_between(key, other, is_last=True, has_others=True) is not None)
    )


def _runs(wanted: Sequence[Word], keys: list[str]) -> Iterator[tuple[int, int]]:
    """Where neighbours, together or by their initials, are what was typed, and where one is what was typed as several."""
    typed = {joined(words) for words in wanted}
    longest = MOST_WORDS if len(keys) <= MOST_WORDS else max(LONGEST_RUN, *(len(words) for words in wanted))
    for first in range(len(keys)):
        for last in range(first + 1, min(first + longest, len(keys)) + 1):
            run = keys[first:last]
            if joined(run) in typed or (len(run) > 2 and {initials(run), initials(core(run))} & typed):
                yield first, last


def _cut(pieces: Pieces) -> Pieces:
    """A long text around its first match."""
    first = next((place for place, (_, is_match) in enumerate(pieces) if is_match), 0)
    before = "".join(text for text, _ in pieces[:first])
    kept = [(f"… {before[-AROUND:].partition(' ')[2]}" if len(before) > AROUND else before, False)]
    room = 2 * AROUND
    for text, is_match in pieces[first:]:
        if room <= 0:
            break
        short = text if len(text) <= room or is_match else f"{text[:room].rpartition(' ')[0]} …"
        kept, room = [*kept, (short, is_match)], room - len(text)
    return tuple(piece for piece in kept if piece[0])
