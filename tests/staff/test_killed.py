"""`kill -9` at file operations of a publication, a return and a withdrawal, injected by strace.

One operation of each kind in each main folder, and all that touch the journal; in the long form every operation but
repeated writing, of which each twelfth is tried: what one file of a kind leaves, the next leaves.
"""

import hashlib
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import builders
import pytest
from candidates import ticked, unmet, uploaded
from conftest import published, settings_for
from test_releases import tables
from tracing import Acts, Operation, acts

from dashlib.errors import ReleaseWithdrawnError
from dashlib.publishing.candidate import candidates
from dashlib.publishing.prepare import prepared_of
from dashlib.publishing.source import published_tables
from dashlib.releases.current import open_served, opened, release_folder
from dashlib.releases.journal import KEPT, read_journal, withdrawn_releases
from dashlib.search.index import open_index

REPEATED = {"write", "openat", "sendfile", "copy_file_range", "unlinkat"}
EACH = 12


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


def with_candidate(data: Path, folder: Path, source: Path, *names: str) -> Path:
    """A copy of a data folder with an upload whose gates are all met; its index is made already."""
    copy = Path(shutil.copytree(data, folder / "data"))
    settings = settings_for(copy)
    candidate = ticked(settings, uploaded(settings, source, *names))
    prepared = prepared_of(candidate)
    assert prepared
    open_index(opened(prepared.built, copy / "cache"), copy / "cache")
    assert unmet(settings, candidate) == []
    return copy


def files_below(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def public_files(data: Path) -> dict[str, str]:
    return {name: digest for name, digest in files_below(data).items() if not name.startswith("private/candidates")}


def outcome(data: Path) -> dict[str, object]:
    """All that an act leaves, but times: the journal, the releases and their modes, what is kept for staff."""
    kept = {path.name: files_below(path) for path in (data / "private").iterdir() if KEPT.fullmatch(path.name)}
    for files in kept.values():
        files.pop("publication.json"), files.pop("work.json", None)  # hold times
    return {
        "journal": [(entry.action, entry.release, entry.note) for entry in read_journal(data)],
        "releases": {path.name: files_below(path) for path in (data / "releases").iterdir()},
        "modes": Counter(oct(path.stat().st_mode) for path in (data / "releases").rglob("*")),
        "kept": kept,
        "left over": [
            *data.rglob(".keeping-*"),
            *data.rglob(".pending-*"),
            *data.glob(".first*"),
            *(data / "releases").glob(".*"),
        ],
        "cache": {path.name for path in (data / "cache").iterdir()},
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
    """Every operation, of those that repeat each twelfth, and all that touch the journal."""
    seen: Counter[str] = Counter()
    found = []
    for operation in operations:
        seen[operation.call] += 1
        if operation.call not in REPEATED or seen[operation.call] % EACH == 1 or "journal" in operation.told:
            found.append(operation)
    return found


def one_in_each_folder(operations: list[Operation]) -> list[Operation]:
    """The first operation of each kind in each folder, and all that touch the journal."""
    return _first_of(operations, lambda operation: (operation.call, operation.folder))


def one_of_each(operations: list[Operation]) -> list[Operation]:
    """The first operation of each kind in each main folder, and all that touch the journal."""
    return _first_of(operations, lambda operation: (operation.call, operation.folder.partition("/")[0]))


def _first_of(operations: list[Operation], kind: Callable[[Operation], object]) -> list[Operation]:
    kept = {id(operation) for operation in {kind(each): each for each in reversed(operations)}.values()}
    return [operation for operation in operations if id(operation) in kept or "journal" in operation.told]


def every(operations: list[Operation]) -> list[Operation]:
    return operations


def switching(operations: list[Operation]) -> list[Operation]:
    """From the first operation on the journal to the end."""
    first = next(number for number, operation in enumerate(operations) if "journal" in operation.told)
    return operations[first:]


Among = Callable[[list[Operation]], list[Operation]]


def few_or(many: Among) -> pytest.MarkDecorator:
    """The short form of a test and the long one."""
    return pytest.mark.parametrize("among", [one_of_each, pytest.param(many, marks=pytest.mark.long)])


def kill_at_each(
    forked: Acts,
    base: Path,
    folder: Path,
    act: Callable[[Path], tuple[object, ...]],
    check: Callable[[Path], None] = lambda data: None,
    *,
    among: Among,
) -> None:
    """Kill an act at each operation, in a fresh copy of a data folder; then nothing is broken, and it succeeds."""
    data = Path(shutil.copytree(base, folder / "whole"))
    releases = {path.name for path in (base / "releases").iterdir()}
    operations = among(forked.operations(data, *act(data)))
    expected = outcome(data)
    releases |= {path.name for path in (data / "releases").iterdir()}
    for number, operation in enumerate(operations):
        data = Path(shutil.copytree(base, folder / str(number)))
        assert forked.is_killed_at(operation, *act(data)), operation
        try:
            assert_whole(data, releases)
            check(data)
            assert forked.run(*act(data)) in {0, 1}, forked.said
            assert_whole(data, releases)
            assert outcome(data) == expected, forked.said
        except AssertionError as error:
            raise AssertionError(f"Killed at {operation}: {error}") from error
        delete(data)


TABLES = ("grants.csv", "organizations.csv")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, sources: dict[str, Path]) -> Path:
    """A data folder with one release and its search index."""
    data = tmp_path_factory.mktemp("once") / "data"
    open_index(published(sources["first"], data), data / "cache")
    return data


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, sources: dict[str, Path], once: Path) -> Path:
    """The same with an upload that can be published."""
    return with_candidate(once, tmp_path_factory.mktemp("ready"), sources["named"], *TABLES)


