"""Segments as whoever knows of them answers: in rules, quotes and rewards."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain import earning, orders, quotes
from domain.earning import SEGMENTS, Moments, OneOf
from domain.kernel import Unit
from domain.rewards import RewardKind, RewardTerms, RewardUnavailable
from tests.domain.earning.shop import bought
from tests.domain.earning.shop import publish as publish_rule
from tests.domain.rewards.club import offers, publish, reserve
from tests.world import NOON, World, open_shop


@pytest.fixture
async def club(world: World) -> World:
    """Return a shop whose sleepers get twenty points, and an evening."""

    async def sleepers(unit: Unit, moments: Moments) -> Sequence[tuple[str, ...]]:
        del unit
        return [("sleepers",) if at == NOON else () for _, at in moments]

    platform = replace(world.platform, providers={SEGMENTS: sleepers})
    shop = await open_shop(World(platform, world.principal))
    asked = OneOf(field="customer.segments", values=("sleepers",))
    await publish_rule(shop, conditions=asked, effect=earning.Fixed(20))
    terms = RewardTerms(kind=RewardKind.EVENT, segments=("sleepers",))
    await publish(shop, "evening", terms)
    await publish(shop, "dinner", replace(terms, segments=("loyal",)))
    return shop


async def test_who_is_in_a_segment_earns_is_quoted_and_invited(club: World) -> None:
    awake = await bought(club, "1", at=NOON.replace(year=2029))
    asleep = await bought(club, "2")
    for order, given in ((awake, 0), (asleep, 20)):
        asked = earning.AwardsOfOrder(order_id=order.id)
        awards = (await club.run(earning.awards_of_order, asked)).awards
        assert sum(each.kept for each in awards) == given
    lines = (orders.Line(product_id="tea", quantity=1, unit_price=100),)
    basket = quotes.AskQuote(customer_id="external:shop:ann", lines=lines)
    quoted = await club.run(quotes.quote, basket)
    assert [each.amount for each in quoted.awards] == [20]
    told = await offers(club)
    assert {name: offer.available for name, offer in told.items()} == {
        "dinner": False,
        "evening": True,
    }
    assert (await reserve(club, "evening")).reward == "evening"
    with pytest.raises(RewardUnavailable):
        await reserve(club, "dinner")
