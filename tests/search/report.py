"""`python tests/search/report.py` measures how well the reference queries are answered, and writes it into docs/search.md."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from reference import DIRECTORIES, Answer, answer, directory, reference_queries

from dashlib.publishing.publish import publish_folder
from dashlib.releases.current import open_current
from dashlib.settings import PROJECT, Settings

PAGE = PROJECT / "docs" / "search.md"
MARK = "<!-- python tests/search/report.py -->"
HEADINGS = ["Way of typing", "queries", "as expected", "found first", "in the first three", "mean reciprocal rank"]


def line(way: str, answers: Sequence[Answer]) -> str:
    """One row: of those that must find something, how far up it stands."""
    places = [answer.place for answer in answers if answer.query.places]
    shares = [sum(place is not None and place <= last for place in places) for last in (1, 3)]
    rank = sum(1 / place for place in places if place) / len(places) if places else None
    cells = [way, len(answers), sum(not answer.faults for answer in answers)]
    cells += [f"{share} of {len(places)}" if places else "–" for share in shares]
    return f"| {' | '.join(map(str, cells))} | {'–' if rank is None else f'{rank:.3f}'} |"


def report() -> Iterator[str]:
    queries = reference_queries()
    with tempfile.TemporaryDirectory() as folder:
        source = PROJECT / "data" / "source" / "smart-balkans"
        settings = Settings(data=Path(folder), private=Path(folder) / "private", source=source)
        publish_folder(source, settings)
        store = open_current(settings)
        for name in DIRECTORIES:
            index = directory(name, store)
            answers = [answer(query, index) for query in queries]
            yield f"\n**{name[0].upper()}{name[1:]}**\n\n| {' | '.join(HEADINGS)} |\n|---|{'---:|' * (len(HEADINGS) - 1)}"
            for way in dict.fromkeys(query.way for query in queries):
                yield line(way, [answer for answer in answers if answer.query.way == way])
            yield line("**all**", answers)


if __name__ == "__main__":
    measured = "\n".join(report())
    print(measured)
    page = PAGE.read_text("utf-8")
    PAGE.write_text(re.sub(f"(?<={MARK}\n).*?(?=\n## )", lambda _: f"{measured}\n", page, flags=re.DOTALL), "utf-8")
