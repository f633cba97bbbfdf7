"""Orders, accounts and entries in the graph."""

from typing import Any

import httpx
import pytest

from domain import customers, ledger, orders
from tests.api.graphql.conftest import ask, refused
from tests.world import NOON, World

RECORD = """
mutation ($input: RecordOrderInput!) {
    recordOrder(input: $input) {
        __typename
        ... on Order {
            id source externalId status channel currency amount
            customer { id givenName }
            lines { no productId quantity amount returnedQuantity }
        }
        ... on OrderConflict { code }
        ... on Malformed { errors { pointer } }
    }
}
"""
CANCEL = """
mutation ($input: CancelOrderInput!) {
    cancelOrder(input: $input) { ... on Order { status } }
}
"""
ADJUST = """
mutation ($input: AdjustBalanceInput!) {
    adjustBalance(input: $input) {
        __typename
        ... on Adjustment { amount available author reason }
        ... on Problem { code }
    }
}
"""
WHOLE = """
query ($first: Int!) {
    customers(first: $first) {
        nodes {
            givenName
            accounts { unit available pending debt }
            entries(first: 2) {
                nodes { kind amount sourceType occurredAt }
                pageInfo { hasNextPage }
            }
            orders(first: 2) {
                nodes { externalId customer { givenName } lines { productId } }
                pageInfo { hasNextPage }
            }
        }
    }
}
"""
ORDERS = """
query ($id: ID!, $first: Int!, $after: String) {
    customer(id: $id) {
        orders(first: $first, after: $after) {
            edges { cursor node { externalId } }
            pageInfo { hasNextPage endCursor }
        }
        entries(first: $first, after: $after) { nodes { seq } }
    }
}
"""


async def customer(world: World, name: str) -> str:
    return (await world.run(customers.create, customers.Create(given_name=name))).id


async def order(world: World, customer_id: str, external_id: str) -> orders.Order:
    line = orders.Line(product_id="mug", quantity=2, unit_price=500)
    command = orders.Record(
        external_id=external_id,
        occurred_at=NOON,
        currency="EUR",
        lines=(line,),
        customer=customers.Identity(id=customer_id),
    )
    return await world.run(orders.record, command)


async def adjust(world: World, customer_id: str, amount: int) -> None:
    command = ledger.Adjust(customer_id=customer_id, amount=amount, reason="sorry")
    await world.run(ledger.adjust, command)


def given(external_id: str, customer_id: str) -> dict[str, Any]:
    return {
        "externalId": external_id,
        "occurredAt": "2030-01-01T11:00:00+01:00",
        "currency": "EUR",
        "customer": {"id": customer_id},
        "lines": [{"productId": "mug", "quantity": 2, "unitPrice": 500}],
    }


