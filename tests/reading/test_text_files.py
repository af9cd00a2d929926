"""CSV in any usual encoding, separator and style of numbers and dates: guesses are shown, doubts are left to people."""

from typing import Any

import pytest
from handed import GRANT, GUESSED, HEADINGS, Hand, as_csv, as_xlsx, column, findings, grant, handing_over

from dashlib.figures.files import defused
from dashlib.publishing.reading.given import AS_WRITTEN, Choices

hand_over = handing_over

BALKAN = "Udruženje građana „Šuma“, Čačak, Ćuprija, Đakovo"
CYRILLIC = "Удружење грађана „Шума“, Ђаковица, Ћуприја, Његош, Љиг"
NORDIC = "Norges Ambassade på Grønland, Ærø og Tromsø"
ALBANIAN = "Shoqëria për të drejtat e grave, Ferizaj – çështje"


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (BALKAN, "utf-8", "utf-8"),
        (BALKAN, "utf-8-sig", "utf-8-sig"),
        (BALKAN, "utf-16", "utf-16"),
        (BALKAN, "utf-16-le", "utf-16-le"),
        (BALKAN, "utf-16-be", "utf-16-be"),
        (BALKAN, "cp1250", "cp1250"),
        ("Šabac, žito", "iso8859_2", "iso8859_2"),
        ("Žene i šume", "cp1250", "cp1250"),
        (CYRILLIC, "cp1251", "cp1251"),
        ("Удружење грађана, Ниш", "iso8859_5", "iso8859_5"),
        (NORDIC, "cp1252", "cp1252"),
        (ALBANIAN, "cp1252", None),
        (ALBANIAN, "iso8859_1", None),
        ("plain", "ascii", "utf-8"),
    ],
)
def test_letters_are_read_in_the_encoding_in_which_they_make_words(
    text: str, written: str, read: str | None, hand: Hand
) -> None:
    text = text if written not in {"iso8859_1"} else text.replace("–", "-")
    for ends in (b"\r\n", b"\n", b"\r"):
        plain = as_csv([[*GRANT, "title"], [*grant(), text]], ";").replace(b"\r\n", ends).decode()
        reading = hand(grants__csv=plain.encode(written))
        assert column(reading, "title") == [text]
        (sheet,) = reading.sheets
        assert read is None or sheet.encoding == read
        assert {"encoding", "delimiter"} <= set(sheet.guessed)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("mac_roman", ALBANIAN),
        ("mac_latin2", BALKAN.replace("đ", "d").replace("Đ", "D")),
        ("mac_croatian", BALKAN),
        ("mac_cyrillic", CYRILLIC),
        ("cp850", NORDIC.replace("–", "-")),
        ("cp852", BALKAN.replace("„", "'").replace("“", "'")),
        ("cp855", CYRILLIC.replace("„", "'").replace("“", "'")),
        ("koi8_r", "Фонд развития местных общин"),
    ],
)
def test_letters_of_dos_of_a_mac_and_of_old_servers_are_read_and_shown(written: str, text: str, hand: Hand) -> None:
    reading = hand(grants__csv=as_csv([[*GRANT, "title"], [*grant(), text]], ",", written))
    assert reading.upload.tables["grants"]["title"].to_pylist() == [text]
    ((_, _, words),) = findings(reading)["letters-guessed"]
    assert words.split(", ")[0] in text


def test_letters_of_another_language_are_shown_to_be_looked_at(hand: Hand) -> None:
    content = as_csv([[*GRANT, "title"], [*grant(), "Stowarzyszenie Łódź, źródło, ściana"]], ",", "cp852")
    assert "letters-guessed" in findings(hand(grants__csv=content))


@pytest.mark.parametrize("text", ["=SUM(A1)", "+381 11", "-18 °C", "@home", "'t Hooft", "’90s"])
def test_what_a_download_defused_is_the_text_again(text: str, hand: Hand) -> None:
    assert column(hand(grants__csv=as_csv([[*GRANT, "title"], [*grant(), defused(text)]])), "title") == [text]


def test_an_encoding_can_be_told(hand: Hand) -> None:
    content = as_csv([[*GRANT, "title"], [*grant(), "Čačak"]], ",", "cp1250")
    reading = hand(Choices(encoding="cp1252"), grants__csv=content)
    assert column(reading, "title") == ["Èaèak"]
    assert "encoding" not in reading.sheets[0].guessed
    assert "file-encoding" in findings(hand(Choices(encoding="utf-8"), grants__csv=content))
    for encoding in ("no such", "base64", "a\0b"):
        assert "file-encoding" in findings(hand(Choices(encoding=encoding), grants__csv=content))
    assert "file-unreadable" in findings(hand(Choices(delimiter="::"), grants__csv=content))
    assert "heading-missing" in findings(hand(Choices(header_row=0), grants__csv=content))


def test_a_damaged_place_in_utf8_is_told_and_not_read_as_another_encoding(hand: Hand) -> None:
    content = as_csv([[*GRANT, "title"], [*grant(), BALKAN]]).replace(b"Cuprija", b"") + b"\xc4\n"
    reading = hand(grants__csv=content)
    assert [p.problem[-7:] for p in reading.upload.problems if p.rule == "file-encoding"] == ["line 3."]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_are_separated_by_what_makes_headings(delimiter: str, hand: Hand) -> None:
    row = [*grant(), 'a "quoted", text; with | all\tof them\nand a line']
    for title in ([], [["Grants; all, of us"]], [[f"sep={delimiter}"]]):
        reading = hand(grants__csv=as_csv([*title, [*GRANT, "title"], row], delimiter))
        assert column(reading, "title") == [row[-1]]
        assert reading.sheets[0].delimiter == delimiter


