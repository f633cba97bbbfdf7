"""Customers in the graph."""

from collections.abc import Mapping
from typing import Any

import httpx

from domain import customers, documents
from tests.api.graphql.conftest import ask, holder_of, refused
from tests.world import World, open_shop

CREATE = """
mutation ($input: CreateCustomerInput!) {
    createCustomer(input: $input) {
        __typename
        ... on Customer { id email givenName externalIds { source id } version }
        ... on Problem { code }
        ... on Malformed { errors { pointer } }
        ... on EmailTaken { customerId }
    }
}
"""
UPDATE = """
mutation ($input: UpdateCustomerInput!) {
    updateCustomer(input: $input) {
        __typename
        ... on Customer { email givenName version }
        ... on StaleVersion { version }
    }
}
"""
FIND = "query ($id: ID!) { customer(id: $id) { id givenName birthDate createdAt } }"
NODE = "query ($id: ID!) { node(id: $id) { id ... on Customer { givenName } } }"
PAGE = """
query ($first: Int!, $after: String) {
    customers(first: $first, after: $after) {
        nodes { givenName externalIds { id } }
        pageInfo { hasNextPage endCursor }
    }
}
"""
NOBODY = "cus_" + "9" * 32


async def create(client: httpx.AsyncClient, **given: Any) -> Any:
    return (await ask(client, CREATE, input=given))["createCustomer"]


async def test_a_customer_is_written_down_and_found_by_every_name(
    shop: httpx.AsyncClient,
) -> None:
    named = {"source": "web", "id": "7"}
    email = "ann@example.org"
    ann = await create(shop, email=email, givenName="Ann", externalIds=[named])
    assert ann == {
        "__typename": "Customer",
        "id": ann["id"],
        "email": email,
        "givenName": "Ann",
        "externalIds": [named],
        "version": 1,
    }
    for name in (ann["id"], "external:web:7"):
        found = (await ask(shop, FIND, id=name))["customer"]
        assert found == {
            "id": ann["id"],
            "givenName": "Ann",
            "birthDate": None,
            "createdAt": "2030-01-01T12:00:00Z",
        }
    found = (await ask(shop, NODE, id=ann["id"]))["node"]
    assert found == {"id": ann["id"], "givenName": "Ann"}
    for arguments in (
        'email: "ANN@example.org"',
        'externalId: {source: "web", id: "7"}',
    ):
        query = f"{{ customers({arguments}) {{ nodes {{ id }} }} }}"
        assert (await ask(shop, query))["customers"]["nodes"] == [{"id": ann["id"]}]


async def test_what_is_given_is_changed_and_null_takes_it_away(
    shop: httpx.AsyncClient,
) -> None:
    ann = await create(shop, email="ann@example.org", givenName="Ann")
    given = {"customerId": ann["id"], "version": 1, "givenName": None}
    changed = (await ask(shop, UPDATE, input=given))["updateCustomer"]
    assert changed == {
        "__typename": "Customer",
        "email": "ann@example.org",
        "givenName": None,
        "version": 2,
    }
    stale = (await ask(shop, UPDATE, input=given))["updateCustomer"]
    assert stale == {"__typename": "StaleVersion", "version": 2}


async def test_an_address_that_is_taken_and_one_that_is_none_are_data(
    shop: httpx.AsyncClient,
) -> None:
    ann = await create(shop, email="ann@example.org")
    assert await create(shop, email="ann@example.org") == {
        "__typename": "EmailTaken",
        "code": "email_taken",
        "customerId": ann["id"],
    }
    wrong = await create(shop, email="x", givenName="")
    assert wrong["__typename"] == "Malformed"
    assert [each["pointer"] for each in wrong["errors"]] == ["/email", "/givenName"]


async def test_customers_come_in_pages_with_as_many_statements_however_large(
    shop: httpx.AsyncClient, statements: list[str]
) -> None:
    for number in range(12):
        await create(shop, givenName=f"C{number}")
    counted: list[int] = []
    for first in (3, 9):
        statements.clear()
        page = (await ask(shop, PAGE, first=first, after=None))["customers"]
        counted.append(len(statements))
        assert len(page["nodes"]) == first
        assert page["pageInfo"]["hasNextPage"]
    assert counted[0] == counted[1]
    rest = await ask(shop, PAGE, first=9, after=page["pageInfo"]["endCursor"])
    assert [each["givenName"] for each in rest["customers"]["nodes"]] == [
        *("C2", "C1", "C0")
    ]


