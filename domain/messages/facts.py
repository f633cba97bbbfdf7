"""Facts: what is so of customers now, read once for all journeys that ask."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import orders, scoring, status, tenants
from domain.kernel import CustomerId, Unit
from domain.messages import needs, sources
from domain.messages.journey import JourneyTerms
from domain.messages.known import Facts
from domain.messages.needs import Source
from domain.messages.sources import Around
from domain.scoring import LifeCycle, Scores
from domain.status import Balance, LoyaltyStatus

POINTS = "points"
REGULARS = (LifeCycle.LOYAL, LifeCycle.CHAMPION)


async def facts_of(
    unit: Unit, customer_ids: Sequence[CustomerId], journeys: Iterable[JourneyTerms]
) -> dict[CustomerId, Facts]:
    """Return what is so of these customers at this instant, as far as journeys ask.

    What is inferred of purchases is there of those who may be profiled.
    """
    whose = tuple(sorted(set(customer_ids)))
    if not whose:
        return {}
    asked = needs.of(journeys)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    stand = dict[CustomerId, LoyaltyStatus]()
    scores = dict[CustomerId, Scores]()
    placed = dict[CustomerId, list[tuple[datetime, int]]]()
    if Source.STATUS in asked:
        stand = await _standing(unit, whose)
    if Source.SCORES in asked:
        scores = await _scores(unit, whose)
    if Source.ORDERS in asked:
        placed = await orders.placed_by(unit, whose)
    around = await sources.around(unit, whose, asked, zone)
    return {
        each: _facts(
            _stands(unit, zone, stand.get(each)),
            scores.get(each),
            [at for at, _ in placed.get(each, ())],
            around[each],
        )
        for each in whose
    }


async def _standing(
    unit: Unit, whose: tuple[CustomerId, ...]
) -> dict[CustomerId, LoyaltyStatus]:
    asked = status.StatusOfMany(customer_ids=whose)
    return {e.customer_id: e for e in await status.status_of_many(unit, asked)}


async def _scores(
    unit: Unit, whose: tuple[CustomerId, ...]
) -> dict[CustomerId, Scores]:
    asked = scoring.ScoresOfMany(customer_ids=whose)
    return {e.customer_id: e for e in await scoring.scores_of_many(unit, asked)}


def _stands(unit: Unit, zone: ZoneInfo, stand: LoyaltyStatus | None) -> Facts:
    """Return what a status tells."""
    balance = _balance(stand)
    coming = balance and balance.next_threshold
    expiring = balance and balance.expiring
    shown = stand and stand.tier
    tier = shown and shown.tier
    keeping = shown and shown.keeping
    return Facts(
        now=unit.now,
        today=unit.now.astimezone(zone).date(),
        missing=coming.missing if coming else None,
        threshold=coming.amount if coming else None,
        reward=coming.name if coming else None,
        expiring=expiring.amount if expiring else 0,
        expires_on=expiring.at.astimezone(zone).date() if expiring else None,
        tier=tier.slug if tier else None,
        to_keep=keeping.missing if keeping else 0,
        keep_by=keeping.by.astimezone(zone).date() if keeping else None,
    )


def _facts(
    stands: Facts, scores: Scores | None, ordered: Sequence[datetime], around: Around
) -> Facts:
    bought = scores and scores.purchased
    return replace(
        stands,
        last_day=bought.last_day if bought else None,
        next_on=scores.next_purchase.on if scores else None,
        overdue=scores is not None and scores.next_purchase.overdue,
        regular=scores is not None and scores.life_cycle in REGULARS,
        ordered_at=max(ordered, default=None),
        orders=frozenset(ordered),
        cart=around.cart and around.cart.id,
        cart_at=around.cart and around.cart.occurred_at,
        review=around.review and around.review.id,
        birthday=around.birthday,
        voucher=around.voucher and around.voucher.id,
        voucher_name=around.voucher and around.voucher.name,
        voucher_until=around.voucher_until,
        arrivals=around.arrivals,
    )


def _balance(stand: LoyaltyStatus | None) -> Balance | None:
    for each in stand.balances if stand else ():
        if each.unit == POINTS:
            return each
    return None
