"""The register of who is withheld: no ordinary act publishes a withheld name again, and no release is withdrawn unasked."""

import json
import shutil
from pathlib import Path
from typing import Any

import builders
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from conftest import settings_for

from dashlib.cli import main
from dashlib.errors import CandidateError, ReleaseError
from dashlib.publishing.candidate import begin, change
from dashlib.publishing.checked import check as check_tables
from dashlib.publishing.gates import gates
from dashlib.publishing.history import return_to
from dashlib.publishing.prepare import prepare
from dashlib.publishing.problems import Problem
from dashlib.publishing.publish import Publication, SourceErrors, WithdrawalsNeeded, ensure_release, publish_folder
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.register import FILE, Register, keep_register, read_register
from dashlib.publishing.telling_apart import say_meanings, say_stranger
from dashlib.releases.journal import read_journal
from dashlib.settings import PROJECT, Settings
from dashlib.text.folding import folded

HIDDEN = {"organization_id": "vjosa-id", "name": "Vjosalens", "name_local": "Вјосаленс", "aka": "Lumilens;Ljumilens",
          "website": "https://vjosalens.example", "registration_number": "4711-0815", "former_ids": "vjosa-old"}  # fmt: skip
SPELLINGS = (
    "Vjosalens",
    "Вјосаленс",
    "Lumilens",
    "Ljumilens",
    "vjosa-id",
    "vjosa-old",
    "vjosalens.example",
    "4711-0815",
)


def tables(withheld: str = "", amount: str = "70.00", **more: list[dict[str, Any]]) -> builders.Tables:
    """Two open grants and one whose awardee may be withheld."""
    given: dict[str, list[dict[str, Any]]] = {
        "rounds": [{"award_date": "2023-06", "countries": "RS"}],
        "organizations": [{}, HIDDEN],
        "grants": [
            {"amount_awarded": "10.00"},
            {"amount_awarded": "20.00"},
            {"grant_id": "V1", "recipient_org_id": "vjosa-id", "amount_awarded": amount, "withheld": withheld},
        ],
    }
    for name, rows in more.items():
        given[name] = [*given.get(name, []), *rows]
    return builders.programme(**given)


