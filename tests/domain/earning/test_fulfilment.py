"""What an order earned comes free line by line, as its lines are confirmed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain import customers, earning, events, ledger, orders
from domain.customers import Identity
from domain.earning import Expiry
from domain.earning.tables import awards
from domain.kernel import system
from tests.domain.earning.shop import bought, publish
from tests.world import NOON, World, apart, open_shop

DAY = timedelta(days=1)
LINES = (
    orders.Line(product_id="tea", quantity=4, unit_price=1_000),
    orders.Line(product_id="pot", quantity=1, unit_price=3_000),
)


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop where a euro is a point, which waits for delivery or 60 days."""
    await open_shop(world)
    type_ = events.PutType(name="delivered", schema={"type": "object"})
    await world.run(events.put_type, type_)
    await publish(world, pending_days=60, pending_event="delivered")
    return world


async def deliver(shop: World, number: str, *lines: Any, at: int = 1) -> None:
    told = {"order": "external:shop:1", **({"lines": lines} if lines else {})}
    said = events.Record(
        external_id=number,
        type="delivered",
        occurred_at=NOON - at * DAY,
        data=told,
    )
    await shop.run(events.record, said)


async def send_back(shop: World, number: str, line: int, quantity: int) -> None:
    back = orders.RecordReturn(
        external_id=number,
        order="external:shop:1",
        occurred_at=NOON,
        lines=(orders.ReturnLine(line=line, quantity=quantity),),
    )
    await shop.run(orders.record_return, back)


async def held(shop: World, who: str = "ann") -> tuple[int, int, int]:
    asked = ledger.FindAccount(customer_id=f"external:shop:{who}")
    found = await shop.run(ledger.account, asked)
    return found.available, found.pending, found.debt


async def verified(shop: World) -> bool:
    caller = system(shop.principal.tenant)
    return not await shop.platform.run(ledger.verify, ledger.Verify(), caller)


async def test_lines_come_free_as_they_are_confirmed(shop: World) -> None:
    await bought(shop, "1", lines=LINES, at=NOON - 3 * DAY)
    assert await held(shop) == (0, 70, 0)
    await deliver(shop, "a", {"line": 1, "quantity": 3})
    assert await held(shop) == (30, 40, 0)
    await deliver(shop, "b", {"line": 2})
    assert await held(shop) == (60, 10, 0)
    await deliver(shop, "c", {"line": 1, "quantity": 9})
    assert await held(shop) == (70, 0, 0)
    await deliver(shop, "d")
    assert await held(shop) == (70, 0, 0)
    for number, (line, pieces) in enumerate([(1, 1), (2, 1), (1, 3)]):
        await send_back(shop, f"r{number}", line, pieces)
    assert await held(shop) == (0, 0, 0)
    assert await verified(shop)


async def test_a_return_takes_what_waits_first_and_then_what_came_free(
    shop: World,
) -> None:
    await bought(shop, "1", lines=LINES)
    await deliver(shop, "a", {"line": 1, "quantity": 2})
    assert await held(shop) == (20, 50, 0)
    await send_back(shop, "r1", 1, 1)
    assert await held(shop) == (20, 40, 0)
    await send_back(shop, "r2", 2, 1)
    assert await held(shop) == (20, 10, 0)
    await send_back(shop, "r3", 1, 2)
    assert await held(shop) == (10, 0, 0)
    await send_back(shop, "r4", 1, 1)
    assert await held(shop) == (0, 0, 0)
    assert await verified(shop)


async def test_what_says_nothing_that_can_be_read_confirms_nothing(
    shop: World,
) -> None:
    await bought(shop, "1", lines=LINES)
    odd: list[Any] = [
        *("all", {"line": "1"}, {"line": 9}, {"line": 1, "quantity": -1}),
        *({"line": 1, "quantity": 0}, {"line": 1, "quantity": "2"}, {}),
    ]
    await deliver(shop, "a", *odd)
    assert await held(shop) == (0, 70, 0)


