"""Nothing is lost and nothing comes back by itself: a lost journal, a new one, verification, backup and restoration."""

import hashlib
import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import builders
import pytest
from click.testing import CliRunner
from conftest import SOURCE, settings_for
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_releases import tables

from dashlib.cli import main
from dashlib.cli.keeping import SENTENCE
from dashlib.errors import JournalError, ReleaseError, ReleaseWithdrawnError
from dashlib.publishing.history import return_to, withdraw
from dashlib.publishing.integrity import faults
from dashlib.publishing.publish import ensure_release, publish_folder
from dashlib.publishing.register import NOBODY
from dashlib.publishing.release import delete_release
from dashlib.publishing.source import published_tables
from dashlib.releases.current import open_current, open_served, release_folder
from dashlib.releases.journal import entries_of
from dashlib.settings import Settings
from dashlib.web.server import routes


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two versions, of which the second names somebody whom a third withholds."""
    folder = tmp_path_factory.mktemp("sources")
    versions = {"one": tables("1000.00"), "two": tables("1000.01"), "quiet": tables("1000.01")}
    for name in ("two", "quiet"):
        first = versions[name]["organizations"][0]
        versions[name]["organizations"].append(first | {"organization_id": "O2", "name": "Quiet Vjosa"})
        versions[name]["grants"][2]["recipient_org_id"] = "O2"
    versions["quiet"]["grants"][2]["withheld"] = "organization"
    # Its grant stands under an identifier of its own as well.
    del versions["one"]["grants"][2]
    return {name: builders.write(version, folder / name) for name, version in versions.items()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sources: dict[str, Path]) -> Path:
    data = tmp_path_factory.mktemp("built") / "data"
    publish_folder(sources["one"], settings_for(data))
    publish_folder(sources["two"], settings_for(data), "With Quiet Vjosa")
    return data


@pytest.fixture
def settings(tmp_path: Path, built: Path) -> Settings:
    """A copy, whose server would build the shipped example if it took the folder for a new one."""
    return settings_for(Path(shutil.copytree(built, tmp_path / "data")), SOURCE / "awkward")


def run(settings: Settings, *arguments: object, given: str = "") -> tuple[int, str]:
    told = [str(part) for part in (*arguments, "--data", settings.data)]
    result = CliRunner().invoke(main, told, input=given)
    return result.exit_code, " ".join(result.output.split())


def everything(settings: Settings) -> dict[str, str]:
    return {
        str(path.relative_to(settings.data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in settings.data.rglob("*")
        if path.is_file() and path.name not in {".publishing.lock", "audit.jsonl"}
    }


def audit(settings: Settings) -> list[dict[str, object]]:
    return [json.loads(line) for line in (settings.private / "audit.jsonl").read_text("utf-8").splitlines()]


# Faults of the journal.


def missing(data: Path) -> None:
    (data / "journal.jsonl").unlink()


def empty(data: Path) -> None:
    (data / "journal.jsonl").write_bytes(b"")


def cut_by_a_line(data: Path) -> None:
    path = data / "journal.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])


def cut_within_a_line(data: Path) -> None:
    path = data / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-30])


def unreadable(data: Path) -> None:
    missing(data)
    (data / "journal.jsonl").mkdir()


def without_releases(data: Path) -> None:
    """The volume with the data is new, that with what is private is not."""
    missing(data)
    for release in (data / "releases").iterdir():
        delete_release(release)


FAULTS = (missing, empty, cut_by_a_line, cut_within_a_line, unreadable, without_releases)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_journal_stops_everything_and_touches_nothing(
    settings: Settings, sources: dict[str, Path], fault: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHLIB_DATA", str(settings.data))
    release = open_served(settings)[0].release_id
    fault(settings.data)
    before = everything(settings)
    for act in (
        lambda: open_served(settings),
        lambda: ensure_release(settings),
        lambda: publish_folder(sources["one"], settings),
        lambda: return_to(settings, release, "Ana"),
        lambda: withdraw(settings, [release], "Ana"),
        lambda: published_tables(settings),
    ):
        with pytest.raises(JournalError, match="Restore it from a backup"):
            act()
    client = TestClient(Starlette(routes=routes()))
    for address in ("/", "/grants", "/healthz", f"/download/{release}/grants.csv"):
        answer = client.get(address)
        assert (answer.status_code, "Restore it from a backup" in answer.text) == (503, True), address
    assert run(settings, "verify")[0] == 1
    assert run(settings, "backup", settings.data.parent / "b.zip")[0] == 1
    assert everything(settings) == before


def test_a_journal_that_lost_a_withdrawal_is_cut(settings: Settings) -> None:
    """A withdrawal keeps no source tables, but must not be forgotten."""
    path = settings.data / "journal.jsonl"
    before = path.read_bytes()
    withdraw(settings, [entries_of(settings)[0].release], "Ana")
    path.write_bytes(before)
    with pytest.raises(JournalError, match="cut: it ends with line 2, but there was 3"):
        open_current(settings)


def test_a_first_start_that_was_cut_off_is_no_fault(settings: Settings, sources: dict[str, Path]) -> None:
    """Its release may be there before the journal; but what somebody else began is never replaced by the example."""
    missing(settings.data)
    for kept in settings.private.iterdir():
        shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
    marker = settings.data / ".first-publication"
    marker.write_text("command line", "utf-8")
    with pytest.raises(ReleaseError, match="was cut off: repeat it"):
        ensure_release(settings)
    publish_folder(sources["two"], settings)
    assert ([entry.number for entry in entries_of(settings)], marker.exists()) == ([1], False)
    assert open_served(settings)[0].release_id == entries_of(settings)[0].release


# A new journal.


@pytest.mark.parametrize("fault", [missing, empty, cut_by_a_line, cut_within_a_line])
def test_a_release_that_is_there_begins_a_new_journal(
    settings: Settings, sources: dict[str, Path], fault: Callable[[Path], None]
) -> None:
    first, second = (entry.release for entry in entries_of(settings))
    journal = settings.data / "journal.jsonl"
    fault(settings.data)
    left = journal.read_bytes() if journal.exists() else None
    kept = {name: digest for name, digest in everything(settings).items() if name.startswith("private/")}
    assert run(settings, "adopt", first, "--reason", "The disk was full")[0] == 0
    (entry,) = entries_of(settings)
    assert (entry.number, entry.action, entry.release) == (3, "adopt", first)
    assert open_served(settings)[0].release_id == first
    assert published_tables(settings)[1]["grants"]["amount_awarded"][0].as_py() == "1000.00"
    aside = [path.read_bytes() for path in settings.data.glob("journal.jsonl.*")]
    assert aside == ([] if left is None else [left])
    assert (
        everything(settings).items() >= {**kept, "private/last-line": everything(settings)["private/last-line"]}.items()
    )
    assert (audit(settings)[-1]["act"], audit(settings)[-1]["details"]["reason"]) == ("adopt", "The disk was full")  # type: ignore[index]
    assert [*faults(settings)] == []
    # Lines go on from there, and are found by their numbers.
    assert publish_folder(sources["two"], settings).number == 4
    assert run(settings, "rollback", "3")[0] == 0
    assert [(entry.number, entry.release) for entry in entries_of(settings)] == [(3, first), (4, second), (5, first)]
    assert run(settings, "rollback", "1")[0] == 1


def test_what_was_kept_without_the_name_of_its_release_is_found_by_building_it(settings: Settings) -> None:
    for told in settings.private.glob("*/publication.json"):
        told.write_text('{"by": "Ana"}', "utf-8")
    first = entries_of(settings)[0].release
    missing(settings.data)
    assert "were not found" not in run(settings, "adopt", first, "--reason", "x")[1]
    assert published_tables(settings)[1]["grants"]["amount_awarded"][0].as_py() == "1000.00"


def test_without_source_tables_the_next_upload_has_to_bring_all(settings: Settings, sources: dict[str, Path]) -> None:
    second = entries_of(settings)[1].release
    missing(settings.data)
    shutil.rmtree(settings.private / "2")
    code, told = run(settings, "adopt", second, "--reason", "x")
    assert (code, "the next upload has to bring all tables" in told) == (0, True)
    assert open_served(settings)[0].release_id == second
    assert [*faults(settings)] == []
    assert publish_folder(sources["two"], settings).revision == 1
    assert published_tables(settings)[1]["grants"]["amount_awarded"][0].as_py() == "1000.01"


def test_what_cannot_begin_a_new_journal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = entries_of(settings)[0].release
    code, told = run(settings, "adopt", first, "--reason", "x")
    assert (code, "The journal is whole" in told) == (1, True)
    missing(settings.data)
    before = everything(settings)
    assert "Those that are there" in run(settings, "adopt", "../private", "--reason", "x")[1]
    path = settings.data / "releases" / first / "grants.parquet"
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(b"PAR1")
    assert "was changed after it was published" in run(settings, "adopt", first, "--reason", "x")[1]
    path.write_bytes(whole)
    assert everything(settings) == before
    with pytest.raises(JournalError):
        open_served(settings)


def test_a_release_that_names_what_is_withheld_begins_no_journal(
    settings: Settings, sources: dict[str, Path], tmp_path: Path
) -> None:
    first, named = (entry.release for entry in entries_of(settings))
    aside = shutil.copytree(settings.data / "releases" / named, tmp_path / "copy")
    publish_folder(sources["quiet"], settings, accept_withdrawals=True)
    missing(settings.data)
    shutil.copytree(aside, settings.data / "releases" / named)
    for register in (settings.private / "withheld.json", None):
        code, told = run(settings, "adopt", named, "--reason", "x")
        assert (code, "names what is withheld" in told) == (1, True)
        if register:
            # The newest tables that were kept withhold it as well.
            register.unlink()
    assert not (settings.data / "journal.jsonl").exists()
    assert run(settings, "adopt", first, "--reason", "x")[0] == 0
    # What only they knew is in the register now.
    assert "Quiet Vjosa" in (settings.private / "withheld.json").read_text("utf-8")


# Verification.


def damaged_release(settings: Settings) -> None:
    path = next((settings.data / "releases").glob("*/funding.parquet"))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def foreign_file(settings: Settings) -> None:
    release = next((settings.data / "releases").iterdir())
    release.chmod(0o755)
    (release / "note.txt").write_text("x", "utf-8")


def lost_release(settings: Settings) -> None:
    delete_release(settings.data / "releases" / entries_of(settings)[0].release)


def lost_source(settings: Settings) -> None:
    shutil.rmtree(settings.private / "1")


def lost_table(settings: Settings) -> None:
    (settings.private / "1" / "source" / "grants.csv").unlink()


def broken_report(settings: Settings) -> None:
    (settings.private / "2" / "report.json").write_text("[", "utf-8")


def broken_register(settings: Settings) -> None:
    (settings.private / "withheld.json").write_text("[]", "utf-8")


DAMAGES = {
    damaged_release: "funding.parquet of the release",
    foreign_file: "holds the file note.txt",
    lost_release: "line 1 of the journal, are not there",
    lost_source: "The source tables of publication 1 are not there",
    lost_table: "grants.csv kept in 1",
    broken_report: "2/report.json cannot be read",
    broken_register: "withheld.json in the private folder) cannot be read",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_verify_names_what_is_wrong_in_a_line_and_changes_nothing(
    settings: Settings, damage: Callable[[Settings], None]
) -> None:
    code, told = run(settings, "verify")
    assert (code, told) == (0, "All is whole: 2 lines of the journal, 2 releases, 2 kept publications.")
    damage(settings)
    before = everything(settings)
    code, told = run(settings, "verify")
    assert (code, DAMAGES[damage] in told) == (1, True), told
    assert len([*faults(settings)]) == 1
    assert everything(settings) == before


def test_a_folder_in_which_nothing_was_published_is_not_whole(fresh: Settings) -> None:
    """A mistyped folder would look whole every night."""
    code, told = run(fresh, "verify")
    assert (code, f"Nothing was ever published in {fresh.data}" in told) == (1, True)
    assert not fresh.data.exists()


def test_a_first_release_says_in_which_folder_it_is(fresh: Settings, sources: dict[str, Path]) -> None:
    """Whoever forgets to name the data folder begins another site."""
    assert f"It is the first in {fresh.data}." in run(fresh, "build", sources["one"])[1]
    assert "It is the first" not in run(fresh, "build", sources["two"])[1]


# Backup and restoration.


@pytest.fixture
def archive(settings: Settings, tmp_path: Path) -> Path:
    (settings.private / "withheld.json").write_bytes(json.dumps(asdict(NOBODY)).encode())
    (settings.private / "sessions.json").write_text("{}", "utf-8")
    (settings.data / "cache").mkdir(exist_ok=True)
    file = tmp_path / "backup.zip"
    assert run(settings, "backup", file)[0] == 0
    return file


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "fresh", SOURCE / "awkward")


def names_and_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_brings_everything_back(settings: Settings, archive: Path, fresh: Settings) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert run(fresh, "restore", archive, "--register", "none", "--sentence", SENTENCE)[0] == 0
    assert [*faults(fresh)] == []
    assert open_current(fresh).release_id == open_current(settings).release_id
    before, after = names_and_bytes(settings.data), names_and_bytes(fresh.data)
    left_out = {".publishing.lock", "private/sessions.json", "private/audit.jsonl"}
    assert {n: c for n, c in after.items() if n not in left_out and not n.startswith("cache/")} == {
        n: c for n, c in before.items() if n not in left_out and not n.startswith("cache/")
    }
    assert "private/sessions.json" not in after
    assert [line["act"] for line in audit(fresh)][-1] == "restore"
    assert all(path.stat().st_mode & 0o222 == 0 for path in (fresh.data / "releases").rglob("*"))
    assert all(path.stat().st_mode & 0o077 == 0 for path in (fresh.private, *fresh.private.rglob("*.json")))
    assert not [*fresh.data.rglob(".restoring-*")]


def test_a_restoration_asks_for_the_register_or_a_sentence(archive: Path, fresh: Settings) -> None:
    assert run(fresh, "restore", archive)[0] == 2
    assert run(fresh, "restore", archive, "--register", archive.with_name("nope.json"))[0] == 2
    assert run(fresh, "restore", archive, "--register", "none", given="yes\n")[0] == 2
    assert not (fresh.data / "journal.jsonl").exists()
    assert run(fresh, "restore", archive, "--register", "none", given=f"{SENTENCE}\n")[0] == 0


def test_the_newer_register_decides_and_what_it_withholds_is_not_served(
    settings: Settings, archive: Path, fresh: Settings, sources: dict[str, Path], tmp_path: Path
) -> None:
    first, second = (entry.release for entry in entries_of(settings))
    publish_folder(sources["quiet"], settings, accept_withdrawals=True)
    code, told = run(fresh, "restore", archive, "--register", settings.private / "withheld.json")
    assert (code, f"Withdrawn, because they name what is withheld now: {second}" in told) == (0, True)
    assert "Nothing is shown before you publish, or go back" in told
    with pytest.raises(ReleaseError, match="must not be public any more"):
        open_served(fresh)
    assert [path.name for path in (fresh.data / "releases").iterdir()] == [first]
    assert "Vjosa" not in (fresh.data / "journal.jsonl").read_text("utf-8")
    with pytest.raises(ReleaseWithdrawnError):
        release_folder(fresh, second)
    return_to(fresh, first, "Ana")
    assert open_served(fresh)[0].release_id == first
    (wrong := tmp_path / "wrong.json").write_text("[]", "utf-8")
    assert run(settings_for(tmp_path / "other"), "restore", archive, "--register", wrong)[0] == 1


def test_only_empty_folders_are_restored_into(settings: Settings, archive: Path, fresh: Settings) -> None:
    before = everything(settings)
    code, told = run(settings, "restore", archive, "--register", "none", "--sentence", SENTENCE)
    assert (code, "into empty folders only" in told) == (1, True)
    assert everything(settings) == before
    fresh.private.mkdir(parents=True)
    (fresh.private / "staff.json").write_text("{}", "utf-8")
    assert run(fresh, "restore", archive, "--register", "none", "--sentence", SENTENCE)[0] == 1


def contents(archive: Path) -> dict[str, bytes]:
    with ZipFile(archive) as old:
        return {name: old.read(name) for name in old.namelist()}


def packed(archive: Path, files: dict[str, bytes], is_listed_anew: bool = True, link: str = "") -> Path:
    """An archive of these files beside another, whose list is right, or that of before; one of them may be a link."""
    files = dict(files)
    listed = files.pop("backup.json")
    if is_listed_anew:
        told = {name: {"sha256": hashlib.sha256(c).hexdigest(), "size": len(c)} for name, c in files.items()}
        listed = json.dumps({"files": told}).encode()
    with ZipFile(changed := archive.with_name("changed.zip"), "w") as new:
        for name, content in {**files, "backup.json": listed}.items():
            info = ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16 if name == link else 0
            new.writestr(info, content)
    return changed


def linked(archive: Path) -> Path:
    return packed(archive, contents(archive), link="private/1/report.json")


def damaged(archive: Path) -> Path:
    files = contents(archive)
    name = "private/1/source/grants.csv"
    return packed(archive, files | {name: files[name].replace(b"1000.00", b"9000.00")}, is_listed_anew=False)


def lacking(archive: Path) -> Path:
    files = {name: content for name, content in contents(archive).items() if not name.endswith("funding.parquet")}
    return packed(archive, files, is_listed_anew=False)


def with_other_bytes(archive: Path) -> Path:
    """Each file is as the list says, but none as its release says."""
    files = contents(archive)
    return packed(archive, files | {name: b"PAR1" for name in files if name.endswith("funding.parquet")})


def with_a_cut_journal(archive: Path) -> Path:
    """Each file is as the list says, but the journal is not whole."""
    files = contents(archive)
    name = "data/journal.jsonl"
    return packed(archive, files | {name: files[name].splitlines(keepends=True)[0]})


def larger_than_it_says(archive: Path) -> Path:
    files = contents(archive)
    told = json.loads(files["backup.json"])
    told["files"]["data/journal.jsonl"]["size"] -= 1
    return packed(archive, files | {"backup.json": json.dumps(told).encode()}, is_listed_anew=False)


UNTRUE = (linked, damaged, lacking, with_other_bytes, with_a_cut_journal, larger_than_it_says)
OUTSIDE = ("../x.json", "/tmp/x.json", "data/releases/../../x", "private/1/source/../../../../x", "private/1/source/..",
           "data/.bashrc", "private/sessions.json", "private\\x", "data/releases/0123456789abcdef/x.py")  # fmt: skip


@pytest.mark.parametrize("change", UNTRUE)
def test_an_archive_that_is_not_whole_is_never_used(
    archive: Path, fresh: Settings, change: Callable[[Path], Path]
) -> None:
    code, told = run(fresh, "restore", change(archive), "--register", "none", "--sentence", SENTENCE)
    assert (code, "Nothing was restored" in told) == (1, True), told
    assert {path.name for path in fresh.data.rglob("*")} == {".publishing.lock", "private"}


def test_nothing_is_ever_written_outside(archive: Path, fresh: Settings) -> None:
    files = contents(archive)
    for name in OUTSIDE:
        bad = packed(archive, files | {name: b"{}"})
        code, told = run(fresh, "restore", bad, "--register", "none", "--sentence", SENTENCE)
        assert (code, "Nothing was restored" in told) == (1, True), (name, told)
        assert {path.name for path in fresh.data.rglob("*")} == {".publishing.lock", "private"}, name


def test_what_is_no_backup_is_told_so(archive: Path, fresh: Settings) -> None:
    for content in (b"", b"PK\x03\x04", archive.read_bytes()[:-100]):
        archive.write_bytes(content)
        code, told = run(fresh, "restore", archive, "--register", "none", "--sentence", SENTENCE)
        assert (code, "Nothing was restored" in told) == (1, True), told


def test_a_backup_that_could_not_be_restored_is_not_written(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    file.write_bytes(b"the one before")
    damaged_release(settings)
    code, told = run(settings, "backup", file)
    assert (code, "No backup was written" in told, file.read_bytes()) == (1, True, b"the one before")
