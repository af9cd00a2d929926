"""Withholding and making public again on the page, as the people with the two roles meet it: in process, signed in."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import builders
import pytest
from candidates import ticked, uploaded
from conftest import settings_for
from streamlit.testing.v1 import AppTest
from test_taken_out import HIDDEN, NAMED, tables, withholding

from dashlib.publishing.candidate import Candidate, begin_public_again, candidates, change, open_candidate
from dashlib.publishing.checked import known_register
from dashlib.publishing.gates import gates, publish_candidate
from dashlib.publishing.prepare import prepare, prepared_of
from dashlib.publishing.publish import publish_folder
from dashlib.publishing.register import read_register
from dashlib.releases.journal import read_journal
from dashlib.settings import PROJECT, Settings
from dashlib.staff.accounts import add_account
from dashlib.staff.sessions import open_session
from dashlib.ui.staff import choosing, desk, who
from dashlib.ui.staff.named import named_in

Open = Callable[..., AppTest]
READ_VIEW = 'from dashlib.ui.request import read_view\nread_view("update", False)\n'
MARKUP = "<b>Vjosa</b>lens ![x](http://127.0.0.1:9/x.png)"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A programme of which an awardee is named by events and sources; Ana may publish, Ben upload: their tokens."""
    folder = tmp_path_factory.mktemp("built")
    settings = settings_for(folder / "data")
    given = {"sources": NAMED["sources"][:2], "events": [NAMED["events"][0], {"event_id": "E2", "name": "Vjosalens"}]}
    publish_folder(builders.write(tables(**given), folder / "open"), settings)
    accounts = [add_account(settings, *one, "a long password") for one in (("Ana", "publish"), ("Ben", "upload"))]
    return settings.data, {one.name: open_session(settings, one, time.time()) for one in accounts}


