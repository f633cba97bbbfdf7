"""A sample: somebody made up, who has something of everything."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain import tenants, tiers
from domain.catalogue import Product
from domain.customers import Customer
from domain.messages.blocks import Gathered
from domain.messages.goods import Goods
from domain.recommendations import (
    Reason,
    ReasonKind,
    Recommendation,
    Recommendations,
    Slot,
)
from domain.status import Balance, LoyaltyStatus, NextThreshold
from domain.tiers import Shown, ShownKeeping, ShownTier

NOBODY = f"cus_{'0' * 32}"
AVAILABLE, MISSING, THRESHOLD = 420, 80, 500
PRICE = 1_250
SOON = timedelta(days=10)


def gathered(
    now: datetime,
    wording: tenants.Wording,
    popular: Sequence[Recommendation],
    shop_url: str,
    values: Mapping[str, Any],
) -> Gathered:
    """Return what there is to say to somebody made up."""
    day = (now + SOON).date().isoformat()
    said = {"amount": "50", "day": day, "asked": "access", "voucher": "10 %"}
    return Gathered(
        person=person(now),
        status=LoyaltyStatus(
            customer_id=NOBODY, tier=_tier(now), balances=(_balance(wording),)
        ),
        shown={slot: _shown(slot, now, popular) for slot in Slot},
        values={**said, **values},
        shop_url=shop_url,
        wording=wording,
        cart=_some(popular),
        ordered={"": _some(popular)},
        alongside={"": [_beside(each) for each in popular]},
    )


def _some(popular: Sequence[Recommendation]) -> tuple[Goods, ...]:
    """Return goods, as in a cart or an order."""
    return tuple(
        Goods(name=each.name or each.product_id, quantity=place, price=PRICE * place)
        for place, each in enumerate(popular[:2], start=1)
    )


def _beside(other: Recommendation) -> Recommendation:
    return replace(other, reason=replace(other.reason, kind=ReasonKind.TOGETHER))


def person(now: datetime) -> Customer:
    """Return somebody made up."""
    return Customer(
        id=NOBODY,
        external_ids=(),
        email="sam@example.com",
        phone=None,
        given_name="Sam",
        family_name=None,
        birth_date=None,
        address=None,
        locale=None,
        created_at=now,
        updated_at=now,
        version=1,
    )


def popular(products: Sequence[Product]) -> tuple[Recommendation, ...]:
    """Return products as if everybody bought them, where nothing is known of that."""
    reason = Reason(
        kind=ReasonKind.POPULAR,
        nl="Nu veel gekocht",
        en="Bought a lot now",
        uses=(),
        uses_nl=(),
        purpose=None,
    )
    return tuple(
        Recommendation(product_id=each.external_id, name=each.name, reason=reason)
        for each in products
    )


def _tier(now: datetime) -> Shown:
    gold = ShownTier(slug="gold", names=tiers.TierNames(nl="Goud", en="Gold"))
    return Shown(
        tier=gold,
        since=now,
        valid_until=now + SOON,
        measure="points",
        counted=AVAILABLE,
        next=None,
        keeping=ShownKeeping(missing=MISSING, by=now + SOON),
    )


def _balance(wording: tenants.Wording) -> Balance:
    name = wording.say("een taart", "a cake")
    return Balance(
        unit="points",
        name="Points",
        available=AVAILABLE,
        pending=0,
        held=0,
        debt=0,
        expiring=None,
        arriving=None,
        next_threshold=NextThreshold(name=name, amount=THRESHOLD, missing=MISSING),
        entries=(),
    )


def _shown(
    slot: Slot, now: datetime, popular: Sequence[Recommendation]
) -> Recommendations:
    return Recommendations(
        customer_id=NOBODY,
        slot=slot,
        model=None,
        day=now.date(),
        personal=False,
        stop="",
        items=tuple(popular),
    )
