"""Documents drawn from the schema: whatever is asked, nothing breaks."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
)

from api.graphql.schema import executable, schema
from tests.api.graphql.test_orders import adjust, customer, order
from tests.world import World

GRAPH = executable(schema)
DEPTH_MAX = 5
DRAWS = 60

SIZES = ["1", "2", "3", "0", "-1"]
WORDS = ['"points"', '"shop"', '"EUR"', '"ann@example.org"', '"x"', '""', '"\\u00e9"']
VALUES = {
    "Int": ["0", "1", "2", "100", "-5"],
    "Long": ["0", "1", "2", "100", "-5", "4000000000"],
    "Float": ["1.5", "-0.1"],
    "Boolean": ["true", "false"],
    "DateTime": ['"2029-06-01T12:00:00Z"'],
    "Date": ['"1990-02-28"'],
    "JSON": ['{a: "b"}', "{}", "7", '"x"'],
}


class Draw:
    """Draws documents; the same seed draws the same ones."""

    def __init__(self, seed: int, ids: Sequence[str]) -> None:
        self.dice = random.Random(seed)
        self.ids = ids

    def document(self, root: GraphQLObjectType, operation: str) -> str:
        return f"{operation} {self.selection(root, 0)}"

    def selection(self, kind: Any, depth: int) -> str:
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            # One at a time: fields of one name may differ between types.
            (each,) = self.some(GRAPH.get_possible_types(kind), 1)
            return f"{{ __typename ... on {each} {self.selection(each, depth)} }}"
        names = self.some(list(kind.fields), 4)
        fields = (self.field(name, kind.fields[name], depth) for name in names)
        return f"{{ __typename {' '.join(fields)} }}"

    def field(self, name: str, field: Any, depth: int) -> str:
        kind = named(field.type)
        composite = isinstance(
            kind, GraphQLObjectType | GraphQLUnionType | GraphQLInterfaceType
        )
        if composite and depth >= DEPTH_MAX:
            return ""
        below = self.selection(kind, depth + 1) if composite else ""
        return f"{name}{self.given(field.args)} {below}"

    def given(self, arguments: Mapping[str, Any]) -> str:
        words = [
            f"{name}: {self.value(name, each.type)}"
            for name, each in arguments.items()
            if str(each.type).endswith("!") or self.dice.random() < 0.3
        ]
        return f"({', '.join(words)})" if words else ""

    def value(self, name: str, kind: Any) -> str:
        if str(kind).startswith("["):
            return f"[{self.value(name, named(kind))}]"
        kind = named(kind)
        if isinstance(kind, GraphQLInputObjectType):
            return f"{{{self.given(kind.fields)[1:-1]}}}"
        if isinstance(kind, GraphQLEnumType):
            return self.dice.choice(list(kind.values))
        drawn = [f'"{each}"' for each in self.ids]
        given = drawn if kind.name == "ID" else VALUES.get(kind.name, WORDS)
        return self.dice.choice(SIZES if name == "first" else given)

    def some(self, of: Sequence[Any], most: int) -> list[Any]:
        return self.dice.sample(list(of), min(len(of), self.dice.randint(1, most)))


def named(kind: Any) -> Any:
    return GRAPH.type_map[str(kind).strip("[]!")]


@pytest.mark.parametrize("operation", ["query", "mutation"])
async def test_nothing_that_can_be_asked_breaks_anything(
    shop: httpx.AsyncClient, world: World, operation: str
) -> None:
    ann, bob = [await customer(world, name) for name in ("Ann", "Bob")]
    bought = await order(world, ann, "1")
    await adjust(world, ann, 50)
    ids = [ann, bob, bought.id, "external:shop:1", "cus_" + "9" * 32, "x"]
    root = GRAPH.query_type if operation == "query" else GRAPH.mutation_type
    assert root is not None
    executed = 0
    for seed in range(DRAWS):
        text = Draw(seed, ids).document(root, operation)
        answer = await shop.post("/graphql", json={"query": text})
        codes = [
            error["extensions"]["code"] for error in answer.json().get("errors", ())
        ]
        assert "crashed" not in codes, text
        assert answer.status_code == 200, text
        executed += "data" in answer.json()
    assert executed > DRAWS // 4
