"""Verification: progress, computed anew from what customers did."""

from collections import defaultdict
from datetime import datetime

from domain.challenges import keeping, mark_store, rounds, store, total_store
from domain.challenges.standing import Member
from domain.kernel import CustomerId, Unit, reads
from domain.kernel.rebuilds import Discrepancy, Rebuild, compare
from domain.kernel.walks import Piece, piece


@reads("system")
async def verify(unit: Unit, command: Rebuild) -> Piece[Discrepancy]:
    """Tell whose progress, of some customers, is not what they did.

    Each is computed as of when they were looked at last. Who waits to be looked at, and
    everybody while a version is being applied, may differ. Totals come with the first.
    """
    if await rounds.rounds_open(unit):
        return Piece(items=(), last=None)
    wrong: list[Discrepancy] = []
    if command.after is None:
        for each in await total_store.unbalanced(unit):
            wrong += compare(each.challenge, f"in all {each.total}", "another total")
    ids = await store.page(unit, command.after, command.limit)
    # A sweep looks at many at one instant.
    looked: defaultdict[datetime, dict[CustomerId, Member]] = defaultdict(dict)
    waiting = await mark_store.marked(unit, ids)
    for customer_id, member in (await store.read(unit, ids)).items():
        if customer_id not in waiting and member.evaluated_at is not None:
            looked[member.evaluated_at][customer_id] = member
    for at, members in looked.items():
        for customer_id, new in (await keeping.follow(unit, members, at)).items():
            was, now = members[customer_id], new.member
            wrong += compare(customer_id, _told(now), _told(was))
    return piece(wrong, ids, command.limit)


def _told(member: Member) -> str:
    # What is stored comes back in another order.
    return "; ".join(
        f"{name} in {each.round}: {dict(sorted(each.steps.items()))}, {each.finishes}"
        for name, each in sorted(member.standings.items())
    )
