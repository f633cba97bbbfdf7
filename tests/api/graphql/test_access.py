"""Access: what is another tenant's is not there, wherever the graph takes an id.

The questions are made from the schema and from the commands, not by hand.
"""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, TypeAlias, cast

import httpx
import msgspec
import pytest
from graphql import GraphQLObjectType, GraphQLSchema

from api import valkey
from api.graphql.problems import camel
from api.graphql.schema import executable, schema
from api.limits import Limiter, Policy
from api.rest.examples import example
from api.valkey import Valkey
from domain import catalogue, customers, events, tenants, tiers
from domain.kernel.database import Engine
from tests import making
from tests.api.graphql.conftest import ask, holder_of, refused
from tests.api.graphql.test_orders import customer, order
from tests.api.graphql.test_parity import mutations
from tests.makers import TIERS
from tests.world import NOON, World, issue_key, new_world, open_shop

GRAPH: GraphQLSchema = executable(schema)
REFERENCE = "#/components/schemas/"
Json: TypeAlias = dict[str, Any]


@pytest.fixture(scope="module")
async def theirs(engine: Engine) -> Mapping[str, str]:
    """Return the ids of a neighbour's things, which nobody changes, by their prefix."""
    neighbour = new_world(engine)
    for _ in range(100):  # Or else ours would have the same ids.
        neighbour.platform.new_number()
    await open_shop(neighbour)
    ann, bob = [await customer(neighbour, name) for name in ("Ann", "Bob")]
    bought = await order(neighbour, ann, "1")
    mug = catalogue.Put(source="web", external_id="mug", name="Mug")
    merger = customers.Merge(kept_id=ann, merged_id=bob)
    found = await neighbour.run(tenants.find_programme, tenants.FindProgramme())
    viewed = events.Record(
        external_id="e1",
        type="view",
        occurred_at=NOON,
        customer=customers.Identity(id=ann),
        data={"product_id": "mug"},
    )
    seen = await neighbour.run(events.record, viewed)
    more = await making.make(neighbour, {"cus": ann, "ord": bought.id})
    return more | {
        "cus": ann,
        "ord": bought.id,
        "evt": seen.id,
        "prd": (await neighbour.run(catalogue.put, mug)).id,
        "mrg": (await neighbour.run(customers.merge, merger)).id,
        "prg": found.id,
        "tpr": (await neighbour.run(tiers.draft, tiers.Draft(terms=TIERS))).id,
    }


@pytest.fixture
async def counter(queue_url: str) -> AsyncIterator[Valkey]:
    """Return where requests are counted."""
    client = valkey.connect(queue_url)
    yield client
    await client.aclose()


def named(root: GraphQLObjectType | None) -> list[str]:
    assert root is not None
    return [name for name, field in root.fields.items() if "id" in field.args]


@pytest.mark.parametrize("field", named(GRAPH.query_type))
async def test_a_neighbours_things_are_not_found(
    shop: httpx.AsyncClient, theirs: Mapping[str, str], field: str
) -> None:
    for name in theirs.values():
        query = f"query ($id: ID!) {{ {field}(id: $id) {{ __typename }} }}"
        body = {"query": query, "variables": {"id": name}}
        answer = (await shop.post("/graphql", json=body)).json()
        assert answer["data"] == {field: None}
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        assert codes <= {f"{field}_not_found", "malformed"}


def command(name: str) -> dict[str, Any]:
    (reference,), parts = msgspec.json.schema_components(
        [mutations()[name].command_type], ref_template=REFERENCE + "{name}"
    )
    said = {name: in_the_graph(part) for name, part in parts.items()}
    return {**said[reference["$ref"].removeprefix(REFERENCE)], "$defs": said}


def in_the_graph(said: Any) -> Any:
    """Return a schema whose enumerations have the graph's words."""
    if isinstance(said, list):
        return [in_the_graph(each) for each in cast("list[Any]", said)]
    if not isinstance(said, dict):
        return said
    parts = cast("Json", said)
    words = {"enum": [str(each).upper() for each in parts.get("enum", ())]}
    told = {name: in_the_graph(part) for name, part in parts.items()}
    return told | words if "enum" in parts else told


def ids_in(name: str) -> dict[str, str]:
    """Return the fields of a command that take an id of ours, and its prefix."""
    found = {
        field: re.match(r"\^\(?([a-z]{3})_\[", said.get("pattern", ""))
        for field, said in command(name)["properties"].items()
    }
    return {field: match[1] for field, match in found.items() if match}


def inner(given: Any) -> Any:
    """Return a value whose fields have the graph's names."""
    if isinstance(given, list):
        return [inner(each) for each in cast("list[Any]", given)]
    if not isinstance(given, dict):
        return given
    return {camel(name): inner(part) for name, part in cast("Json", given).items()}


TAKING_IDS = [name for name in mutations() if ids_in(name)]


def test_there_are_mutations_that_take_ids() -> None:
    assert {"update_customer", "cancel_order", "merge_customers"} <= set(TAKING_IDS)


@pytest.mark.parametrize("name", TAKING_IDS)
async def test_a_neighbours_things_cannot_be_changed(
    shop: httpx.AsyncClient, theirs: Mapping[str, str], name: str
) -> None:
    said = command(name)
    given = {
        camel(field): inner(example(said["properties"][field], said["$defs"]))
        for field in said["required"]
    }
    given |= {camel(field): theirs[kind] for field, kind in ids_in(name).items()}
    field = camel(name)
    kind = f"{field[0].upper()}{field[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {field}(input: $input) {{ __typename }} }}"
    answer = await refused(shop, query, input=given)
    assert re.fullmatch("[a-z_]+_not_found", answer["code"])


async def test_a_stranger_is_turned_away(world: World) -> None:
    async with holder_of(world, "sk_test_wrong") as stranger:
        answer = await stranger.post("/graphql", json={"query": "{ __typename }"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "not_authenticated"}


async def test_who_asks_too_much_is_told_when_to_ask_again(
    world: World, counter: Valkey
) -> None:
    await open_shop(world)
    key = await issue_key(world)
    policy = Policy(name="little", size=4, per_s=0.1)
    async with holder_of(world, key.secret) as client:
        application: Any = vars(client)["_transport"].app
        application.state.limiter = Limiter(counter, of_keys=policy)
        # One for the request, and three for three hundred objects.
        query = """{
            a: products(first: 100) { nodes { id } }
            b: products(first: 100) { nodes { id } }
            c: products(first: 100) { nodes { id } }
        }"""
        assert (await ask(client, query))["a"] == {"nodes": []}
        answer = await client.post("/graphql", json={"query": "{ __typename }"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "too_many_requests"
