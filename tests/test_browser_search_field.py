"""The search field in a browser: typing, runs under way, history, clearing, keyboard, phones, hostile words."""

import pytest
from browsing import PHONE, open_page, query, wait_for_query
from playwright.sync_api import Browser, Locator, Page, expect

# Longer than the field waits before it searches.
PAUSE = 350


def field(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("searchbox")


def opened(page: Page, address: str) -> Locator:
    open_page(page, address)
    page.wait_for_timeout(500)
    return field(page)


def steps(page: Page) -> int:
    return int(page.evaluate("history.length"))


def expect_run(page: Page, words: str) -> None:
    """The page that is shown is that of the words."""
    expect(page.locator(".gd h1")).to_contain_text(f"“{words}”")


def test_the_list_follows_while_one_types_and_ten_letters_are_one_step(page: Page, address: str) -> None:
    words = opened(page, address + "/awardees")
    before = steps(page)
    words.press_sequentially("organizati", delay=30)
    assert query(page) == "/awardees"
    wait_for_query(page, "/awardees?q=organizati")
    for letter in "ons":
        words.press_sequentially(letter)
        page.wait_for_timeout(PAUSE)
    assert query(page) == "/awardees?q=organizations"
    assert steps(page) == before + 1
    for _ in range(2):
        page.go_back()
        wait_for_query(page, "/awardees")
        expect(words).to_have_value("")
        page.go_forward()
        wait_for_query(page, "/awardees?q=organizations")
        expect(words).to_have_value("organizations")


def test_nothing_that_is_typed_during_runs_is_lost(page: Page, address: str) -> None:
    words = opened(page, address + "/awardees")
    words.evaluate("element => { element.mine = true }")
    typed = "centar za mlade i omladinski rad u Novom Sadu"
    for number, letter in enumerate(typed):
        words.press_sequentially(letter, delay=30)
        if number % 6 == 5:
            page.wait_for_timeout(PAUSE)
    wait_for_query(page, "/awardees?q=" + typed.replace(" ", "+"))
    words.press("Home")
    words.press_sequentially("Č")
    page.wait_for_timeout(1500)
    words.press_sequentially("X")
    expect(words).to_have_value("ČX" + typed)
    expect(words).to_be_focused()
    assert words.evaluate("element => element.mine")


def test_the_page_shows_what_was_asked_last(page: Page, address: str) -> None:
    words = opened(page, address + "/awardees")
    words.press_sequentially("a", delay=30)
    page.wait_for_timeout(PAUSE)
    words.press_sequentially("n", delay=30)
    page.wait_for_timeout(PAUSE)
    words.press("Backspace")
    wait_for_query(page, "/awardees?q=a")
    expect_run(page, "a")


def test_an_awardee_leads_back_to_the_search_and_one_more_step_leaves_it(page: Page, address: str) -> None:
    opened(page, address + "/rounds")
    words = opened(page, address + "/awardees")
    words.press_sequentially("center", delay=30)
    wait_for_query(page, "/awardees?q=center")
    page.locator(".gd-items .gd-strong").first.click()
    expect(page.locator(".gd-call").first).to_be_visible()
    page.go_back()
    wait_for_query(page, "/awardees?q=center")
    expect(words).to_have_value("center")
    expect(words).not_to_be_focused()
    words.press("End")
    words.press_sequentially("s", delay=30)
    wait_for_query(page, "/awardees?q=centers")
    page.go_back()
    wait_for_query(page, "/awardees")
    page.go_back()
    wait_for_query(page, "/rounds")


def test_enter_searches_at_once_on_each_page_and_clearing_lifts_the_search(page: Page, address: str) -> None:
    for path in ("/awardees", "/grants", "/events"):
        words = opened(page, address + path)
        words.fill("youth")
        words.press("Enter")
        assert query(page) == path + "?q=youth"
        words.press("Escape")
        assert query(page) == path
        words.fill("media")
        words.press("Enter")
        page.get_by_role("button", name="Clear the search").click()
        assert query(page) == path
        expect(words).to_have_value("")
        expect(words).to_be_focused()
        expect(page.get_by_role("button", name="Clear the search")).to_be_hidden()


def test_a_new_search_keeps_selection_and_sort_and_begins_at_the_first_page(page: Page, address: str) -> None:
    words = opened(page, address + "/awardees?year=2023&sort=grants&page=2")
    words.press_sequentially("center", delay=30)
    wait_for_query(page, "/awardees?year=2023&sort=grants&q=center")
    page.locator(".st-key-filter-country input").first.click()
    page.get_by_role("option", name="Serbia").first.click()
    page.keyboard.press("Escape")
    wait_for_query(page, "/awardees?country=RS&year=2023&q=center&sort=grants")
    expect(words).to_have_value("center")


def test_the_front_page_leads_to_the_list_in_one_step_and_one_types_on_there(page: Page, address: str) -> None:
    words = opened(page, address + "/?country=RS")
    before = steps(page)
    words.press_sequentially("Зајечар", delay=30)
    page.wait_for_timeout(PAUSE)
    assert query(page) == "/?country=RS"
    words.press("Enter")
    expect(page.locator(".gd-kicker")).to_contain_text("Awardees")
    expect(field(page)).to_have_value("Зајечар")
    expect(field(page)).to_be_focused()
    page.keyboard.type("ска")
    page.wait_for_timeout(1000)
    assert page.evaluate("new URL(location).searchParams.get('q')") == "Зајечарска"
    assert query(page).startswith("/awardees?country=RS&q=%D0")
    assert steps(page) == before + 1
    page.go_back()
    wait_for_query(page, "/?country=RS")
    field(page).fill("ASTRA")
    page.get_by_role("button", name="Search", exact=True).click()
    wait_for_query(page, "/awardees?country=RS&q=ASTRA")


def test_unfinished_letters_of_an_input_method_are_not_searched_for(page: Page, address: str) -> None:
    words = opened(page, address + "/awardees")
    words.click()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    page.wait_for_timeout(2 * PAUSE)
    assert query(page) == "/awardees"
    keyboard.send("Input.insertText", {"text": "日本"})
    wait_for_query(page, "/awardees?q=%E6%97%A5%E6%9C%AC")
    expect(words).to_have_value("日本")


def test_a_phone_searches_while_a_word_is_composed_and_enter_puts_its_keyboard_away(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(viewport=PHONE, is_mobile=True, has_touch=True)
    words = opened(page, address + "/awardees")
    words.tap()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "center", "selectionStart": 6, "selectionEnd": 6})
    wait_for_query(page, "/awardees?q=center")
    expect_run(page, "center")
    expect(words).to_have_value("center")
    keyboard.send("Input.insertText", {"text": "center"})
    words.press("Enter")
    expect(words).not_to_be_focused()
    page.close()


