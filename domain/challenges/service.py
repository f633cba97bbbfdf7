"""What customers can do with challenges, and what can be asked of theirs."""

from collections.abc import Sequence
from dataclasses import replace

from domain import customers, tenants
from domain.challenges import keeping, outlook, store, total_store, versions
from domain.challenges.asking import (
    BadgesOf,
    BadgesOfMany,
    ChallengesOf,
    ChallengesOfMany,
    JoinChallenge,
    LeaveChallenge,
)
from domain.challenges.course import Era
from domain.challenges.keeping import Followed
from domain.challenges.progress import Badges, ChallengeProgress, CustomerChallenges
from domain.challenges.refusals import (
    ChallengeClosed,
    ChallengeNotFound,
    ChallengeNotJoined,
)
from domain.challenges.standing import Joined, Member
from domain.challenges.terms import ChallengeJoining, ChallengeZone
from domain.customers import CustomerNotFound
from domain.kernel import CustomerId, Platform, Principal, Unit, reads, writes
from domain.tenants import TimeZoneUnknown


@writes(
    "challenges:join",
    refusals=(CustomerNotFound, ChallengeNotFound, ChallengeClosed, TimeZoneUnknown),
    subject="customer_id",
)
async def join(unit: Unit, command: JoinChallenge) -> ChallengeProgress:
    """Let a customer take part from now on; who takes part already goes on to.

    An automatic challenge can be joined if it counts by the customer's own days. Who
    joined keeps their zone until they leave, so that no day can be had twice.
    """
    if command.time_zone is not None:
        tenants.check_zone(command.time_zone)
    customer_id = await customers.resolve(unit, command.customer_id)
    era = await _running(unit, command.challenge)
    terms = era.version.terms
    automatic = terms.joining is ChallengeJoining.AUTOMATIC
    if automatic and terms.zone is not ChallengeZone.CUSTOMER:
        raise ChallengeClosed
    member = (await store.hold(unit, (customer_id,)))[customer_id]
    there = member.joined.get(command.challenge)
    if there is None or there.left_at is not None:
        joined = Joined(at=unit.now, time_zone=command.time_zone)
        theirs = {**member.joined, command.challenge: joined}
        member = replace(member, joined=theirs)
    await keeping.apply(unit, {customer_id: member})
    return await _one(unit, customer_id, command.challenge)


@writes(
    "challenges:join",
    refusals=(CustomerNotFound, ChallengeNotFound, ChallengeNotJoined),
    subject="customer_id",
)
async def leave(unit: Unit, command: LeaveChallenge) -> ChallengeProgress:
    """Let a customer take part no longer; what they completed stays theirs."""
    customer_id = await customers.resolve(unit, command.customer_id)
    if command.challenge not in await versions.by_name(unit):
        raise ChallengeNotFound
    member = (await store.hold(unit, (customer_id,)))[customer_id]
    there = member.joined.get(command.challenge)
    if there is None or there.left_at is not None:
        raise ChallengeNotJoined
    left = replace(there, left_at=unit.now)
    member = replace(member, joined={**member.joined, command.challenge: left})
    await keeping.apply(unit, {customer_id: member})
    return await _one(unit, customer_id, command.challenge)


@reads("challenges:read", refusals=(CustomerNotFound,), subject="customer_id")
async def of_customer(unit: Unit, command: ChallengesOf) -> CustomerChallenges:
    """Tell how far a customer is with every challenge, and what is missing.

    It is what holds at this instant, also where a sweep has yet to write it down.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    (found,) = await _of_many(unit, (customer_id,))
    return found


async def of_customer_now(
    platform: Platform, command: ChallengesOf, principal: Principal
) -> CustomerChallenges:
    """Tell what `of_customer` tells; what it says is its validator."""
    return await platform.run(of_customer, command, principal)


@reads("challenges:read", subject="customer_ids")
async def of_many(
    unit: Unit, command: ChallengesOfMany
) -> tuple[CustomerChallenges, ...]:
    """Tell how far many customers are, in the order asked."""
    return await _of_many(unit, command.customer_ids)


@reads("challenges:read", refusals=(CustomerNotFound,), subject="customer_id")
async def badges(unit: Unit, command: BadgesOf) -> Badges:
    """Tell the badges of a customer; one goes with what it was earned by."""
    customer_id = await customers.resolve(unit, command.customer_id)
    (found,) = await _badges(unit, (customer_id,))
    return found


@reads("challenges:read", subject="customer_ids")
async def badges_of_many(unit: Unit, command: BadgesOfMany) -> tuple[Badges, ...]:
    """Tell the badges of many customers, in the order asked."""
    return await _badges(unit, command.customer_ids)


async def followed_now(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, Followed]:
    """Return where customers are now, of what is known of them."""
    there = await store.read(unit, customer_ids)
    members = {
        each: there.get(each) or Member(customer_id=each, joined={}, standings={})
        for each in customer_ids
    }
    return await keeping.follow(unit, members)


async def _badges(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Badges, ...]:
    followed = await followed_now(unit, customer_ids)
    totals = await total_store.totals(unit)
    found: list[Badges] = []
    for each in customer_ids:
        courses = followed[each].courses.items()
        told = [outlook.badge(course, totals.get(name)) for name, course in courses]
        worn = tuple(badge for badge in told if badge is not None)
        found.append(Badges(customer_id=each, badges=worn))
    return tuple(found)


async def _one(unit: Unit, customer_id: CustomerId, name: str) -> ChallengeProgress:
    (found,) = await _of_many(unit, (customer_id,))
    (theirs,) = (each for each in found.challenges if each.challenge == name)
    return theirs


async def _of_many(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[CustomerChallenges, ...]:
    followed = await followed_now(unit, customer_ids)
    words = tenants.wordings(await tenants.programme(unit))
    totals = await total_store.totals(unit)
    return tuple(
        CustomerChallenges(
            customer_id=each,
            challenges=tuple(
                outlook.progress(
                    course,
                    followed[each].member.joined.get(name),
                    totals.get(name),
                    unit.now,
                    words,
                )
                for name, course in sorted(followed[each].courses.items())
            ),
        )
        for each in customer_ids
    )


async def _running(unit: Unit, challenge: str) -> Era:
    """Return the version of a challenge that holds, or refuse."""
    eras = (await versions.by_name(unit)).get(challenge)
    if eras is None:
        raise ChallengeNotFound
    for era in eras:
        if era.holds(unit.now):
            return era
    raise ChallengeClosed