@pytest.fixture(scope="module")
def hidden(built: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same where the awardee is withheld."""
    settings = settings_for(Path(shutil.copytree(built[0], tmp_path_factory.mktemp("hidden") / "data")))
    candidate = withholding(settings)
    prepared = prepared_of(candidate)
    assert prepared
    (named,) = named_in(settings, prepared, prepared.tables())
    candidate = change(candidate, edits=(*candidate.edits, *named.edits))
    prepare(settings, candidate)
    publish_candidate(settings, ticked(settings, candidate), "", {"by": "Ana"})
    return settings.data


@pytest.fixture
def settings(tmp_path: Path, built: tuple[Path, dict[str, str]]) -> Settings:
    return settings_for(Path(shutil.copytree(built[0], tmp_path / "data")))


@pytest.fixture
def withheld(tmp_path: Path, hidden: Path) -> Settings:
    return settings_for(Path(shutil.copytree(hidden, tmp_path / "withheld")))


@pytest.fixture
def page(built: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Open:
    """The page of staff, for one of them."""
    # In this process: that it is another one is proved elsewhere.
    monkeypatch.setattr(desk, "prepare_apart", prepare)

    def opened(settings: Settings, name: str = "Ana", **address: str) -> AppTest:
        monkeypatch.setenv("DASHLIB_DATA", str(settings.data))
        monkeypatch.setattr(who, "_token", lambda: built[1][name])
        # Without the frame around it, which every page has.
        script = (PROJECT / "pages" / "update.py").read_text("utf-8")
        app = AppTest.from_string(f"{READ_VIEW}{script}", default_timeout=120)
        for parameter, value in address.items():
            app.query_params[parameter] = value
        return ran(app)

    return opened


def ran(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    assert "could not be shown" not in words(app)
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return ran(app)


def words(app: AppTest) -> str:
    texts = [str(getattr(element, "body", "") or getattr(element.proto, "body", "")) for element in app.main]
    return " ".join(texts).replace("\u00a0", " ")


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def acts(settings: Settings) -> list[dict[str, Any]]:
    path = settings.private / "audit.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def publish(app: AppTest, candidate: Candidate) -> AppTest:
    """Tick what has to be ticked, write the note, publish."""
    app.query_params["step"] = "publish"
    ran(app)
    for key in [str(box.key) for box in app.checkbox if str(box.key).startswith("tick-")]:
        app.checkbox(key=key).check()
        ran(app)
    app.text_input(key=f"note-{candidate.id}").input("Something changed.")
    app.checkbox(key=f"statement-{candidate.id}").check()
    ran(app)
    return press(app, "publish")


def test_an_awardee_that_events_and_sources_name_is_withheld_with_one_cure(settings: Settings, page: Open) -> None:
    app = page(settings, step="withhold")
    app.selectbox(key="withhold-whom").select("vjosa-id")
    ran(app)
    assert "It has 1 grant" in words(app)
    press(app, "withhold")
    (candidate,) = candidates(settings)
    (key,) = [key for key in keys(app) if key.startswith("take-out-")]
    assert app.button(key=key).label == "Take it out of these 5 places"
    assert "Errors: these must be mended" not in words(app)
    press(app, key)
    assert "nothing was found" in words(app)
    app.query_params["step"] = "publish"
    assert "They name what is withheld now" in words(ran(app))
    publish(app, candidate)
    assert [entry.action for entry in read_journal(settings.data)] == ["publish", "publish", "withdraw"]
    (entry,) = read_register(settings).entries
    assert (entry.name, entry.by) == ("Vjosalens", "Ana")
    told = words(page(settings, step="withheld"))
    assert "Vjosalens" in told
    assert "1 awardee, whatever is uploaded" in told


def test_of_very_many_awardees_a_part_of_the_name_in_any_script_finds_the_first(
    settings: Settings, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "NAMES_LISTED", 1)
    monkeypatch.setattr(choosing, "NAMES_FOUND", 1)
    app = page(settings, step="withhold")
    assert app.selectbox(key="withhold-whom").options == []
    for typed, found, told in (
        ("Вјоса", ["Vjosalens"], ""),
        ("n", ["Organization 1"], "The first 1 names"),
        ("xyz", [], "No name"),
    ):
        app.text_input(key="withhold-whom-typed").input(typed)
        ran(app)
        assert app.selectbox(key="withhold-whom").options == found
        assert told in words(app)


def test_it_is_public_again_only_with_a_reason_and_its_name(withheld: Settings, page: Open) -> None:
    (entry,) = read_register(withheld).entries
    app = page(withheld, step="withheld")
    app.selectbox(key="public-whom").select(entry.key)
    ran(app)
    press(app, "public-again")
    assert "Write why this is safe by now" in words(app)
    app.text_area(key="public-reason").input("It has moved abroad")
    press(app, "public-again")
    (candidate,) = candidates(withheld)
    app.query_params["step"] = "publish"
    ran(app)
    assert "Vjosalens becomes public again, with 1 grant. Reason: It has moved abroad" in words(app)
    app.text_input(key=f"typed-{entry.key}-{candidate.id}").input("Vjosa")
    press(app, f"confirm-{entry.key}")
    assert "This is not the name" in words(app)
    app.text_input(key=f"typed-{entry.key}-{candidate.id}").input(" Vjosalens ")
    press(app, f"confirm-{entry.key}")
    publish(app, candidate)
    assert read_register(withheld).entries == ()
    told = words(page(withheld, step="withheld"))
    assert "Nobody is withheld" in told
    assert "It has moved abroad" in told
    (line,) = [act for act in acts(withheld) if act["act"] == "unwithhold" and act["state"] == "done"]
    assert (line["who"], line["details"]["name"]) == ("Ana", "Vjosalens")
    assert line["details"]["reason"] == "It has moved abroad"


def test_whoever_may_upload_alone_finds_no_way_to_make_it_public_or_to_tell_apart(
    settings: Settings, withheld: Settings, page: Open
) -> None:
    candidate = withholding(settings)
    app = page(settings, "Ben", candidate=candidate.id, step="problems")
    assert [key for key in keys(app) if key.startswith("take-out-")]
    assert not app.multiselect
    (entry,) = read_register(withheld).entries
    app = page(withheld, "Ben", step="withheld")
    assert "Somebody who may publish can make an awardee public again" in words(app)
    assert "public-again" not in keys(app)
    again = begin_public_again(withheld, "Ana", [entry.key], "safe")
    prepare(withheld, again)
    app = page(withheld, "Ben", candidate=again.id, step="publish")
    assert "becomes public again" in words(app)
    assert not [key for key in keys(app) if key.startswith("confirm-")]
    assert not [box.key for box in app.checkbox if "public" in str(box.key)]


OUT_OF_ORDER = """
from dashlib.publishing.candidate import open_candidate
from dashlib.publishing.prepare import prepared_of
from dashlib.publishing.telling_apart import Namesake
from dashlib.settings import read_settings
from dashlib.ui.staff import apart, history, withheld
from dashlib.ui.staff.desk import Work
from dashlib.ui.staff.who import signed_in
import streamlit as st

settings = read_settings()
candidate = open_candidate(settings, {candidate!r})
work = Work(settings, signed_in(), candidate, prepared_of(candidate))
st.session_state["public-reason"] = "safe"
withheld.make_public_again(settings, {key!r})
st.session_state["typed"] = "Vjosalens"
withheld.confirm(work, {key!r}, "typed")
st.session_state["meanings"] = ["01234567"]
apart.mean_something_else(work, {{"01234567": apart.Words("Vjosalens", "Vjosalens")}}, "meanings")
st.session_state["namesakes"] = ["k O1"]
apart.be_others(work, {{"k O1": Namesake({key!r}, "Vjosalens", "O1", "One")}})
history.go_back(settings, {first!r}, [{first!r}])
history.take_back(settings, {first!r})
"""


def test_callbacks_out_of_order_do_nothing_for_whoever_may_upload_alone(withheld: Settings, page: Open) -> None:
    (entry,) = read_register(withheld).entries
    again = begin_public_again(withheld, "Ana", [entry.key], "safe")
    prepare(withheld, again)
    page(withheld, "Ben", step="withheld")
    before = (read_register(withheld), read_journal(withheld.data), len(candidates(withheld)), len(acts(withheld)))
    script = OUT_OF_ORDER.format(candidate=again.id, key=entry.key, first=read_journal(withheld.data)[0].release)
    app = AppTest.from_string(script, default_timeout=60).run()
    assert not app.exception, app.exception
    after = (read_register(withheld), read_journal(withheld.data), len(candidates(withheld)), len(acts(withheld)))
    assert after == before
    assert not [gate for gate in gates(withheld, open_candidate(withheld, again.id)) if gate.entry and gate.is_met]


def test_words_that_mean_something_else_are_said_under_a_name_and_checked_again(settings: Settings, page: Open) -> None:
    candidate = withholding(settings)
    app = page(settings, candidate=candidate.id, step="problems")
    (choice,) = app.multiselect
    title = next(option for option in choice.options if "Lumilens opens" in option)
    choice.select(title)
    ran(app)
    (now,) = [key for key in keys(app) if key.startswith("meanings-")]
    press(app, now)
    (meaning,) = known_register(settings).meanings
    assert (meaning.by, meaning.words) == ("Ana", "Lumilens")
    (key,) = [key for key in keys(app) if key.startswith("take-out-")]
    assert app.button(key=key).label == "Take it out of these 4 places"


def test_another_organization_of_the_same_name_is_told_apart(withheld: Settings, page: Open, tmp_path: Path) -> None:
    given = tables()
    given["organizations"].append(given["organizations"][0] | {"organization_id": "other", "name": "Lumilens"})
    given["grants"].append(given["grants"][0] | {"grant_id": "X1", "recipient_org_id": "other"})
    candidate = uploaded(withheld, builders.write(given, tmp_path / "more"), "organizations.csv", "grants.csv")
    ben = page(withheld, "Ben", candidate=candidate.id, step="problems")
    assert "Another organization of the same name" in words(ben)
    assert not ben.multiselect
    app = page(withheld, candidate=candidate.id, step="problems")
    app.multiselect(key="namesakes").select("Lumilens (other), like Vjosalens")
    ran(app)
    press(app, "namesakes-now")
    (stranger,) = known_register(withheld).strangers
    assert (stranger.organization_id, stranger.name, stranger.by) == ("other", "Lumilens", "Ana")
    assert "Another organization of the same name" not in words(app)
    assert "Other organizations of the same name" in words(page(withheld, step="withheld"))


def test_going_back_lists_what_it_would_withdraw_and_waits_until_that_is_accepted(
    withheld: Settings, page: Open
) -> None:
    hidden = read_journal(withheld.data)[1].release
    (entry,) = read_register(withheld).entries
    again = begin_public_again(withheld, "Ana", [entry.key], "safe")
    app = page(withheld, candidate=again.id, step="publish")
    app.text_input(key=f"typed-{entry.key}-{again.id}").input("Vjosalens")
    press(app, f"confirm-{entry.key}")
    publish(app, again)
    named = read_journal(withheld.data)[-1].release
    app = page(withheld, step="history")
    press(app, "return-2")
    told = words(app)
    assert "Nothing was done yet" in told
    assert f"withdrawn for good: {named}" in told
    assert "Vjosalens" in told
    assert read_journal(withheld.data)[-1].release == named
    press(app, "leave-withdrawals")
    assert "Nothing was done yet" not in words(app)
    press(app, "return-2")
    press(app, "accept-withdrawals")
    assert [(e.action, e.release) for e in read_journal(withheld.data)[-2:]] == [
        ("return", hidden),
        ("withdraw", named),
    ]


def test_a_name_with_markup_is_shown_as_it_is_written(tmp_path: Path, page: Open, settings: Settings) -> None:
    given = tables(events=[{"name": MARKUP}])
    hidden = next(row for row in given["organizations"] if row["organization_id"] == HIDDEN["organization_id"])
    hidden["name"] = MARKUP
    publish_folder(builders.write(given, tmp_path / "marked"), settings)
    candidate = withholding(settings)
    app = page(settings, candidate=candidate.id, step="problems")
    assert "&lt;b&gt;Vjosa&lt;/b&gt;lens" in words(app)
    assert "<b>Vjosa</b>" not in words(app)
    press(app, next(key for key in keys(app) if key.startswith("take-out-")))
    publish(app, candidate)
    (entry,) = read_register(settings).entries
    app = page(settings, step="withheld")
    assert "<b>Vjosa</b>" not in words(app)
    again = begin_public_again(settings, "Ana", [entry.key], MARKUP)
    app = page(settings, candidate=again.id, step="publish")
    assert "&lt;b&gt;Vjosa&lt;/b&gt;lens ![x](http://127.0.0.1:9/x.png) becomes public again" in words(app)
