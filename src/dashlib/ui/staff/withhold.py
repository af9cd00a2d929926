"""Withholding an awardee for safety: chosen by its name, with all its grants."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from dashlib.errors import CandidateError
from dashlib.figures.tables import Table, html_table
from dashlib.publishing.mend import edit_published
from dashlib.publishing.register import SCOPES
from dashlib.publishing.source import published_tables
from dashlib.settings import Settings
from dashlib.staff.people import Person
from dashlib.text.say import Text, say, say_count
from dashlib.ui.html import show_html
from dashlib.ui.staff.choosing import choose_by_name
from dashlib.ui.staff.desk import brief
from dashlib.ui.staff.rows import begin_edits, published_now
from dashlib.ui.staff.who import may, told_if_refused
from dashlib.ui.view import current_view, tell

SCOPE_WORDS: dict[str, Text] = {
    "organization": say("the organization: round, country, areas, date and amount stay public"),
    "all": say("all: only the round and the amount stay public"),
}
IS_WITHHELD: dict[str, Text] = {
    "organization": say("the organization"),
    "individual": say("a person"),
    "all": say("all but round and amount"),
}
GRANTS_SHOWN = 100


def show_withhold(settings: Settings, person: Person) -> None:
    """Choose an awardee, look at its grants, say how much is withheld."""
    show_html(
        '<div class="gd-chart"><h2>{}</h2><p class="gd-sentence">{}</p></div>',
        say("Withhold for safety"),
        say(
            "Where naming an awardee is dangerous, its name is taken out of everything that is public, and stays out whatever is uploaded later. Earlier releases that name it are listed in the last step, and withdrawn together with the publication."
        ),
    )
    tables = published_now(settings)
    if tables is None:
        return
    awardee = choose_by_name(awardee_names(tables), say("Awardee"), "withhold-whom")
    if awardee is None:
        return
    _show_grants(_grants_of(tables, awardee))
    told = {name: tell(text) for name, text in SCOPE_WORDS.items()}
    st.radio(tell(say("What is withheld")), list(told), format_func=told.__getitem__, key="withhold-what")
    st.button(
        tell(say("Check what this changes")),
        on_click=begin_withholding,
        args=(settings, awardee),
        key="withhold",
        type="primary",
    )


def awardee_names(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """Everybody who has a grant, by identifier: the name, and the one in its own language beside it."""
    grants, organizations = tables["grants"], tables["organizations"]
    awardees = pc.unique(grants["recipient_org_id"]).drop_null()
    told = organizations.filter(pc.is_in(organizations["organization_id"], awardees))
    names = dict.fromkeys(awardees.to_pylist(), "")
    for row in told.select(["organization_id", "name", "name_local"]).to_pylist():
        both = dict.fromkeys(filter(None, (row["name"], row["name_local"])))
        names[row["organization_id"]] = brief(" · ".join(both))
    return {one: name or one for one, name in names.items()}


def _grants_of(tables: Mapping[str, pa.Table], awardee: str) -> list[dict[str, Any]]:
    grants = tables["grants"]
    rows: list[dict[str, Any]] = grants.filter(pc.equal(grants["recipient_org_id"], awardee)).to_pylist()
    return rows


def _show_grants(grants: list[dict[str, Any]]) -> None:
    headings = {
        "grant": say("Grant"),
        "title": say("Title"),
        "money": say("Amount"),
        "withheld": say("Withheld already"),
    }
    rows = [
        {
            "grant": brief(row["grant_id"] or "–"),
            "title": brief(row["title"] or "–"),
            "money": " ".join(filter(None, (row["amount_awarded"], row["currency"]))),
            "withheld": IS_WITHHELD.get(row["withheld"] or ""),
        }
        for row in grants[:GRANTS_SHOWN]
    ]
    title = say_count(
        "It has {count} grant: it is withheld.",
        "It has {count} grants: all are withheld, else the name would still be public.",
        count=len(grants),
    )
    show_html(
        '<p class="gd-left-out">{}</p>{}', title, html_table(Table(rows, headings), title, current_view().language)
    )
    if len(grants) > GRANTS_SHOWN:
        show_html('<p class="gd-note">{}</p>', say("The first {count} are shown.", count=GRANTS_SHOWN))


@told_if_refused
def begin_withholding(settings: Settings, awardee: str) -> None:
    """A callback: mark every grant of the awardee that is not withheld as much yet. Raises CandidateError if there is none."""
    what = st.session_state.get("withhold-what")
    if may("upload") is None or what not in SCOPE_WORDS:
        return
    grants = _grants_of(published_tables(settings)[1], awardee)
    less = [row for row in grants if SCOPES.get(row["withheld"] or "", 0) < SCOPES[what]]
    if not less:
        raise CandidateError("As much of it is withheld already: nothing was begun. Its entry stands under Withheld.")
    begin_edits(settings, [edit_published("grants", row, "withheld", what) for row in less], "problems")
