"""Tiers in the graph: of one customer or a page of them, by as many statements."""

from datetime import timedelta

import httpx
import pytest

from domain import customers, earning, orders
from domain.customers import Identity
from tests.api.graphql.conftest import ask
from tests.domain.tiers.club import LONG_AGO, publish
from tests.domain.tiers.lives import terms
from tests.world import NOON, World

ONE = """
query ($id: ID!) {
    customer(id: $id) {
        tier { tier { slug names { nl } } history { tier previous cause undone } }
    }
}
"""
PAGE = """
query ($first: Int!) {
    customers(first: $first) {
        edges { node { id tier {
            tier { slug names { nl } benefits { kind } } counted validUntil
            next { slug missing } keeping { missing by } why { nl en }
            history { tier previous cause undone }
        } } }
    }
}
"""


@pytest.fixture
async def members(shop: httpx.AsyncClient, world: World) -> list[str]:
    """Return customers of a shop with tiers, of whom the first is silver."""
    del shop
    rule = earning.PublishRule(
        rule="spend", name="Points", terms=earning.Terms(), valid_from=LONG_AGO
    )
    await world.run(earning.publish_rule, rule)
    await publish(world, terms())
    found = [
        (await world.run(customers.create, customers.Create(given_name="Ann"))).id
        for _ in range(12)
    ]
    bought = orders.Record(
        external_id="1",
        occurred_at=NOON - timedelta(hours=1),
        currency="EUR",
        customer=Identity(id=found[0]),
        lines=(orders.Line(product_id="mug", quantity=1, unit_price=12_000),),
    )
    await world.run(orders.record, bought)
    return found


async def test_a_customers_tier_is_told_with_its_history(
    shop: httpx.AsyncClient, members: list[str]
) -> None:
    (silver,) = (await ask(shop, ONE, id=members[0])).values()
    assert silver["tier"]["tier"] == {"slug": "silver", "names": {"nl": "Silver"}}
    assert silver["tier"]["history"] == [
        {"tier": "silver", "previous": "bronze", "cause": "REACHED", "undone": False}
    ]


@pytest.mark.usefixtures("members")
async def test_a_page_takes_as_many_statements_as_a_few(
    shop: httpx.AsyncClient, statements: list[str]
) -> None:
    counts: list[int] = []
    await ask(shop, PAGE, first=1)  # Who asks is known from now on.
    for first in (2, 12):
        statements.clear()
        answer = await ask(shop, PAGE, first=first)
        assert len(answer["customers"]["edges"]) == first
        counts.append(len(statements))
    assert counts[0] == counts[1]