def source(folder: Path, given: builders.Tables, without_column: bool = False) -> Path:
    written = builders.write(given, folder)
    if without_column:
        path = written / "grants.csv"
        lines = [line.split(",") for line in path.read_text("utf-8").splitlines()]
        place = lines[0].index("withheld")
        path.write_text("\n".join(",".join(line[:place] + line[place + 1 :]) for line in lines) + "\n", "utf-8")
    return written


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A programme in which one awardee is withheld since its first publication."""
    settings = settings_for(tmp_path / "data")
    publish_folder(source(tmp_path / "withheld", tables("organization")), settings)
    return settings


def public_text(settings: Settings) -> str:
    """Every value, file name and line that visitors may get, as text."""
    found = [(settings.data / "journal.jsonl").read_text("utf-8")]
    for path in (settings.data / "releases").rglob("*"):
        found.append(path.name)
        if path.suffix == ".parquet":
            found += [" ".join(str(value) for value in row.values()) for row in pq.read_table(path).to_pylist()]
        elif path.is_file():
            found.append(path.read_text("utf-8"))
    return "\n".join(found)


def assert_hidden(settings: Settings) -> None:
    text = public_text(settings)
    lower, plain = text.casefold(), folded(text).replace(" ", "")
    assert [s for s in SPELLINGS if s.casefold() in lower or folded(s).replace(" ", "") in plain] == []


def rules_of(done: Publication) -> list[tuple[str, str, int | None]]:
    return [(p.rule, p.severity, p.row) for p in done.problems if p.rule.startswith("withheld-")]


def uploaded(settings: Settings, *files: Path) -> list[Problem]:
    candidate = begin(settings, "Ana", {path.name: path for path in files})
    return prepare(settings, change(candidate, modes={"grants": "replace"})).problems


def run(settings: Settings, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, [*arguments, "--data", str(settings.data)], input=typed)


def test_the_register_says_who_is_withheld_and_only_the_program_reads_it(settings: Settings) -> None:
    path = settings.private / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    (entry,) = read_register(settings).entries
    assert (entry.scope, entry.by, entry.grants) == ("organization", "command line", {"V1": "organization"})
    assert entry.identifiers == ("vjosa-id", "vjosa-old")
    assert entry.spellings == ("Vjosalens", "Вјосаленс", "Lumilens", "Ljumilens")
    assert (entry.hosts, entry.numbers) == (("vjosalens.example",), ("4711-0815",))
    assert entry.since.startswith("20")


@pytest.mark.parametrize("without_column", [False, True], ids=["empty cell", "no column"])
def test_a_table_that_does_not_say_it_publishes_no_name(
    settings: Settings, tmp_path: Path, without_column: bool
) -> None:
    done = publish_folder(source(tmp_path / "next", tables(amount="80.00"), without_column), settings)
    assert done.number == 2
    assert_hidden(settings)
    assert rules_of(done) == [("withheld-by-register", "note", 4)]


def test_a_workbook_from_before_publishes_no_name(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    open_one = source(tmp_path / "open", tables())
    publish_folder(open_one, settings)
    publish_folder(source(tmp_path / "hidden", tables("organization")), settings, accept_withdrawals=True)
    assert_hidden(settings)
    found = uploaded(settings, open_one / "grants.csv")
    assert ("withheld-by-register", 4) in {(p.rule, p.row) for p in found}
    publish_folder(open_one, settings)
    assert_hidden(settings)


OTHERS = {
    "same name": {"name": "VJOSALENS"},
    "other script": {"name": "Вјосаленс"},
    "one of its other names": {"name": "Some", "aka": "Lumilens"},
    "words joined otherwise": {"name": "Vjosa Lens"},
    "its website": {"name": "Some", "website": "http://www.vjosalens.example/en"},
    "its number": {"name": "Some", "registration_number": "4711 0815"},
    "its former identifier": {"name": "Some", "former_ids": "vjosa-old"},
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_identifier_takes_nothing_out(settings: Settings, tmp_path: Path, other: str) -> None:
    row = {"organization_id": "new-id", **OTHERS[other]}
    given = tables(
        organizations=[row], grants=[{"grant_id": "V2", "recipient_org_id": "new-id", "amount_awarded": "9.00"}]
    )
    given["organizations"] = [o for o in given["organizations"] if o["organization_id"] != "vjosa-id"]
    given["grants"] = [g for g in given["grants"] if g["grant_id"] != "V1"]
    done = publish_folder(source(tmp_path / "next", given), settings)
    assert_hidden(settings)
    assert rules_of(done) == [("withheld-new-grant", "warning", 4)]
    assert "new-id" not in public_text(settings)
    (entry,) = read_register(settings).entries
    assert entry.grants == {"V1": "organization", "V2": "organization"}
    assert "new-id" in entry.identifiers


def test_more_may_be_withheld_but_never_less(settings: Settings, tmp_path: Path) -> None:
    publish_folder(source(tmp_path / "more", tables("all")), settings)
    publish_folder(source(tmp_path / "less", tables("organization")), settings)
    (grant,) = [
        g
        for g in pq.read_table(
            settings.data / "releases" / read_journal(settings.data)[-1].release / "grants.parquet"
        ).to_pylist()
        if g["withheld"]
    ]
    assert grant["withheld"] == "all"


def test_the_other_grants_of_a_marked_awardee_are_withheld_as_well(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    given = tables(
        "organization", grants=[{"grant_id": "V2", "recipient_org_id": "vjosa-id", "amount_awarded": "5.00"}]
    )
    done = publish_folder(source(tmp_path / "one", given), settings)
    assert_hidden(settings)
    assert rules_of(done) == [("withheld-new-grant", "warning", 5)]


def test_a_first_start_beside_a_register_names_nobody_in_it(settings: Settings, tmp_path: Path) -> None:
    fresh = settings_for(tmp_path / "fresh", source(tmp_path / "open", tables()))
    fresh.private.mkdir(parents=True)
    shutil.copyfile(settings.private / FILE, fresh.private / FILE)
    ensure_release(fresh)
    assert_hidden(fresh)


def test_marks_of_before_there_was_a_register_count(settings: Settings, tmp_path: Path) -> None:
    (settings.private / FILE).unlink()
    publish_folder(source(tmp_path / "next", tables(amount="80.00"), without_column=True), settings)
    assert_hidden(settings)
    assert len(read_register(settings).entries) == 1


@pytest.mark.parametrize("content", ["", "{", "[]", '{"entries": [{}]}', '{"version": 1}'])
def test_where_the_register_cannot_be_read_nothing_is_published(
    settings: Settings, tmp_path: Path, content: str
) -> None:
    (settings.private / FILE).write_text(content, "utf-8")
    with pytest.raises(ReleaseError, match="cannot be read"):
        publish_folder(source(tmp_path / "next", tables(amount="80.00")), settings)
    assert len(read_journal(settings.data)) == 1


def test_a_build_withdraws_nothing_unasked(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    first = publish_folder(source(tmp_path / "open", tables()), settings).release_id
    hidden = source(tmp_path / "hidden", tables("organization"))
    result = run(settings, "build", str(hidden))
    assert result.exit_code == 1
    told = " ".join(result.stderr.split())
    assert f"{first}: organizations, vjosa-id, name: “Vjosalens”" in told
    # Each place once, none without a row, and how to go on.
    places = [line for line in result.stderr.splitlines() if line.startswith(f"{first}: ")]
    assert (len(places), ", ," in told) == (len({*places}), False)
    assert told.count("--accept-withdrawals") == told.count("--means-something-else") == 1
    assert (settings.data / "releases" / first).is_dir()
    assert [entry.action for entry in read_journal(settings.data)] == ["publish"]
    assert run(settings, "build", str(hidden), "--accept-withdrawals").exit_code == 0
    assert {entry.by.partition(":")[0] for entry in read_register(settings).entries} == {"command line"}
    assert all(entry.by.partition(": ")[2] for entry in read_register(settings).entries)
    assert not (settings.data / "releases" / first).exists()
    assert_hidden(settings)


def test_the_awkward_programme_does_not_withdraw_the_real_one(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    sources = PROJECT / "data" / "source"
    real = publish_folder(sources / "smart-balkans", settings).release_id
    result = run(settings, "build", str(sources / "awkward"))
    assert result.exit_code == 1
    assert f"{real}: grants, " in " ".join(result.stderr.split())
    assert (settings.data / "releases" / real).is_dir()


def test_words_that_mean_something_else_are_no_name(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    publish_folder(source(tmp_path / "open", tables(events=[{"name": "Lumilens, a play"}])), settings)
    given = tables("organization", events=[{"name": "Lumilens, a play"}])
    hidden = source(tmp_path / "hidden", given)
    with pytest.raises(SourceErrors) as caught:
        publish_folder(hidden, settings)
    (error,) = [p for p in caught.value.problems if p.severity == "error"]
    said = error.problem.rpartition("(")[2].removesuffix(").")
    say_meanings(settings, (said,), "Ana", "Lumilens")
    with pytest.raises(WithdrawalsNeeded):
        publish_folder(hidden, settings)
    publish_folder(hidden, settings, accept_withdrawals=True)
    assert "Lumilens, a play" in public_text(settings)
    audit = (settings.private / "audit.jsonl").read_text("utf-8")
    assert '"another-meaning"' in audit
    assert said in audit


def test_words_that_are_nearly_a_name_are_a_warning(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    given = tables("organization", events=[{"name": "Vjosalems opens"}, {"description": "Lumilensu na sceni"}])
    likely = [p for p in check_folder(settings, source(tmp_path / "hidden", given)) if p.rule == "withheld-name-likely"]
    assert [(p.severity, p.table, p.column) for p in likely] == [
        ("warning", "events", "name"),
        ("warning", "events", "description"),
    ]
    result = run(settings, "build", str(tmp_path / "hidden"))
    codes = [p.problem.rpartition("(")[2].removesuffix(").") for p in likely]
    assert (result.exit_code, all(code in result.stderr for code in codes)) == (1, True)
    said = [part for code in codes for part in ("--means-something-else", code)]
    assert run(settings, "build", str(tmp_path / "hidden"), *said).exit_code == 0


def check_folder(settings: Settings, folder: Path) -> list[Problem]:
    return check_tables(settings, read_folder(folder), "Ana").problems


def test_a_stranger_of_the_same_name_is_told_apart(settings: Settings, tmp_path: Path) -> None:
    row = {"organization_id": "stranger", "name": "Lumilens"}
    given = tables(
        organizations=[row], grants=[{"grant_id": "S1", "recipient_org_id": "stranger", "amount_awarded": "9.00"}]
    )
    (entry,) = read_register(settings).entries
    say_stranger(settings, entry.key, "stranger", "Lumilens", "Ana")
    publish_folder(source(tmp_path / "next", given), settings)
    text = public_text(settings)
    assert "stranger" in text
    assert "Vjosalens" not in text
    assert '"another-organization"' in (settings.private / "audit.jsonl").read_text("utf-8")


def test_going_back_to_what_names_a_withheld_awardee_is_refused(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    first = publish_folder(source(tmp_path / "open", tables()), settings).release_id
    shutil.copytree(settings.data / "releases" / first, tmp_path / "kept")
    publish_folder(source(tmp_path / "hidden", tables("organization")), settings, accept_withdrawals=True)
    with pytest.raises(ReleaseError, match="withdrawn"):
        return_to(settings, first, "Ana")


def test_somebody_is_public_again_by_an_act_of_its_own(settings: Settings) -> None:
    (entry,) = read_register(settings).entries
    refused = run(settings, "unwithhold", "vjosa-id", "--reason", "safe by now", typed="Vjosa\n")
    assert refused.exit_code == 1
    assert "nothing was confirmed" in " ".join(refused.stderr.split())
    assert_hidden(settings)
    done = run(settings, "unwithhold", entry.key, "--reason", "safe by now", typed="Vjosalens\n")
    assert done.exit_code == 0, done.stderr
    assert "Vjosalens" in public_text(settings)
    register = read_register(settings)
    assert register.entries == ()
    (lifted,) = register.lifted
    assert lifted.lift is not None
    assert (lifted.lift.number, lifted.lift.reason) == (2, "safe by now")
    acts = [json.loads(line) for line in (settings.private / "audit.jsonl").read_text("utf-8").splitlines()]
    assert [a["details"]["reason"] for a in acts if a["act"] == "unwithhold" and "reason" in a["details"]][-1:] == [
        "safe by now"
    ]


def test_after_that_it_stays_public_until_it_is_withheld_anew(settings: Settings, tmp_path: Path) -> None:
    run(settings, "unwithhold", "vjosa-id", "--reason", "safe", "--name", "Vjosalens")
    publish_folder(source(tmp_path / "next", tables(amount="80.00")), settings)
    assert "Vjosalens" in public_text(settings)
    publish_folder(source(tmp_path / "again", tables("all")), settings, accept_withdrawals=True)
    assert_hidden(settings)


def test_an_upload_beside_that_act_has_no_say(settings: Settings) -> None:
    (entry,) = read_register(settings).entries
    candidate = begin(settings, "Ana", {})
    candidate = change(candidate, public_again=(entry.key,))
    prepare(settings, candidate)
    (gate,) = [gate for gate in gates(settings, candidate) if gate.name == "public"]
    assert not gate.is_met


def test_a_lift_that_was_cut_off_lifts_nothing(settings: Settings) -> None:
    from dashlib.publishing.register import PublicAgain

    register = read_register(settings)
    keep_register(settings, Register(), PublicAgain(register.entries, "Ana", "safe"), 2, "0123456789abcdef")
    assert read_register(settings).entries == register.entries


def test_a_note_that_names_it_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(CandidateError, match="note"):
        publish_folder(source(tmp_path / "next", tables(amount="80.00")), settings, note="now with Lumilens")
