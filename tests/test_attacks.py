"""Attacks by hostile or clumsy staff, and bad luck: none of them publishes a withheld name or loses an entry of the register."""

import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import builders
import pytest
from conftest import settings_for
from test_register import assert_hidden, source, tables

from dashlib.errors import ReleaseError
from dashlib.publishing.publish import Publication, SourceErrors, publish_folder
from dashlib.publishing.register import FILE
from dashlib.publishing.telling_apart import say_meanings
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
