"""Limits: a hostile document is refused before it costs anything."""

import time
from typing import Any

import httpx
import pytest
from graphql import build_schema, get_introspection_query, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from api.graphql import limits
from api.graphql.documents import Documents
from api.graphql.problems import RequestRefused
from tests.api.graphql import sample

CPU_SECONDS_MAX = 0.010

CHAIN = "{ ...F0 } " + " ".join(
    f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60)
)

HOSTILE = {
    "aliases": "{ " + " ".join(f"a{n}: hello" for n in range(300)) + " }",
    "the same field": "{" + " hello" * 900 + " }",
    "root fields": "{" + " ".join(f"f{n}" for n in range(11)) + " }",
    "directives": "{ hello " + "@skip(if: false) " * 100 + "}",
    "unknown directives": "{ hello " + "@a" * 450 + " }",
    "depth": "{ trusted " + "{ a " * 60 + "}" * 60 + " }",
    "depth beyond the stack": "{ " + "a { " * 400 + "}" * 400 + " }",
    "depth of a value": "{ hello(name: " + "[" * 400 + "]" * 400 + ") }",
    "tokens": "{ hello(name: [" + "1 " * 2_000 + "]) }",
    "comments": "#\n" * 5_000 + "{ hello }",
    "characters": "{ hello }" + " " * 50_000,
    "circular fragments": "{ ...A } fragment A on Query { ...B } "
    "fragment B on Query { ...A }",
    "circular fields": "{ ...A } fragment A on Query { trusted { ...B } } "
    "fragment B on TrustedDocumentConnection { edges { ...B node { ...B } } }",
    "fragments that double": f"{CHAIN} fragment F60 on Query {{ hello }}",
    "fragments that nobody spreads": "{ hello } fragment F on Query {"
    + " hello" * 900
    + " }",
    "circular introspection": "{ __schema { types { fields { type { fields { type "
    "{ fields { type { fields { name } } } } } } } } }",
    "deep introspection": '{ __type(name: "Query") '
    + "{ ofType " * 20
    + "}" * 20
    + " }",
    "fields that are not there": "{ trusted { nodes { "
    + " ".join(f"upload{n}" for n in range(390))
    + " } } }",
    "fields of what is not there": "{ trusted { ... on Nothing { "
    + " ".join(f"upload{n}" for n in range(390))
    + " } } }",
    "operations": " ".join(f"query Q{n} {{ hello }}" for n in range(11)),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_document_is_refused_within_ten_milliseconds(attack: str) -> None:
    spent: list[float] = []
    for _ in range(3):  # The first warms up, and the machine has others to serve.
        documents = Documents(sample.GRAPH)
        begun = time.thread_time()
        with pytest.raises(RequestRefused):
            documents.prepare(HOSTILE[attack], suggest=False)
        spent.append(time.thread_time() - begun)
    assert min(spent) < CPU_SECONDS_MAX


@pytest.mark.parametrize(
    ("attack", "limit", "most", "found"),
    [
        ("aliases", "aliases", 15, 16),
        ("the same field", "selections", 400, 401),
        ("root fields", "root_fields", 10, 11),
        ("directives", "directives", 20, 100),
        ("depth", "depth", 12, 13),
        ("operations", "operations", 10, 11),
    ],
)
async def test_the_limit_that_was_exceeded_is_named(
    developer: httpx.AsyncClient, attack: str, limit: str, most: int, found: int
) -> None:
    answer = await developer.post("/graphql", json={"query": HOSTILE[attack]})
    (error,) = answer.json()["errors"]
    code = {"code": "document_too_large"}
    assert error["extensions"] == {**code, "limit": limit, "most": most, "found": found}


def test_of_many_fields_that_are_not_there_five_are_told() -> None:
    documents = Documents(sample.GRAPH)
    with pytest.raises(RequestRefused) as refusal:
        documents.prepare(HOSTILE["fields that are not there"], suggest=True)
    *told, end = [each.message for each in refusal.value.errors]
    assert told == [
        f"Cannot query field 'upload{n}' on type 'TrustedDocument'." for n in range(5)
    ]
    assert end.startswith("Too many validation errors")
    with pytest.raises(RequestRefused) as refusal:
        documents.prepare(HOSTILE["fields of what is not there"], suggest=True)
    (error,) = refusal.value.errors
    assert error.message == "Unknown type 'Nothing'. Did you mean 'String'?"


def test_many_fields_of_one_name_are_not_compared_in_pairs() -> None:
    query = "{" + " ...{ hello }" * 51 + " }"
    with pytest.raises(RequestRefused) as refusal:
        Documents(sample.GRAPH).prepare(query, suggest=False)
    assert exceeded(refusal.value)["limit"] == "comparisons"


def test_honest_introspection_passes() -> None:
    query = get_introspection_query(specified_by_url=True, directive_is_repeatable=True)
    operation = Documents(sample.GRAPH).prepare(query, suggest=True).operation(None)
    assert operation.measure.introspects
    assert operation.measure.hold({}) == 100


SHOP = build_schema("""
type Query { me: Customer shops(first: Int! = 20): ShopConnection! shop: Shop
  any: Any }
type Mutation { buy: Customer }
type ShopConnection { edges: [ShopEdge!]! nodes: [Shop!]! pageInfo: PageInfo! }
type ShopEdge { node: Shop! cursor: String! }
type PageInfo { hasNextPage: Boolean! }
type Shop { name: String! customers(first: Int): [Customer!]! tags: [Tag!]! }
type Tag { name: String! }
type Customer { name: String! friends(first: Int! = 10): [Customer!]! }
union Any = Shop | Customer
""")


def exceeded(refusal: RequestRefused) -> dict[str, Any]:
    (error,) = refusal.errors
    return error.extensions or {}


def cost(query: str, **variables: object) -> int:
    (measured,) = limits.measure(SHOP, parse(query)).operations.values()
    return measured.cost.requested(variables)


@pytest.mark.parametrize(
    ("query", "requested"),
    [
        ("{ me { name } }", 1),
        ("{ me { name } other: me { name } }", 2),
        ("{ me { name } ... { me { name friends { name } } } }", 11),
        ("{ shops { nodes { name } pageInfo { hasNextPage } } }", 20),
        ("{ shops(first: 7) { edges { cursor node { name } } } }", 7),
        ("{ shops(first: 7) { edges { node { name } } nodes { name } } }", 14),
        ("{ shops(first: 5) { nodes { customers(first: 3) { name } } } }", 20),
        ("{ shop { tags { name } } }", 11),
        ("{ shops(first: 5) { nodes { tags { name } } } }", 55),
        ("{ shop { customers(first: 2) { friends { name } } } }", 23),
        ("{ shop { customers { name } } }", 11),
        ("{ any { ... on Shop { tags { name } } ... on Customer { name } } }", 11),
        ("mutation { buy { name } }", 11),
        ("mutation { buy { name } again: buy { name } }", 22),
        ("{ __schema { types { name } } }", 100),
    ],
)
def test_an_object_costs_one_and_a_page_multiplies(query: str, requested: int) -> None:
    assert cost(query) == requested


def test_the_size_of_a_page_may_come_from_a_variable() -> None:
    query = "query ($n: Int!) { shops(first: $n) { nodes { name } } }"
    assert [cost(query, n=size) for size in (0, 1, 50)] == [0, 1, 50]
    assert cost("query ($n: Int! = 9) { shops(first: $n) { nodes { name } } }") == 9
    assert cost("query ($n: Int) { shops(first: $n) { nodes { name } } }") == 20
    (measured,) = limits.measure(SHOP, parse(query)).operations.values()
    with pytest.raises(RequestRefused) as refusal:
        measured.hold({"n": 101})
    assert exceeded(refusal.value)["limit"] == "page_size"


def test_pages_within_pages_are_refused_by_what_they_cost() -> None:
    query = "{ shops(first: 100) { nodes { customers(first: 100) { name } } } }"
    (measured,) = limits.measure(SHOP, parse(query)).operations.values()
    with pytest.raises(RequestRefused) as refusal:
        measured.hold({})
    found = exceeded(refusal.value)
    assert (found["limit"], found["found"]) == ("cost", 10_100)


def test_what_an_answer_did_cost_is_counted_in_it() -> None:
    query = "{ me { name } shops { nodes { name customers(first: 9) { name } } } }"
    (measured,) = limits.measure(SHOP, parse(query)).operations.values()
    name = {"name": "a"}
    shop = {**name, "customers": [name, name]}
    answer: dict[str, Any] = {
        "me": None,
        "shops": {"nodes": [shop, {**name, "customers": []}]},
    }
    assert measured.actual(answer) == 4
    assert measured.actual({**answer, "me": name}) == 5


WORDS = (
    *("{", "}", "(", ")", "[", "]", "...", ":", "!", "=", "$", "@", "|", "#", "\n"),
    *("query", "mutation", "subscription", "fragment", "on", "F", "G", "F on Query"),
    *("hello", "trusted", "nodes", "edges", "node", "id", "first", "__typename"),
    *("__schema", "__type", "types", "fields", "name", "upload", "input", "Query"),
    *(
        "$n",
        "Int",
        "1",
        "-1",
        "1.5",
        '"text"',
        '"""',
        "null",
        "true",
        "@skip(if: true)",
    ),
    *(
        "first: 3",
        "first: $n",
        "a: hello",
        "...F",
        "... on Query",
        "{ hello }",
        "\ud7ff",
    ),
)


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
@settings(max_examples=300)
def test_whatever_is_sent_is_a_document_or_refused(text: str) -> None:
    known = Documents(sample.GRAPH)
    try:
        document = known.prepare(text, suggest=True)
    except RequestRefused as refusal:
        assert refusal.errors
    else:
        for operation in document.operations.values():
            assert operation.measure.cost.requested({}) >= 0
