"""What sliding expiry and frozen accounts do to what orders earn."""

from datetime import timedelta
from typing import Any

from domain import earning, ledger, orders, tenants
from domain.earning import Expiry, Fixed, OnBalance, PerAmount, Terms
from domain.ledger.tables import accounts
from tests.domain.ledger.books import DAY, at, verify
from tests.domain.orders.shop import line, record
from tests.world import NOON, World

ANN = "external:shop:ann"


async def publish(shop: World, rule: str, terms: Terms) -> None:
    command = earning.PublishRule(
        rule=rule, name="Points", terms=terms, valid_from=NOON - timedelta(days=9)
    )
    await shop.run(earning.publish_rule, command)


async def buy(shop: World, number: int, days: int) -> None:
    bought = record(number, line(price=1_000), occurred_at=NOON + days * DAY)
    await at(shop, NOON + days * DAY).run(orders.record, bought)


async def held(shop: World, unit: str) -> dict[str, Any]:
    rows = await shop.rows(accounts)
    (found,) = [row for row in rows if row["unit"] == unit]
    return dict(found)


async def test_an_order_renews_what_earlier_orders_earned(shop: World) -> None:
    terms = Terms(expiry=Expiry.INACTIVITY, expiry_months=1)
    await publish(shop, "spend", terms)
    await buy(shop, 1, 0)
    first = await held(shop, "points")
    assert [each.isoformat() for each in first["lot_expires"]] == [
        "2030-02-01T23:00:00+00:00"
    ]
    await buy(shop, 2, 30)
    # A month after 31 January is the last of February.
    assert [
        each.isoformat() for each in (await held(shop, "points"))["lot_expires"]
    ] == ["2030-02-28T23:00:00+00:00"] * 2
    await buy(shop, 3, 90)
    assert (await held(shop, "points"))["available"] == 10
    await verify(shop)


async def test_a_card_of_a_frozen_account_stays_full(shop: World) -> None:
    await shop.run(tenants.add_unit, tenants.AddUnit(code="stamps", name="Stamps"))
    stamp = Terms(unit="stamps", effect=PerAmount(step=1_000, points=1))
    await publish(shop, "stamp", stamp)
    card = Terms(on=OnBalance(unit="stamps", amount=2), effect=Fixed(amount=50))
    await publish(shop, "card", card)
    await buy(shop, 1, 0)
    freeze = ledger.Freeze(customer_id=ANN, unit="stamps", reason="why")
    await shop.run(ledger.freeze, freeze)
    await buy(shop, 2, 1)
    assert (await held(shop, "stamps"))["available"] == 2
    thaw = ledger.Unfreeze(customer_id=ANN, unit="stamps", reason="why not")
    await shop.run(ledger.unfreeze, thaw)
    await buy(shop, 3, 2)
    assert (await held(shop, "stamps"))["available"] == 1
    assert (await held(shop, "points"))["available"] == 50
    await verify(shop)


async def test_a_rule_that_comes_to_expire_expires_nothing_it_gave_before(
    shop: World,
) -> None:
    await publish(shop, "spend", Terms())
    await buy(shop, 1, 0)
    command = earning.PublishRule(
        rule="spend",
        name="Points",
        terms=Terms(expiry=Expiry.ROLLING, expiry_months=1),
        valid_from=NOON + DAY,
    )
    await shop.run(earning.publish_rule, command)
    await buy(shop, 2, 2)
    lots = (await held(shop, "points"))["lot_expires"]
    assert [each and each.isoformat() for each in lots] == [
        "2030-02-03T23:00:00+00:00",
        None,
    ]
    await buy(shop, 3, 400)
    assert (await held(shop, "points"))["available"] == 20
    await verify(shop)
