"""Parity: what is written over GraphQL leads to what it leads to over REST.

Each mutation is asked for as its route is, in a shop that is put back in between. Rows,
and the codes of refusals, are compared; the requests are made from the table of routes.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
)
from httpx import AsyncClient, Response

from api.app import app
from api.graphql.problems import camel
from api.graphql.schema import executable, schema
from api.rest.routes import ROUTES
from api.rest.routing import Route
from domain.kernel.database import Engine
from tests.api.conftest import client
from tests.api.graphql.test_parity import mutations
from tests.cutting import counted, holdings
from tests.makers import VERSIONS, Asking, asking, furnish, named_by
from tests.settled import Settled, settled
from tests.world import issue_key, new_world, open_shop

Json = dict[str, Any]

GRAPH = executable(schema)
ROUTED = {id(route.use_case): route for route in ROUTES}
# Which of them are compared each time; `make soak` compares the others as well.
EVERY = 5
NAMES = [
    pytest.param(name, marks=() if place % EVERY == 0 else pytest.mark.soak)
    for place, name in enumerate(sorted(mutations()))
]


@pytest.fixture(scope="module")
async def furnished(engine: Engine, database_url: str) -> tuple[Settled, str]:
    """Return a shop that has one of everything, and a key that may do it all."""
    world = await open_shop(new_world(engine))
    key = (await issue_key(world)).secret
    return settled(world, await furnish(world, "ann"), database_url), key


@pytest.fixture
def ann(furnished: tuple[Settled, str]) -> Settled:
    return furnished[0]


@pytest.fixture
async def api(furnished: tuple[Settled, str]) -> AsyncIterator[AsyncClient]:
    shop, key = furnished
    async with client(app(shop.world.platform), key) as opened:
        yield opened


def given(told: Asking) -> Json:
    """Return the command that a request carries."""
    said = told.path | told.query | (told.body or {})
    if told.route.method in {"PUT", "PATCH", "DELETE"}:
        name = told.route.use_case.name
        if "version" in told.route.use_case.command_type.__dataclass_fields__:
            said |= {"version": VERSIONS.get(name, 1)}
    return said


def in_the_graph(kind: Any, value: Any) -> Any:
    """Return a value of a command as the graph has it: names and words of its own."""
    while isinstance(kind, GraphQLNonNull):
        kind = cast("GraphQLNonNull[Any]", kind).of_type
    if isinstance(kind, GraphQLList) and isinstance(value, list):
        of: Any = cast("GraphQLList[Any]", kind).of_type
        return [in_the_graph(of, each) for each in cast("list[Any]", value)]
    if isinstance(kind, GraphQLEnumType):
        return value and str(value).upper()
    if isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict):
        return {
            camel(name): in_the_graph(kind.fields[camel(name)].type, each)
            for name, each in cast("Json", value).items()
        }
    return value


async def mutate(api: AsyncClient, name: str, said: Json) -> Response:
    """Ask the graph for a mutation."""
    assert GRAPH.mutation_type is not None
    field = camel(name)
    kind = GRAPH.mutation_type.fields[field].args["input"].type
    query = (
        f"mutation ($input: {kind}) {{ {field}(input: $input) "
        "{ __typename ... on Problem { code } } }"
    )
    body = {"query": query, "variables": {"input": in_the_graph(kind, said)}}
    return await api.post("/graphql", json=body)


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> Mapping[str, int]:
    return {name: n - before[name] for name, n in after.items() if n != before[name]}


def refusal(answer: Response) -> str:
    """Return the code of what the graph says no with, in either of its ways."""
    told = answer.json()
    if "errors" in told:
        return told["errors"][0]["extensions"]["code"]
    (outcome,) = told["data"].values()
    return outcome["code"]


@pytest.mark.parametrize("name", NAMES)
async def test_a_mutation_changes_what_its_route_does_and_refuses_as_it_does(
    api: AsyncClient, ann: Settled, name: str
) -> None:
    route: Route = ROUTED[id(mutations()[name])]
    tenant = ann.world.principal.tenant
    told = asking(route, ann.things)
    before = counted(holdings(ann.url, tenant))
    over_rest = await told.send(api)
    assert over_rest.status_code < 300, over_rest.text
    by_rest = changes(before, counted(holdings(ann.url, tenant)))
    ann.put_back()
    answer = (await mutate(api, name, given(told))).json()
    by_graph = changes(before, counted(holdings(ann.url, tenant)))
    ann.put_back()
    assert "errors" not in answer, answer
    (outcome,) = answer["data"].values()
    assert "code" not in outcome, outcome
    assert by_graph == by_rest
    for field, prefix in list(named_by(route).items())[:1]:
        of_nobody = told.naming(field, f"{prefix}_{'f' * 32}")
        no = await of_nobody.send(api)
        code = refusal(await mutate(api, name, given(of_nobody)))
        assert no.json()["type"] == f"/problems/{code}"
        assert counted(holdings(ann.url, tenant)) == before
