"""What was promised is kept, or taken back openly: an undeclared break is refused."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from api.contract import document
from api.graphql.schema import schema
from domain.kernel.versions import FIRST
from local.breaks import declared, essence, graph_breaks, released, rest_breaks, sdl

Json = dict[str, Any]


def test_no_promise_is_broken_but_those_that_are_declared_to_be() -> None:
    rest, graph = released()
    found = {*rest_breaks(rest, document()), *graph_breaks(graph, schema.as_str())}
    meant = declared()
    assert found == {each.what for each in meant}
    assert all(each.why and each.on.isoformat() > FIRST for each in meant)


def test_what_is_kept_of_the_contracts_promises_as_much_as_they_do() -> None:
    whole, kept = document(), essence(document())
    assert rest_breaks(whole, kept) == rest_breaks(kept, whole) == []
    graph = schema.as_str()
    assert graph_breaks(graph, sdl(graph)) == []


def shop() -> Json:
    """Return a small contract, which is changed by each of those that follow."""
    order = {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "total": {"type": "integer"},
            "state": {"enum": ["open", "paid"]},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
            "how": {
                "anyOf": [
                    {"type": "object", "properties": {"by": {"const": "card"}}},
                    {"type": "object", "properties": {"by": {"const": "bank"}}},
                ]
            },
        },
        "required": ["id", "total"],
    }
    line = {
        "type": "object",
        "properties": {"name": {"type": "string", "format": "uri"}},
    }
    asked = {
        "type": "object",
        "properties": {
            "total": {"type": "integer", "maximum": 100},
            "state": {"enum": ["open", "paid"]},
            "who": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "more": {"type": "object", "additionalProperties": {"type": "string"}},
            "any": {"type": "object"},
        },
        "required": ["total"],
        "additionalProperties": False,
    }
    json = "application/json"
    after = {"name": "after", "in": "query", "schema": {"type": "string"}}
    post: Json = {
        "operationId": "orders.record",
        "security": [{"secretKey": ["orders:write"]}],
        "parameters": [after],
        "requestBody": {"required": False, "content": {json: {"schema": asked}}},
        "responses": {
            "201": {
                "content": {json: {"schema": {"$ref": "#/components/schemas/Order"}}}
            },
            "404": {"content": {}},
        },
    }
    schemas = {"Order": order, "Line": line}
    return {"paths": {"/orders": {"post": post}}, "components": {"schemas": schemas}}


def operation(changed: Json) -> Json:
    return changed["paths"]["/orders"]["post"]


def order(changed: Json) -> Json:
    return changed["components"]["schemas"]["Order"]


def asked(changed: Json) -> Json:
    return operation(changed)["requestBody"]["content"]["application/json"]["schema"]


Change = Callable[[Json], object]
AT = "POST /orders"
BREAKS: dict[str, Change] = {
    f"{AT}: gone": lambda it: it["paths"].clear(),
    f"{AT}: called orders.make": lambda it: operation(it).update(
        operationId="orders.make"
    ),
    f"{AT}: not for a secretKey with orders:write": lambda it: operation(it).update(
        security=[{"secretKey": ["orders:all"]}]
    ),
    f"{AT}: query after: gone": lambda it: operation(it)["parameters"].clear(),
    f"{AT}: needs query after": lambda it: operation(it)["parameters"][0].update(
        required=True
    ),
    f"{AT}: needs a body": lambda it: operation(it)["requestBody"].update(
        required=True
    ),
    f"{AT}: body: gone": lambda it: operation(it).pop("requestBody"),
    f"{AT}: body.who: gone": lambda it: asked(it)["properties"].pop("who"),
    f"{AT}: body.who: needed": lambda it: asked(it)["required"].append("who"),
    f"{AT}: body.who: no null any more": lambda it: asked(it)["properties"].update(
        who={"type": "string"}
    ),
    f"{AT}: body.total: maximum 99": lambda it: asked(it)["properties"]["total"].update(
        maximum=99
    ),
    f"{AT}: body.total: minimum 1": lambda it: asked(it)["properties"]["total"].update(
        minimum=1
    ),
    f"{AT}: body.state: no 'paid' any more": lambda it: asked(it)["properties"][
        "state"
    ].update(enum=["open"]),
    f"{AT}: body.more: no other names any more": lambda it: asked(it)["properties"][
        "more"
    ].update(additionalProperties=False),
    f"{AT}: body.any: no other names any more": lambda it: asked(it)["properties"][
        "any"
    ].update(additionalProperties=False),
    f"{AT}: 201: gone": lambda it: operation(it).update(responses={}),
    "Order (out).lines: gone": lambda it: order(it)["properties"].pop("lines"),
    "Order (out).id: may be missing": lambda it: order(it)["required"].remove("id"),
    "Order (out).total: may be null": lambda it: order(it)["properties"].update(
        total={"anyOf": [{"type": "integer"}, {"type": "null"}]}
    ),
    "Order (out).state: another thing": lambda it: order(it)["properties"].update(
        state={"enum": ["shut"]}
    ),
    "Line (out).name: format None": lambda it: it["components"]["schemas"]["Line"][
        "properties"
    ]["name"].pop("format"),
}
ADDITIONS: dict[str, Change] = {
    "an operation": lambda it: it["paths"].update({"/x": {"get": {}}}),
    "a field": lambda it: order(it)["properties"].update(more={"type": "string"}),
    "a word": lambda it: order(it)["properties"]["state"]["enum"].append("shut"),
    "a kind of object": lambda it: order(it)["properties"]["how"]["anyOf"].append(
        {"type": "object", "properties": {"by": {"const": "cash"}}}
    ),
    "what may be said": lambda it: asked(it)["properties"].update(new={"type": "null"}),
    "room": lambda it: asked(it)["properties"]["total"].pop("maximum"),
    "what needs not be said": lambda it: asked(it).update(required=[]),
    "what is there always": lambda it: order(it)["required"].append("note"),
    "another caller": lambda it: operation(it)["security"].append({"key": []}),
}


@pytest.mark.parametrize("told", BREAKS)
def test_a_break_is_found_and_named(told: str) -> None:
    changed = deepcopy(shop())
    BREAKS[told](changed)
    assert told in rest_breaks(shop(), changed)


@pytest.mark.parametrize("added", ADDITIONS)
def test_what_is_added_is_no_break(added: str) -> None:
    changed = deepcopy(shop())
    ADDITIONS[added](changed)
    assert rest_breaks(shop(), changed) == []


def test_a_field_of_the_graph_that_is_gone_is_a_break() -> None:
    old, new = "type Query { a: Int! b: Int }", "type Query { a: Int }"
    told = [
        "Field Query.a changed type from Int! to Int.",
        "Field Query.b was removed.",
    ]
    assert graph_breaks(old, new) == told
    assert graph_breaks(new, f"{new} type Other {{ a: Int }}") == []
