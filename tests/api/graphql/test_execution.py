"""Execution: one snapshot for a query, one unit for each mutation."""

from typing import Any

import httpx
import structlog
from structlog.testing import capture_logs

from domain import documents
from domain.kernel import Principal
from domain.kernel.idempotency import idempotency_keys
from tests.api.graphql.conftest import client_of
from tests.world import World

ONE, TWO = "{ __typename }", "query Two { __typename }"

UPLOAD = """
mutation ($input: UploadInput!) {
    upload(input: $input) {
        __typename
        ... on Uploaded { added stored { app } }
        ... on Problem { code title retryable }
        ... on Malformed { errors { pointer detail } }
        ... on DigestMismatch { id }
    }
}
"""

PAGE = """
query ($first: Int!, $after: String) {
    trusted(first: $first, after: $after) {
        edges { cursor node { text } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}
"""


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    return (await client.post("/graphql", json=body)).json()


def manifest(*texts: str) -> dict[str, str]:
    return {documents.name_of(text): text for text in texts}


def given(*texts: str) -> dict[str, Any]:
    return {"app": "web", "documents": manifest(*texts)}


async def test_a_mutation_answers_with_what_it_changed(
    developer: httpx.AsyncClient,
) -> None:
    answer = await ask(developer, UPLOAD, input=given(ONE, TWO))
    assert answer["data"]["upload"] == {
        "__typename": "Uploaded",
        "added": 2,
        "stored": [{"app": "web"}, {"app": "web"}],
    }


async def test_each_mutation_sees_what_the_one_before_it_wrote(
    developer: httpx.AsyncClient, world: World
) -> None:
    query = """mutation ($a: UploadInput!, $b: UploadInput!) {
        a: upload(input: $a) { ... on Uploaded { added stored { app } } }
        b: upload(input: $b) { ... on Uploaded { added stored { app } } }
    }"""
    answer = await ask(developer, query, a=given(ONE), b=given(ONE, TWO))
    of = {"app": "web"}
    assert answer["data"] == {
        "a": {"added": 1, "stored": [of]},
        "b": {"added": 1, "stored": [of, of]},
    }
    del world


async def test_a_refusal_that_can_be_acted_upon_is_data(
    developer: httpx.AsyncClient,
) -> None:
    wrong = {documents.name_of(ONE): TWO}
    answer = await ask(developer, UPLOAD, input={"app": "web", "documents": wrong})
    assert answer["data"]["upload"] == {
        "__typename": "DigestMismatch",
        "code": "digest_mismatch",
        "title": "The text of a document does not have the digest that it is named by.",
        "retryable": False,
        "id": documents.name_of(ONE),
    }


async def test_every_field_at_fault_is_named(developer: httpx.AsyncClient) -> None:
    answer = await ask(developer, UPLOAD, input={"app": "No!", "documents": {}})
    problem = answer["data"]["upload"]
    assert (problem["__typename"], problem["code"]) == ("Malformed", "malformed")
    pointers = [error["pointer"] for error in problem["errors"]]
    assert pointers == ["/app", "/documents"]


async def test_a_key_that_comes_again_does_nothing_again(
    developer: httpx.AsyncClient, world: World
) -> None:
    query = """mutation ($input: UploadInput!, $key: String!) {
        upload(input: $input) @idempotent(key: $key) {
            __typename ... on Uploaded { added }
        }
    }"""
    for _ in range(2):
        answer = await ask(developer, query, input=given(ONE), key="k")
        assert answer["data"]["upload"] == {"__typename": "Uploaded", "added": 1}
    answer = await ask(developer, query, input=given(TWO), key="k")
    assert answer["data"]["upload"] == {"__typename": "KeyReused"}
    for key in ("", "k" * 201, "a b"):
        answer = await ask(developer, query, input=given(TWO), key=key)
        assert answer["data"]["upload"] == {"__typename": "Malformed"}
    assert len(await world.rows(idempotency_keys)) == 1


async def test_a_list_comes_in_pages_that_follow_each_other(
    developer: httpx.AsyncClient, statements: list[str]
) -> None:
    texts = [f"query Q{number} {{ __typename }}" for number in range(5)]
    await ask(developer, UPLOAD, input=given(*texts))
    seen: list[str] = []
    after = None
    for page, size in enumerate((2, 2, 1)):
        statements.clear()
        answer = await ask(developer, PAGE, first=2, after=after)
        found = answer["data"]["trusted"]
        assert answer["extensions"]["cost"] == {
            "requestedQueryCost": 2,
            "actualQueryCost": size,
        }
        cursors = [edge["cursor"] for edge in found["edges"]]
        assert found["pageInfo"] == {
            "hasNextPage": page < 2,
            "hasPreviousPage": page > 0,
            "startCursor": cursors[0],
            "endCursor": cursors[-1],
        }
        seen += [edge["node"]["text"] for edge in found["edges"]]
        after = cursors[-1]
    assert seen == sorted(texts, key=documents.name_of)


async def test_a_query_is_one_snapshot_and_none_if_nobody_looks(
    developer: httpx.AsyncClient, statements: list[str]
) -> None:
    await ask(developer, "{ hello __typename }")
    assert statements == []
    await ask(developer, "{ a: trusted { nodes { id } } b: trusted { nodes { id } } }")
    assert [sql.split()[0] for sql in statements] == [
        *("BEGIN", "SET", "SELECT", "SELECT", "COMMIT")
    ]


async def test_a_refusal_outside_a_union_bears_its_code(world: World) -> None:
    scopes = frozenset(world.principal.scopes - {"documents:read"})
    tenant = world.principal.tenant
    caller = Principal(tenant=tenant, scopes=scopes, actor="test")
    async with client_of(world, caller) as client:
        answer = await ask(client, PAGE, first=1)
    (error,) = answer["errors"]
    assert error["message"] == "The credentials do not grant the scope that this needs."
    assert error["path"] == ["trusted"]
    assert error["extensions"] == {"code": "not_allowed", "scope": "documents:read"}


async def test_a_bug_tells_a_caller_no_more_than_its_number(
    developer: httpx.AsyncClient,
) -> None:
    structlog.reset_defaults()
    with capture_logs() as logs:
        answer = await ask(developer, "{ bug }")
    (error,) = answer["errors"]
    (log,) = logs
    assert error["message"] == "Something went wrong on our side."
    incident = error["extensions"].pop("incident")
    assert error["extensions"] == {"code": "crashed"}
    assert (log["event"], log["incident"]) == ("crashed", incident)
    assert log["errors"] == ["builtins.ZeroDivisionError"]
    assert answer["data"] is None


async def test_a_field_that_fails_does_not_break_what_its_neighbours_look_at(
    developer: httpx.AsyncClient, statements: list[str]
) -> None:
    looks = " ".join(f"l{n}: trusted {{ nodes {{ id }} }}" for n in range(8))
    for _ in range(3):
        statements.clear()
        answer = await developer.post("/graphql", json={"query": f"{{ late {looks} }}"})
        assert (answer.status_code, answer.json()["data"]) == (200, None)
        (error,) = answer.json()["errors"]
        assert (error["path"], error["extensions"]["code"]) == (["late"], "crashed")
        assert statements[-1] == "COMMIT"
