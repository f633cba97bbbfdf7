"""Orders earn, and what comes back takes its points back, in the same transaction."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain import earning, ledger, orders
from domain.customers import Identity
from domain.earning.tables import awards, earning_rules
from domain.ledger.tables import accounts, transfers
from tests.world import NOON, World, open_shop


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop where a whole euro earns a point, pending for a fortnight."""
    await open_shop(world)
    await publish(world, earning.Terms(pending_days=14))
    return world


async def publish(
    world: World, terms: earning.Terms, at: datetime = NOON - timedelta(days=900)
) -> earning.RuleVersion:
    command = earning.PublishRule(
        rule="spend", name="A point per euro", terms=terms, valid_from=at
    )
    return await world.run(earning.publish_rule, command)


def order(
    number: str = "1",
    *,
    amount: int = 12_345,
    at: datetime = NOON,
    currency: str = "EUR",
    customer: str | None = "17",
) -> orders.Record:
    return orders.Record(
        external_id=number,
        customer=None if customer is None else Identity(external_id=customer),
        occurred_at=at,
        currency=currency,
        lines=(orders.Line(product_id="mug", quantity=1, unit_price=amount),),
    )


async def held(world: World) -> tuple[int, int]:
    """Return what is available and what is pending."""
    (account,) = await world.rows(accounts)
    return account["available"], account["pending"]


async def test_an_order_earns_within_its_own_transaction(shop: World) -> None:
    await shop.run(orders.record, order())
    assert await held(shop) == (0, 123)
    (award,) = await shop.rows(awards)
    assert (award["basis"], award["worth"], award["earned"]) == (12_345, 123, 123)
    assert award["available_at"] == NOON + timedelta(days=14)


async def test_an_order_whose_window_is_over_earns_at_once(shop: World) -> None:
    await shop.run(orders.record, order(at=NOON - timedelta(days=15)))
    assert await held(shop) == (123, 0)


async def test_the_same_order_earns_once(shop: World) -> None:
    for _ in range(2):
        await shop.run(orders.record, order())
    assert await held(shop) == (0, 123)
    assert len(await shop.rows(transfers)) == 1


async def test_an_order_that_comes_eight_times_at_once_earns_once(shop: World) -> None:
    await asyncio.gather(*(shop.run(orders.record, order()) for _ in range(8)))
    assert await held(shop) == (0, 123)


async def test_eight_orders_at_once_all_earn(shop: World) -> None:
    recorded = (shop.run(orders.record, order(str(number))) for number in range(8))
    await asyncio.gather(*recorded)
    assert await held(shop) == (0, 8 * 123)


async def test_what_is_cancelled_is_taken_back_and_given_again(shop: World) -> None:
    recorded = await shop.run(orders.record, order())
    await shop.run(orders.cancel, orders.Cancel(order_id=recorded.id))
    assert await held(shop) == (0, 0)
    await shop.run(orders.reopen, orders.Reopen(order_id=recorded.id))
    assert await held(shop) == (0, 123)
    await shop.run(orders.cancel, orders.Cancel(order_id=recorded.id))
    assert await held(shop) == (0, 0)


async def test_an_order_earns_by_the_version_that_held_then(shop: World) -> None:
    double = earning.Terms(effect=earning.PerAmount(points=2))
    await publish(shop, double, NOON - timedelta(days=1))
    await shop.run(orders.record, order("1", at=NOON - timedelta(days=2)))
    await shop.run(orders.record, order("2", at=NOON - timedelta(hours=1)))
    worth = {row["version"]: row["earned"] for row in await shop.rows(awards)}
    assert worth == {1: 123, 2: 246}


async def test_an_order_too_small_earns_nothing(shop: World) -> None:
    recorded = await shop.run(orders.record, order(amount=99))
    asked = earning.AwardsOfOrder(order_id=recorded.id)
    assert (await shop.run(earning.awards_of_order, asked)).awards == ()
    assert await shop.rows(transfers) == []


@pytest.mark.parametrize("given", [{"customer": None}, {"currency": "USD"}])
async def test_a_guest_and_another_currency_earn_nothing(
    shop: World, given: dict[str, str | None]
) -> None:
    command = order()
    if "currency" in given:
        command = replace(command, currency="USD")
    else:
        command = replace(command, customer=None)
    await shop.run(orders.record, command)
    assert await shop.rows(awards) == []


async def test_without_a_rule_nothing_is_earned(world: World) -> None:
    await open_shop(world)
    await world.run(orders.record, order())
    assert await world.rows(awards) == []


async def test_a_rule_of_an_unknown_unit_is_refused(shop: World) -> None:
    with pytest.raises(ledger.UnitUnknown):
        await publish(shop, earning.Terms(unit="beans"), NOON)
    assert len(await shop.rows(earning_rules)) == 1


async def test_a_version_cannot_be_slipped_in_before_another(shop: World) -> None:
    with pytest.raises(earning.VersionTooOld):
        await publish(shop, earning.Terms(), NOON - timedelta(days=901))
    assert len(await shop.rows(earning_rules)) == 1


async def test_eight_versions_at_once_are_numbered_without_a_gap(shop: World) -> None:
    published = (
        publish(shop, earning.Terms(), NOON + timedelta(days=day)) for day in range(8)
    )
    outcomes = await asyncio.gather(*published, return_exceptions=True)
    done = [each for each in outcomes if isinstance(each, earning.RuleVersion)]
    others = [each for each in outcomes if not isinstance(each, earning.RuleVersion)]
    assert {type(each) for each in others} <= {
        earning.VersionTooOld,
        earning.VersionRaced,
    }
    rows = await shop.rows(earning_rules)
    assert sorted(row["version"] for row in rows) == list(range(1, len(done) + 2))
