"""Facts: what is so of customers now, read once for all journeys that ask."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import orders, scoring, status, tenants
from domain.kernel import CustomerId, Unit
from domain.messages.machine import Facts
from domain.scoring import Scores
from domain.status import Balance, LoyaltyStatus

POINTS = "points"


async def facts_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, Facts]:
    """Return what is so of these customers at this instant.

    What is inferred of purchases is there of those who may be profiled.
    """
    if not customer_ids:
        return {}
    whose = tuple(sorted(set(customer_ids)))
    asked = status.StatusOfMany(customer_ids=whose)
    stand = {e.customer_id: e for e in await status.status_of_many(unit, asked)}
    scored = await scoring.scores_of_many(
        unit, scoring.ScoresOfMany(customer_ids=whose)
    )
    scores = {each.customer_id: each for each in scored}
    placed = await orders.placed_by(unit, whose)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    return {
        each: _facts(
            unit,
            zone,
            stand.get(each),
            scores.get(each),
            [at for at, _ in placed.get(each, ())],
        )
        for each in whose
    }


def _facts(
    unit: Unit,
    zone: ZoneInfo,
    stand: LoyaltyStatus | None,
    scores: Scores | None,
    ordered: Sequence[datetime],
) -> Facts:
    balance = _balance(stand)
    coming = balance and balance.next_threshold
    expiring = balance and balance.expiring
    tier = stand and stand.tier and stand.tier.tier
    bought = scores and scores.purchased
    return Facts(
        now=unit.now,
        today=unit.now.astimezone(zone).date(),
        missing=coming.missing if coming else None,
        threshold=coming.amount if coming else None,
        reward=coming.name if coming else None,
        expiring=expiring.amount if expiring else 0,
        expires_on=expiring.at.astimezone(zone).date() if expiring else None,
        tier=tier.slug if tier else None,
        last_day=bought.last_day if bought else None,
        next_on=scores.next_purchase.on if scores else None,
        overdue=scores is not None and scores.next_purchase.overdue,
        ordered_at=max(ordered, default=None),
    )


def _balance(stand: LoyaltyStatus | None) -> Balance | None:
    for each in stand.balances if stand else ():
        if each.unit == POINTS:
            return each
    return None
