"""What a visitor types has bounds: what is read of it, what is named of the rest, and how much memory it may take."""

import gc
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import settings_for
from test_pages import at_page

from dashlib.cli import main
from dashlib.errors import ReleaseGoneError
from dashlib.kept import Kept, for_short
from dashlib.queries.lists import EVERY_ROW
from dashlib.queries.store import Store
from dashlib.releases import current
from dashlib.releases.current import open_pinned
from dashlib.schema.selection import (
    LONGEST_TEXT,
    LONGEST_VALUE,
    MOST_VALUES,
    MOST_WORDS,
    Found,
    Selection,
    read_selection,
)
from dashlib.search.ask import read
from dashlib.text.folding import folded
from dashlib.ui import results
from dashlib.ui.results import search_for

LONG = "x" * 20_000
ADDRESS = {
    **dict.fromkeys(("country", "organization", "call", "period_from", "text", "q", "compare", "letter"), LONG),
    **dict.fromkeys(("type", "candidate", "currency", "lang", "preview", "page", "sort", "unknown"), LONG),
}


def test_values_that_no_name_can_have_are_named_and_not_read() -> None:
    selection, unread = read_selection({"country": ["RS", "x" * 201, "x" * 200]})
    assert selection.country == ("RS", "x" * 200)
    assert unread == [("country", "x" * LONGEST_VALUE)]


def test_so_many_values_of_a_filter_are_read() -> None:
    selection, unread = read_selection({"organization": [f"o{number}" for number in range(10_000)]})
    assert len(selection.organization) == MOST_VALUES
    assert unread[:2] == [("organization", f"o{MOST_VALUES}"), ("organization", f"o{MOST_VALUES + 1}")]
    assert unread[-1] == ("organization", "…")
    assert len(unread) < 30


@pytest.mark.parametrize("text", ["word " * 60, "a-b-c-" * 500, "реч, " * 1000, "x" * 3000, "日" * 3000])
def test_of_a_long_text_the_beginning_is_read_and_the_rest_named(text: str) -> None:
    selection, unread = read_selection({"text": [text]})
    assert selection.text
    assert text.startswith(selection.text)
    assert len(selection.text) <= LONGEST_TEXT
    words = selection.variables()["text"]
    assert isinstance(words, list)
    assert len(words) <= MOST_WORDS
    ((name, rest),) = unread
    assert name == "text"
    assert text[len(selection.text) :].strip().startswith(rest)
    assert len(rest) <= LONGEST_VALUE


def test_a_text_of_just_so_many_words_is_read_whole() -> None:
    text = " ".join(["word"] * MOST_WORDS) + "!"
    assert read_selection({"text": [text]}) == (Selection(text=text), [])


def test_the_command_line_says_what_it_cannot_read(real_data: Path) -> None:
    for option, value in (("--country", "x" * 201), ("--text", "word " * 60)):
        result = CliRunner().invoke(main, ["totals", option, value, "--data", str(real_data)])
        assert result.exit_code == 2
        assert "cannot be read" in result.stderr
        assert len(result.stderr) < 1000


@pytest.mark.parametrize("page", ["grants", "rounds"])
def test_a_page_reads_no_more_of_an_address_than_a_name_can_be(real_data: Path, page: str) -> None:
    app = at_page(real_data, page)
    for name, value in (ADDRESS | {"id": LONG}).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    told = " ".join(str(getattr(element.proto, "body", "")) for element in app.main)
    assert "This page could not be shown" not in told
    assert "Ignored, since it cannot be read" in told
    assert "country=xxx" in told
    assert "x" * (LONGEST_TEXT + 1) not in told
    view, shown_at = app.session_state["view"], app.session_state["shown-at"]
    assert size_of(view.options) + size_of(list(view.unread)) < 100_000
    assert size_of(shown_at) < 1000


def size_of(value: object) -> int:
    parts = value.items() if isinstance(value, dict) else value if isinstance(value, list | tuple | set) else ()
    return sys.getsizeof(value) + sum(map(size_of, parts))


def test_a_cache_is_bounded_by_bytes_and_by_number() -> None:
    kept: Kept[str] = Kept(entries=3, most=100)
    for number in range(5):
        kept.keep(number, str(number), 10)
    assert [kept.get(number) for number in range(5)] == [None, None, "2", "3", "4"]
    assert kept.bytes == 30
    kept.keep("large", "x", 75)
    assert kept.get(4) == "4"
    assert kept.get(2) is None
    assert kept.keep("too large", "x", 101) == "x"
    assert len(kept) == kept.bytes == 0


def test_long_texts_are_answered_but_not_kept() -> None:
    asked = []

    @for_short(10, longest=5)
    def answer(text: str) -> str:
        asked.append(text)
        return text.upper()

    for text in ("short", "short", "longer", "longer"):
        assert answer(text) == text.upper()
    assert asked == ["short", "longer", "longer"]


def test_answers_are_kept_up_to_so_many_bytes_whatever_is_asked(tmp_path: Path, real: Store) -> None:
    real.answers.entries, real.answers.most, before = 512, 60_000, (512, real.answers.most)
    try:
        for number in range(300):
            real.ask("grants", Selection(organization=tuple(f"{number}-{n}" for n in range(100))), **EVERY_ROW)
            assert real.answers.bytes <= 60_000
        large = Selection(found=Found("grant", tuple(f"G-{n}" for n in range(100_000))))
        first, again = real.ask("grants", large, **EVERY_ROW), real.ask("grants", large, **EVERY_ROW)
        assert first is again
        assert max(map(len, real.answers._kept)) <= 64  # type: ignore[arg-type]
        other = Selection(found=Found("event", large.found.ids if large.found else ()))
        assert real.ask("grants", other, **EVERY_ROW) is not first
    finally:
        real.answers.entries, real.answers.most = before


def test_searches_are_kept_up_to_so_many_bytes(real: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "searches", Kept(64, 200_000))
    for number in range(20):
        search_for(real, "grants", f"media {number}", tmp_path)
        assert results.searches.bytes <= 200_000
    assert search_for(real, "grants", "media 19", tmp_path) is search_for(real, "grants", "media 19", tmp_path)


def test_a_release_that_is_only_typed_is_remembered_nowhere(real_data: Path) -> None:
    before = len(current._turns)
    for number in range(50):
        with pytest.raises(ReleaseGoneError):
            open_pinned(settings_for(real_data), f"{number:016x}")
    assert len(current._turns) == before


def test_words_that_are_typed_grow_no_cache_of_words() -> None:
    for _ in range(3):
        read("ж" * 1900)
        folded("ж" * 1900)
    gc.collect()
    assert not [text for text in gc.get_objects() if isinstance(text, str) and len(text) > 1800]
