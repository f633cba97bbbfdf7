"""Orders in chunks are judged as they would be one by one, whatever tiers count.

Files are drawn in and out of the order of time, with equal times, and cut into chunks.
"""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from domain import earning, orders
from domain.earning import Fixed, Number, TierMultiplier
from domain.earning.tables import awards
from domain.orders.tables import orders as order_rows
from domain.tiers import TierBasis, TierMeasure, TierTerms, TierWindow
from domain.tiers.tables import tier_memberships
from tests.domain.tiers.club import LONG_AGO, TODAY, open_club, verify
from tests.domain.tiers.lives import terms, tier
from tests.world import World

DAY = timedelta(days=1)
ORDERS = 16


@dataclass(frozen=True)
class File:
    """Orders in the order in which they come, and how many come at once."""

    rows: tuple[dict[str, Any], ...]
    cuts: tuple[int, ...]


def drawn(chance: Random) -> File:
    """Draw a file: a third is in the order of time, the rest is not."""
    days = [chance.randrange(0, 10) * 50 for _ in range(ORDERS)]
    if chance.randrange(3) == 0:
        days.sort(reverse=True)
    rows = tuple(
        {
            "external_id": str(number),
            "customer": {"external_id": chance.choice(("ann", "bob"))},
            "occurred_at": (TODAY - ago * DAY).isoformat(),
            "currency": chance.choice(("EUR", "EUR", "EUR", "USD")),
            "lines": [
                {
                    "product_id": "mug",
                    "quantity": 1,
                    "unit_price": chance.choice((2_000, 6_000, 12_000, 30_000)),
                }
            ],
        }
        for number, ago in enumerate(days)
    )
    cuts = sorted(chance.sample(range(1, ORDERS), 2))
    return File(rows, (0, *cuts, ORDERS))


def programme(measure: TierMeasure, window: TierWindow) -> TierTerms:
    """Return tiers that a few of such orders lead to."""
    silver, gold = (2, 4) if measure is TierMeasure.ORDERS else (100, 300)
    if measure is TierMeasure.SPEND:
        silver, gold = 10_000, 30_000
    ladder = (tier("bronze", 0), tier("silver", silver, 125), tier("gold", gold, 150))
    return terms(*ladder, basis=TierBasis(measure=measure), window=window)


async def open_shop(world: World, said: TierTerms) -> World:
    shop = await open_club(world, said)
    more = earning.Terms(effect=TierMultiplier())
    third = earning.Terms(
        effect=Fixed(30),
        conditions=Number(field="customer.order_count", multiple_of=3),
    )
    for name, rule in (("tier", more), ("third", third)):
        command = earning.PublishRule(
            rule=name, name=name, terms=rule, valid_from=LONG_AGO
        )
        await shop.run(earning.publish_rule, command)
    return shop


async def outcome(shop: World) -> tuple[dict[Any, Any], list[Any]]:
    """Return what each order earned by each rule, and what tiers have come to."""
    names = {row["id"]: row["external_id"] for row in await shop.rows(order_rows)}
    earned = {
        (names["ord_" + row["cause_id"].hex], row["rule"]): row["earned"]
        for row in await shop.rows(awards)
    }
    members = [
        (row["tier"], row["since"], row["valid_until"], row["counted"], row["due_at"])
        for row in await shop.rows(tier_memberships)
    ]
    return earned, sorted(members, key=str)


@pytest.mark.parametrize(
    "measure", [TierMeasure.POINTS, TierMeasure.SPEND, TierMeasure.ORDERS]
)
@pytest.mark.parametrize("window", [TierWindow.ROLLING_12M, TierWindow.CALENDAR_YEAR])
async def test_chunks_are_judged_as_one_by_one(
    world: World, neighbour: World, measure: TierMeasure, window: TierWindow
) -> None:
    file = drawn(Random(f"{measure} {window}"))
    said = programme(measure, window)
    alone, together = await open_shop(world, said), await open_shop(neighbour, said)
    for row in file.rows:
        await alone.run(orders.record_many, orders.RecordMany(orders=(row,)))
    for first, last in zip(file.cuts, file.cuts[1:], strict=False):
        chunk = orders.RecordMany(orders=file.rows[first:last])
        await together.run(orders.record_many, chunk)
    one, many = await outcome(alone), await outcome(together)
    assert one == many
    assert any(rule == "tier" for _, rule in one[0])
    await verify(together)