def test_a_quotation_mark_that_is_not_closed_is_told_with_its_row(hand: Hand) -> None:
    reading = hand(grants__csv=as_csv([GRANT, grant(1)]) + b'"G2,R1\nG3,R1\n')
    assert findings(reading)["file-unreadable"] == [(3, None, None)]
    assert reading.upload.tables == {}


def amounts(hand: Hand, *texts: Any, choices: Choices = GUESSED, workbook: bool = False) -> tuple[Any, Any]:
    rows = [GRANT, *(grant(n, amount_awarded=text) for n, text in enumerate(texts))]
    reading = hand(choices, grants__csv=as_xlsx(rows) if workbook else as_csv(rows))
    assert ("decimal" in reading.sheets[0].guessed) == (
        reading.sheets[0].decimal is not None and choices.decimal is None
    )
    return column(reading, "amount_awarded"), reading.sheets[0].decimal


def test_decimal_commas_are_read_where_no_number_contradicts_them(hand: Hand) -> None:
    assert amounts(hand, "1.234,56", "12,5", "1.234", "7", "1.234.567") == (
        ["1234.56", "12.5", "1234", "7", "1234567"],
        ",",
    )
    assert amounts(hand, "1 234,56", "2\u00a0000,00", "3'000,10") == (["1234.56", "2000.00", "3000.10"], ",")
    # 1.234 may be a thousand or one and a bit, where others are written without a separator.
    assert amounts(hand, "1234,56", "1.234") == (["1234.56", "1.234"], ",")


def test_numbers_that_could_be_two_things_stay_as_they_are(hand: Hand) -> None:
    for texts in (["1.234", "5.000"], ["1,234"], ["1.234,56", "1234.56"], ["1.5", "2,5"], ["1,234.50", "765000.00"]):
        assert amounts(hand, *texts) == (texts, None)


def test_thousands_are_read_where_the_whole_column_has_them(hand: Hand) -> None:
    assert amounts(hand, "1,234.50", "5,000", "12") == (["1234.50", "5000", "12"], ".")


def test_the_style_of_numbers_can_be_told(hand: Hand) -> None:
    assert amounts(hand, "1.234", "5", choices=Choices(decimal=",")) == (["1234", "5"], ",")
    assert amounts(hand, "1.234", "1,5", choices=Choices(decimal=".")) == (["1.234", "1,5"], ".")
    assert amounts(hand, "1.234,56", choices=Choices(decimal=AS_WRITTEN)) == (["1.234,56"], None)


def test_what_is_a_number_in_a_workbook_is_not_converted_with_the_texts(hand: Hand) -> None:
    assert amounts(hand, 1234.5, 1.234, "1.234,56", workbook=True) == (["1234.5", "1.234", "1234.56"], ",")
    assert amounts(hand, 1234.5, "2,5", choices=Choices(decimal=","), workbook=True) == (["1234.5", "2.5"], ",")


def test_one_column_with_commas_and_one_with_points_contradict_each_other(hand: Hand) -> None:
    rows = [[*GRANT, "planned_duration_months"], [*grant(amount_awarded="12,5"), "1,5"]]
    assert column(hand(grants__csv=as_csv(rows)), "planned_duration_months") == ["1,5"]
    headings = ["code", "title", "amount_min", "amount_max"]
    reading = hand(grant_types__csv=as_csv([headings, ["a", "A", "12,50", "13.50"]]))
    assert column(reading, "amount_min", "grant_types") == ["12,50"]


def days(hand: Hand, *texts: Any, choices: Choices = GUESSED, workbook: bool = False) -> tuple[Any, Any]:
    rows = [GRANT, *(grant(n, award_date=text) for n, text in enumerate(texts))]
    reading = hand(choices, grants__csv=as_xlsx(rows) if workbook else as_csv(rows))
    return column(reading, "award_date"), reading.sheets[0].date_order


def test_dates_are_turned_where_one_of_them_shows_the_order(hand: Hand) -> None:
    assert days(hand, "30.06.2023.", "5. 6. 2023", "2022", "2023-06") == (
        ["2023-06-30", "2023-06-05", "2022", "2023-06"],
        "dmy",
    )
    assert days(hand, "06/30/2023", "7/4/2023") == (["2023-06-30", "2023-07-04"], "mdy")


def test_dates_that_could_be_two_days_stay_as_they_are(hand: Hand) -> None:
    for texts in (["05.06.2023"], ["30.06.2023", "06/30/2023"], ["30/06/23"], ["30.06.2023", "2023-07-01"]):
        assert days(hand, *texts) == (texts, None)


def test_the_order_of_dates_can_be_told(hand: Hand) -> None:
    assert days(hand, "05.06.2023", "2023-07-01", choices=Choices(date_order="dmy")) == (
        ["2023-06-05", "2023-07-01"],
        "dmy",
    )
    assert days(hand, "05.06.2023", choices=Choices(date_order="mdy"))[0] == ["2023-05-06"]
    assert days(hand, "31.06.2023", "06.31.2023", choices=Choices(date_order="dmy"))[0] == ["2023-06-31", "06.31.2023"]
    assert days(hand, "30.06.2023", choices=Choices(date_order=AS_WRITTEN)) == (["30.06.2023"], None)


def test_rates_and_days_of_exchange_rates_are_read_alike(hand: Hand) -> None:
    rows = [HEADINGS, ["30.06.2023", "EUR", "NOK", "11,704", "S1"], ["31.07.2023", "EUR", "RSD", "117,25", "S1"]]
    reading = hand(exchange_rates__csv=as_csv(rows, ";"))
    assert column(reading, "rate", "exchange_rates") == ["11.704", "117.25"]
    assert column(reading, "rate_date", "exchange_rates") == ["2023-06-30", "2023-07-31"]