def publish(base: Path) -> Callable[[Path], tuple[object, ...]]:
    return lambda data: ("publish-prepared", data)


@few_or(chosen)
def test_a_publication(forked: Acts, ready: Path, sources: dict[str, Path], tmp_path: Path, among: Among) -> None:
    grants = (sources["named"] / "grants.csv").read_bytes()
    kill_at_each(forked, ready, tmp_path, publish(ready), lambda data: assert_upload_is_kept(data, grants), among=among)


@few_or(chosen)
def test_a_publication_that_withdraws(
    forked: Acts, twice: Path, sources: dict[str, Path], tmp_path: Path, among: Among
) -> None:
    """What comes before the journal is that of any publication."""
    base = with_candidate(twice, tmp_path / "ready", sources["withheld"], *TABLES)
    kill_at_each(forked, base, tmp_path, publish(base), among=lambda found: among(switching(found)))


@few_or(one_in_each_folder)
def test_the_command_that_checks_and_builds(
    forked: Acts, once: Path, sources: dict[str, Path], tmp_path: Path, among: Among
) -> None:
    """Until it publishes it touches nothing but the folder of its own upload; all that is killed stays beside it."""
    data = Path(shutil.copytree(once, tmp_path / "data"))
    files = [sources["named"] / name for name in TABLES]
    act = ("publish", *files, "--note", "x", "--data")
    operations = forked.operations(data, *act, data)
    expected = outcome(data)
    begun = next(number for number, operation in enumerate(operations) if "publishing.lock" in operation.told)
    data = Path(shutil.copytree(once, tmp_path / "killed"))
    before = public_files(data)
    for operation in among(operations[:begun]):
        assert forked.is_killed_at(operation, *act, data), operation
        assert public_files(data) == before, operation
        for candidate in candidates(settings_for(data)):
            assert [file.path.read_bytes() for file in candidate.files] == [file.read_bytes() for file in files]
    assert forked.run(*act, data) == 0, forked.said
    assert outcome(data) == expected


def test_a_build(forked: Acts, once: Path, sources: dict[str, Path], tmp_path: Path) -> None:
    """What is renamed, and the journal: the rest is that of a publication."""
    kill_at_each(
        forked,
        once,
        tmp_path,
        lambda data: ("build", sources["named"], "--data", data),
        among=lambda found: [o for o in found if o.call == "rename" or "journal.jsonl" in o.told],
    )


def test_a_build_that_changes_nothing_public(
    forked: Acts, once: Path, sources: dict[str, Path], tmp_path: Path
) -> None:
    source = Path(shutil.copytree(sources["first"], tmp_path / "source"))
    lines = (source / "grants.csv").read_text("utf-8").splitlines()
    (source / "grants.csv").write_text("\n".join([f"{lines[0]},ours", *(f"{line},7" for line in lines[1:])]), "utf-8")
    kill_at_each(
        forked,
        once,
        tmp_path,
        lambda data: ("build", source, "--data", data),
        assert_source_is_whole,
        among=lambda found: [o for o in found if o.call == "rename"],
    )


