"""Questions about a directory of organizations, as people type them, whose answer is known; the same in every run.

A question is asked only if at most ten organizations fit it as well as the one that is meant, so that it can be expected
among the first ten. What fits is told by the plain reading of the question, without any engine.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from random import Random
from typing import NamedTuple

import cyrtranslit
from anyascii import anyascii
from rapidfuzz.distance import OSA

from dashlib.search.words import composed, core, units, words

TEN = 10
DRAFTS = 3  # for one question that is asked
BESIDE = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertzuiopoasdfghjklxcvbnmn", strict=True))


class Name(NamedTuple):
    """A name of an organization, which is known by its number, as written and as the keys of its words."""

    number: int
    written: str
    keys: tuple[str, ...]


class Question(NamedTuple):
    """What is typed, the same folded, and who is meant; `counts` if they can be expected among the first ten."""

    text: str
    folded: str
    meant: int
    counts: bool = True


@dataclass
class Draft:
    """A question that may be asked. A name fits if words of it begin with each of `begun`, and one passes `also`."""

    text: str
    meant: int
    begun: Sequence[str]
    also: Callable[[str], bool] | None = None
    fitting: set[int] = field(default_factory=set)

    def fits(self, keys: Sequence[str]) -> bool:
        """Whether a name with these words is as good an answer as any."""
        begun = all(any(key.startswith(start) for key in keys) for start in self.begun)
        return begun and (not self.also or any(map(self.also, keys)))

    @property
    def is_fair(self) -> bool:
        """Whether who is meant fits, and few others do."""
        return self.meant in self.fitting and len(self.fitting) <= TEN


def questions(names: Sequence[Name], count: int, seed: int = 7) -> dict[str, list[Question]]:
    """So many questions of each kind, of *typing* the keystrokes of so many names; fewer if the names do not give them."""
    random = Random(seed)
    drafts = {kind: list(islice(drafted(draw, names, random), DRAFTS * count)) for kind, draw in KINDS.items()}
    find_fitting(chain(*drafts.values()), names)
    return {"typing": list(typing(names, random.sample(names, count)))} | {
        kind: [Question(it.text, folded(it.text), it.meant) for it in some if it.is_fair][:count]
        for kind, some in drafts.items()
    }


def drafted(draw: Callable[[Name, Random], Draft | None], names: Sequence[Name], random: Random) -> Iterator[Draft]:
    """Drafts of one kind, of names that allow one."""
    for _ in names:
        if draft := draw(random.choice(names), random):
            yield draft


def folded(text: str) -> str:
    """As the others are given names and questions."""
    return " ".join(words(text))


def find_fitting(drafts: Iterable[Draft], names: Sequence[Name]) -> None:
    """Note which organizations fit each draft, as long as they are few, by the rarest beginning that it asks for."""
    common = Counter(chain.from_iterable(name.keys for name in names))
    vocabulary = sorted(common)
    waiting = defaultdict(list)
    for draft in drafts:
        spans = [beginning_with(start, vocabulary) for start in draft.begun]
        for word in min(spans, key=lambda span: sum(common[word] for word in span)):
            waiting[word].append(draft)
    for name in names:
        for draft in chain.from_iterable(waiting.get(key, ()) for key in name.keys):
            if len(draft.fitting) <= TEN and draft.fits(name.keys):
                draft.fitting.add(name.number)


def beginning_with(start: str, vocabulary: Sequence[str]) -> Sequence[str]:
    """The words of a sorted vocabulary that begin so."""
    return vocabulary[bisect_left(vocabulary, start) : bisect_left(vocabulary, f"{start}~")]


def typing(names: Sequence[Name], typed: Iterable[Name]) -> Iterator[Question]:
    """Each keystroke of names; who is meant can be expected as soon as no more than ten names begin so."""
    whole = sorted({(" ".join(name.keys), name.number) for name in names})
    for name in typed:
        written = " ".join(spelled(name))
        for end in range(1, len(written) + 1):
            text = written[:end]
            start = folded(text)
            if text[-1] != " " and start:
                fitting = bisect_left(whole, (f"{start}~",)) - bisect_left(whole, (start,))
                yield Question(text, start, name.number, counts=0 < fitting <= TEN and start in " ".join(name.keys))


def spelled(name: Name) -> list[str]:
    """The words of a name as they are written."""
    return [composed(name.written)[unit.start : unit.end] for unit in units(composed(name.written))]


def telling(name: Name) -> list[str]:
    """Of the written words those that tell it from others, in the order of the name."""
    kept = core(list(name.keys))
    return [word for word in spelled(name) if set(words(word)) & set(kept)]


def bare(word: str) -> str:
    """A word on a keyboard without local letters."""
    return anyascii(cyrtranslit.to_latin(word)).lower()


def two_beginnings(name: Name, random: Random) -> Draft | None:
    """Four to six letters of two words, the later one first in half of them."""
    if len(told := telling(name)) < 2:
        return None
    begun = [word[: random.randint(4, 6)] for word in random.sample(told, 2)]
    return Draft(" ".join(begun), name.number, words(" ".join(begun)))


def other_script(name: Name, random: Random) -> Draft | None:
    """The telling words in Cyrillic if they are in Latin letters, else in Latin ones, with or without their accents."""
    latin = " ".join(telling(name))
    turned = cyrtranslit.to_cyrillic(latin, "sr")
    if turned == latin:
        turned = random.choice((cyrtranslit.to_latin(latin, "sr"), bare(latin)))
    return Draft(turned, name.number, keys) if (keys := words(turned)) == words(latin) else None


def slip(word: str, random: Random) -> str:
    """One letter more, less, exchanged with its neighbour in the word, or taken for that beside it on the keyboard."""
    at = random.randrange(len(word) - 1)
    beside = BESIDE.get(word[at], "e")
    return random.choice(
        (
            word[: at + 1] + beside + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + beside + word[at + 1 :],
        )
    )


def near(slips: int, key: str, other: str) -> bool:
    """Whether a word may be meant by one with so many slips."""
    return OSA.distance(key, other, score_cutoff=slips) <= slips


def slips(count: int, shortest: int, name: Name, random: Random) -> Draft | None:
    """Up to three telling words in bare letters, with slips in one of so many letters or more."""
    typed = [bare(word) for word in telling(name)][-3:]
    long = [place for place, word in enumerate(typed) if len(word) >= shortest]
    if len(typed) < 2 or not long:
        return None
    place = random.choice(long)
    others = words(" ".join(typed[:place] + typed[place + 1 :]))
    for _ in range(count):
        typed[place] = slip(typed[place], random)
    slipped = "".join(words(typed[place]))
    is_right = slipped in name.keys
    return None if is_right else Draft(" ".join(typed), name.number, others, partial(near, count, slipped))


def inside(name: Name, random: Random) -> Draft | None:
    """A telling word and of another one the middle; two words joined to one; or one in two parts."""
    typed = [bare(word) for word in telling(name)][-3:]
    if len(typed) < 2:
        return None
    way = random.choice(("middle", "joined", "split"))
    if way == "joined":
        return Draft("".join(typed[-2:]), name.number, words(" ".join(typed[-2:])))
    place = max(range(len(typed)), key=lambda place: len(typed[place]))
    word = typed[place]
    if len(word) < 8:
        return None
    others = words(" ".join(typed[:place] + typed[place + 1 :]))
    if way == "split":
        at = random.randint(4, len(word) - 4)
        typed[place] = f"{word[:at]} {word[at:]}"
        return Draft(" ".join(typed), name.number, [*others, *words(word)])
    typed[place] = word[2:-1]
    middle = "".join(words(typed[place]))
    return Draft(" ".join(typed), name.number, others, lambda key: middle in key)


def acronym(name: Name, random: Random) -> Draft | None:
    """A name that is one, in small letters in half of them."""
    written = name.written
    return Draft(random.choice((written, written.lower())), name.number, name.keys) if written.isupper() else None


KINDS: dict[str, Callable[[Name, Random], Draft | None]] = {
    "two beginnings": two_beginnings,
    "other script": other_script,
    "one slip": partial(slips, 1, 5),
    "two slips in a long word": partial(slips, 2, 8),
    "inside, joined, split": inside,
    "acronym": acronym,
}
