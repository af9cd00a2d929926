"""Links that are pinned to a release keep its figures; a release that is gone or withdrawn has a page of its own."""

import shutil
from pathlib import Path

import pytest
from builders import programme, publish, write
from conftest import published, settings_for
from test_pages import shown

from dashlib.publishing.chain import append_entry, publishing_lock
from dashlib.releases.current import open_current, open_pinned
from dashlib.releases.journal import read_journal


def programme_with(amount: str) -> dict:
    return programme(
        grants=[{"recipient_org_id": "O1", "amount_awarded": amount, "currency": "EUR", "award_date": "2023-06-30"}]
    )


@pytest.fixture
def two_releases(tmp_path: Path) -> tuple[Path, str, str]:
    """A data folder in which EUR 1,000.00 became EUR 2,000.00."""
    old = publish(programme_with("1000.00"), tmp_path).release_id
    new = published(write(programme_with("2000.00"), tmp_path / "source"), tmp_path / "data").release_id
    return tmp_path / "data", old, new


def test_a_pinned_link_still_shows_the_old_figures_and_says_that_a_newer_release_exists(
    two_releases: tuple[Path, str, str],
) -> None:
    data, old, new = two_releases
    words = shown(data, "overview", release=old)
    for text in ("€1,000", "This view is pinned to Release 1", "A newer one exists: Release 2", "See it there"):
        assert text in words
    assert "€2,000" not in words
    assert f"release={old}" in shown(data, "rounds", release=old)
    assert "€2,000" in shown(data, "overview")
    assert "the newest" in shown(data, "overview", release=new)


def test_the_link_of_a_pinned_view_to_the_newest_release_keeps_the_rest_of_the_address(
    two_releases: tuple[Path, str, str],
) -> None:
    data, old, _ = two_releases
    words = shown(data, "rounds", release=old, country="unknown", currency="NOK")
    assert 'href="rounds?country=unknown&amp;currency=NOK"' in words


@pytest.mark.parametrize("release", ["nonsense", "0123456789abcdef", "../../etc", "x" * 10_000, "<b>"])
def test_a_release_that_never_was_is_said_so(two_releases: tuple[Path, str, str], release: str) -> None:
    words = shown(two_releases[0], "overview", release=release)
    assert "This release cannot be shown" in words
    assert "See the newest release" in words
    assert "<b>" not in words


def test_a_withdrawn_release_says_that_it_was_withdrawn_and_shows_nothing_of_it(
    two_releases: tuple[Path, str, str],
) -> None:
    data, old, _ = two_releases
    with publishing_lock(data):
        append_entry(data, "withdraw", old, "")
    words = shown(data, "overview", release=old)
    assert "was withdrawn" in words
    assert "€1,000" not in words


def test_a_release_whose_files_are_gone_leads_to_the_newest(two_releases: tuple[Path, str, str]) -> None:
    data, old, _ = two_releases
    folder = data / "releases" / old
    folder.chmod(0o755)
    shutil.rmtree(folder)
    assert "are gone" in shown(data, "grant", release=old, id="G1")


def test_an_old_release_is_opened_by_the_same_store(two_releases: tuple[Path, str, str]) -> None:
    data, old, new = two_releases
    settings = settings_for(data)
    store, entry = open_pinned(settings, old)
    assert (store.release_id, entry.number) == (old, 1)
    assert open_current(settings).release_id == new
    assert len(read_journal(data)) == 2
