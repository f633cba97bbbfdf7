"""Verification: memberships, computed anew from what counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.kernel import CustomerId, Unit
from domain.tiers import keeping, lives, programmes, rounds, store
from domain.tiers.rounds import Round
from domain.tiers.rows import Held

DIFFERENCES_MAX = 100
PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TierDifference:
    """A membership that is not as what counted says it must be."""

    customer_id: CustomerId
    expected: str
    found: str


async def differences(unit: Unit) -> tuple[TierDifference, ...]:
    """Return the memberships that differ from what they follow from, up to a number.

    Each is computed as of when it was last evaluated: what was recorded since must have
    led to another evaluation, and what falls due meanwhile is the next review's.
    """
    eras = await programmes.in_time(unit)
    waiting = await rounds.open_rounds(unit)
    found: list[TierDifference] = []
    after: CustomerId | None = None
    while ids := await store.page(unit, after, PAGE):
        members = await store.read(unit, ids)
        told = await lives.histories(unit, eras, members)
        for customer_id, member in members.items():
            if member.evaluated_at is None or _waits(customer_id, waiting):
                continue
            history = told[customer_id]
            new = keeping.evaluated(member, eras, history, member.evaluated_at)
            expected, stored = _told(new.now), _told(member)
            if expected != stored:
                found.append(
                    TierDifference(
                        customer_id=customer_id, expected=expected, found=stored
                    )
                )
        if len(found) >= DIFFERENCES_MAX:
            break
        after = ids[-1]
    return tuple(found[:DIFFERENCES_MAX])


def _waits(customer_id: CustomerId, rounds: Iterable[Round]) -> bool:
    """Tell of whom a version is yet to be applied to."""
    return any(each.after_id is None or each.after_id < customer_id for each in rounds)


def _told(member: Held) -> str:
    steps = ", ".join(f"{each.tier} at {each.at}" for each in member.life.steps)
    return (
        f"{member.tier} since {member.since} until {member.valid_until}, "
        f"{member.counted} counted, due at {member.due_at}; {steps}"
    )
