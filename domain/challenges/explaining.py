"""Explaining: why somebody is as far as they are, order by order, event by event."""

from collections.abc import Iterator
from datetime import datetime

from domain import customers, earning, tenants
from domain.challenges import (
    counting,
    keeping,
    outlook,
    service,
    total_store,
    versions,
)
from domain.challenges.asking import ExplainChallenge
from domain.challenges.counting import Case, CountedStep
from domain.challenges.course import Course, Era
from domain.challenges.nouns import amount
from domain.challenges.progress import ChallengeDecision, ChallengeExplanation
from domain.challenges.refusals import ChallengeNotFound
from domain.challenges.standing import Joined
from domain.challenges.terms import ChallengeJoining
from domain.customers import CustomerNotFound
from domain.earning import PLAIN, Teller
from domain.kernel import Unit, reads
from domain.tenants import Language

DECISIONS_MAX = 50


@reads(
    "challenges:read",
    refusals=(CustomerNotFound, ChallengeNotFound),
    subject="customer_id",
)
async def explain(unit: Unit, command: ExplainChallenge) -> ChallengeExplanation:
    """Tell what counted for a customer, what did not, and why: the latest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    eras = (await versions.by_name(unit)).get(command.challenge)
    if eras is None:
        raise ChallengeNotFound
    programme = await tenants.programme(unit)
    locale = command.locale or programme.locales[0]
    teller = earning.teller_of(programme, locale)
    followed = (await service.followed_now(unit, (customer_id,)))[customer_id]
    joined = followed.member.joined.get(command.challenge)
    course = followed.courses.get(command.challenge)
    said: tuple[str, ...] = ()
    found: list[ChallengeDecision] = []
    if course is not None:
        words = tenants.wordings(programme)
        total = (await total_store.totals(unit)).get(command.challenge)
        told = outlook.progress(course, joined, total, unit.now, words)
        dutch = teller.wording.language is Language.NL
        said = told.why.nl if dutch else told.why.en
        cases = await keeping.cases_of(unit, (customer_id,), eras)
        for case in reversed(cases.get(customer_id, [])):
            found += _decisions(case, course, eras, joined, teller)
            if len(found) >= DECISIONS_MAX:
                break
    return ChallengeExplanation(
        challenge=command.challenge,
        customer_id=customer_id,
        locale=locale,
        progress=said,
        decisions=tuple(found[:DECISIONS_MAX]),
    )


def _decisions(
    case: Case,
    course: Course,
    eras: tuple[Era, ...],
    joined: Joined | None,
    teller: Teller,
) -> Iterator[ChallengeDecision]:
    """Give what a case counted for each step of the version that held then."""
    at = case.occurred_at
    era = next((each for each in eras if each.holds(at)), None)
    if era is None:
        return
    barred = _barred(at, era, course, joined, teller)
    for each in counting.counted(era.version, course.zone, course.currency):
        if not each.concerns(case):
            continue
        deed = None if barred else each.deed(case)
        counted = 0 if deed is None else deed.amount or len(deed.keys)
        reasons = barred or _reasons(case, each, counted, teller)
        yield ChallengeDecision(
            cause_id=earning.cause_of(case),
            occurred_at=at,
            step=each.step.step,
            counted=counted,
            reasons=reasons,
        )


def _barred(
    at: datetime, era: Era, course: Course, joined: Joined | None, teller: Teller
) -> tuple[str, ...]:
    """Return why nothing counted then, whatever it was."""
    say, terms, day = teller.wording.say, era.version.terms, course.day(at)
    first, last = terms.first_day, terms.last_day
    if (first is not None and day < first) or (last is not None and last < day):
        return (
            say("Het was niet in de looptijd.", "It was not while this was running."),
        )
    takes_part = joined is not None and joined.span.holds(at)
    if terms.joining is ChallengeJoining.OPT_IN and not takes_part:
        return (say("Je deed toen niet mee.", "You took no part then."),)
    return ()


def _reasons(
    case: Case, step: CountedStep, counted: int, teller: Teller
) -> tuple[str, ...]:
    say, told = teller.wording.say, step.whole(case)
    leaves = step.judge.explain(told, PLAIN)
    said = teller.conditions(leaves, step.step.conditions)
    if counted:
        how_much = teller.number(counted)
        if step.step.streak is None:
            how_much = amount(counted, step.step, teller.wording)
        return (*said, say(f"Het telt mee: {how_much}.", f"It counts: {how_much}."))
    if not told.stands:
        why = say("Het is geannuleerd of verwijderd.", "It was cancelled or removed.")
    elif not step.judge.holds(told, PLAIN):
        why = say("Daarom telt het niet mee.", "So it does not count.")
    else:
        why = say(
            "Er is niets van over, of niets dat meetelt.",
            "Nothing is left of it, or nothing that counts.",
        )
    return (*said, why)
