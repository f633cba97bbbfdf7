"""The price guard: who has bought before never pays more than who is new.

The only conditions that can favour a new customer are a greatest number of earlier
orders and the end of a reward's time. A reward with the former passes only if another
one that is published beside it is at least as good in every respect, for those who
bought more. Tiers and numbers of orders count upwards only, so that whoever has more of
either is never shut out. There is no other condition: none can ask for a score, as no
type of condition can say so.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from domain.rewards.model import GIVING, PRICED, Audience, RewardTerms
from domain.vouchers import DiscountTerms

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)


def unfair(published: Iterable[tuple[str, RewardTerms]]) -> str | None:
    """Return the first reward that favours who is new, of those published together."""
    guarded = [each for each in published if _is_priced(each[1])]
    for name, terms in guarded:
        others = [other for _, other in guarded if other is not terms]
        if not _is_fair(terms, others):
            return name
    return None


def dominates(better: RewardTerms, terms: RewardTerms) -> bool:
    """Tell whether one reward is at least as good as another wherever both hold.

    For whom they are, by orders, is not compared.
    """
    return (
        better.kind is terms.kind
        and better.automatic is terms.automatic
        and _costs_no_more(better, terms)
        and _gives_no_less(better, terms)
        and _is_there_as_long(better, terms)
        and _is_as_open(better.audience, terms.audience)
    )


def _is_priced(terms: RewardTerms) -> bool:
    return terms.kind in PRICED or terms.kind in GIVING


def _is_fair(terms: RewardTerms, others: Iterable[RewardTerms]) -> bool:
    """Tell whether who has bought too often for a reward has one as good, for ever."""
    most = terms.audience.orders_max
    better = [each for each in others if dominates(each, terms)]
    while most is not None:
        reaching = [
            LATEST_ORDERS
            if each.audience.orders_max is None
            else each.audience.orders_max
            for each in better
            if each.audience.orders_min <= most + 1
        ]
        furthest = max(reaching, default=most)
        if furthest == LATEST_ORDERS:
            return True
        if furthest <= most:
            return False
        most = furthest
    return True


LATEST_ORDERS = 1 << 62


def _costs_no_more(better: RewardTerms, terms: RewardTerms) -> bool:
    same_unit = better.unit == terms.unit or better.price == 0
    return same_unit and better.price <= terms.price and better.money <= terms.money


def _gives_no_less(better: RewardTerms, terms: RewardTerms) -> bool:
    if terms.kind in GIVING:
        return better.gives_unit == terms.gives_unit and better.gives >= terms.gives
    one, other = better.discount, terms.discount
    return one is not None and other is not None and _takes_off_more(one, other)


def _takes_off_more(one: DiscountTerms, other: DiscountTerms) -> bool:
    reaches = not (one.products or one.categories) or (
        bool(other.products or other.categories)
        and set(one.products) >= set(other.products)
        and set(one.categories) >= set(other.categories)
    )
    most = LATEST_ORDERS if one.amount_max is None else one.amount_max
    other_most = LATEST_ORDERS if other.amount_max is None else other.amount_max
    return (
        one.kind is other.kind
        and reaches
        and one.percent >= other.percent
        and one.amount >= other.amount
        and one.amount_min <= other.amount_min
        and most >= other_most
        and all(
            any(
                own.amount_from <= step.amount_from and own.percent >= step.percent
                for own in one.steps
            )
            for step in other.steps
        )
    )


def _is_there_as_long(better: RewardTerms, terms: RewardTerms) -> bool:
    starts = (better.valid_from or EARLIEST) <= (terms.valid_from or EARLIEST)
    ends = (better.valid_until or LATEST) >= (terms.valid_until or LATEST)
    enough = (
        (
            better.stock is None
            or (terms.stock is not None and better.stock >= terms.stock)
        )
        and (better.budget is None)
        and (
            better.per_customer is None
            or (
                terms.per_customer is not None
                and better.per_customer >= terms.per_customer
            )
        )
    )
    return starts and ends and enough


def _is_as_open(better: Audience, audience: Audience) -> bool:
    tiers = better.tier_from is None or better.tier_from == audience.tier_from
    channels = not better.channels or (
        bool(audience.channels) and set(better.channels) >= set(audience.channels)
    )
    bought = not better.bought or (
        bool(audience.bought) and set(better.bought) >= set(audience.bought)
    )
    return tiers and channels and bought
