"""A Language tells texts, money, counts and dates to the reader, each by the customs of the language."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, dates, numbers
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from dashlib.text.say import Text, say, say_count

LOCALES = Path(__file__).parent / "locales"
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Money:
    """An amount. Converted amounts carry the sign of the currency, amounts as awarded its code.

    `length`: `exact` to the cent, `whole` in units (from a million on in millions, three digits), `short` in thousands
    or millions, `headline` like whole with two digits and the word, `tick` like short without idle zeros.
    """

    amount: Decimal
    currency: str
    length: str = "exact"
    is_converted: bool = False


@dataclass(frozen=True)
class Count:
    """A number of things: whole if it is whole, else with two decimals at most."""

    number: Decimal | int


@dataclass(frozen=True)
class Share:
    """A share of one, told in whole per cent; between nothing and all it never reads 0 or 100."""

    share: Decimal


@dataclass(frozen=True)
class Interval:
    """A date at the precision at which it is known; unknown if there is none."""

    start: date | None
    end: date | None
    is_long: bool = False


@dataclass(frozen=True)
class Country:
    """A country by its code."""

    code: str


def grants_said(number: Decimal | int) -> Text:
    """'1 grant', '165 grants'."""
    return say_count("{number} grant", "{number} grants", count=int(number), number=Count(number))


UNITS = {6: say("{number} m"), 3: say("{number} k"), 0: say("{number}")}


@dataclass(frozen=True)
class Language:
    """One language of the site; `tell` turns whatever `say` holds into words."""

    code: str
    locale: Locale
    catalog: Catalog | None

    def tell(self, value: object) -> str:
        """The words for a Text, Money, Count, Share, Interval, Country, a number or a plain string."""
        match value:
            case Text():
                return self._sentence(value)
            case Money():
                return self._money(value)
            case Count():
                return self._count(Decimal(value.number))
            case Share():
                return self._share(value.share)
            case Interval():
                return self._interval(value)
            case Country():
                return str(self.locale.territories.get(value.code, value.code)).replace(" & ", " and ")
            case int() | Decimal():
                return self._count(Decimal(value))
        return value if isinstance(value, str) else str(value)

    def _sentence(self, text: Text) -> str:
        template = self._translated(text)
        return template.format(**{name: self.tell(value) for name, value in text.values}) if text.values else template

    def _translated(self, text: Text) -> str:
        message = self.catalog.get(text.template) if self.catalog else None
        if message is None or message.fuzzy or not message.string:
            return text.template if text.plural is None or text.count == 1 else text.plural
        if isinstance(message.string, str):
            return message.string
        form = self.locale.plural_form(text.count or 0)
        forms = sorted(
            self.locale.plural_form.tags | {"other"}, key=("zero", "one", "two", "few", "many", "other").index
        )
        return str(message.string[min(forms.index(form), len(message.string) - 1)])

    def _count(self, number: Decimal) -> str:
        return _number(number, "#,##0.##", self.locale)

    def _share(self, share: Decimal) -> str:
        percent = (share * 100).quantize(Decimal(1), ROUND_HALF_UP)
        if 0 < share < 1:
            percent = min(max(percent, Decimal(1)), Decimal(99))
        return f"{_number(percent, '#,##0', self.locale)}{NO_BREAK}%"

    def _money(self, money: Money) -> str:
        symbol = numbers.get_currency_symbol(money.currency, self.locale) if money.is_converted else money.currency
        power = 0
        # What is less than one unit must not be rounded to a zero that it is not.
        is_exact = money.length == "exact" or 0 < money.amount < 1
        if not is_exact:
            power = (
                6 if money.amount >= 999_500 else 3 if money.amount >= 1000 and money.length in {"short", "tick"} else 0
            )
        scaled = money.amount.scaleb(-power)
        if is_exact:
            pattern = "#,##0.00"
        elif money.length == "tick":
            pattern = "#,##0.##"
        else:
            digits = 0 if power < 6 else max(0, (2 if money.length == "headline" else 3) - len(str(int(scaled))))
            scaled = scaled.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
            pattern = "#,##0." + "0" * digits if digits else "#,##0"
        unit = say("{number} million") if money.length == "headline" and power else UNITS[power]
        number = _number(scaled, pattern, self.locale)
        told = self._translated(unit).format(number=number).replace(" ", NO_BREAK)
        gap = NO_BREAK if symbol == money.currency != "" else ""
        return f"{symbol}{gap}{told}"

    def _interval(self, interval: Interval) -> str:
        start, end = interval.start, interval.end
        if start is None or end is None:
            return self.tell(say("date unknown"))
        if start == end:
            return self._date(start, "yMMMd")
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
        if start.day == 1 and (end.month, end.year) == (start.month, start.year) and end.day >= 28:
            return self._date(start, "yMMMM" if interval.is_long else "yMMM")
        if (start.year, start.month) == (end.year, end.month) and self.code == "en":
            return f"{start.day}–{self._date(end, 'yMMMd')}"
        return str(dates.format_interval(start, end, "yMMMd", locale=self._dates)).replace("Sept", "Sep")

    def _date(self, day: date, skeleton: str) -> str:
        return str(dates.format_skeleton(skeleton, day, locale=self._dates)).replace("Sept", "Sep")

    @property
    def _dates(self) -> Locale:
        # CLDR's plain `en` writes the month first; the site speaks British English.
        return Locale("en", "GB") if self.code == "en" else self.locale


@lru_cache(maxsize=10_000)
def _number(number: Decimal, pattern: str, locale: Locale) -> str:
    """A number by the customs of a language, kept: a page tells hundreds, and most of them again and again."""
    return str(numbers.format_decimal(number, pattern, locale=locale))


@cache
def language(code: str) -> Language:
    """The language of a code; English, in which the code is written, if there is no catalogue of that name."""
    path = LOCALES / f"{code}.po"
    if code == "en" or not code.isalpha() or not path.is_file():
        return Language("en", Locale("en"), None)
    with path.open("rb") as file:
        return Language(code, Locale(code), read_po(file, locale=code))


def languages() -> list[str]:
    """The codes of all languages of the site."""
    return ["en", *sorted(path.stem for path in LOCALES.glob("*.po"))]
