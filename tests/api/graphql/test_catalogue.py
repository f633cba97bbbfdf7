"""The catalogue and earning in the graph."""

from typing import Any

import httpx

from tests.api.graphql.conftest import ask, refused
from tests.api.graphql.test_orders import RECORD, customer
from tests.api.graphql.test_orders import given as an_order
from tests.world import World

PUT = """
mutation ($input: PutProductInput!) {
    putProduct(input: $input) {
        __typename
        ... on Product { id externalId name category brand version }
        ... on Malformed { errors { pointer } }
    }
}
"""
FIND = "query ($id: ID!) { product(id: $id) { id name } }"
PUBLISH = """
mutation ($input: PublishRuleInput!) {
    publishRule(input: $input) {
        __typename
        ... on EarningRule { rule version terms { effect expiry } }
        ... on Problem { code }
    }
}
"""
AWARDS = """
query ($id: ID!) {
    order(id: $id) { awards { rule version unit basis earned takenBack availableAt } }
}
"""


async def put(shop: httpx.AsyncClient, **given: Any) -> Any:
    return (await ask(shop, PUT, input=given))["putProduct"]


async def test_a_product_is_put_and_found_by_every_name(
    shop: httpx.AsyncClient,
) -> None:
    mug = {"source": "web", "externalId": "mug", "name": "Mug", "category": ["Cups"]}
    made = await put(shop, **mug)
    assert made == {
        "__typename": "Product",
        "id": made["id"],
        "externalId": "mug",
        "name": "Mug",
        "category": ["Cups"],
        "brand": None,
        "version": 1,
    }
    assert (await put(shop, **{**mug, "name": "Beaker"}))["version"] == 2
    for name in (made["id"], "external:web:mug"):
        found = (await ask(shop, FIND, id=name))["product"]
        assert found == {"id": made["id"], "name": "Beaker"}
    node = "query ($id: ID!) { node(id: $id) { ... on Product { name } } }"
    assert (await ask(shop, node, id=made["id"]))["node"] == {"name": "Beaker"}
    nothing = "prd_" + "9" * 32
    assert await refused(shop, FIND, id=nothing) == {"code": "product_not_found"}


async def test_products_come_in_pages(shop: httpx.AsyncClient) -> None:
    for number in range(3):
        await put(shop, source="web", externalId=str(number), name=f"P{number}")
    query = """query ($after: String) {
        products(first: 2, after: $after) {
            nodes { name } pageInfo { hasNextPage endCursor }
        }
    }"""
    first = (await ask(shop, query))["products"]
    assert [each["name"] for each in first["nodes"]] == ["P2", "P1"]
    after = first["pageInfo"]["endCursor"]
    second = (await ask(shop, query, after=after))["products"]
    assert [each["name"] for each in second["nodes"]] == ["P0"]
    assert second["pageInfo"]["hasNextPage"] is False


async def test_an_order_tells_what_it_earned_and_by_which_rule(
    shop: httpx.AsyncClient, world: World
) -> None:
    effect = {"type": "per_amount", "step": 100, "points": 2}
    terms = {"effect": effect, "expiry": "END_OF_YEAR"}
    rule = {"rule": "double", "name": "Double", "terms": terms}
    published = await ask(shop, PUBLISH, input={**rule, "validFrom": EARLY})
    assert published["publishRule"] == {
        "__typename": "EarningRule",
        "rule": "double",
        "version": 1,
        "terms": terms,
    }
    late = await ask(shop, PUBLISH, input={**rule, "validFrom": EARLY})
    assert late["publishRule"]["code"] == "version_too_old"
    ann = await customer(world, "Ann")
    recorded = await ask(shop, RECORD, input=an_order("1", ann))
    found = await ask(shop, AWARDS, id=recorded["recordOrder"]["id"])
    of_rule = {each["rule"]: each for each in found["order"]["awards"]}
    assert of_rule["double"] == {
        "rule": "double",
        "version": 1,
        "unit": "points",
        "basis": 1_000,
        "earned": 20,
        "takenBack": 0,
        "availableAt": "2030-01-01T10:00:00Z",
    }
    rules = await ask(shop, "{ earningRules { rule version } }")
    assert {"rule": "double", "version": 1} in rules["earningRules"]


EARLY = "2029-01-01T00:00:00Z"
