"""Events in the graph."""

from typing import Any

import httpx

from domain import earning
from domain.earning import OnEvent
from tests.api.graphql.conftest import ask, refused
from tests.api.graphql.test_orders import customer
from tests.world import World

RECORD = """
mutation ($input: RecordEventInput!) {
    recordEvent(input: $input) {
        __typename
        ... on Event { id type data customer { givenName } occurredAt }
        ... on Problem { code }
    }
}
"""
PAGE = """
query ($id: ID!, $type: String, $after: String) {
    events(customerId: $id, type: $type, first: 2, after: $after) {
        nodes { externalId } pageInfo { hasNextPage endCursor }
    }
}
"""


def given(external_id: str, customer_id: str, **more: Any) -> dict[str, Any]:
    return {
        "externalId": external_id,
        "type": "view",
        "occurredAt": "2030-01-01T12:00:00Z",
        "customer": {"id": customer_id},
        "data": {"product_id": "mug"},
        **more,
    }


async def test_what_a_customer_did_is_recorded_and_found(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await customer(world, "Ann")
    did = (await ask(shop, RECORD, input=given("1", ann)))["recordEvent"]
    assert did["__typename"] == "Event"
    assert did["type"] == "view"
    assert did["data"]["product_id"] == "mug"
    assert did["customer"] == {"givenName": "Ann"}
    other = await ask(shop, RECORD, input=given("1", ann, data={"product_id": "cup"}))
    assert other["recordEvent"]["code"] == "event_conflict"
    wrong = await ask(shop, RECORD, input=given("2", ann, data={}))
    assert wrong["recordEvent"]["code"] == "malformed"
    node = "query ($id: ID!) { node(id: $id) { ... on Event { type } } }"
    assert (await ask(shop, node, id=did["id"]))["node"] == {"type": "view"}
    assert (await ask(shop, node, id="evt_" + "9" * 32))["node"] is None


async def test_what_a_customer_did_comes_in_pages(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await customer(world, "Ann")
    for number in range(3):
        await ask(shop, RECORD, input=given(str(number), ann))
    first = (await ask(shop, PAGE, id=ann))["events"]
    assert first["pageInfo"]["hasNextPage"] is True
    after = first["pageInfo"]["endCursor"]
    second = (await ask(shop, PAGE, id=ann, after=after))["events"]
    seen = [each["externalId"] for each in first["nodes"] + second["nodes"]]
    assert seen == ["2", "1", "0"]
    assert (await ask(shop, PAGE, id=ann, type="cart"))["events"]["nodes"] == []
    nobody = "cus_" + "9" * 32
    assert await refused(shop, PAGE, id=nobody) == {"code": "customer_not_found"}


async def test_a_shop_names_types_of_its_own(shop: httpx.AsyncClient) -> None:
    put = """mutation ($input: PutEventTypeInput!) {
        putEventType(input: $input) {
            ... on EventType { name } ... on Problem { code }
        }
    }"""
    schema = {"type": "object", "additionalProperties": False}
    made = await ask(shop, put, input={"name": "quiz", "schema": schema})
    assert made["putEventType"] == {"name": "quiz"}
    taken = await ask(shop, put, input={"name": "view", "schema": schema})
    assert taken["putEventType"] == {"code": "type_reserved"}
    found = await ask(shop, "{ eventTypes { name schema } }")
    assert found["eventTypes"] == [{"name": "quiz", "schema": schema}]


async def test_what_an_event_earned_is_an_edge(
    shop: httpx.AsyncClient, world: World
) -> None:
    terms = earning.Terms(on=OnEvent(event="view"), effect=earning.Fixed(5))
    rule = earning.PublishRule(rule="look", name="Look", terms=terms)
    await world.run(earning.publish_rule, rule)
    ann = await customer(world, "Ann")
    did = (await ask(shop, RECORD, input=given("1", ann)))["recordEvent"]
    edge = (
        "query ($id: ID!) { node(id: $id) { ... on Event { awards { rule earned } } } }"
    )
    found = await ask(shop, edge, id=did["id"])
    assert found["node"] == {"awards": [{"rule": "look", "earned": 5}]}
