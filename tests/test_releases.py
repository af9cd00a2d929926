"""I5: a release never changes. Same tables, same bytes; a crash leaves one whole release; what is broken is named."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import builders
import pyarrow.parquet as pq
import pytest
from conftest import settings_for

from dashlib.errors import ReleaseError
from dashlib.publishing.publish import ensure_release
from dashlib.queries.quality import coverage
from dashlib.queries.store import Store, open_store
from dashlib.queries.totals import whole
from dashlib.releases.current import open_current, open_served
from dashlib.releases.journal import read_journal
from dashlib.schema.selection import Selection

COMMAND = Path(sys.executable).with_name("dashlib")
DELAYS = 6


def tables(amount: str) -> builders.Tables:
    basis = {"amount": 500000, "currency": "EUR", "grant_count": 9, "scope_round_ids": "R1", "ledger_basis": "yes"}
    return builders.programme(
        areas=[{}, {}],
        rounds=[{"award_date": "2023-06", "countries": "RS"}],
        grants=[{"amount_awarded": amount, "area_ids": "A1;A2"}, {"currency": "NOK", "amount_awarded": "100.01"}, {}],
        announcements=[basis],
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return builders.write(tables("1000.00"), tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return builders.write(tables("1000.01"), tmp_path_factory.mktemp("second"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, first: Path) -> Path:
    data = tmp_path_factory.mktemp("built") / "data"
    build(first, data)
    return data


@pytest.fixture
def data(tmp_path: Path, built: Path) -> Path:
    """A copy of the built data folder, which a test may break."""
    return Path(shutil.copytree(built, tmp_path / "data"))


def start(source: Path, data: Path) -> subprocess.Popen[str]:
    command = [COMMAND, "build", source, "--data", data]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def build(source: Path, data: Path) -> str:
    process = start(source, data)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    return journal(data)[-1]["release"]


def journal(data: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (data / "journal.jsonl").read_text("utf-8").splitlines()]


def release_in(data: Path) -> Path:
    (folder,) = (data / "releases").iterdir()
    return folder


def contents(release: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in release.iterdir()}


def writable(path: Path) -> Path:
    path.parent.chmod(0o755)
    path.chmod(0o644)
    return path


def test_two_processes_build_the_same_bytes(built: Path, first: Path, tmp_path: Path) -> None:
    other = build(first, tmp_path / "data")
    assert other == release_in(built).name
    assert contents(release_in(tmp_path / "data")) == contents(release_in(built))


def test_the_id_is_that_of_the_manifest_and_the_manifest_names_every_file(built: Path) -> None:
    release = release_in(built)
    manifest = (release / "manifest.json").read_bytes()
    assert hashlib.sha256(manifest).hexdigest()[:16] == release.name == journal(built)[0]["release"]
    hashes = {entry["path"]: entry["sha256"] for entry in json.loads(manifest)["files"]}
    found = {name: hashlib.sha256(content).hexdigest() for name, content in contents(release).items()}
    assert found == hashes | {"manifest.json": hashlib.sha256(manifest).hexdigest()}


def test_files_are_read_only(built: Path) -> None:
    release = release_in(built)
    assert all(path.stat().st_mode & 0o222 == 0 for path in (release, *release.iterdir()))
    assert (built / "private").stat().st_mode & 0o777 == 0o700


def test_a_change_is_a_new_release_and_going_back_is_the_first_again(data: Path, first: Path, second: Path) -> None:
    one = build(first, data)
    assert len(journal(data)) == 1
    before = contents(data / "releases" / one)
    two = build(second, data)
    assert two != one
    assert build(first, data) == one
    assert [(line["number"], line["release"]) for line in journal(data)] == [(1, one), (2, two), (3, one)]
    assert {path.name for path in (data / "releases").iterdir()} == {one, two}
    assert contents(data / "releases" / one) == before


def assert_one_whole_release(data: Path, expected: set[str]) -> None:
    assert open_current(settings_for(data)).release_id in expected
    assert [entry.number for entry in read_journal(data)] == list(range(1, len(read_journal(data)) + 1))


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory, second: Path) -> tuple[str, float]:
    """The release of the second tables, and how long its build takes."""
    begun = time.monotonic()
    return build(second, tmp_path_factory.mktemp("after") / "data"), time.monotonic() - begun


def test_a_build_killed_at_any_moment_leaves_one_whole_release(
    data: Path, second: Path, after: tuple[str, float]
) -> None:
    old, (new, duration) = release_in(data).name, after
    for number in range(DELAYS):
        process = start(second, data)
        time.sleep(duration * (number + 0.7) / DELAYS)
        process.kill()
        process.communicate()
        assert_one_whole_release(data, {old, new})
    assert build(second, data) == new
    assert {path.name for path in (data / "releases").iterdir()} == {old, new}


CRASHES = ("tell:Reading", "tell:Checking", "tell:Writing", "tell:Verifying", "tell:Switching", "rename", "fsync")
CRASHING = """
import os, pathlib, signal, sys
from dashlib.publishing.publish import publish_folder
from dashlib.settings import read_settings
crash, source, data = sys.argv[1:]
def tell(step, share): crash == "tell:" + step and die()
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
if crash == "rename": pathlib.Path.rename = die
if crash == "fsync": os.fsync = die
publish_folder(pathlib.Path(source), read_settings(pathlib.Path(data)), tell=tell)
"""


def test_a_crash_at_each_step_leaves_the_old_release(data: Path, second: Path, after: tuple[str, float]) -> None:
    old = release_in(data).name
    for crash in CRASHES:
        done = subprocess.run([sys.executable, "-c", CRASHING, crash, second, data], check=False, timeout=120)
        assert done.returncode == -9, crash
        assert_one_whole_release(data, {old})
    assert build(second, data) == after[0]


def test_a_changed_byte_is_named(data: Path) -> None:
    path = writable(release_in(data) / "funding.parquet")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ReleaseError, match=r"funding\.parquet"):
        open_current(settings_for(data))


def test_a_missing_file_is_named(data: Path) -> None:
    writable(release_in(data) / "grants.parquet").unlink()
    with pytest.raises(ReleaseError, match=r"grants\.parquet"):
        open_current(settings_for(data))


def test_a_missing_release_is_named(data: Path) -> None:
    release = release_in(data)
    writable(release / "manifest.json")
    shutil.rmtree(release)
    with pytest.raises(ReleaseError, match=release.name):
        open_current(settings_for(data))


def test_a_changed_manifest_is_named(data: Path) -> None:
    path = writable(release_in(data) / "manifest.json")
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ReleaseError, match=release_in(data).name):
        open_current(settings_for(data))


@pytest.mark.parametrize("broken", ["{", "[]", '{"number": 2}', "", "null", "\xff"])
def test_a_broken_line_of_the_journal_is_named(data: Path, broken: str) -> None:
    path = data / "journal.jsonl"
    path.write_bytes(path.read_bytes() + broken.encode("latin-1") + b"\n")
    with pytest.raises(ReleaseError, match="Line 2 of the journal"):
        open_current(settings_for(data))


def test_a_changed_line_of_the_journal_is_found(data: Path, second: Path) -> None:
    build(second, data)
    path = data / "journal.jsonl"
    path.write_text(path.read_text("utf-8").replace('"note": ""', '"note": "x"', 1), "utf-8")
    with pytest.raises(ReleaseError, match="Line 2 of the journal does not follow"):
        open_current(settings_for(data))


def test_building_again_mends_a_broken_release(data: Path, first: Path) -> None:
    release = release_in(data)
    before = contents(release)
    writable(release / "funding.parquet").write_bytes(b"")
    assert build(first, data) == release.name
    assert contents(release) == before
    assert len(journal(data)) == 1


def test_what_shows_builds_nothing(tmp_path: Path, first: Path) -> None:
    with pytest.raises(ReleaseError, match="No release was published yet"):
        open_served(settings_for(tmp_path / "data", first))
    assert not (tmp_path / "data").exists()


def test_many_threads_that_need_a_release_build_it_once(tmp_path: Path, first: Path) -> None:
    settings = settings_for(tmp_path / "data", first)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ensure_release(settings), range(8)))
    assert len(journal(tmp_path / "data")) == 1
    assert_one_whole_release(tmp_path / "data", {release_in(tmp_path / "data").name})


def test_two_processes_that_need_a_release_build_it_once(tmp_path: Path, first: Path) -> None:
    modules = "from dashlib import settings; from dashlib.publishing import publish"
    code = f"{modules}; publish.ensure_release(settings.read_settings())"
    environment = os.environ | {"DASHLIB_DATA": str(tmp_path / "data"), "DASHLIB_SOURCE": str(first)}
    processes = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(2)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    assert len(journal(tmp_path / "data")) == 1


def test_a_data_folder_that_is_a_file_is_wrong_use(tmp_path: Path, first: Path) -> None:
    file = tmp_path / "data"
    file.write_text("", "utf-8")
    for command in (["build", first], ["totals"], ["releases"]):
        environment = os.environ | {"DASHLIB_DATA": str(file)}
        done = subprocess.run([COMMAND, *command], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "which is a file" in " ".join(done.stderr.split())
        assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("version", ["0.9.0", "2.0.0", "1.99.0", "one", None])
def test_a_release_of_other_tables_says_so(tmp_path: Path, version: str | None) -> None:
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"schema_version": version, "files": []}), "utf-8")
    with pytest.raises(ReleaseError, match="version with other tables"):
        open_store(folder)


def test_a_release_of_an_earlier_minor_version_opens_and_what_was_added_since_is_empty(
    real_data: Path, real: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    shutil.copytree(real_data / "releases" / real.release_id, folder)
    folder.chmod(0o755)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["schema_version"] = "1.0.0"
    table = pq.read_table(folder / "grants.parquet").drop_columns(["keywords"])
    (folder / "grants.parquet").unlink()
    pq.write_table(table, folder / "grants.parquet")
    digest = hashlib.sha256((folder / "grants.parquet").read_bytes()).hexdigest()
    manifest["files"] = [
        file | ({"sha256": digest} if file["path"] == "grants.parquet" else {})
        for file in manifest["files"]
        if file["path"] != "event_speakers.parquet"
    ]
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    earlier = open_store(folder)
    assert whole(earlier, Selection(), "EUR") == whole(real, Selection(), "EUR")
    assert coverage(earlier, "event_speakers")[0] == 0
    known = {field.name: count for field, count in coverage(earlier, "grants")[1]}
    assert known["keywords"] == 0
    assert known["title"] > 0
