"""Attacks by hostile or clumsy staff, and bad luck: none of them publishes a withheld name or loses an entry of the register."""

import shutil
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import builders
import pytest
from conftest import settings_for
from test_register import HIDDEN, assert_hidden, public_text, run, source, tables

from dashlib.errors import CandidateError, ReleaseError
from dashlib.publishing.naming import Hidden, namings
from dashlib.publishing.publish import Publication, SourceErrors, WithdrawalsNeeded, publish_folder
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.register import FILE, read_register
from dashlib.publishing.telling_apart import say_meanings, say_stranger
from dashlib.publishing.withholding import withhold
from dashlib.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A programme in which one awardee is withheld since its first publication."""
    settings = settings_for(tmp_path / "data")
    publish(settings, tables("organization"))
    return settings


def publish(settings: Settings, given: builders.Tables, note: str = "", accept: bool = False) -> Publication:
    folder = settings.data.parent / "next"
    shutil.rmtree(folder, ignore_errors=True)
    return publish_folder(source(folder, given), settings, note, accept_withdrawals=accept)


def without(
    given: builders.Tables, grants: Collection[str] = ("V1",), organization: str = "vjosa-id"
) -> builders.Tables:
    """The tables without these grants and this organization."""
    return given | {
        "grants": [row for row in given["grants"] if row["grant_id"] not in grants],
        "organizations": [row for row in given["organizations"] if row["organization_id"] != organization],
    }


def with_identifier(given: builders.Tables, identifier: str) -> builders.Tables:
    """The tables in which the awardee has another identifier, and no former one."""
    for table, column in (("organizations", "organization_id"), ("grants", "recipient_org_id")):
        for row in given[table]:
            if row[column] == "vjosa-id":
                row[column] = identifier
            row.update({} if table == "grants" else {"former_ids": row["former_ids"].replace("vjosa-old", "")})
    return given


def error_of(settings: Settings, given: builders.Tables) -> str:
    """The code by which staff say that the one cell with an error means something else."""
    with pytest.raises(SourceErrors) as caught:
        publish(settings, given)
    (error,) = [p for p in caught.value.problems if p.severity == "error"]
    assert error.rule == "withheld-name-published"
    return error.problem.rpartition("(")[2].removesuffix(").")


@pytest.mark.parametrize("identifier", ["12", "—"])
def test_a_list_that_holds_its_short_identifier_publishes_no_row_of_it(tmp_path: Path, identifier: str) -> None:
    settings = settings_for(tmp_path / "data")
    publish(settings, with_identifier(tables("organization"), identifier))
    event = {"name": "Fair", "organizer_org_ids": f"operator;{identifier}"}
    assert error_of(settings, with_identifier(tables("organization", events=[event]), identifier)) == identifier
    assert_hidden(settings)


def test_a_reference_to_it_never_means_something_else(settings: Settings) -> None:
    given = tables("organization", events=[{"name": "Fair", "organizer_org_ids": "vjosa-id"}])
    say_meanings(settings, (error_of(settings, given),), "Ana")
    error_of(settings, given)
    assert_hidden(settings)


def test_without_the_folder_of_staff_nothing_is_published(settings: Settings, tmp_path: Path) -> None:
    unmounted = replace(settings, private=tmp_path / "unmounted")
    with pytest.raises(ReleaseError, match="DASHLIB_PRIVATE"):
        publish(unmounted, tables(amount="80.00"))
    assert_hidden(settings)


def test_a_lost_register_is_learned_from_everything_that_was_kept(settings: Settings) -> None:
    publish(settings, without(tables()))
    (settings.private / FILE).unlink()
    publish(settings, tables(amount="80.00"))
    assert_hidden(settings)


GLASS = {"organization_id": "drina-id", "name": "Drinaglas", "aka": "Lumilens"}
OF_GLASS = {"grant_id": "D1", "recipient_org_id": "drina-id", "amount_awarded": "5.00", "withheld": "organization"}


def of_two(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path / "data")
    publish(settings, tables("organization", organizations=[GLASS], grants=[OF_GLASS]))
    return settings


def reused(tmp_path: Path) -> Settings:
    """The identifier of a withheld grant is used once more, for a grant to another who is withheld."""
    settings = settings_for(tmp_path / "data")
    publish(settings, tables("organization"))
    other = [OF_GLASS | {"grant_id": "V1"}]
    publish(
        settings, without(tables(organizations=[GLASS | {"aka": ""}])) | {"grants": tables(grants=other)["grants"][-1:]}
    )
    return settings


@pytest.mark.parametrize("begin", [of_two, reused])
def test_nobody_is_made_public_beside_another_without_being_named(
    tmp_path: Path, begin: Callable[[Path], Settings]
) -> None:
    settings = begin(tmp_path)
    again = ("unwithhold", "vjosa-id", "--reason", "safe", "--name", "Vjosalens")
    assert run(settings, *again).exit_code == 1
    assert "Drinaglas" not in public_text(settings)
    assert run(settings, *again, "--name", "Drinaglas").exit_code == 0
    assert "Drinaglas" in public_text(settings)


def test_a_stranger_is_told_apart_by_the_name_that_both_share_alone(settings: Settings) -> None:
    (entry,) = read_register(settings).entries
    say_stranger(settings, entry.key, "stranger", "Lumilens", "Ana")
    row = HIDDEN | {"organization_id": "stranger", "former_ids": ""}
    grant = {"grant_id": "S1", "recipient_org_id": "stranger", "amount_awarded": "9.00"}
    publish(settings, without(tables(organizations=[row], grants=[grant])))
    assert_hidden(settings)


def test_an_earlier_note_is_emptied_also_where_no_line_is_added(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    given = tables("organization")
    given["organizations"] = [row | {"aka": ""} for row in given["organizations"]]
    publish(settings, given, note="Lumilens was here")
    assert not publish(settings, tables("organization")).is_new
    assert_hidden(settings)


def test_a_page_on_a_public_host_makes_nobody_the_same(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    given = tables("organization")
    given["organizations"] = [
        row | {"website": "https://facebook.com/x"} for row in given["organizations"][-1:]
    ] + given["organizations"][:-1]
    publish(settings, given)
    other = {"organization_id": "other", "name": "Other Club", "website": "https://facebook.com/other"}
    grant = {"grant_id": "S1", "recipient_org_id": "other", "amount_awarded": "9.00"}
    publish(settings, without(tables(organizations=[other], grants=[grant])))
    assert "Other Club" in public_text(settings)


def test_a_backup_is_not_restored_with_a_register_that_knows_less(settings: Settings, tmp_path: Path) -> None:
    older, file = tmp_path / "older.json", tmp_path / "backup.zip"
    older.write_bytes(b'{"entries": [], "strangers": [], "meanings": [], "lifted": []}')
    assert run(settings, "backup", str(file)).exit_code == 0
    restored = settings_for(tmp_path / "restored")
    result = run(restored, "restore", str(file), "--register", str(older))
    assert (result.exit_code, "Name the newest one" in " ".join(result.stderr.split())) == (1, True)


NESTED = quote("https://a.example/" + quote("Вјосаленс"), safe="")


@pytest.mark.parametrize("address", ["https://xn--80adkxlcve4r.xn--90a3ac/x", f"https://example.org/?u={NESTED}"])
def test_an_address_names_it_in_punycode_and_within_another(address: str) -> None:
    hidden = Hidden("vjosa", ("Vjosalens", "Вјосаленс"))
    assert [found.key for found in namings([hidden], [address])] == ["vjosa"]


def test_withholding_leaves_the_register_that_it_began_with(settings: Settings) -> None:
    register = read_register(settings)
    more = [{"grant_id": "V2", "recipient_org_id": "vjosa-id", "amount_awarded": "5.00"}]
    _, grown = withhold(read_folder(source(settings.data.parent / "more", tables("all", grants=more))), register)
    assert [sorted(entry.grants) for entry in (*register.entries, *grown.entries)] == [["V1"], ["V1", "V2"]]


NEARLY = {"name": "Poseta Vjosalensu"}


def test_a_build_does_not_publish_what_nearly_names_it_unasked(settings: Settings) -> None:
    with pytest.raises(CandidateError):
        publish(settings, tables("organization", events=[NEARLY]))


def test_an_earlier_release_that_nearly_names_it_is_asked_about(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    publish(settings, without(tables(events=[NEARLY])))
    with pytest.raises(WithdrawalsNeeded):
        publish(settings, tables("organization"))


def test_an_earlier_note_that_nearly_names_it_does_not_stay_unseen(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    publish(settings, without(tables()), note="Visit to Vjosalensom")
    publish(settings, tables("organization"))
    assert "Vjosalensom" not in public_text(settings)


def test_a_meaning_said_of_one_cell_excuses_no_other(settings: Settings) -> None:
    given = tables("organization", areas=[{"name": "Lumilens"}])
    say_meanings(settings, (error_of(settings, given),), "Ana")
    speaker = {"event_id": "E1", "name": "Ana", "organization": "Lumilens"}
    with pytest.raises(SourceErrors):
        publish(settings, tables("organization", areas=[{"name": "Lumilens"}], events=[{}], event_speakers=[speaker]))


def test_whoever_was_withheld_by_mistake_is_made_public_again(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    publish(settings, tables())
    publish(settings, tables("organization"), accept=True)
    assert run(settings, "unwithhold", "vjosa-id", "--reason", "a mistake", "--name", "Vjosalens").exit_code == 0
