"""Reviews, shares and what else customers do earn, and lose it if it is taken back."""

import asyncio

import pytest

from domain import customers, earning, events
from domain.customers import Identity
from domain.earning import Cap, CapMeasure, CapPeriod, CapScope, Fixed, Number, OnEvent
from domain.earning.tables import awards, evaluations
from tests.domain.earning.shop import LONG_AGO, balance, publish, told
from tests.world import NOON, World, open_shop

REVIEW = OnEvent(event="review")
DAILY = Cap(
    per=CapScope.CUSTOMER, limit=2, measure=CapMeasure.TIMES, period=CapPeriod.DAY
)


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop where two reviews a day earn 25 points each."""
    await open_shop(world)
    await publish(
        world,
        "review",
        on=REVIEW,
        effect=Fixed(25),
        conditions=Number(field="event.rating", at_least=1),
        caps=(DAILY,),
    )
    return world


async def test_a_review_earns(shop: World) -> None:
    await told(shop, "1", "review", product_id="tea", rating=4)
    assert await balance(shop) == 25
    (award,) = await shop.rows(awards)
    assert (award["cause"], award["rule"], award["earned"]) == ("evt", "review", 25)


async def test_what_no_rule_asks_for_earns_nothing(shop: World) -> None:
    await told(shop, "1", "view", product_id="tea")
    assert await shop.rows(awards) == []
    assert await shop.rows(evaluations) == []


async def test_a_third_review_in_a_day_earns_nothing(shop: World) -> None:
    await asyncio.gather(
        *(
            told(shop, str(number), "review", product_id="tea", rating=4)
            for number in range(8)
        )
    )
    assert await balance(shop) == 50


async def test_a_review_that_is_removed_takes_its_points_along(shop: World) -> None:
    review = await told(shop, "1", "review", product_id="tea", rating=4)
    gone = await shop.run(events.remove, events.Remove(event_id=review.id))
    assert gone.removed_at == NOON
    assert await balance(shop) == 0
    again = await shop.run(events.remove, events.Remove(event_id=review.id))
    assert again == gone
    for number in "234":
        await told(shop, number, "review", product_id="tea", rating=4)
    assert await balance(shop) == 50


async def test_an_event_that_nobody_sent_is_not_removed(shop: World) -> None:
    with pytest.raises(events.EventNotFound):
        await shop.run(events.remove, events.Remove(event_id="evt_" + "0" * 32))


async def test_what_a_visitor_wrote_earns_when_they_are_known(shop: World) -> None:
    command = events.Record(
        external_id="1",
        type="review",
        occurred_at=NOON,
        customer=Identity(visitor_id="v1"),
        data={"product_id": "tea", "rating": 5},
    )
    await shop.run(events.record, command)
    assert await shop.rows(awards) == []
    ann = await shop.run(customers.create, customers.Create(visitor_id="v1"))
    (award,) = await shop.rows(awards)
    assert (award["customer_id"], award["earned"]) == (ann.id, 25)


async def test_a_merge_takes_the_awards_of_reviews_along(shop: World) -> None:
    await told(shop, "1", "review", "bob", product_id="tea", rating=4)
    await told(shop, "2", "review", "ann", product_id="tea", rating=4)
    merge = customers.Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    merger = await shop.run(customers.merge, merge)
    assert await balance(shop) == 50
    await told(shop, "3", "review", "ann", product_id="tea", rating=4)
    assert await balance(shop) == 50
    await shop.run(customers.unmerge, customers.Unmerge(merger_id=merger.id))
    assert await balance(shop, "bob") == 25
    assert await balance(shop, "ann") == 25


async def test_a_batch_of_events_earns_in_its_order(shop: World) -> None:
    rows = tuple(
        {
            "external_id": str(number),
            "type": "review",
            "occurred_at": "2030-01-01T12:00:00Z",
            "customer": {"external_id": "ann"},
            "data": {"product_id": "tea", "rating": 5},
        }
        for number in range(5)
    )
    await shop.run(events.record_many, events.RecordMany(events=rows))
    assert await balance(shop) == 50


async def test_a_type_of_the_shop_s_own_earns_by_what_it_tells(shop: World) -> None:
    schema = {"type": "object", "properties": {"kilos": {"type": "integer"}}}
    await shop.run(events.put_type, events.PutType(name="recycled", schema=schema))
    effect = earning.PerValue(field="event.kilos", step=2, points=3)
    await publish(
        shop, "recycled", LONG_AGO, on=OnEvent(event="recycled"), effect=effect
    )
    await told(shop, "1", "recycled", kilos=7)
    assert await balance(shop) == 9
