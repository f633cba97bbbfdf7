"""Sentences: what is done of a challenge and what is missing, as people say it."""

from collections.abc import Sequence
from datetime import date

from domain.challenges.progress import ChallengeSentences, ChallengeState, StepProgress
from domain.challenges.terms import (
    ChallengeMeasure,
    ChallengeNames,
    ChallengePeriod,
    ChallengeStep,
    ChallengeTerms,
)
from domain.challenges.together import CommunityProgress
from domain.earning import OnEvent
from domain.tenants import Language, Wording, Wordings, day_in_words

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


def why(
    terms: ChallengeTerms,
    state: ChallengeState,
    steps: Sequence[StepProgress],
    together: CommunityProgress | None,
    words: Wordings,
) -> ChallengeSentences:
    """Return what is done and what is missing, in nl and en."""
    dutch, english = (
        (
            *_together(terms, together, each),
            *_said(terms, state, steps, each),
        )
        for each in (words.nl, words.en)
    )
    return ChallengeSentences(nl=dutch, en=english)


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


def _said(
    terms: ChallengeTerms,
    state: ChallengeState,
    steps: Sequence[StepProgress],
    words: Wording,
) -> tuple[str, ...]:
    found = [_of_state(terms, state, words)]
    if state is not ChallengeState.UPCOMING:
        by_name = {each.step: each for each in terms.steps}
        found += [_of_step(by_name[each.step], each, words) for each in steps]
    return tuple(each for each in found if each)


def _together(
    terms: ChallengeTerms, found: CommunityProgress | None, words: Wording
) -> tuple[str, ...]:
    if found is None:
        return ()
    (step,) = terms.steps
    has, all_ = amount(found.total, step, words), amount(found.goal, step, words)
    return (words.say(f"Samen: {has} van {all_}.", f"Together: {has} of {all_}."),)


def _of_state(terms: ChallengeTerms, state: ChallengeState, words: Wording) -> str:
    say = words.say
    match state:
        case ChallengeState.COMPLETED:
            return say("Gelukt: alles is gedaan.", "Done: all of it.")
        case ChallengeState.OVER:
            return say("Deze uitdaging is voorbij.", "This challenge is over.")
        case ChallengeState.NOT_JOINED:
            return say(
                "Je doet nog niet mee; wat je eerder deed, telt niet mee.",
                "You have not joined; what you did before does not count.",
            )
        case ChallengeState.UPCOMING:
            day = _day(terms.first_day, words)
            return say(f"Dit begint op {day}.", f"This begins on {day}.")
        case ChallengeState.OPEN:
            if terms.last_day is None:
                return ""
            day = _day(terms.last_day, words)
            return say(f"Het kan tot en met {day}.", f"There is time to {day}.")


def _of_step(step: ChallengeStep, found: StepProgress, words: Wording) -> str:
    say, name = words.say, named(step.names, words)
    if found.done_at is not None:
        day = _day(found.done_at.astimezone(words.zone).date(), words)
        return say(f"{name}: gelukt op {day}.", f"{name}: done on {day}.")
    has, target = amount(found.count, step, words), amount(found.target, step, words)
    missing = words.number(found.missing)
    if step.streak is None and step.measure is ChallengeMeasure.AMOUNT:
        missing = words.money(found.missing)
    told = say(
        f"{name}: {has} van {target}; nog {missing} te gaan",
        f"{name}: {has} of {target}; {missing} to go",
    )
    if found.keep_until is None:
        return f"{told}."
    day = _day(found.keep_until, words)
    return say(
        f"{told}, de volgende uiterlijk op {day}.", f"{told}, the next by {day}."
    )


def _day(day: date | None, words: Wording) -> str:
    assert day is not None
    return day_in_words(day, words.language)
