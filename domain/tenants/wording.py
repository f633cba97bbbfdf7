"""Wording: figures of a programme as people write them, in Dutch and in English.

Money has as many decimals as its currency (ISO 4217), and stands behind the currency's
code, which is the same in all languages. What is counted is in the singular if it is
one; a unit of a shop's own has the name that the shop gave it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.tenants.currencies import EXPONENTS
from domain.tenants.model import Programme, UnitOfValue


class Language(StrEnum):
    """A language in which we say things."""

    NL = "nl"
    EN = "en"


# What stands between thousands, and before the decimals.
MARKS: Mapping[Language, tuple[str, str]] = {
    Language.NL: (".", ","),
    Language.EN: (",", "."),
}
# One of it, and several: of units that go by the customary names.
NOUNS: Mapping[Language, Mapping[str, tuple[str, str]]] = {
    Language.NL: {
        "points": ("punt", "punten"),
        "stamps": ("stempel", "stempels"),
        "tickets": ("lot", "loten"),
    },
    Language.EN: {
        "points": ("point", "points"),
        "stamps": ("stamp", "stamps"),
        "tickets": ("ticket", "tickets"),
    },
}

MONTHS: Mapping[Language, tuple[str, ...]] = {
    Language.NL: (
        *("januari", "februari", "maart", "april", "mei", "juni", "juli"),
        *("augustus", "september", "oktober", "november", "december"),
    ),
    Language.EN: (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
}


def language_of(locale: str) -> Language:
    """Return the language of ours in which a locale is served: Dutch, else English."""
    return Language.NL if locale.partition("-")[0] == "nl" else Language.EN


def number(value: int, language: Language) -> str:
    """Return a whole number with its thousands apart."""
    return f"{value:,}".replace(",", MARKS[language][0])


def decimal(value: int, exponent: int, language: Language) -> str:
    """Return a count of smallest parts with so many decimals."""
    if not exponent:
        return number(value, language)
    whole, rest = divmod(abs(value), 10**exponent)
    sign = "-" if value < 0 else ""
    return f"{sign}{number(whole, language)}{MARKS[language][1]}{rest:0{exponent}}"


def money(minor: int, currency: str, language: Language) -> str:
    """Return an amount in minor units of a currency."""
    return f"{currency} {decimal(minor, EXPONENTS[currency], language)}"


def day_in_words(day: date, language: Language) -> str:
    """Return a day with its month by name: `1 June 2030`."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Writes the figures of a programme in a language."""

    language: Language
    programme: Programme

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days are said."""
        return ZoneInfo(self.programme.time_zone)

    def say(self, dutch: str, english: str) -> str:
        """Return one of two."""
        return dutch if self.language is Language.NL else english

    def number(self, value: int) -> str:
        """Return a whole number."""
        return number(value, self.language)

    def money(self, minor: int) -> str:
        """Return an amount in minor units of the programme's currency."""
        return money(minor, self.programme.currency, self.language)

    def amount(self, value: int, code: str) -> str:
        """Return so many of a unit of value, in its smallest parts: `1 point`."""
        return f"{self.figure(value, code)} {self._noun(value, code)}"

    def figure(self, value: int, code: str) -> str:
        """Return how many of a unit of value, given in its smallest parts."""
        found = self._unit(code)
        exponent = 0 if found is None else found.exponent
        return decimal(value, exponent, self.language)

    def name(self, code: str) -> str:
        """Return by what name the shop calls a unit of value."""
        found = self._unit(code)
        return code if found is None else found.name

    def _noun(self, value: int, code: str) -> str:
        """Return what so many are called: by the shop, if it told what one is."""
        found = self._unit(code)
        nouns = NOUNS[self.language].get(code)
        if found is None or found.singular is None:
            return self.name(code) if nouns is None else nouns[value != 1]
        # One whole: a hundred cents of a unit that has two decimals.
        return found.singular if value == 10**found.exponent else found.name

    def _unit(self, code: str) -> UnitOfValue | None:
        units = (each for each in self.programme.units if each.code == code)
        return next(units, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """Both languages of a programme."""

    nl: Wording
    en: Wording

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days are said."""
        return self.nl.zone


def wording(programme: Programme, locale: str) -> Wording:
    """Return the wording of a programme in the language of a locale."""
    return Wording(language=language_of(locale), programme=programme)


def wordings(programme: Programme) -> Wordings:
    """Return the wording of a programme in both languages."""
    return Wordings(
        nl=Wording(language=Language.NL, programme=programme),
        en=Wording(language=Language.EN, programme=programme),
    )
