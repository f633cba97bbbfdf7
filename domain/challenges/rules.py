"""What no type can say of the terms of a challenge, and each field at fault."""

from collections.abc import Iterator

from domain.challenges.terms import (
    ChallengeMeasure,
    ChallengeRecurrence,
    ChallengeStep,
    ChallengeTerms,
)
from domain.earning import OnOrder, tree_faults
from domain.kernel import FieldError, Malformed

FAULTS_MAX = 50
ORDERS_ONLY = frozenset(
    {ChallengeMeasure.AMOUNT, ChallengeMeasure.QUANTITY, ChallengeMeasure.PRODUCTS}
)
# What is counted by its kind is not counted in each period of a streak.
KINDS = frozenset({ChallengeMeasure.PRODUCTS, ChallengeMeasure.DAYS})


def check(terms: ChallengeTerms) -> None:
    """Refuse terms that contradict themselves, and name each field at fault."""
    faults = [*_of_terms(terms), *_of_goal(terms)]
    for place, step in enumerate(terms.steps):
        found = (*_of_step(step), *_of_streak(step))
        faults += [(f"/steps/{place}{at}", why) for at, why in found]
    if faults:
        raise Malformed(
            tuple(
                FieldError(pointer=f"/terms{at}", detail=detail)
                for at, detail in faults[:FAULTS_MAX]
            )
        )


def _of_terms(terms: ChallengeTerms) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place, step in enumerate(terms.steps):
        if step.step in seen:
            yield f"/steps/{place}/step", "Another step has this name."
        seen.add(step.step)
    periodic = terms.recurrence is ChallengeRecurrence.EACH_PERIOD
    if (terms.period is not None) is not periodic:
        yield "/period", "Give it with `recurrence: each_period`, and only with it."
    first, last = terms.first_day, terms.last_day
    if first is not None and last is not None and last < first:
        yield "/last_day", "Before `first_day`."


def _of_goal(terms: ChallengeTerms) -> Iterator[tuple[str, str]]:
    if terms.goal is None:
        return
    (step, *more) = terms.steps
    if more:
        yield "/steps", "To a goal, all contribute by one step."
    if step.measure in KINDS or step.streak or step.within_days is not None:
        yield "/steps/0/measure", "Not everybody's can be added up."
    if terms.recurrence is not ChallengeRecurrence.ONCE:
        yield "/recurrence", "A goal is reached once."
    before, seen = 0, {step.step}
    for place, each in enumerate(terms.goal.milestones):
        at = f"/goal/milestones/{place}"
        if each.milestone in seen:
            yield f"{at}/milestone", "A step or another milestone has this name."
        if not before < each.total < terms.goal.total:
            yield f"{at}/total", "Expected more than before, and less than the goal."
        before = each.total
        seen.add(each.milestone)


def _of_step(step: ChallengeStep) -> Iterator[tuple[str, str]]:
    ordered = isinstance(step.on, OnOrder)
    scopes = ("order.", "line.") if ordered else ("event.",)
    yield from tree_faults(step.conditions, "/conditions", scopes)
    yield from tree_faults(step.lines, "/lines", ("line.",))
    if step.lines is not None and not ordered:
        yield "/lines", "Only orders have lines."
    if step.measure in ORDERS_ONLY and not ordered:
        yield "/measure", "Only orders have what this counts."
    told = step.measure is ChallengeMeasure.VALUE
    if told and ordered:
        yield "/measure", "Only events tell values."
    if (step.field is not None) is not told:
        yield "/field", "Give it with `measure: value`, and only with it."


def _of_streak(step: ChallengeStep) -> Iterator[tuple[str, str]]:
    if step.streak is None:
        return
    if step.within_days is not None:
        yield "/within_days", "A streak is a row of periods, however long."
    if step.measure in KINDS:
        yield "/measure", "A streak counts times, amounts, pieces or values."