def test_the_keyboard_alone_reaches_the_field_and_from_there_the_results(page: Page, address: str) -> None:
    words = opened(page, address + "/awardees")
    for _ in range(40):
        page.keyboard.press("Tab")
        if words.evaluate("element => element === document.activeElement"):
            break
    expect(words).to_be_focused()
    page.keyboard.type("centar", delay=30)
    wait_for_query(page, "/awardees?q=centar")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Clear the search")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="To the results")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-chart-awardees h2")).to_be_focused()


@pytest.mark.parametrize(
    "words",
    [
        "<img src=x onerror=alert(1)>\"'&",
        "'; DROP TABLE funding; --",
        "((.*[?&q=+#%25%",
        "=1+1",
        "\x00\u202e𝒜",
        "ж" * 1000,
    ],
)
def test_any_words_give_a_page_and_stay_words(page: Page, address: str, words: str) -> None:
    alerts: list[str] = []
    messages: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: messages.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: messages.append(str(error)))
    opened(page, address + "/awardees").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    assert page.evaluate("new URL(location).searchParams.get('q')") == words
    page.reload()
    expect(field(page)).to_have_value(words)
    assert "This page could not be shown" not in page.locator(".stApp").inner_text()
    assert page.locator(".gd img[onerror]").count() == 0
    # Streamlit looks for its server below the path first: two answers of 404 are normal.
    assert alerts == [message for message in messages if "404" not in message] == []
