"""Verification: progress, computed anew from what customers did."""

from dataclasses import dataclass

from domain.challenges import keeping, mark_store, rounds, store, total_store
from domain.challenges.standing import Member
from domain.kernel import CustomerId, Unit, reads

PAGE = 200
DIFFERENCES_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyChallenges:
    """Compute the progress of all customers anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeDifference:
    """Progress that is not as what a customer did says it must be."""

    customer_id: CustomerId | None
    expected: str
    found: str


@reads("system")
async def verify(
    unit: Unit, command: VerifyChallenges
) -> tuple[ChallengeDifference, ...]:
    """Tell whose progress is not what they did; nobody's, if all is well.

    Each is computed as of when they were looked at last. Who waits to be looked at, and
    everybody while a version is being applied, may differ.
    """
    del command
    found: list[ChallengeDifference] = []
    after: CustomerId | None = None
    if await rounds.rounds_open(unit):
        return ()
    while ids := await store.page(unit, after, PAGE):
        members = await store.read(unit, ids)
        waiting = await mark_store.marked(unit, ids)
        for customer_id, member in members.items():
            if member.evaluated_at is None or customer_id in waiting:
                continue
            asked = {customer_id: member}
            new = await keeping.follow(unit, asked, member.evaluated_at)
            expected, stored = _told(new[customer_id].member), _told(member)
            if expected != stored:
                found.append(
                    ChallengeDifference(
                        customer_id=customer_id, expected=expected, found=stored
                    )
                )
        after = ids[-1]
        if len(found) >= DIFFERENCES_MAX:
            break
    found += [
        ChallengeDifference(
            customer_id=None, expected=f"{each.challenge} {each.total}", found="another"
        )
        for each in await total_store.unbalanced(unit)
    ]
    return tuple(found[:DIFFERENCES_MAX])


def _told(member: Member) -> str:
    # What is stored comes back in another order.
    return "; ".join(
        f"{name} in {each.round}: {dict(sorted(each.steps.items()))}, {each.finishes}"
        for name, each in sorted(member.standings.items())
    )
