"""Keeping progress: how far customers are, in line with what they did.

It looks at what is and not at what happened: so it does the same for a new order, a
return, a removed review and a merge, and nothing the second time.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import customers, earning, events, orders, tenants
from domain.challenges import (
    contribution_store,
    counting,
    course,
    store,
    telling,
    total_store,
    versions,
)
from domain.challenges.counting import Case
from domain.challenges.course import Course, Era, Span, current
from domain.challenges.standing import Counted, Joined, Member, Standing
from domain.challenges.terms import ChallengeZone
from domain.challenges.together import Total
from domain.earning import Completion, OnEvent
from domain.kernel import CustomerId, Unit
from domain.tenants import Programme

NEVER = Span()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A member as they are now, and the course of each of their challenges."""

    member: Member
    courses: Mapping[str, Course]


async def keep(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Bring the progress of customers in line with what they did, and tell of it.

    It takes a handful of statements for one customer and for hundreds. Nothing is kept
    of who was erased.
    """
    if not await versions.by_name(unit):
        return
    asked = set(customer_ids)
    asked -= await customers.gone(unit, asked)
    if asked:
        await apply(unit, await store.hold(unit, asked))


async def apply(unit: Unit, members: Mapping[CustomerId, Member]) -> None:
    """Bring members in line that this unit holds, and give what they completed."""
    versions.forget(unit)
    followed = await follow(unit, members)
    store.save(unit, [each.member for each in followed.values()])
    pairs = [(members[each], found.member) for each, found in followed.items()]
    telling.tell(unit, pairs)
    completed = _completions(followed)
    if await _contribute(unit, pairs):
        for total in await total_store.reached(unit):
            completed += _shares(total, followed)
    await earning.complete(unit, tuple(members), completed)


async def follow(
    unit: Unit, members: Mapping[CustomerId, Member], until: datetime | None = None
) -> dict[CustomerId, Followed]:
    """Return members as they are at an instant, or now, of all that they did."""
    at = until or unit.now
    eras = await versions.by_name(unit)
    programme = await tenants.programme(unit)
    every = [era for held in eras.values() for era in held]
    cases = await cases_of(unit, tuple(members), every)
    found: dict[CustomerId, Followed] = {}
    for customer_id, member in members.items():
        told = cases.get(customer_id, ())
        theirs = [each for each in told if each.occurred_at <= at]
        due = min((e.occurred_at for e in told[len(theirs) :]), default=None)
        courses = {
            name: course.follow(
                held, theirs, begun(member, current(held, at), programme), at
            )
            for name, held in eras.items()
            if held and held[0].start <= at
        }
        standings = {
            name: _standing(each, at)
            for name, each in courses.items()
            if each.finishes or any(each.value(step, at) for step in each.counters)
        }
        now = replace(member, standings=standings, evaluated_at=at, due_at=due)
        found[customer_id] = Followed(member=now, courses=courses)
    return found


def begun(member: Member, era: Era, programme: Programme) -> Course:
    """Return the course of a challenge at its beginning, in the zone that counts."""
    joined: Joined | None = member.joined.get(era.version.challenge)
    zone = programme.time_zone
    own = era.version.terms.zone is ChallengeZone.CUSTOMER
    if own and joined is not None and joined.time_zone is not None:
        zone = joined.time_zone
    span = joined.span if joined is not None else NEVER
    return Course(zone=ZoneInfo(zone), currency=programme.currency, span=span)


async def cases_of(
    unit: Unit, customer_ids: Collection[CustomerId], eras: Sequence[Era]
) -> dict[CustomerId, list[Case]]:
    """Return what customers did that may count, of each in the order of time."""
    found: dict[CustomerId, list[Case]] = {}
    if not eras:
        return found
    ids = tuple(customer_ids)
    since = min(each.start for each in eras)
    known = [each.version for each in eras]
    steps = [step for version in known for step in version.terms.steps]
    of_orders = [each for each in steps if not isinstance(each.on, OnEvent)]
    cases: list[Case] = []
    if any(map(counting.wants_lines, of_orders)):
        cases += await orders.done_since(unit, ids, since)
    elif of_orders:
        cases += await orders.outlines_since(unit, ids, since)
    types = sorted(versions.types_of(known))
    if types:
        done = await events.done_since(unit, ids, types, since)
        cases += map(earning.event_case, done)
    for each in sorted(cases, key=_turn):
        assert each.customer_id is not None, each
        found.setdefault(each.customer_id, []).append(each)
    return found


def _turn(case: Case) -> tuple[datetime, str]:
    return case.occurred_at, earning.cause_of(case)


def _standing(course: Course, at: datetime) -> Standing:
    steps = {
        each.step: Counted(
            course.value(each.step, at), each.target, course.done.get(each.step)
        )
        for each in course.terms.steps
    }
    assert course.latest is not None
    return Standing(
        version=course.latest.version.version,
        round=course.round,
        steps=steps,
        finishes=tuple(course.finishes),
    )


async def _contribute(unit: Unit, pairs: Sequence[tuple[Member, Member]]) -> bool:
    """Write down what members contribute now, if there is a goal to contribute to."""
    shared = False
    for name, eras in (await versions.by_name(unit)).items():
        if not eras or current(eras, unit.now).version.terms.goal is None:
            continue
        shared = True
        amounts = {
            now.customer_id: much
            for was, now in pairs
            if (much := _part(now, name)) != _part(was, name)
        }
        if amounts:
            contribution_store.save(unit, name, amounts)
    return shared


def _part(member: Member, name: str) -> int:
    standing = member.standings.get(name)
    return sum(each.counted for each in standing.steps.values()) if standing else 0


def _shares(
    total: Total, followed: Mapping[CustomerId, Followed]
) -> Iterator[Completion]:
    """Give what those completed together who contributed enough for a share."""
    for customer_id, each in followed.items():
        course = each.courses.get(total.challenge)
        if course is None or course.terms.goal is None or not course.complete:
            continue
        for milestone, at in total.reached.items():
            step = milestone or None
            yield Completion(customer_id, total.challenge, step, course.round, at)


def _completions(followed: Mapping[CustomerId, Followed]) -> list[Completion]:
    return [
        Completion(customer_id, name, finish.step, finish.round, finish.at)
        for customer_id, each in followed.items()
        for name, standing in each.member.standings.items()
        for finish in standing.finishes
    ]
