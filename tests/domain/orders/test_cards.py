"""Whoever shows a card at the till is who has that card."""

from domain import customers, events, orders
from domain.customers import Create, ExternalId
from domain.kernel import validation
from domain.orders import rules
from domain.orders.tables import returns
from tests.domain.orders.shop import line, order, record
from tests.world import NOON, World

CARD = {"source": "card", "external_id": "7012345"}


async def with_a_card(world: World) -> str:
    named = (
        ExternalId(source="shop", id="ann"),
        ExternalId(source="card", id="7012345"),
    )
    return (await world.run(customers.create, Create(external_ids=named))).id


async def test_an_order_a_return_and_an_event_find_their_customer_by_card(
    world: World,
) -> None:
    ann = await with_a_card(world)
    at_home = await world.run(orders.record, record(1))
    at_the_till = await world.run(
        orders.record, record(2, line("mug"), customer=CARD, source="till")
    )
    assert (at_home.customer_id, at_the_till.customer_id) == (ann, ann)
    many = tuple(order(n, customer=CARD, source="till") for n in (3, 4))
    await world.run(orders.record_many, orders.RecordMany(orders=many))
    listing = orders.OfCustomer(customer_id="external:card:7012345")
    assert len((await world.run(orders.of_customer, listing)).items) == 4
    given = {
        "external_id": "back",
        "source": "till",
        "customer": CARD,
        "occurred_at": "2030-01-01T11:00:00Z",
        "lines": [{"product_id": "mug", "quantity": 1}],
    }
    back = validation.command(given, orders.RecordReturn)
    await world.run(orders.record_return, back)
    assert [row["customer_id"] for row in await world.rows(returns)] == [ann]
    said = {
        "external_id": "seen",
        "source": "till",
        "type": "view",
        "customer": CARD,
        "occurred_at": NOON.isoformat(),
        "data": {"product_id": "mug"},
    }
    event = await world.run(events.record, validation.command(said, events.Record))
    assert event.customer_id == ann


async def test_a_card_that_nobody_has_is_a_new_customers(world: World) -> None:
    told = await world.run(orders.record, record(1, customer=CARD))
    asked = customers.Find(customer_id="external:card:7012345")
    assert (await world.run(customers.find, asked)).id == told.customer_id


def test_orders_that_name_no_other_source_keep_their_fingerprints() -> None:
    covered = rules.content(record(1))
    ann = b'{"id":null,"external_id":"ann","email":null,"phone":null,"visitor_id":null}'
    assert ann in covered
    assert b'"source":"card"' in rules.content(record(1, customer=CARD))
