"""A full stamp card becomes a reward; a return opens it again."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain import earning, ledger, orders, tenants
from domain.earning import Fixed, Issue, OnBalance, PerQuantity
from domain.earning.tables import awards, occasions
from domain.kernel import system
from domain.tenants import UnitKind
from tests.domain.earning.shop import balance, bought, publish, returned
from tests.world import NOON, World, open_shop

CARD = OnBalance(unit="stamps", amount=10)


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop where every cup is a stamp."""
    await open_shop(world)
    stamps = tenants.AddUnit(code="stamps", name="Stamps", kind=UnitKind.STAMPS)
    await world.run(tenants.add_unit, stamps)
    await publish(world, "stamps", unit="stamps", effect=PerQuantity())
    return world


async def cups(shop: World, number: str, count: int, who: str = "ann") -> orders.Order:
    line = orders.Line(product_id="cup", quantity=count, unit_price=250)
    return await bought(shop, number, who=who, lines=(line,))


async def news(shop: World) -> list[tuple[str | None, int]]:
    """Return which rewards were given and taken back."""
    return [
        (change["reward"], change["amount"])
        for name, payload in await shop.news()
        if name == "earning.awards_changed"
        for change in payload["changes"]
        if change["reward"] is not None
    ]


async def verified(shop: World) -> bool:
    caller = system(shop.principal.tenant)
    return await shop.platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def test_ten_stamps_become_points(shop: World) -> None:
    await publish(shop, "card", on=CARD, effect=Fixed(250))
    await cups(shop, "1", 9)
    assert (await balance(shop, unit="stamps"), await balance(shop)) == (9, 0)
    await cups(shop, "2", 3)
    assert (await balance(shop, unit="stamps"), await balance(shop)) == (2, 250)
    await cups(shop, "3", 29)
    assert (await balance(shop, unit="stamps"), await balance(shop)) == (1, 1_000)
    assert await verified(shop)


async def test_ten_stamps_become_a_reward_of_the_catalogue(shop: World) -> None:
    await publish(shop, "card", on=CARD, effect=Issue(reward="coffee"))
    await cups(shop, "1", 10)
    assert await balance(shop, unit="stamps") == 0
    assert await news(shop) == [("coffee", 1)]
    (award,) = [row for row in await shop.rows(awards) if row["rule"] == "card"]
    assert (award["cause"], award["reward"], award["earned"]) == ("occ", "coffee", 1)


async def test_a_return_of_what_filled_a_card_opens_it_again(shop: World) -> None:
    await publish(shop, "card", on=CARD, effect=Issue(reward="coffee"))
    await cups(shop, "1", 8)
    order = await cups(shop, "2", 3)
    assert await balance(shop, unit="stamps") == 1
    await returned(shop, order, 750)
    assert await balance(shop, unit="stamps") == 8
    assert await news(shop) == [("coffee", 1), ("coffee", -1)]
    await cups(shop, "3", 2)
    assert await news(shop) == [("coffee", 1), ("coffee", -1), ("coffee", 1)]
    assert await verified(shop)


async def test_eight_orders_at_once_fill_a_card_once_for_every_ten(
    shop: World,
) -> None:
    await publish(shop, "card", on=CARD, effect=Fixed(250))
    await asyncio.gather(*(cups(shop, str(number), 4) for number in range(8)))
    assert (await balance(shop, unit="stamps"), await balance(shop)) == (2, 750)
    assert len(await shop.rows(occasions)) == 3
    assert await verified(shop)


async def test_the_fifth_order_earns_a_reward(shop: World) -> None:
    second = earning.Number(field="customer.order_count", at_least=2, at_most=2)
    await publish(shop, "second", conditions=second, effect=Issue(reward="mug"))
    await bought(shop, "1")
    order = await bought(shop, "2")
    assert await news(shop) == [("mug", 1)]
    await returned(shop, order, 1_000)
    assert await news(shop) == [("mug", 1), ("mug", -1)]


async def convert(shop: World, limit: int = 500) -> list[int]:
    """Convert what has been full for longer, until nothing is; return the pieces."""
    pieces: list[int] = []
    caller = system(shop.principal.tenant)
    more = True
    while more:
        command = earning.Convert(limit=limit)
        found = await shop.platform.run(earning.convert, command, caller)
        pieces.append(found.done)
        more = found.more
    return pieces


async def test_what_was_full_before_its_rule_is_redeemed_at_night(shop: World) -> None:
    for number, count in enumerate((9, 10, 25)):
        await cups(shop, str(number), count, who=f"c{number}")
    await publish(shop, "card", on=CARD, effect=Fixed(250))
    assert await convert(shop, limit=1) == [1, 1, 0, 0]
    held = [
        (await balance(shop, who, "stamps"), await balance(shop, who))
        for who in ("c0", "c1", "c2")
    ]
    assert held == [(9, 0), (0, 250), (5, 500)]
    assert await convert(shop) == [0]
    assert await verified(shop)


async def test_eight_runs_at_once_redeem_once(shop: World) -> None:
    await cups(shop, "1", 30)
    await publish(shop, "card", on=CARD, effect=Fixed(250))
    await asyncio.gather(*(convert(shop) for _ in range(8)))
    assert (await balance(shop, unit="stamps"), await balance(shop)) == (0, 750)
    assert await verified(shop)


async def test_a_frozen_card_is_redeemed_the_night_after(shop: World) -> None:
    who = "external:shop:ann"
    await cups(shop, "1", 5)
    freeze = ledger.Freeze(customer_id=who, unit="stamps", reason="Why?")
    await shop.run(ledger.freeze, freeze)
    await cups(shop, "2", 5)
    await publish(shop, "card", on=CARD, effect=Fixed(250))
    assert await convert(shop) == [0, 0]
    thaw = ledger.Unfreeze(customer_id=who, unit="stamps", reason="Why not?")
    await shop.run(ledger.unfreeze, thaw)
    assert await convert(shop) == [0]
    tomorrow = replace(shop.platform, clock=lambda: NOON + timedelta(days=1))
    assert await convert(World(tomorrow, shop.principal)) == [1, 0]
    assert (await balance(shop, unit="stamps"), await balance(shop)) == (0, 250)
