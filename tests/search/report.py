"""`python tests/search/report.py` prints how well the reference queries are answered, as the table in docs/search.md."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from reference import DIRECTORIES, Answer, answer, directory, reference_queries

from dashlib.publishing.current import open_current
from dashlib.publishing.publish import publish_folder
from dashlib.settings import PROJECT, Settings

HEADINGS = ["Way of typing", "queries", "as expected", "found first", "in the first three", "mean reciprocal rank"]


def line(way: str, answers: Sequence[Answer]) -> str:
    """One row: of those that must find something, how far up it stands."""
    places = [answer.place for answer in answers if answer.query.places]
    shares = [sum(place is not None and place <= last for place in places) for last in (1, 3)]
    rank = sum(1 / place for place in places if place) / len(places) if places else None
    cells = [way, len(answers), sum(not answer.faults for answer in answers)]
    cells += [f"{share} of {len(places)}" if places else "–" for share in shares]
    return f"| {' | '.join(map(str, cells))} | {'–' if rank is None else f'{rank:.3f}'} |"


def report() -> None:
    queries = reference_queries()
    with tempfile.TemporaryDirectory() as folder:
        source = PROJECT / "data" / "source" / "smart-balkans"
        settings = Settings(data=Path(folder), private=Path(folder) / "private", source=source)
        publish_folder(source, settings, tell=lambda _: None)
        store = open_current(settings)
        for name in DIRECTORIES:
            index = directory(name, store)
            answers = [answer(query, index) for query in queries]
            print(f"\n**{name.capitalize()}**\n\n| {' | '.join(HEADINGS)} |\n|---|{'---:|' * (len(HEADINGS) - 1)}")
            for way in dict.fromkeys(query.way for query in queries):
                print(line(way, [answer for answer in answers if answer.query.way == way]))
            print(line("**all**", answers))


if __name__ == "__main__":
    report()