async def test_each_part_expires_by_when_it_came_free(shop: World) -> None:
    await publish(
        shop,
        at=NOON - 9 * DAY,
        pending_days=60,
        pending_event="delivered",
        expiry=Expiry.ROLLING,
        expiry_months=1,
    )
    order = await bought(shop, "1", lines=LINES, at=NOON - 8 * DAY)
    await deliver(shop, "a", {"line": 1, "quantity": 1}, at=7)
    await deliver(shop, "b", {"line": 2}, at=2)
    asked = earning.AwardsOfOrder(order_id=order.id)
    (award,) = (await shop.run(earning.awards_of_order, asked)).awards
    came = [(e.revision, e.amount, e.available_at) for e in award.releases]
    assert came == [(2, 10, NOON - 7 * DAY), (3, 30, NOON - 2 * DAY)]
    ends = [f"{each.expires_at:%d %b %H:%M}" for each in award.releases]
    assert ends == ["25 Jan 23:00", "30 Jan 23:00"]
    assert (award.kept, award.released) == (70, 40)
    assert award.available_at == NOON + 52 * DAY


async def test_what_was_confirmed_before_its_order_came_is_free_when_it_comes(
    shop: World,
) -> None:
    await deliver(shop, "a", {"line": 1, "quantity": 1})
    await deliver(shop, "b", {"line": 1, "quantity": 1})
    order = await bought(shop, "1", lines=LINES)
    assert await held(shop) == (20, 50, 0)
    await shop.run(orders.cancel, orders.Cancel(order_id=order.id))
    assert await held(shop) == (0, 0, 0)
    await shop.run(orders.reopen, orders.Reopen(order_id=order.id))
    assert await held(shop) == (20, 50, 0)


async def test_a_multiplier_comes_free_with_what_it_multiplies(shop: World) -> None:
    double = earning.Multiply(percent=200)
    waits: dict[str, Any] = {"pending_days": 60, "pending_event": "delivered"}
    await publish(shop, "double", effect=double, **waits)
    await bought(shop, "1", lines=LINES)
    assert await held(shop) == (0, 140, 0)
    await deliver(shop, "a", {"line": 2})
    assert await held(shop) == (60, 80, 0)


async def test_lots_of_all_parts_go_with_a_merge(shop: World) -> None:
    await bought(shop, "1", lines=LINES)
    await deliver(shop, "a", {"line": 1, "quantity": 1})
    await bought(shop, "2", who="ben", at=NOON - 90 * DAY)
    ben, ann = "external:shop:ben", "external:shop:ann"
    merge = customers.Merge(kept_id=ben, merged_id=ann)
    await shop.run(customers.merge, merge)
    await deliver(shop, "b", {"line": 2})
    assert await held(shop, "ben") == (50, 30, 0)
    await send_back(shop, "r1", 1, 4)
    await send_back(shop, "r2", 2, 1)
    assert await held(shop, "ben") == (10, 0, 0)
    assert await verified(shop)


async def test_eight_confirmations_and_returns_at_once_count_once(shop: World) -> None:
    line = orders.Line(product_id="tea", quantity=8, unit_price=1_000)
    await bought(shop, "1", lines=(line,), customer=Identity(external_id="ann"))
    others = [apart(shop) for _ in range(8)]
    await asyncio.gather(
        *(
            deliver(other, f"d{number}", {"line": 1, "quantity": 1})
            if number % 4
            else send_back(other, f"r{number}", 1, 1)
            for number, other in enumerate(others)
        )
    )
    assert await held(shop) == (60, 0, 0)
    (row,) = await shop.rows(awards)
    assert sum(each["amount"] for each in row["releases"]) == 60
    assert await verified(shop)


async def test_why_tells_what_waits_and_what_came_free(shop: World) -> None:
    order = await bought(shop, "1", lines=LINES)
    await deliver(shop, "a", {"line": 1, "quantity": 1})
    told: dict[str, tuple[str, ...]] = {}
    for locale in ("en", "nl"):
        asked = earning.WhyOfOrder(order_id=order.id, locale=locale)
        (decision,) = (await shop.run(earning.why_of_order, asked)).decisions
        told[locale] = decision.reasons[2:]
    assert told["en"] == (
        "Available already: 10 points.",
        "Available from 2 March 2030 on, or as soon as delivered says so: 60 points.",
    )
    assert told["nl"] == (
        "Al beschikbaar: 10 punten.",
        "Beschikbaar vanaf 2 maart 2030, of zodra delivered dat zegt: 60 punten.",
    )