async def test_who_is_not_there_and_who_is_a_neighbours_are_the_same(
    shop: httpx.AsyncClient, neighbour: World
) -> None:
    await open_shop(neighbour)
    theirs = await neighbour.run(customers.create, customers.Create(given_name="Bob"))
    for name in (NOBODY, theirs.id):
        assert await refused(shop, FIND, id=name) == {"code": "customer_not_found"}
        assert (await ask(shop, NODE, id=name)) == {"node": None}
        answer = await refused(shop, UPDATE, input={"customerId": name})
        assert answer == {"code": "customer_not_found"}


async def test_a_customer_sees_themselves_and_nobody_else(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await create(shop, givenName="Ann")
    bob = await create(shop, givenName="Bob")
    token = await token_of(shop, ann["id"])
    texts = {
        "me": "{ me { givenName attributes { name } preferences { name } } }",
        "node": NODE,
        "find": FIND,
        "page": PAGE,
    }
    names = await trust(world, texts)
    async with holder_of(world, token) as customer:

        async def asked(document: str, **variables: Any) -> Any:
            body = {"documentId": names[document], "variables": variables}
            return (await customer.post("/graphql", json=body)).json()

        me: dict[str, Any] = {"givenName": "Ann", "attributes": [], "preferences": []}
        assert (await asked("me"))["data"] == {"me": me}
        mine = await asked("node", id=ann["id"])
        assert mine["data"]["node"]["givenName"] == "Ann"
        for document in ("node", "find"):
            (error,) = (await asked(document, id=bob["id"]))["errors"]
            assert error["extensions"] == {"code": "customer_not_found"}
        (error,) = (await asked("page", first=1))["errors"]
        assert error["extensions"]["code"] == "not_allowed"


SAY = """
mutation ($said: SetAttributesInput!, $preferred: SetPreferencesInput!) {
    setAttributes(input: $said) {
        ... on Attributes { attributes { name value source purpose } }
    }
    setPreferences(input: $preferred) {
        ... on Preferences { preferences { name value } }
    }
}
"""


async def test_what_is_said_of_a_customer_is_shown_with_them(
    shop: httpx.AsyncClient,
) -> None:
    ann = await create(shop, givenName="Ann")
    said = {
        "customerId": ann["id"],
        "source": "crm",
        "purpose": "service",
        "attributes": {"segment": "a", "children": 2, "sizes": ["s", "m"]},
    }
    preferred = {"customerId": ann["id"], "preferences": {"shoe_size": 38}}
    answer = await ask(shop, SAY, said=said, preferred=preferred)
    of = {"source": "crm", "purpose": "service"}
    attributes = [
        {"name": "children", "value": 2, **of},
        {"name": "segment", "value": "a", **of},
        {"name": "sizes", "value": ["s", "m"], **of},
    ]
    preferences = [{"name": "shoe_size", "value": 38}]
    assert answer["setAttributes"] == {"attributes": attributes}
    assert answer["setPreferences"] == {"preferences": preferences}
    query = """query ($id: ID!) {
        customer(id: $id) {
            attributes { name value source purpose } preferences { name value }
        }
    }"""
    assert (await ask(shop, query, id=ann["id"]))["customer"] == {
        "attributes": attributes,
        "preferences": preferences,
    }


MERGE = """
mutation ($input: MergeCustomersInput!) {
    mergeCustomers(input: $input) {
        __typename ... on Merger { id keptId mergedId undoneAt } ... on Problem { code }
    }
}
"""
UNMERGE = """
mutation ($input: UnmergeCustomersInput!) {
    unmergeCustomers(input: $input) { ... on Merger { undoneAt } }
}
"""


async def test_two_who_were_one_are_made_one_and_two_again(
    shop: httpx.AsyncClient,
) -> None:
    ann, bob = [await create(shop, givenName=name) for name in ("Ann", "Bob")]
    given = {"keptId": ann["id"], "mergedId": bob["id"]}
    merger = (await ask(shop, MERGE, input=given))["mergeCustomers"]
    assert merger == {
        "__typename": "Merger",
        "id": merger["id"],
        **given,
        "undoneAt": None,
    }
    found = (await ask(shop, FIND, id=bob["id"]))["customer"]
    assert (found["id"], found["givenName"]) == (ann["id"], "Ann")
    itself = {"keptId": ann["id"], "mergedId": ann["id"]}
    same = (await ask(shop, MERGE, input=itself))["mergeCustomers"]
    assert same == {"__typename": "SameCustomer", "code": "same_customer"}
    node = "query ($id: ID!) { node(id: $id) { ... on Merger { keptId } } }"
    assert (await ask(shop, node, id=merger["id"]))["node"] == {"keptId": ann["id"]}
    assert (await ask(shop, node, id="mrg_" + "9" * 32))["node"] is None
    undone = await ask(shop, UNMERGE, input={"mergerId": merger["id"]})
    assert undone["unmergeCustomers"] == {"undoneAt": "2030-01-01T12:00:00Z"}
    found = (await ask(shop, FIND, id=bob["id"]))["customer"]
    assert found["givenName"] == "Bob"


async def token_of(shop: httpx.AsyncClient, customer_id: str) -> str:
    query = """mutation ($input: MintCustomerTokenInput!) {
        mintCustomerToken(input: $input) { ... on CustomerToken { token } }
    }"""
    given = {"customerId": customer_id, "scopes": ["customers:read"]}
    return (await ask(shop, query, input=given))["mintCustomerToken"]["token"]


async def trust(world: World, texts: Mapping[str, str]) -> Mapping[str, str]:
    names = {name: documents.name_of(text) for name, text in texts.items()}
    manifest = {names[name]: text for name, text in texts.items()}
    await world.run(documents.upload, documents.Upload(app="web", documents=manifest))
    return names


async def test_the_programme_is_shown(shop: httpx.AsyncClient) -> None:
    query = "{ programme { id name currency units { code kind exponent } } }"
    found = (await ask(shop, query))["programme"]
    assert found["currency"] == "EUR"
    assert found["units"][0] == {"code": "points", "kind": "POINTS", "exponent": 0}
    node = "query ($id: ID!) { node(id: $id) { ... on Programme { name } } }"
    assert (await ask(shop, node, id=found["id"]))["node"] == {"name": found["name"]}
    other = "prg_" + "9" * 32
    assert (await ask(shop, node, id=other))["node"] is None


async def test_an_id_of_no_kind_is_no_node(shop: httpx.AsyncClient) -> None:
    assert await ask(shop, '{ node(id: "x") { id } }') == {"node": None}


CHANGE = """
mutation ($name: String!, $thresholds: [ThresholdInput!]!) {
    updateProgramme(input: {name: $name}) { ... on Programme { name version } }
    setThresholds(input: {thresholds: $thresholds}) {
        ... on Thresholds { thresholds { name amount } }
        ... on Problem { code }
    }
    addUnit(input: {code: "stamps", name: "Stamps", kind: STAMPS}) {
        ... on Programme { units { code } thresholds { name unit } }
    }
}
"""


async def test_the_programme_is_changed(shop: httpx.AsyncClient) -> None:
    silver = {"unit": "points", "amount": 100, "name": "Silver"}
    answer = await ask(shop, CHANGE, name="Club", thresholds=[silver])
    assert answer == {
        "updateProgramme": {"name": "Club", "version": 2},
        "setThresholds": {"thresholds": [{"name": "Silver", "amount": 100}]},
        "addUnit": {
            "units": [{"code": "points"}, {"code": "stamps"}],
            "thresholds": [{"name": "Silver", "unit": "points"}],
        },
    }
    twice = await ask(shop, CHANGE, name="Club", thresholds=[silver, silver])
    assert twice["setThresholds"] == {"code": "threshold_twice"}
