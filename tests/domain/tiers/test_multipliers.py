"""Tiers multiply what orders earn: many at once as one by one, and returns as then."""

from datetime import timedelta
from typing import Any

import pytest

from domain import earning, orders
from domain.earning.tables import awards
from tests.domain.ledger.books import at as later
from tests.domain.tiers.club import (
    LONG_AGO,
    TODAY,
    buy,
    give_back,
    member,
    open_club,
    tier_of,
    verify,
)
from tests.world import World

DAY = timedelta(days=1)


@pytest.fixture
async def club(world: World) -> World:
    club = await open_club(world)
    rule = earning.PublishRule(
        rule="tier",
        name="As much more as the tier gives",
        terms=earning.Terms(effect=earning.TierMultiplier()),
        valid_from=LONG_AGO,
    )
    await club.run(earning.publish_rule, rule)
    return club


def row(number: int, euros: int, days: int) -> dict[str, Any]:
    at = TODAY + days * DAY
    return {
        "external_id": str(number),
        "customer": {"external_id": "ann"},
        "occurred_at": at.isoformat(),
        "currency": "EUR",
        "lines": [{"product_id": "mug", "quantity": 1, "unit_price": euros * 100}],
    }


# 100 lead to silver; of 100 more, 125 count; 75 of those lead to gold, and so on.
ROWS = tuple(row(n, euros, n - 9) for n, euros in enumerate((60, 40, 100, 80, 10, 100)))
EARNED = [60, 40, 125, 100, 15, 150]


async def earned(world: World) -> list[int]:
    """Return what each order earned, by all rules, in the order of time."""
    found: dict[Any, int] = {}
    for award in await world.rows(awards):
        at = award["occurred_at"]
        found[at] = found.get(at, 0) + award["earned"] - award["taken_back"]
    return [found[at] for at in sorted(found)]


async def test_orders_earn_by_the_tier_that_was_held_before_them(club: World) -> None:
    for each in ROWS:
        await club.run(orders.record_many, orders.RecordMany(orders=(each,)))
    assert await earned(club) == EARNED
    assert (await member(club)).counted == sum(EARNED)


async def test_many_orders_at_once_earn_as_one_by_one(club: World) -> None:
    await club.run(orders.record_many, orders.RecordMany(orders=ROWS))
    assert await earned(club) == EARNED
    assert await tier_of(club) == "gold"
    await verify(club)


async def test_a_return_long_after_takes_back_what_was_given_and_no_more(
    club: World,
) -> None:
    first = await buy(club, 100, TODAY - 9 * DAY)
    second = await buy(club, 100, TODAY - 8 * DAY)
    assert await earned(club) == [100, 125]
    await give_back(club, first, 100)
    # The second order was judged by the tier of then; it is not judged anew.
    assert await earned(club) == [0, 125]
    assert await tier_of(club) == "silver"
    year_later = later(club, TODAY + 365 * DAY)
    await give_back(year_later, second, 40)
    assert await earned(club) == [0, 75]
    await give_back(year_later, second, 60)
    assert await earned(club) == [0, 0]
    await verify(year_later)
