"""A shop that rewards: what a test says to it, in few words."""

from datetime import datetime, timedelta
from typing import Any

from domain import earning, events, ledger, orders
from domain.customers import Identity
from domain.orders.tables import returns
from tests.world import NOON, World

LONG_AGO = NOON - timedelta(days=900)


async def publish(
    shop: World, rule: str = "spend", at: datetime = LONG_AGO, **terms: Any
) -> earning.PublishedRule:
    command = earning.PublishRule(
        rule=rule, name=rule, terms=earning.Terms(**terms), valid_from=at
    )
    return await shop.run(earning.publish_rule, command)


async def bought(
    shop: World,
    number: str,
    amount: int = 1_000,
    *,
    who: str | None = "ann",
    at: datetime = NOON,
    **said: Any,
) -> orders.Order:
    """Record an order of one line."""
    line = orders.Line(product_id="tea", quantity=1, unit_price=amount)
    given: dict[str, Any] = {
        "external_id": number,
        "customer": None if who is None else Identity(external_id=who),
        "occurred_at": at,
        "currency": "EUR",
        "lines": (line,),
        **said,
    }
    return await shop.run(orders.record, orders.Record(**given))


async def returned(shop: World, order: orders.Order, amount: int) -> None:
    """Let some of an order come back."""
    number = len(await shop.rows(returns))
    command = orders.RecordReturn(
        external_id=f"{order.external_id}-{number}-{amount}",
        order=order.id,
        occurred_at=NOON,
        amount=amount,
    )
    await shop.run(orders.record_return, command)


async def told(
    shop: World, number: str, type_: str, who: str = "ann", **data: Any
) -> events.Behaviour:
    """Record an event."""
    command = events.Record(
        external_id=number,
        type=type_,
        occurred_at=NOON,
        customer=Identity(external_id=who),
        data=data,
    )
    return await shop.run(events.record, command)


async def balance(shop: World, who: str = "ann", unit: str = "points") -> int:
    """Return what a customer has, pending points included, less what they owe."""
    asked = ledger.FindAccount(customer_id=f"external:shop:{who}", unit=unit)
    held = await shop.run(ledger.account, asked)
    return held.available + held.pending - held.debt
