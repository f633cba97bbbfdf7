"""Holds: value is set aside first, and spent or given back later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import customers
from domain.kernel import CustomerId, Unit
from domain.ledger import store
from domain.ledger.model import HoldId, HoldTerms, Posted, Side, hold_of
from domain.ledger.posting import post
from domain.ledger.postings import Confirm, Hold, Release
from domain.ledger.refusals import HoldNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a hold has set aside, until when, and what the account held after it."""

    hold_id: HoldId
    customer_id: CustomerId
    unit: str
    amount: int
    expires_at: datetime
    available: int
    repeated: bool


async def hold(unit: Unit, wanted: Sequence[Hold]) -> tuple[Held, ...]:
    """Set value aside, for each source once, or refuse all of it.

    Until a hold ends nothing else can spend it, nor does it expire. A hold that nobody
    ends goes back to its lots when it expires.
    """
    return tuple(
        Held(
            hold_id=hold_of(posted.transfer_id),
            customer_id=posted.customer_id,
            unit=posted.unit,
            amount=posted.amount,
            expires_at=each.expires_at,
            available=posted.available,
            repeated=posted.repeated,
        )
        for each, posted in zip(wanted, await post(unit, wanted), strict=True)
    )


async def confirm(
    unit: Unit, hold_ids: Sequence[HoldId], towards: Side = Side.REDEEMED
) -> tuple[Posted, ...]:
    """Spend what holds have set aside; again, the answer is the same.

    Its source, by which it may be refunded, is `Source("hold", hold_id, "confirm")`.
    """

    def confirmed(hold: HoldTerms) -> Confirm:
        return Confirm(
            customer_id=hold.customer_id,
            unit=hold.unit,
            amount=hold.amount,
            hold_id=hold.id,
            source_id=hold.id,
            occurred_at=unit.now,
            towards=towards,
        )

    return await end(unit, hold_ids, confirmed)


async def release(
    unit: Unit, hold_ids: Sequence[HoldId], grace_days: int = 0
) -> tuple[Posted, ...]:
    """Give what holds have set aside back to its lots; again, the answer is the same.

    What has lapsed meanwhile lasts so many days yet, or expires at once.
    """

    def released(hold: HoldTerms) -> Release:
        return Release(
            customer_id=hold.customer_id,
            unit=hold.unit,
            amount=hold.amount,
            source_id=hold.id,
            occurred_at=unit.now,
            grace_days=grace_days,
        )

    return await end(unit, hold_ids, released)


async def end(
    unit: Unit,
    hold_ids: Sequence[HoldId],
    ending: Callable[[HoldTerms], Confirm | Release],
) -> tuple[Posted, ...]:
    """End holds that exist; whoever has them is kept from being merged meanwhile."""
    found = await store.holds_of(unit, hold_ids)
    if len(found) < len(set(hold_ids)):
        raise HoldNotFound
    await customers.lock(unit, {each.customer_id for each in found})
    theirs = {each.id: each for each in await store.holds_of(unit, hold_ids)}
    return await post(unit, [ending(theirs[each]) for each in hold_ids])
