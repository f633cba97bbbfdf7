"""The status over REST and in the graph: one meaning, whichever way it is read."""

from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from graphql import parse
from graphql.language.ast import OperationDefinitionNode
from httpx import AsyncClient

from api.app import app
from api.graphql.plans import planned
from api.graphql.schema import executable, schema
from domain import customers, documents
from domain.kernel import CustomerId, Scope
from domain.kernel.hot import HotPath
from tests.api.conftest import client
from tests.domain.ledger.books import DAY, earn, post
from tests.domain.tiers.club import publish, review
from tests.domain.tiers.lives import terms
from tests.world import NOON, World, issue_key

WHOLE = """
query Status($id: ID!) {
    customer(id: $id) {
        id
        points: status {
            customerId
            tier {
                tier { slug names { nl en } } since validUntil measure counted
                next { slug names { nl en } threshold missing } keeping { missing by }
            }
            balances {
                unit name available pending debt
                expiring { at amount } arriving { at amount }
                nextThreshold { name amount missing }
                entries {
                    id kind amount debit credit availableAfter pendingAfter
                    sourceType sourceId occurredAt
                }
            }
        }
    }
}
"""
NOBODY = "cus_" + "9" * 32


@pytest.fixture
async def ann(api: AsyncClient, shop: World) -> CustomerId:
    """Return a customer with points, of which some wait."""
    made = await api.post("/v1/customers", json={"given_name": "Ann"})
    customer_id: str = made.json()["id"]
    await publish(shop, terms())
    await review(shop)
    await post(
        shop,
        earn(customer_id, 100, expires_at=NOON + 30 * DAY),
        earn(customer_id, 7, "o2", available_at=NOON + DAY),
    )
    return customer_id


@pytest.fixture
async def hot(shop: World, database_url: str) -> AsyncIterator[AsyncClient]:
    """Return a client of an application with a hot path."""
    path = HotPath(database_url, size=1)
    key = await issue_key(shop)
    async with client(app(replace(shop.platform, hot=path)), key.secret) as opened:
        yield opened
    await path.close()


async def test_it_is_told_over_rest(api: AsyncClient, ann: CustomerId) -> None:
    answer = await api.get(f"/v1/customers/{ann}/status")
    assert answer.status_code == 200
    (balance,) = answer.json()["balances"]
    assert (balance["available"], balance["pending"]) == (100, 7)
    assert balance["arriving"] == {"at": "2030-01-02T12:00:00Z", "amount": 7}


async def test_the_tier_is_told_with_what_is_missing_to_the_next(
    api: AsyncClient, hot: AsyncClient, ann: CustomerId
) -> None:
    for each in (api, hot):
        told = (await each.get(f"/v1/customers/{ann}/status")).json()["tier"]
        assert told["tier"] == {
            "slug": "bronze",
            "names": {"nl": "Bronze", "en": "Bronze"},
        }
        assert (told["next"]["slug"], told["next"]["missing"]) == ("silver", 100)


async def test_who_knows_it_already_is_told_nothing(
    api: AsyncClient, hot: AsyncClient, ann: CustomerId, shop: World
) -> None:
    address = f"/v1/customers/{ann}/status"
    first = await hot.get(address)
    known = {"If-None-Match": first.headers["etag"]}
    for each in (api, hot):
        again = await each.get(address, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    await post(shop, earn(ann, 1, "o3"))
    later = await hot.get(address, headers=known)
    assert later.status_code == 200
    assert later.headers["etag"] != first.headers["etag"]


async def test_the_hot_path_answers_to_the_letter_as_the_other(
    api: AsyncClient, hot: AsyncClient, ann: CustomerId
) -> None:
    for who in (ann, NOBODY, "external:shop:ann", "nonsense"):
        address = f"/v1/customers/{who}/status"
        one, other = await api.get(address), await hot.get(address)
        assert (one.status_code, one.content) == (other.status_code, other.content)


@pytest.mark.parametrize(
    "document",
    [
        WHOLE,
        "query ($id: ID!) { c: customer(id: $id) { __typename status { customerId } }}",
        "query ($id: ID!) { customer(id: $id) { status { balances { available } } } }",
    ],
)
async def test_a_plan_answers_to_the_letter_as_the_executor(
    api: AsyncClient, hot: AsyncClient, ann: CustomerId, document: str
) -> None:
    node = parse(document)
    (operation,) = node.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert planned(executable(schema), node, operation) is not None
    executed = document.replace("{", "{ __typename ", 1)
    for who in (ann, NOBODY, "external:shop:ann", 7, None):
        body: dict[str, Any] = {"query": document, "variables": {"id": who}}
        quick = (await hot.post("/graphql", json=body)).json()
        body["query"] = executed
        slow = (await api.post("/graphql", json=body)).json()
        if slow.get("data"):
            assert slow["data"].pop("__typename") == "Query"
        assert quick.get("data") == slow.get("data")
        assert [each["message"] for each in quick.get("errors", ())] == [
            each["message"] for each in slow.get("errors", ())
        ]


@pytest.mark.parametrize(
    "document",
    [
        "{ __typename }",
        "{ programme { id } }",
        'mutation { customer(id: "cus_1") { status { customerId } } }',
        "query ($id: ID!) { customer(id: $id) { email status { customerId } } }",
        "query ($id: ID!) { customer(id: $id) { id } }",
        "query ($id: ID!) { customer(id: $id) { ...x } } fragment x on Customer { id }",
        "query ($id: ID!) { customer(id: $id) { ... { status { customerId } } } }",
        "query ($id: ID!) { customer(id: $id) @skip(if: true) { id } }",
        "query ($id: ID!) { customer(id: $id) { status { __typename } } }",
        "query ($id: ID!) { customer(id: $id) { status { customerId customerId } } }",
        "query ($id: ID!) { customer(id: $id) { id } me { status { customerId } } }",
    ],
)
def test_what_a_plan_is_not_sure_of_is_left_to_the_executor(document: str) -> None:
    node = parse(document)
    operation = node.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert planned(executable(schema), node, operation) is None


async def test_who_holds_a_token_sees_themselves_alone(
    hot: AsyncClient, api: AsyncClient, ann: CustomerId, shop: World
) -> None:
    text = "{ me { id status { balances { available } } } }"
    name = f"sha256:{sha256(text.encode()).hexdigest()}"
    upload = documents.Upload(app="web", documents={name: text})
    await shop.run(documents.upload, upload)
    token = await minted(shop, ann)
    headers = {"Authorization": f"Bearer {token}"}
    bob = (await api.post("/v1/customers", json={"given_name": "Bob"})).json()["id"]
    theirs = await hot.get(f"/v1/customers/{bob}/status", headers=headers)
    own = await hot.get(f"/v1/customers/{ann}/status", headers=headers)
    assert (theirs.status_code, own.status_code) == (404, 200)
    seen = await hot.post("/graphql", json={"documentId": name}, headers=headers)
    assert seen.json()["data"]["me"] == {
        "id": ann,
        "status": {"balances": [{"available": 100}]},
    }


async def minted(shop: World, customer_id: CustomerId) -> str:
    scopes = (Scope("status:read"), Scope("customers:read"))
    command = customers.MintToken(customer_id=customer_id, scopes=scopes)
    return (await shop.run(customers.mint_token, command)).token
