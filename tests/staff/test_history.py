"""Going back, withdrawing, publishing an upload: what is served afterwards, what is refused, and what is gone for good."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import builders
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tantivy
from candidates import publish_uploaded, ticked, unmet, uploaded
from click.testing import CliRunner
from conftest import published, settings_for
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashlib.cli import main
from dashlib.errors import CandidateError, ReleaseError, ReleaseGoneError, ReleaseWithdrawnError
from dashlib.publishing import gates as gates_module
from dashlib.publishing.apart import prepare_apart
from dashlib.publishing.candidate import begin, begin_public_again, candidates, change, discard, open_candidate
from dashlib.publishing.gates import GATES, publish_candidate
from dashlib.publishing.history import return_to, withdraw, withdrawn_with
from dashlib.publishing.prepare import prepare, prepared_of
from dashlib.publishing.publish import WithdrawalsNeeded, publish_folder
from dashlib.publishing.register import read_register
from dashlib.publishing.source import published_tables
from dashlib.publishing.withheld import existing_releases
from dashlib.releases.compare import changes_of
from dashlib.releases.current import open_current, open_pinned, open_served, release_folder
from dashlib.releases.exports import WHOLE, export
from dashlib.releases.journal import current_entry, read_journal
from dashlib.search.index import open_index
from dashlib.settings import Settings
from dashlib.text.folding import folded
from dashlib.web.server import routes

NAME, LOCAL = "Quiet Vjosa", "Тиха Вјоса"
WORDS = ("quiet vjosa", "tiha vjosa", "vjosa-id", "vjosatitle")


def tables(amount: str = "1000.00", withheld: str = "", **more: list[dict[str, str]]) -> builders.Tables:
    """Three grants, the last of which may be withheld; its awardee has a name in two scripts."""
    quiet = {"organization_id": "vjosa-id", "name": NAME, "name_local": LOCAL}
    grant = {"recipient_org_id": "vjosa-id", "title": "Vjosatitle", "amount_awarded": "70.00", "withheld": withheld}
    return builders.programme(
        rounds=[{"award_date": "2023-06", "countries": "RS"}],
        organizations=[{}, quiet],
        grants=[{"amount_awarded": amount}, {"amount_awarded": "100.01"}, grant],
        **more,
    )


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sources")
    versions = {
        "first": tables(),
        "second": tables("1000.01"),
        "dropped": tables("1.00"),
        "broken": tables("-5"),
        "warned": tables("0.00"),
        "withheld": tables("1000.02", "organization"),
    }
    return {name: builders.write(version, folder / name) for name, version in versions.items()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sources: dict[str, Path]) -> Path:
    data = tmp_path_factory.mktemp("built") / "data"
    published(sources["first"], data)
    publish_uploaded(settings_for(data), sources["second"], "grants.csv", note="The amount of Quiet Vjosa is right now")
    return data


@pytest.fixture
def settings(tmp_path: Path, built: Path) -> Settings:
    """A data folder with two releases, of which the second was uploaded."""
    return settings_for(Path(shutil.copytree(built, tmp_path / "data")))


def releases(settings: Settings) -> list[str]:
    return [entry.release for entry in read_journal(settings.data)]


def lines(settings: Settings) -> list[tuple[str, str]]:
    return [(entry.action, entry.release) for entry in read_journal(settings.data)]


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_going_back_serves_the_old_bytes_and_is_a_line_of_its_own(settings: Settings) -> None:
    first, second = releases(settings)
    before = hashes(settings.data / "releases" / first)
    entry = return_to(settings, first, "Ana", "It was right")
    assert lines(settings) == [("publish", first), ("publish", second), ("return", first)]
    assert open_served(settings)[0].release_id == first
    assert hashes(release_folder(settings, first)[0]) == before
    assert (entry.number, entry.note) == (3, "It was right")
    assert json.loads((settings.private / "3" / "publication.json").read_text("utf-8"))["returned_to"] == 1
    assert open_pinned(settings, second)[0].release_id == second


def test_going_back_brings_the_old_source_back_as_base(settings: Settings, sources: dict[str, Path]) -> None:
    first, second = releases(settings)
    return_to(settings, first, "Ana")
    number, base = published_tables(settings)
    assert (number, base["grants"]["amount_awarded"][0].as_py()) == (3, "1000.00")
    assert unmet(settings, uploaded(settings, sources["first"], "grants.csv")) == ["changes", "difference"]
    return_to(settings, second, "Ana")
    assert (settings.private / "4" / "files" / "1-grants.csv").read_bytes() == (
        sources["second"] / "grants.csv"
    ).read_bytes()


def test_what_cannot_come_back_is_refused(settings: Settings) -> None:
    first, second = releases(settings)
    with pytest.raises(ReleaseError, match="is current already"):
        return_to(settings, second, "Ana")
    with pytest.raises(ReleaseGoneError):
        return_to(settings, "0123456789abcdef", "Ana")
    with pytest.raises(ReleaseGoneError):
        return_to(settings, "../private", "Ana")
    withdraw(settings, [first], "Ana")
    with pytest.raises(ReleaseWithdrawnError):
        return_to(settings, first, "Ana")
    assert lines(settings) == [("publish", first), ("publish", second), ("withdraw", first)]


def test_going_back_to_what_withholds_withdraws_what_names_it(settings: Settings, sources: dict[str, Path]) -> None:
    _, named = releases(settings)
    quiet = publish_uploaded(settings, sources["withheld"], "grants.csv").release_id
    command = ["unwithhold", "vjosa-id", "--reason", "safe", "--name", NAME, "--note", "Quiet Vjosa is back"]
    assert CliRunner().invoke(main, [*command, "--data", str(settings.data)]).exit_code == 0
    again = open_current(settings).release_id
    with pytest.raises(WithdrawalsNeeded, match=again):
        return_to(settings, quiet, "Ana")
    entry = return_to(settings, quiet, "Ana", accept_withdrawals=True)
    assert lines(settings)[-2:] == [("return", quiet), ("withdraw", again)]
    assert withdrawn_with(settings, entry) == [again]
    assert existing_releases(settings) == [quiet]
    for release in (again, named):
        with pytest.raises(ReleaseWithdrawnError):
            return_to(settings, release, "Ana")
    assert open_current(settings).release_id == quiet
    assert "Vjosa" not in (settings.data / "journal.jsonl").read_text("utf-8")


def test_the_current_release_is_withdrawn_only_with_a_return(settings: Settings) -> None:
    first, second = releases(settings)
    for back in (None, second):
        with pytest.raises(ReleaseError, match="is current"):
            withdraw(settings, [second], "Ana", back)
    assert (settings.data / "releases" / second).is_dir()
    withdraw(settings, [second], "Ana", first)
    assert lines(settings)[2:] == [("return", first), ("withdraw", second)]
    assert open_served(settings)[0].release_id == first
    with pytest.raises(ReleaseError, match="is current"):
        withdraw(settings, [first], "Ana")


def test_a_withdrawn_release_answers_so_and_nothing_of_it_is_left(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHLIB_DATA", str(settings.data))
    first, second = releases(settings)
    client = TestClient(Starlette(routes=routes()))
    addresses = [f"/download/{first}/{name}" for name in (*WHOLE, "grants.csv", "grants.parquet")]
    open_index(open_pinned(settings, first)[0], settings.data / "cache")
    assert [client.get(address).status_code for address in addresses] == [200] * 6
    assert (settings.data / "cache" / first / "release.zip").is_file()
    withdraw(settings, [first], "Ana")
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, "withdrawn" in answer.text) == (410, True), address
    assert not (settings.data / "releases" / first).exists()
    assert not (settings.data / "cache" / first).exists()
    assert client.get(f"/download/{second}/grants.csv").status_code == 200
    entries = read_journal(settings.data)
    with pytest.raises(ReleaseWithdrawnError):
        changes_of(settings, entries, entries[1])


def test_withdrawing_again_finishes_what_was_cut_off_and_adds_no_line(settings: Settings) -> None:
    first, _ = releases(settings)
    kept = Path(shutil.copytree(settings.data / "releases" / first, settings.data.parent / "kept"))
    withdraw(settings, [first], "Ana")
    before = lines(settings)
    shutil.copytree(kept, settings.data / "releases" / first)
    assert withdraw(settings, [first], "Ana") == []
    assert not (settings.data / "releases" / first).exists()
    assert lines(settings) == before


def test_a_withdrawn_release_cannot_be_published_again(settings: Settings, sources: dict[str, Path]) -> None:
    first, second = releases(settings)
    withdraw(settings, [first], "Ana")
    candidate = ticked(settings, uploaded(settings, sources["first"], "grants.csv"))
    with pytest.raises(ReleaseError, match="was withdrawn"):
        publish_candidate(settings, candidate, "", {})
    with pytest.raises(ReleaseError, match="was withdrawn"):
        publish_folder(sources["first"], settings)
    assert [path.name for path in (settings.data / "releases").iterdir()] == [second]
    assert open_candidate(settings, candidate.id) == candidate


def test_publishing_what_is_withheld_lists_and_withdraws_all_that_name_it(
    settings: Settings, sources: dict[str, Path]
) -> None:
    first, second = releases(settings)
    candidate = uploaded(settings, sources["withheld"], "grants.csv")
    prepared = prepared_of(candidate)
    assert prepared
    assert prepared.naming == [first, second]
    almost = ticked(settings, candidate, but={"withdrawals"})
    assert unmet(settings, almost) == ["withdrawals"]
    done = publish_candidate(settings, ticked(settings, almost), "Safer", {"by": "Boro"})
    assert done.withdrawn == (first, second)
    assert lines(settings)[2:] == [("publish", done.release_id), ("withdraw", first), ("withdraw", second)]
    assert [path.name for path in (settings.data / "releases").iterdir()] == [done.release_id]


def test_files_of_a_publication_that_was_cut_off_are_withdrawn_as_well(
    settings: Settings, sources: dict[str, Path]
) -> None:
    """It got no line of the journal, so nobody could ask for it; but its files hold the name."""
    prepared = prepared_of(uploaded(settings, sources["dropped"], "grants.csv"))
    assert prepared
    shutil.copytree(prepared.built, settings.data / "releases" / prepared.built.name)
    done = publish_uploaded(settings, sources["withheld"], "grants.csv")
    assert prepared.built.name in done.withdrawn
    assert [path.name for path in (settings.data / "releases").iterdir()] == [done.release_id]


NOTES = ("for Quiet Vjosa", "QUIET  VJOSA", "Тиха Вјоса!")


def test_a_public_note_that_holds_a_withheld_name_is_refused(settings: Settings, sources: dict[str, Path]) -> None:
    candidate = ticked(settings, uploaded(settings, sources["withheld"], "grants.csv"))
    for note in NOTES:
        with pytest.raises(CandidateError, match="public note"):
            publish_candidate(settings, candidate, note, {})
    with pytest.raises(CandidateError, match="public note"):
        publish_folder(sources["withheld"], settings, NOTES[0])
    assert len(lines(settings)) == 2
    quiet = publish_candidate(settings, candidate, "Safer", {}).release_id
    last = publish_uploaded(settings, sources["dropped"], "grants.csv").release_id
    with pytest.raises(CandidateError, match="public note"):
        return_to(settings, quiet, "Ana", NOTES[2])
    assert open_current(settings).release_id == last


def test_a_candidate_survives_a_restart(settings: Settings, sources: dict[str, Path]) -> None:
    candidate = ticked(settings, uploaded(settings, sources["dropped"], "grants.csv", mode="update"))
    assert candidates(settings) == [candidate]
    code = (
        "import sys; from pathlib import Path; from dashlib.settings import read_settings\n"
        "from dashlib.publishing.candidate import candidates; from dashlib.publishing.gates import publish_candidate\n"
        "settings = read_settings(Path(sys.argv[1])); (candidate,) = candidates(settings)\n"
        "print(publish_candidate(settings, candidate, '', {}).number)"
    )
    done = subprocess.run([sys.executable, "-c", code, settings.data], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "3"
    assert candidates(settings) == []
    with pytest.raises(CandidateError):
        open_candidate(settings, candidate.id)
    kept = settings.private / "3"
    assert (kept / "files" / "1-grants.csv").read_bytes() == (sources["dropped"] / "grants.csv").read_bytes()
    assert "1000.01" in (kept / "comparison.csv").read_text("utf-8")


@pytest.mark.parametrize("gate", GATES)
def test_nothing_is_published_while_a_gate_is_not_met(
    settings: Settings, sources: dict[str, Path], gate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = {"no-errors": "broken", "changes": "second", "warnings": "warned", "withdrawals": "withheld"}
    candidate = uploaded(settings, sources[version.get(gate, "dropped")], "grants.csv")
    if gate == "public":
        publish_uploaded(settings, sources["withheld"], "grants.csv")
        candidate = begin_public_again(settings, "Ana", [read_register(settings).entries[0].key], "safe by now")
        prepare(settings, candidate)
    if gate not in {"no-errors"}:
        candidate = ticked(settings, candidate, but={gate})
    if gate == "prepared":
        candidate = change(candidate, modes={"grants": "update"})
    if gate == "base":
        publish_folder(sources["first"], settings)
    if gate == "rests-on":
        monkeypatch.setattr(gates_module, "fingerprint", lambda: {"code_version": "0"})
    before = lines(settings)
    assert unmet(settings, candidate) == [gate]
    with pytest.raises(CandidateError, match=gate):
        publish_candidate(settings, candidate, "", {})
    assert lines(settings) == before
    assert open_candidate(settings, candidate.id) == candidate


def test_what_a_colleague_changed_at_the_last_moment_is_not_published_unseen(
    settings: Settings, sources: dict[str, Path]
) -> None:
    mine = ticked(settings, uploaded(settings, sources["first"], "grants.csv"))
    change(mine, modes={"grants": "update"})
    before = lines(settings)
    with pytest.raises(CandidateError, match="prepared"):
        publish_candidate(settings, mine, "", {"by": "Boro"})
    discard(mine)
    with pytest.raises(CandidateError, match="not there any more"):
        publish_candidate(settings, mine, "", {"by": "Boro"})
    assert lines(settings) == before


@pytest.mark.parametrize("at", ["Reading", "Checking", "Writing", "Indexing"])
def test_nothing_is_left_of_an_upload_that_is_discarded_while_it_is_checked(
    settings: Settings, sources: dict[str, Path], at: str
) -> None:
    candidate = begin(settings, "Ana", {"grants.csv": sources["first"] / "grants.csv"})

    def tell(step: str, share: float | None) -> None:
        if step == at and (candidate.folder / "state.json").exists():
            discard(candidate)

    with pytest.raises(CandidateError, match="not there any more"):
        prepare_apart(settings, candidate, tell)
    assert candidates(settings) == []
    assert not list((settings.private / "candidates").iterdir())


def test_a_release_that_cannot_be_read_may_name_what_is_withheld(settings: Settings, sources: dict[str, Path]) -> None:
    quiet = publish_uploaded(settings, sources["withheld"], "grants.csv").release_id
    broken = publish_uploaded(settings, sources["dropped"], "grants.csv").release_id
    assert existing_releases(settings) == [quiet, broken]
    file = settings.data / "releases" / broken / "grants.parquet"
    file.parent.chmod(0o700)
    file.chmod(0o600)
    file.write_bytes(b"PAR1")
    with pytest.raises(ReleaseError, match="Withdraw it"):
        return_to(settings, quiet, "Ana")
    withdraw(settings, [broken], "Ana", return_to=quiet)
    assert lines(settings)[-2:] == [("return", quiet), ("withdraw", broken)]
    assert open_served(settings)[0].release_id == quiet


def numbered(source: Path, folder: Path, number: str) -> Path:
    """A copy of source tables with a column that nobody publishes."""
    shutil.copytree(source, folder)
    text = (source / "grants.csv").read_text("utf-8").splitlines()
    lines = [text[0] + ",file number", *(f"{line},{number}" for line in text[1:])]
    (folder / "grants.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def file_numbers(settings: Settings) -> list[str]:
    return published_tables(settings)[1]["grants"]["+file number"].to_pylist()


def test_cells_that_are_not_published_alone_are_kept_as_the_newest_source(
    settings: Settings, sources: dict[str, Path], tmp_path: Path
) -> None:
    """By upload and by build; no line of the journal, nothing overwritten, and the next upload rests on them."""
    before, first = lines(settings), (settings.private / "2" / "source" / "grants.csv").read_bytes()
    seven = numbered(sources["second"], tmp_path / "seven", "7")
    mine = ticked(settings, uploaded(settings, numbered(sources["second"], tmp_path / "x", "9"), "grants.csv"))
    command = ["publish", str(seven / "grants.csv"), "--note", "x", "--data", str(settings.data)]
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, "these tables are kept" in " ".join(result.stderr.split())) == (0, True)
    assert (file_numbers(settings), lines(settings)) == (["7"] * 3, before)
    # Somebody else's upload was compared with what was kept before.
    assert unmet(settings, mine) == ["changes", "base"]
    result = CliRunner().invoke(main, [*command[:1], str(seven / "grants.csv"), *command[2:]])
    assert "This is public already" in " ".join(result.stderr.split())
    done = publish_folder(numbered(sources["second"], tmp_path / "eight", "8"), settings)
    assert (done.number, done.revision, done.is_new) == (2, 2, False)
    assert publish_folder(tmp_path / "eight", settings).revision == 0
    assert (file_numbers(settings), lines(settings)) == (["8"] * 3, before)
    assert (settings.private / "2" / "source" / "grants.csv").read_bytes() == first
    assert {path.name for path in settings.private.glob("[0-9]*")} == {"1", "2", "2.1", "2.2"}


def test_going_back_brings_the_newest_source_of_a_release(
    settings: Settings, sources: dict[str, Path], tmp_path: Path
) -> None:
    first, second = releases(settings)
    publish_folder(numbered(sources["second"], tmp_path / "seven", "7"), settings)
    return_to(settings, first, "Ana")
    assert "+file number" not in published_tables(settings)[1]["grants"].column_names
    return_to(settings, second, "Ana")
    assert file_numbers(settings) == ["7"] * 3


def test_a_tick_holds_for_these_cells_alone_though_the_release_is_the_same(
    settings: Settings, sources: dict[str, Path], tmp_path: Path
) -> None:
    mine = ticked(settings, uploaded(settings, numbered(sources["second"], tmp_path / "seven", "7"), "grants.csv"))
    assert unmet(settings, mine) == []
    mine = change(mine, modes={"grants": "update"})
    prepare(settings, mine)
    assert unmet(settings, mine) == ["difference"]


PAGES = """
from pathlib import Path
import streamlit as st
from dashlib.publishing.candidate import candidates
from dashlib.publishing.prepare import prepared_of
from dashlib.settings import read_settings
from dashlib.staff.people import Person
from dashlib.ui.staff.desk import Work
from dashlib.ui.staff.history import show_history
from dashlib.ui.staff.publish import show_publish
from dashlib.ui.request import read_view
read_view("update", True)
settings, person = read_settings(), Person("Ana", frozenset({"upload", "publish"}))
for candidate in candidates(settings):
    show_publish(Work(settings, person, candidate, prepared_of(candidate)))
