"""`kill -9` at each file operation of a publication, a return and a withdrawal, injected by strace.

Every operation but repeated writing, of which each fifth is tried: what one file of a kind leaves, the next leaves.
"""

import hashlib
import pickle
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import builders
import pytest
from conftest import published, settings_for
from test_releases import tables
from tracing import Acts, Operation, acts

from dashlib.errors import ReleaseWithdrawnError
from dashlib.publishing.candidate import begin, tick
from dashlib.publishing.current import open_served, opened, release_folder
from dashlib.publishing.gates import about_warnings, gates, warnings_by_rule
from dashlib.publishing.journal import read_journal, withdrawn_releases
from dashlib.publishing.prepare import difference_of, prepare
from dashlib.search.index import open_index

REPEATED = {"write", "openat", "sendfile", "copy_file_range", "unlinkat"}
EACH = 5


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acts]:
    with acts(tmp_path_factory.mktemp("acts")) as process:
        yield process


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three versions of a small programme; the third withholds an organization that the first two name."""
    folder = tmp_path_factory.mktemp("sources")
    withheld = tables("1000.01")
    withheld["organizations"].append(withheld["organizations"][0] | {"organization_id": "O2", "name": "Quiet Vjosa"})
    named = {name: [dict(row) for row in rows] for name, rows in withheld.items()}
    for version in (named, withheld):
        version["grants"][2]["recipient_org_id"] = "O2"
    withheld["grants"][2]["withheld"] = "organization"
    versions = {"first": tables("1000.00"), "named": named, "withheld": withheld}
    return {name: builders.write(version, folder / name) for name, version in versions.items()}


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, sources: dict[str, Path]) -> Path:
    """A data folder with two releases, each with its search index."""
    data = tmp_path_factory.mktemp("twice") / "data"
    for name in ("first", "named"):
        open_index(published(sources[name], data), data / "cache")
    return data


def with_candidate(data: Path, folder: Path, files: dict[str, Path]) -> Path:
    """A copy of a data folder with a candidate whose gates are all met; its comparison and index are made already."""
    copy = Path(shutil.copytree(data, folder / "data"))
    settings = settings_for(copy)
    candidate = begin(settings, "Ana", files)
    prepared = prepare(settings, candidate)
    (folder / "compared").write_bytes(pickle.dumps(difference_of(settings, prepared)))
    for rule, found in warnings_by_rule(prepared.problems).items():
        candidate = tick(candidate, f"warning:{rule}", about_warnings(found), "Ana")
    for gate in gates(settings, candidate):
        candidate = tick(candidate, gate.name, gate.about, "Ana") if gate.about else candidate
    open_index(opened(prepared.built), copy / "cache")
    assert all(gate.is_met for gate in gates(settings, candidate))
    return copy


def files_below(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def outcome(data: Path) -> dict[str, object]:
    """All that an act leaves, but times: the journal, the releases and their modes, what is kept for staff."""
    kept = {path.name: files_below(path) for path in (data / "private").iterdir() if path.name.isdigit()}
    for files in kept.values():
        files.pop("publication.json"), files.pop("work.json", None)  # hold times
    return {
        "journal": [(entry.action, entry.release, entry.note) for entry in read_journal(data)],
        "releases": {path.name: files_below(path) for path in (data / "releases").iterdir()},
        "modes": Counter(oct(path.stat().st_mode) for path in (data / "releases").rglob("*")),
        "kept": kept,
        "cache": {path.name for path in (data / "cache").iterdir()},
        "left over": [path.name for path in data.rglob(".keeping-*")],
    }


def delete(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o700)
    shutil.rmtree(folder)


def assert_whole(data: Path, releases: set[str]) -> None:
    """The journal is valid, the release it names is whole and one of these, and what was withdrawn is not served."""
    settings = settings_for(data)
    entries = read_journal(data)
    store, entry = open_served(settings)
    assert store.release_id == entry.release
    assert store.release_id in releases - withdrawn_releases(entries)
    for release in withdrawn_releases(entries):
        with pytest.raises(ReleaseWithdrawnError):
            release_folder(settings, release)


def assert_upload_is_kept(data: Path, uploaded: bytes) -> None:
    kept = [*(data / "private" / "candidates").glob("*/files/*"), *(data / "private").glob("[0-9]*/files/*")]
    assert uploaded in [path.read_bytes() for path in kept]


def chosen(operations: list[Operation]) -> list[Operation]:
    """Every operation, of those that repeat each fifth of a kind in a folder, and all that touch the journal."""
    seen: Counter[str] = Counter()
    found = []
    for operation in operations:
        seen[operation.call] += 1
        if operation.call not in REPEATED or seen[operation.call] % EACH == 1 or "journal" in operation.told:
            found.append(operation)
    return found


def kill_at_each(
    forked: Acts,
    base: Path,
    folder: Path,
    act: Callable[[Path], tuple[object, ...]],
    check: Callable[[Path], None] = lambda data: None,
    among: Callable[[list[Operation]], list[Operation]] = chosen,
) -> None:
    """Kill an act at each operation, in a fresh copy of a data folder; then nothing is broken, and it succeeds."""
    data = Path(shutil.copytree(base, folder / "whole"))
    releases = {path.name for path in (base / "releases").iterdir()}
    operations = among(forked.operations(data, *act(data)))
    expected = outcome(data)
    releases |= {path.name for path in (data / "releases").iterdir()}
    missed = []
    for number, operation in enumerate(operations):
        data = Path(shutil.copytree(base, folder / str(number)))
        if not forked.is_killed_at(operation, *act(data)):
            missed.append(operation)
        try:
            assert_whole(data, releases)
            check(data)
            assert forked.run(*act(data)) in {0, 1}, forked.said
            assert_whole(data, releases)
            assert outcome(data) == expected, forked.said
        except AssertionError as error:
            raise AssertionError(f"Killed at {operation}: {error}") from error
        delete(data)
    # Libraries read files of their own more or less often, so that the last one to be opened may be counted too high.
    assert {operation.call for operation in missed} <= {"openat"}
    assert len(missed) <= len(operations) / 20


def test_a_publication(forked: Acts, sources: dict[str, Path], tmp_path: Path, tmp_path_factory) -> None:
    data = tmp_path / "built" / "data"
    open_index(published(sources["first"], data), data / "cache")
    file = sources["named"] / "grants.csv"
    files = {name: sources["named"] / name for name in ("grants.csv", "organizations.csv")}
    base = with_candidate(data, tmp_path / "prepared", files)
    kill_at_each(
        forked, base, tmp_path, lambda data: ("publish-prepared", data, tmp_path / "prepared" / "compared"),
        lambda data: assert_upload_is_kept(data, file.read_bytes()),
    )


def test_a_return(forked: Acts, twice: Path, tmp_path: Path) -> None:
    kill_at_each(forked, twice, tmp_path, lambda data: ("rollback", "1", "--data", data))


def test_a_withdrawal(forked: Acts, twice: Path, tmp_path: Path) -> None:
    kill_at_each(forked, twice, tmp_path, lambda data: ("withdraw", "1", "--data", data))
