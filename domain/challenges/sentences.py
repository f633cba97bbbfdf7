"""Sentences: what is done of a challenge and what is missing, as people say it."""

from collections.abc import Sequence
from datetime import date

from domain.challenges.nouns import amount, named
from domain.challenges.progress import ChallengeSentences, ChallengeState, StepProgress
from domain.challenges.terms import (
    ChallengeMeasure,
    ChallengeStep,
    ChallengeTerms,
)
from domain.challenges.together import CommunityProgress
from domain.tenants import Wording, Wordings, day_in_words


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
