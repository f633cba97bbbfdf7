"""Returns undo everything: in parts, late, early, after spending and after expiry."""

from datetime import datetime, timedelta

import pytest

from domain import ledger, orders
from domain.earning import Expiry, PerAmount, Rounding
from domain.kernel import system
from tests.domain.earning.shop import bought, publish, returned
from tests.domain.ledger.books import DAY, at
from tests.world import NOON, World, open_shop

ANN = "external:shop:ann"


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop without a rule."""
    return await open_shop(world)


async def held(shop: World) -> tuple[int, int, int]:
    """Return what Ann can spend, what waits, and what she owes; the books are right."""
    found = await shop.run(ledger.account, ledger.FindAccount(customer_id=ANN))
    caller = system(shop.principal.tenant)
    assert await shop.platform.run(ledger.verify, ledger.Verify(), caller) == ()
    return found.available, found.pending, found.debt


async def back(
    shop: World, number: str, amount: int, when: datetime = NOON, of: str = "1"
) -> None:
    command = orders.RecordReturn(
        external_id=number,
        order=f"external:shop:{of}",
        occurred_at=when,
        amount=amount,
    )
    await at(shop, when).run(orders.record_return, command)


async def test_what_was_spent_meanwhile_is_owed_and_later_orders_pay_it(
    shop: World,
) -> None:
    await publish(shop)
    await bought(shop, "1", 10_000)
    spent = ledger.Adjust(customer_id=ANN, amount=-80, reason="A mug.")
    await shop.run(ledger.adjust, spent)
    await back(shop, "part", 1_500)
    assert await held(shop) == (5, 0, 0)
    await back(shop, "rest", 8_500)
    assert await held(shop) == (0, 0, 80)
    await bought(shop, "2", 5_000)
    assert await held(shop) == (0, 0, 30)
    await bought(shop, "3", 5_000)
    assert await held(shop) == (20, 0, 0)


@pytest.mark.parametrize(
    ("rounding", "kept"),
    [
        (Rounding.WHOLE_STEPS, [33, 21, 6, 0]),
        (Rounding.DOWN, [33, 23, 8, 0]),
        (Rounding.UP, [34, 24, 9, 0]),
        (Rounding.HALF_UP, [33, 23, 9, 0]),
        (Rounding.HALF_EVEN, [33, 23, 9, 0]),
    ],
)
async def test_parts_leave_what_the_rest_is_worth_and_all_leave_nothing(
    shop: World, rounding: Rounding, kept: list[int]
) -> None:
    # Three points for every EUR 3.33.
    await publish(shop, effect=PerAmount(step=333, points=3), rounding=rounding)
    order = await bought(shop, "1", 3_700)
    seen = [(await held(shop))[0]]
    for part in (1_111, 1_629, 960):
        await returned(shop, order, part)
        seen.append((await held(shop))[0])
    assert seen == kept


async def test_what_has_expired_is_not_owed(shop: World) -> None:
    await publish(shop, expiry=Expiry.ROLLING, expiry_months=1)
    await bought(shop, "1", 10_000)
    after = at(shop, NOON + 60 * DAY)
    assert await held(after) == (0, 0, 0)
    await back(shop, "late", 4_000, NOON + 60 * DAY)
    assert await held(after) == (0, 0, 0)
    await back(shop, "later", 6_000, NOON + 61 * DAY)
    assert await held(at(shop, NOON + 61 * DAY)) == (0, 0, 0)


async def test_what_waits_is_cancelled_and_what_came_free_taken(shop: World) -> None:
    await publish(shop, pending_days=14)
    await bought(shop, "1", 10_000)
    await bought(shop, "2", 3_000)
    assert await held(shop) == (0, 130, 0)
    await back(shop, "within", 4_000, NOON + 13 * DAY)
    assert await held(at(shop, NOON + 13 * DAY)) == (0, 90, 0)
    free = NOON + 14 * DAY
    assert await held(at(shop, free)) == (90, 0, 0)
    await back(shop, "after", 6_000, free + timedelta(seconds=1))
    assert await held(at(shop, free + timedelta(seconds=1))) == (30, 0, 0)


async def test_a_return_that_came_first_takes_from_what_its_order_earns(
    shop: World,
) -> None:
    await publish(shop)
    await back(shop, "early", 4_000)
    await bought(shop, "1", 10_000)
    assert await held(shop) == (60, 0, 0)
    await back(shop, "rest", 6_000)
    assert await held(shop) == (0, 0, 0)
