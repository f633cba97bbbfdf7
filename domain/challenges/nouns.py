"""Nouns: what counts for a step, as people say it."""

from domain.challenges.terms import (
    ChallengeMeasure,
    ChallengeNames,
    ChallengePeriod,
    ChallengeStep,
)
from domain.earning import OnEvent
from domain.tenants import Language, Wording

NOUNS = {
    "orders": (("bestelling", "bestellingen"), ("order", "orders")),
    "events": (("keer", "keer"), ("time", "times")),
    ChallengeMeasure.QUANTITY: (("stuk", "stuks"), ("piece", "pieces")),
    ChallengeMeasure.PRODUCTS: (
        ("ander product", "verschillende producten"),
        ("different product", "different products"),
    ),
    ChallengeMeasure.DAYS: (("dag", "dagen"), ("day", "days")),
    ChallengePeriod.DAY: (
        ("dag op rij", "dagen op rij"),
        ("day in a row", "days in a row"),
    ),
    ChallengePeriod.WEEK: (
        ("week op rij", "weken op rij"),
        ("week in a row", "weeks in a row"),
    ),
    ChallengePeriod.MONTH: (
        ("maand op rij", "maanden op rij"),
        ("month in a row", "months in a row"),
    ),
    ChallengePeriod.QUARTER: (
        ("kwartaal op rij", "kwartalen op rij"),
        ("quarter in a row", "quarters in a row"),
    ),
    ChallengePeriod.YEAR: (
        ("jaar op rij", "jaren op rij"),
        ("year in a row", "years in a row"),
    ),
}


def named(names: ChallengeNames, words: Wording) -> str:
    """Say the name of something."""
    return words.say(names.nl, names.en)


def amount(count: int, step: ChallengeStep, words: Wording) -> str:
    """Say how much of what counts for a step."""
    if step.streak is None and step.measure is ChallengeMeasure.AMOUNT:
        return words.money(count)
    kind: str = step.measure
    if step.streak is not None:
        kind = step.streak.per
    elif step.measure is ChallengeMeasure.VALUE:
        return words.number(count)
    elif step.measure is ChallengeMeasure.TIMES:
        kind = "events" if isinstance(step.on, OnEvent) else "orders"
    nouns = NOUNS[kind][words.language is Language.EN]
    return f"{words.number(count)} {nouns[count != 1]}"