async def test_an_order_is_recorded_found_and_called_off(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await customer(world, "Ann")
    recorded = (await ask(shop, RECORD, input=given("1", ann)))["recordOrder"]
    assert recorded == {
        "__typename": "Order",
        "id": recorded["id"],
        "source": "shop",
        "externalId": "1",
        "status": "RECORDED",
        "channel": "WEB",
        "currency": "EUR",
        "amount": 1_000,
        "customer": {"id": ann, "givenName": "Ann"},
        "lines": [
            {
                "no": 1,
                "productId": "mug",
                "quantity": 2,
                "amount": 1_000,
                "returnedQuantity": 0,
            }
        ],
    }
    find = "query ($id: ID!) { order(id: $id) { id occurredAt lines { amount } } }"
    for name in (recorded["id"], "external:shop:1"):
        assert (await ask(shop, find, id=name))["order"] == {
            "id": recorded["id"],
            "occurredAt": "2030-01-01T10:00:00Z",
            "lines": [{"amount": 1_000}],
        }
    node = "query ($id: ID!) { node(id: $id) { ... on Order { externalId } } }"
    found = await ask(shop, node, id=recorded["id"])
    assert found["node"] == {"externalId": "1"}
    cancelled = await ask(shop, CANCEL, input={"orderId": recorded["id"]})
    assert cancelled["cancelOrder"] == {"status": "CANCELLED"}
    nobody = "ord_" + "9" * 32
    assert await refused(shop, find, id=nobody) == {"code": "order_not_found"}


async def test_another_order_under_the_same_id_is_a_conflict(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await customer(world, "Ann")
    first = given("1", ann)
    await ask(shop, RECORD, input=first)
    again = await ask(shop, RECORD, input={**first, "shipping": 1})
    assert again["recordOrder"]["code"] == "order_conflict"
    lines = [{"productId": "mug", "quantity": 0, "unitPrice": 1}]
    wrong = await ask(shop, RECORD, input={**first, "lines": lines})
    assert wrong["recordOrder"] == {
        "__typename": "Malformed",
        "errors": [{"pointer": "/lines/0/quantity"}],
    }


async def test_a_balance_is_corrected_by_hand(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await customer(world, "Ann")
    asked = {"customerId": ann, "amount": 10_000_000_000, "reason": "Sorry!"}
    given = (await ask(shop, ADJUST, input=asked))["adjustBalance"]
    assert given["__typename"] == "Adjustment"
    assert (given["amount"], given["available"]) == (10_000_000_000, 10_000_000_000)
    taken = await ask(shop, ADJUST, input={**asked, "amount": -10_000_000_001})
    assert taken["adjustBalance"] == {
        "__typename": "InsufficientPoints",
        "code": "insufficient_points",
    }
    find = "query ($id: ID!) { customer(id: $id) { accounts { unit available } } }"
    found = (await ask(shop, find, id=ann))["customer"]["accounts"]
    assert found == [{"unit": "points", "available": 10_000_000_000}]


async def test_the_edges_of_five_and_of_fifty_take_as_many_statements(
    shop: httpx.AsyncClient, world: World, statements: list[str]
) -> None:
    for number in range(50):
        name = f"C{number}"
        who = await customer(world, name)
        for each in range(3):
            await order(world, who, f"{name}-{each}")
            await adjust(world, who, 10 + each)
    await ask(shop, "{ __typename }")  # Whose key it is, is asked once.
    counted: list[int] = []
    for first in (5, 50):
        statements.clear()
        page = (await ask(shop, WHOLE, first=first))["customers"]["nodes"]
        counted.append(len(statements))
        assert len(page) == first
        newest = page[0]
        assert newest["givenName"] == "C49"
        (account,) = newest["accounts"]
        assert account["available"] >= 33
        assert newest["entries"]["pageInfo"] == {"hasNextPage": True}
        assert len(newest["entries"]["nodes"]) == 2
        assert newest["orders"] == {
            "nodes": [
                {
                    "externalId": f"C49-{each}",
                    "customer": {"givenName": "C49"},
                    "lines": [{"productId": "mug"}],
                }
                for each in (2, 1)
            ],
            "pageInfo": {"hasNextPage": True},
        }
    assert counted == [14, 14]


async def test_orders_come_in_pages_that_follow_each_other(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await customer(world, "Ann")
    for each in range(5):
        await order(world, ann, str(each))
    seen: list[str] = []
    after = None
    for more in (True, True, False):
        asked = ORDERS.replace("entries(first: $first, after: $after)", "entries")
        found = await ask(shop, asked, id=ann, first=2, after=after)
        page = found["customer"]["orders"]
        seen += [edge["node"]["externalId"] for edge in page["edges"]]
        assert page["pageInfo"]["hasNextPage"] is more
        after = page["pageInfo"]["endCursor"]
        assert after == page["edges"][-1]["cursor"]
    assert seen == ["4", "3", "2", "1", "0"]


async def test_entries_come_in_pages_that_follow_each_other(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await customer(world, "Ann")
    for each in range(5):
        await adjust(world, ann, each + 1)
    query = """query ($id: ID!, $after: String) {
        customer(id: $id) {
            entries(first: 2, after: $after) {
                nodes { amount } pageInfo { endCursor hasNextPage }
            }
        }
    }"""
    seen: list[int] = []
    after = None
    for more in (True, True, False):
        page = (await ask(shop, query, id=ann, after=after))["customer"]["entries"]
        seen += [entry["amount"] for entry in page["nodes"]]
        assert page["pageInfo"]["hasNextPage"] is more
        after = page["pageInfo"]["endCursor"]
    assert seen == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("first", [0, -1])
async def test_a_page_of_nothing_is_refused(
    shop: httpx.AsyncClient, world: World, first: int
) -> None:
    ann = await customer(world, "Ann")
    query = (
        "query ($id: ID!, $n: Int!) { customer(id: $id) { orders(first: $n) { %s } } }"
    )
    answer = await refused(shop, query % "nodes { id }", id=ann, n=first)
    assert answer["code"] == "malformed"
    assert answer["errors"][0]["pointer"] == "/limit"


RETURN = """
mutation ($input: RecordReturnInput!) {
    recordReturn(input: $input) {
        __typename
        ... on Return {
            id status amount
            customer { id }
            lines { orderId line quantity amount }
            unmatched { place quantity }
        }
        ... on Problem { code }
    }
}
"""


async def test_what_comes_back_is_recorded_and_told_with_the_order(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await customer(world, "Ann")
    bought = await order(world, ann, "1")
    asked = {
        "externalId": "r1",
        "occurredAt": "2030-01-01T12:00:00Z",
        "order": bought.id,
        "lines": [{"line": 1, "quantity": 1}],
    }
    told = (await ask(shop, RETURN, input=asked))["recordReturn"]
    assert told == {
        "__typename": "Return",
        "id": told["id"],
        "status": "APPLIED",
        "amount": 500,
        "customer": {"id": ann},
        "lines": [{"orderId": bought.id, "line": 1, "quantity": 1, "amount": 500}],
        "unmatched": [],
    }
    other = await ask(shop, RETURN, input={**asked, "amount": 1, "lines": []})
    assert other["recordReturn"]["code"] == "return_conflict"
    node = "query ($id: ID!) { node(id: $id) { ... on Return { amount } } }"
    assert (await ask(shop, node, id=told["id"]))["node"] == {"amount": 500}
    assert (await ask(shop, node, id="ret_" + "9" * 32))["node"] is None
    query = "query ($id: ID!) { order(id: $id) { lines { returnedQuantity } } }"
    found = await ask(shop, query, id=bought.id)
    assert found["order"]["lines"] == [{"returnedQuantity": 1}]
