"""Figures in sentences: decimals by ISO 4217, marks by language, one and several."""

from dataclasses import replace
from datetime import date

import pytest

from domain import tenants
from domain.tenants import Language, Programme, UnitKind, UnitOfValue

BEANS = UnitOfValue(code="beans", name="Beans", kind=UnitKind.POINTS, exponent=0)
UNITS = (
    UnitOfValue(code="points", name="Points", kind=UnitKind.POINTS, exponent=0),
    UnitOfValue(code="stamps", name="Stamps", kind=UnitKind.STAMPS, exponent=0),
    UnitOfValue(code="cashback", name="Cashback", kind=UnitKind.MONEY, exponent=2),
    BEANS,
    replace(BEANS, code="stars", name="Stars", singular="Star"),
    replace(BEANS, code="tickets", name="Chances", singular="Chance"),
    replace(BEANS, code="coins", name="Coins", singular="Coin", exponent=2),
)
PROGRAMME = Programme(
    id="prg_" + "0" * 32,
    slug="shop",
    name="Shop",
    time_zone="Europe/Amsterdam",
    currency="EUR",
    locales=("nl", "en"),
    units=UNITS,
    version=1,
)


@pytest.mark.parametrize(
    ("currency", "minor", "dutch", "english"),
    [
        ("EUR", 123_456, "EUR 1.234,56", "EUR 1,234.56"),
        ("EUR", 5, "EUR 0,05", "EUR 0.05"),
        ("EUR", -1_999, "EUR -19,99", "EUR -19.99"),
        ("JPY", 123_456, "JPY 123.456", "JPY 123,456"),
        ("KWD", 123_456, "KWD 123,456", "KWD 123.456"),
        ("KWD", 1_234_005, "KWD 1.234,005", "KWD 1,234.005"),
    ],
)
def test_money_has_the_decimals_of_its_currency(
    currency: str, minor: int, dutch: str, english: str
) -> None:
    words = tenants.wordings(replace(PROGRAMME, currency=currency))
    assert words.nl.money(minor) == dutch
    assert words.en.money(minor) == english


@pytest.mark.parametrize(
    ("code", "count", "dutch", "english"),
    [
        ("points", 0, "0 punten", "0 points"),
        ("points", 1, "1 punt", "1 point"),
        ("points", 1_000, "1.000 punten", "1,000 points"),
        ("stamps", 1, "1 stempel", "1 stamp"),
        ("stamps", 10, "10 stempels", "10 stamps"),
        ("cashback", 1, "0,01 Cashback", "0.01 Cashback"),
        ("cashback", 1_250, "12,50 Cashback", "12.50 Cashback"),
        ("beans", 1, "1 Beans", "1 Beans"),
        ("stars", 1, "1 Star", "1 Star"),
        ("stars", 2, "2 Stars", "2 Stars"),
        ("tickets", 1, "1 Chance", "1 Chance"),
        ("coins", 100, "1,00 Coin", "1.00 Coin"),
        ("coins", 1, "0,01 Coins", "0.01 Coins"),
        ("gone", 2, "2 gone", "2 gone"),
    ],
)
def test_what_is_counted_is_one_or_several(
    code: str, count: int, dutch: str, english: str
) -> None:
    words = tenants.wordings(PROGRAMME)
    assert words.nl.amount(count, code) == dutch
    assert words.en.amount(count, code) == english


def test_a_locale_is_served_in_dutch_or_else_in_english() -> None:
    served = {
        locale: tenants.wording(PROGRAMME, locale).language
        for locale in ("nl", "nl-BE", "en-GB", "de")
    }
    assert served == {
        "nl": Language.NL,
        "nl-BE": Language.NL,
        "en-GB": Language.EN,
        "de": Language.EN,
    }


def test_a_day_is_written_with_its_month_by_name() -> None:
    first, last = date(2030, 3, 1), date(2030, 12, 31)
    assert tenants.day_in_words(first, Language.NL) == "1 maart 2030"
    assert tenants.day_in_words(last, Language.NL) == "31 december 2030"
    assert tenants.day_in_words(first, Language.EN) == "1 March 2030"
    assert tenants.day_in_words(last, Language.EN) == "31 December 2030"