def assert_source_is_whole(data: Path) -> None:
    """The tables behind the current line are whole, those of before or the new ones."""
    assert len(published_tables(settings_for(data))[1]["grants"]) == 3


@few_or(one_in_each_folder)
def test_a_return(forked: Acts, twice: Path, tmp_path: Path, among: Among) -> None:
    kill_at_each(forked, twice, tmp_path, lambda data: ("rollback", "1", "--data", data), among=among)


@few_or(every)
def test_a_withdrawal(forked: Acts, twice: Path, tmp_path: Path, among: Among) -> None:
    kill_at_each(forked, twice, tmp_path, lambda data: ("withdraw", "1", "--data", data), among=among)


def test_a_withdrawal_of_the_current_release(forked: Acts, twice: Path, tmp_path: Path) -> None:
    kill_at_each(
        forked,
        twice,
        tmp_path,
        lambda data: ("withdraw", "2", "--return-to", "1", "--data", data),
        among=lambda found: switching(found)[::EACH],
    )


def test_all_is_durable_before_the_journal_names_it(forked: Acts, ready: Path, tmp_path: Path) -> None:
    """What a power cut would leave cannot be tried; so each file is synced first, then the folder that names it."""
    data = Path(shutil.copytree(ready, tmp_path / "data"))
    operations = forked.operations(data, *publish(ready)(data))
    journal = next(n for n, o in enumerate(operations) if o.call == "rename" and "journal.jsonl" in o.told)
    synced = [o.told for o in operations[:journal] if o.call == "fsync"]
    for folder in (data / "releases" / read_journal(data)[-1].release, data / "private" / "2"):
        for path in folder.rglob("*"):
            assert any(path.name in told for told in synced), path
    assert any(told.startswith("fsync") and "<releases>" in told for told in synced)
    assert any("<private>" in told for told in synced)
    assert any("journal.jsonl.new" in told for told in synced)
    assert operations[journal + 1].call == "fsync"


FAILING = {
    "ENOSPC": {"openat", "write", "sendfile", "mkdir", "fsync"},
    "EACCES": {"openat", "mkdir", "rename", "chmod", "unlinkat", "rmdir"},
}


@pytest.mark.parametrize("error", FAILING)
def test_a_full_disk_or_missing_permission(forked: Acts, ready: Path, tmp_path: Path, error: str) -> None:
    """One operation of each kind in each main folder fails; that is said, nothing is broken, and the next attempt succeeds."""
    data = Path(shutil.copytree(ready, tmp_path / "whole"))
    act = publish(ready)
    operations = forked.operations(data, *act(data))
    expected = outcome(data)
    releases = {path.name for path in (data / "releases").iterdir()}
    kinds = {(o.call, o.folder.partition("/")[0]): o for o in operations if o.call in FAILING[error]}
    for number, operation in enumerate(kinds.values()):
        data = Path(shutil.copytree(ready, tmp_path / str(number)))
        forked.run_failing_at(operation, error, *act(data))
        assert_whole(data, releases)
        assert forked.run(*act(data)) == 0, (operation, forked.said)
        assert outcome(data) == expected, operation
        delete(data)


def test_the_command_says_that_it_cannot_write(forked: Acts, twice: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(twice, tmp_path / "data"))
    act = ("withdraw", "1", "--data", data)
    writing = next(o for o in forked.operations(data, *act) if o.call == "write" and "journal" in o.told)
    data = Path(shutil.copytree(twice, tmp_path / "full"))
    assert forked.run_failing_at(writing, "ENOSPC", "withdraw", "1", "--data", data) == 1
    assert "No space left on device" in forked.said
    assert "Traceback" not in forked.said
    assert forked.run("withdraw", "1", "--data", data) == 0


def test_a_search_index_that_does_not_fit_is_kept_in_memory(once: Path, tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from dashlib.releases.current import opened\n"
        "from dashlib.search.index import open_index\n"
        "store = opened(Path(sys.argv[1]), Path(sys.argv[2]).with_name('served'))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "print(open_index(store, Path(sys.argv[2])).table.num_rows)"
    )
    (release,) = (once / "releases").iterdir()
    command = [sys.executable, "-c", code, release, tmp_path / "cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert int(done.stdout) > 0, done.stderr
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []
