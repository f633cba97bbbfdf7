"""Caps that all share, when two customers turn out to be one, and two again."""

from collections import Counter

import pytest

from domain import customers
from domain.customers import ExternalId
from domain.earning import Cap, CapMeasure, CapScope, Fixed, OnSignUp
from domain.earning.tables import awards, cap_uses
from tests.domain.earning.shop import bought, publish, returned
from tests.world import World, open_shop

EVERYBODYS = Cap(per=CapScope.RULE, limit=100)
BUDGET = Cap(per=CapScope.BUDGET, limit=130, budget="all")
ANN, BOB = "external:shop:ann", "external:shop:bob"


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop without a rule."""
    return await open_shop(world)


async def merge(shop: World) -> customers.Merger:
    command = customers.Merge(kept_id=ANN, merged_id=BOB)
    return await shop.run(customers.merge, command)


async def unmerge(shop: World, merger: customers.Merger) -> None:
    await shop.run(customers.unmerge, customers.Unmerge(merger_id=merger.id))


async def kept(shop: World) -> Counter[str]:
    """Return what each rule has given, all together."""
    found: Counter[str] = Counter()
    for row in await shop.rows(awards):
        found[row["rule"]] += row["earned"] - row["taken_back"]
    return found


async def used(shop: World) -> dict[str, int]:
    return {row["cap"].split(":")[1]: row["used"] for row in await shop.rows(cap_uses)}


async def test_what_all_share_is_the_same_before_and_after(shop: World) -> None:
    await publish(shop, caps=(EVERYBODYS, BUDGET))
    await publish(shop, "gift", effect=Fixed(20), caps=(BUDGET,))
    await bought(shop, "1", 6_000)
    second = await bought(shop, "2", 6_000, who="bob")
    before = {"spend": 90, "all": 130}
    assert await used(shop) == before
    assert await kept(shop) == {"spend": 90, "gift": 40}
    merger = await merge(shop)
    assert await used(shop) == before
    await returned(shop, second, 6_000)
    assert await used(shop) == {"spend": 60, "all": 80}
    await bought(shop, "3", 9_000, who="bob")
    assert await kept(shop) == {"spend": 90, "gift": 40}
    await unmerge(shop, merger)
    assert await kept(shop) == {"spend": 90, "gift": 40}
    assert await used(shop) == before


async def test_once_is_once_and_leaves_its_room_to_the_next(shop: World) -> None:
    first_two = Cap(per=CapScope.RULE, limit=2, measure=CapMeasure.TIMES)
    await publish(shop, "welcome", on=OnSignUp(), effect=Fixed(50), caps=(first_two,))
    for name in ("ann", "bob"):
        known = (ExternalId(source="shop", id=name),)
        await shop.run(customers.create, customers.Create(external_ids=known))
    assert (await kept(shop), await used(shop)) == ({"welcome": 100}, {"welcome": 2})
    merger = await merge(shop)
    assert (await kept(shop), await used(shop)) == ({"welcome": 50}, {"welcome": 1})
    eve = (ExternalId(source="shop", id="eve"),)
    await shop.run(customers.create, customers.Create(external_ids=eve))
    assert (await kept(shop), await used(shop)) == ({"welcome": 100}, {"welcome": 2})
    # The two are two again, and there is no room for a third.
    await unmerge(shop, merger)
    assert (await kept(shop), await used(shop)) == ({"welcome": 100}, {"welcome": 2})