show_history(settings, person)
"""


def test_the_page_says_that_unpublished_cells_are_kept_and_shows_them_in_the_history(
    settings: Settings, sources: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHLIB_DATA", str(settings.data))
    seven = numbered(sources["second"], tmp_path / "seven", "7")
    candidate = ticked(settings, uploaded(settings, seven, "grants.csv"))
    page = AppTest.from_string(PAGES, default_timeout=60).run()
    assert not page.exception
    words = " ".join(element.proto.body for element in page.get("html"))
    assert "these tables are kept as the newest" in words
    # Nobody would read a public note.
    assert [field.label for field in page.text_input] == ["Your name"]
    publish_candidate(settings, candidate, "", {"by": "Boro"})
    page = AppTest.from_string(PAGES, default_timeout=60).run()
    assert "Kept since; nothing public changed" in " ".join(element.proto.body for element in page.get("html"))


def texts_in(path: Path) -> Iterator[str]:
    """All that a file holds: its bytes, and every value, statistic and member that is compressed in it."""
    yield path.read_bytes().decode("utf-8", "ignore")
    if path.suffix == ".parquet":
        with pq.ParquetFile(path) as file:
            yield f"{file.schema_arrow} {file.schema_arrow.metadata} {file.metadata.metadata}"
            for group in range(file.metadata.num_row_groups):
                for column in range(file.metadata.num_columns):
                    yield str(file.metadata.row_group(group).column(column))
            yield from (str(row) for row in file.read().to_pylist())
    elif path.suffix == ".arrow":
        with pa.memory_map(str(path)) as source:
            yield from (str(row) for row in pa.ipc.open_file(source).read_all().to_pylist())
    elif is_zipfile(path):
        with ZipFile(path) as archive:
            yield from (archive.read(member).decode("utf-8", "ignore") for member in archive.namelist())
    elif path.name == "meta.json":
        searcher = tantivy.Index.open(str(path.parent)).searcher()
        found = searcher.search(tantivy.Query.all_query(), limit=1000)
        yield from (str(searcher.doc(address).to_dict()) for _, address in found.hits)


def places_of_the_name(settings: Settings) -> set[str]:
    """The files below the data folder, private ones left out, in which one of the words stands."""
    found = set()
    for path in settings.data.rglob("*"):
        if path.is_relative_to(settings.private):
            continue
        told = [str(path.relative_to(settings.data)), *(texts_in(path) if path.is_file() else ())]
        if any(word in folded(text) or word in text.casefold() for text in told for word in WORDS):
            found.add(path.relative_to(settings.data).parts[0])
    return found


def test_after_withholding_the_name_stands_in_no_file_that_is_left(
    settings: Settings, sources: dict[str, Path]
) -> None:
    for release in releases(settings):
        store, _ = open_pinned(settings, release)
        open_index(store, settings.data / "cache")
        for name in (*WHOLE, "organizations.csv"):
            export(store.folder, name, settings.data / "cache")
    assert places_of_the_name(settings) == {"releases", "cache", "journal.jsonl"}, "so it would be found"
    done = publish_uploaded(settings, sources["withheld"], "grants.csv", note="Safer")
    store = open_current(settings)
    open_index(store, settings.data / "cache")
    for name in (*WHOLE, "organizations.csv"):
        export(store.folder, name, settings.data / "cache")
    assert places_of_the_name(settings) == set()
    assert done.release_id == store.release_id
    assert (current := current_entry(read_journal(settings.data)))
    assert current.note == "Safer"


def test_the_commands_do_the_same(settings: Settings, sources: dict[str, Path]) -> None:
    def run(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(main, [str(part) for part in (*arguments, "--data", settings.data)])
        return result.exit_code, " ".join(result.stderr.split())

    first, second = releases(settings)
    grants = sources["withheld"] / "grants.csv"
    code, told = run("publish", sources["second"] / "grants.csv", "--note", "x")
    assert code == 0
    assert told.endswith("This is public already: nothing was changed.")
    assert "--accept-withdrawals" in run("publish", grants, "--note", "x")[1]
    assert "--accept-drop" in run("publish", sources["dropped"] / "grants.csv", "--note", "x")[1]
    assert run("publish", grants, "--note", f"for {NAME}", "--accept-withdrawals")[0] == 1
    assert candidates(settings) == []
    assert run("rollback", "1")[0] == 0
    assert run("withdraw", "2")[0] == 0
    assert run("publish", grants, "--note", "x", "--accept-withdrawals")[0] == 0
    third = releases(settings)[-2]
    assert lines(settings)[2:] == [("return", first), ("withdraw", second), ("publish", third), ("withdraw", first)]
    assert run("rollback", "1")[0] == 1
