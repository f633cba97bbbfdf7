"""Accounts as of an instant, as known on another, in the graph."""

from dataclasses import replace

import httpx

from domain import customers, ledger
from tests.api.graphql.conftest import ask
from tests.domain.ledger.books import DAY, earn, post
from tests.world import NOON, World

HELD = """
query ($id: ID!, $asOf: DateTime, $knownOn: DateTime) {
  customer(id: $id) { accounts(asOf: $asOf, knownOn: $knownOn) { unit available } }
}
"""
TOLD = """
query ($id: ID!, $since: DateTime!, $after: String) {
  accountStatement(customerId: $id, since: $since) {
    customerId opening { available } closing { available pending }
    lines(first: 2, after: $after) {
      nodes { kind amount balance { available } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


async def ann(world: World) -> str:
    created = await world.run(customers.create, customers.Create())
    yesterday = replace(earn(created.id, 40, "o1"), occurred_at=NOON - DAY)
    await post(world, yesterday, earn(created.id, 2, "o2"), earn(created.id, 1, "o3"))
    return created.id


async def test_accounts_are_those_of_an_instant(
    world: World, shop: httpx.AsyncClient
) -> None:
    asked = {"id": await ann(world)}
    then = (NOON - DAY).isoformat()
    for more, available in (
        ({}, 43),
        ({"asOf": then}, 40),
        ({"knownOn": then}, 0),
    ):
        told = await ask(shop, HELD, **asked, **more)
        expected = [{"unit": "points", "available": available}]
        assert told["customer"]["accounts"] == expected


async def test_a_statement_comes_a_page_at_a_time(
    world: World, shop: httpx.AsyncClient
) -> None:
    asked = {"id": await ann(world), "since": (NOON - 2 * DAY).isoformat()}
    told = (await ask(shop, TOLD, **asked))["accountStatement"]
    assert told["customerId"] == asked["id"]
    assert told["opening"] == {"available": 0}
    assert told["closing"] == {"available": 43, "pending": 0}
    first = told["lines"]
    assert [each["balance"]["available"] for each in first["nodes"]] == [40, 42]
    assert first["pageInfo"]["hasNextPage"] is True
    after = first["pageInfo"]["endCursor"]
    rest = (await ask(shop, TOLD, **asked, after=after))["accountStatement"]
    assert rest["lines"]["nodes"] == [
        {"kind": "EARN", "amount": 1, "balance": {"available": 43}}
    ]


BOOKS = """
query ($month: Date!) {
  trialBalance { settled units { unit total sides { side balance } } }
  movements(since: $month) { movements { month kind debit credit amount transfers } }
  liability {
    units {
      outstanding expectedBreakage expiring { month outstanding } issued { month }
    }
  }
}
"""


async def test_the_books_of_the_shop_are_told(
    world: World, shop: httpx.AsyncClient
) -> None:
    await ann(world)
    told = await ask(shop, BOOKS, month="2030-01-15")
    assert told["trialBalance"] == {
        "settled": True,
        "units": [
            {
                "unit": "points",
                "total": 0,
                "sides": [
                    {"side": "AVAILABLE", "balance": 43},
                    {"side": "ISSUE", "balance": -43},
                ],
            }
        ],
    }
    (moved,) = told["movements"]["movements"]
    assert (moved["kind"], moved["amount"], moved["transfers"]) == ("EARN", 3, 2)
    (unit,) = told["liability"]["units"]
    assert (unit["outstanding"], unit["expectedBreakage"]) == (43, None)
    assert unit["expiring"] == [{"month": None, "outstanding": 43}]
    assert [each["month"] for each in unit["issued"]] == ["2029-12-01", "2030-01-01"]


HOLDS = """
query ($id: ID!) {
  customer(id: $id) { holds { nodes { id amount status } } }
  unitRate(unit: "points", into: "points") { takes gives }
}
"""
PLACE = """
mutation ($id: ID!) {
  placeHold(input: {customerId: $id, amount: 3, minutes: 5}) {
    __typename
    ... on Hold { id amount status }
  }
}
"""


async def test_holds_are_placed_and_told(world: World, shop: httpx.AsyncClient) -> None:
    someone = await ann(world)
    rate = ledger.SetRate(unit="points", into="points", takes=2, gives=1)
    await world.run(ledger.set_rate, rate)
    placed = (await ask(shop, PLACE, id=someone))["placeHold"]
    assert placed.pop("__typename") == "Hold"
    told = await ask(shop, HOLDS, id=someone)
    assert told["customer"]["holds"]["nodes"] == [placed]
    assert (placed["amount"], placed["status"]) == (3, "OPEN")
    assert told["unitRate"] == {"takes": 2, "gives": 1}
