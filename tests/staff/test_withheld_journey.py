"""Withholding and making public again in a browser, as somebody who may publish does it."""

from pathlib import Path

import builders
from browsing import assert_accessible
from conftest import settings_for
from playwright.sync_api import Page, expect
from server import served
from test_taken_out import NAMED, tables
from test_update import PASSWORD, journal, publish_looked_at, sign_in, step

from dashlib.publishing.publish import publish_folder
from dashlib.publishing.register import read_register
from dashlib.staff.accounts import add_account


def test_an_awardee_is_withheld_by_one_cure_and_public_again_by_typing_its_name(page: Page, tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    given = tables(sources=NAMED["sources"][:2], events=NAMED["events"][:1])
    publish_folder(builders.write(given, tmp_path / "open"), settings)
    add_account(settings, "Ana", "publish", PASSWORD)
    with served(settings.data) as site:
        sign_in(page, site)
        step(page, "Withhold")
        page.get_by_role("combobox", name="Awardee").fill("vjosa")
        page.get_by_role("option", name="Vjosalens").click()
        page.get_by_role("button", name="Check what this changes").click()
        expect(page.get_by_text("Vjosalens would still be public.")).to_be_visible(timeout=60_000)
        assert_accessible(page, page.url)
        page.get_by_role("button", name="Take it out of these 4 places").click()
        expect(page.get_by_role("button", name="Take it out")).to_have_count(0, timeout=60_000)
        publish_looked_at(page, "An awardee is protected.")
        assert [line["action"] for line in journal(settings.data)] == ["publish", "publish", "withdraw"]

        step(page, "Withheld")
        page.get_by_role("combobox", name="Awardee").click()
        page.get_by_role("option", name="Vjosalens").click()
        page.get_by_label("Why this is safe by now").fill("It asked for it")
        page.get_by_label("Why this is safe by now").press("Tab")
        assert_accessible(page, page.url)
        page.get_by_role("button", name="See what would change").click()
        expect(page.get_by_role("heading", name="Cell by cell")).to_be_visible(timeout=60_000)
        step(page, "Publish")
        field = page.get_by_label("Type its name to confirm this")
        field.fill("Vjosalens")
        field.press("Tab")
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_text("Who becomes public again was confirmed by name")).to_be_visible()
        publish_looked_at(page, "It is named again.")
        assert journal(settings.data)[-1]["action"] == "publish"
    (lifted,) = read_register(settings).lifted
    assert lifted.lift
    assert (lifted.lift.by, lifted.lift.reason) == ("Ana", "It asked for it")
