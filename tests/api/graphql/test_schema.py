"""The schema: Relay's rules, and ours on what is said of everything in it."""

from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
)

from api.graphql.schema import executable, schema

GRAPH = executable(schema)
OBJECTS = {
    name: kind
    for name, kind in GRAPH.type_map.items()
    if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
}
ROOTS = {"Query", "Mutation"}


def typed(field: Any) -> str:
    return str(field.type)


def paged() -> list[tuple[str, GraphQLField]]:
    return [
        (f"{owner}.{name}", field)
        for owner, kind in OBJECTS.items()
        for name, field in kind.fields.items()
        if typed(field).rstrip("!").endswith("Connection")
    ]


def test_connections_are_those_of_relay() -> None:
    connections = {name for name in OBJECTS if name.endswith("Connection")}
    assert {"CustomerConnection", "EntryConnection", "OrderConnection"} <= connections
    for name in connections:
        edge = name.replace("Connection", "Edge")
        fields = {key: typed(field) for key, field in OBJECTS[name].fields.items()}
        node = name.removesuffix("Connection")
        assert fields == {
            "edges": f"[{edge}!]!",
            "nodes": f"[{node}!]!",
            "pageInfo": "PageInfo!",
        }
        edges = {key: typed(field) for key, field in OBJECTS[edge].fields.items()}
        assert edges == {"node": f"{node}!", "cursor": "String!"}
    pages = {key: typed(field) for key, field in OBJECTS["PageInfo"].fields.items()}
    assert pages == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }


@pytest.mark.parametrize(("place", "field"), paged(), ids=lambda each: str(each)[:40])
def test_what_is_a_connection_comes_in_pages(place: str, field: GraphQLField) -> None:
    given = {name: typed(argument) for name, argument in field.args.items()}
    assert (given["first"], given["after"]) == ("Int!", "String"), place


def test_what_can_be_found_by_its_id_is_a_node() -> None:
    node = GRAPH.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    found = {each.name for each in GRAPH.get_possible_types(node)}
    assert found == {
        *("Customer", "Event", "Merger", "Order", "Product", "Programme", "Return"),
        "WebhookEndpoint",
    }
    assert {name: typed(field) for name, field in node.fields.items()} == {"id": "ID!"}


def test_a_mutation_answers_with_what_it_made_or_a_problem() -> None:
    problem = GRAPH.type_map["Problem"]
    assert isinstance(problem, GraphQLInterfaceType)
    for name, field in OBJECTS["Mutation"].fields.items():
        result = GRAPH.type_map[typed(field).rstrip("!")]
        assert isinstance(result, GraphQLUnionType), name
        made, *problems = result.types
        assert problem not in made.interfaces, name
        assert all(problem in each.interfaces for each in problems), name
        assert {"Malformed", "KeyReused", "InFlight"} <= {p.name for p in problems}
        assert list(field.args) == ["input"], name


def test_everything_that_can_be_asked_or_done_is_explained() -> None:
    for kind in OBJECTS.values():
        assert kind.description or kind.name in ROOTS, kind.name
    for root in ROOTS:
        for name, field in OBJECTS[root].fields.items():
            assert field.description, name


def test_whatever_may_be_large_is_long() -> None:
    small = {
        name
        for kind in OBJECTS.values()
        for name, field in kind.fields.items()
        if typed(field).rstrip("!") == "Int"
    }
    value = {"amount", "available", "pending", "debt", "earned", "tax", "shipping"}
    assert small.isdisjoint(value)
