"""GraphQL over HTTP: what the `graphql-http` audits ask for, and a little more."""

from typing import Any

import httpx
import pytest

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"

TYPE = "query Type($name: String!) { __type(name: $name) { name } }"
COERCION = "query ($id: ID!) { __typename @include(if: true) hello(name: $id) }"
NO_SUCH_FIELD = "{ a8f31403dfe404bccbb0e835f2629c6a7 }"


async def post(
    client: httpx.AsyncClient, body: object, accept: str | None = None, **headers: str
) -> httpx.Response:
    if accept is not None:
        headers["accept"] = accept
    return await client.post("/graphql", json=body, headers=headers)


def kind_of(answer: httpx.Response) -> str:
    return answer.headers["content-type"]


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL};q=0.1, {JSON}", JSON),
        (f"text/html, {GRAPHQL};q=0.9, */*;q=0.8", GRAPHQL),
        (f"{GRAPHQL};q=x, {JSON};q=0.5", JSON),
    ],
)
async def test_the_answer_comes_in_the_media_type_that_is_accepted(
    developer: httpx.AsyncClient, accept: str | None, answered: str
) -> None:
    del developer.headers["accept"]
    answer = await post(developer, {"query": "{ __typename }"}, accept)
    assert (answer.status_code, kind_of(answer)) == (200, f"{answered}; charset=utf-8")
    assert answer.json()["data"] == {"__typename": "Query"}


async def test_what_cannot_be_accepted_is_not_acceptable(
    developer: httpx.AsyncClient,
) -> None:
    answer = await post(developer, {"query": "{ __typename }"}, "text/html")
    assert (answer.status_code, kind_of(answer)) == (406, f"{JSON}; charset=utf-8")


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", ";charset=UTF-8"])
async def test_a_request_is_utf_8(developer: httpx.AsyncClient, charset: str) -> None:
    body = '{"query": "{ __type(name: \\"Run🏃Swim🏊\\") { name } }"}'.encode()
    headers = {"content-type": f"{JSON}{charset}"}
    answer = await developer.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, answer.json()["data"]) == (200, {"__type": None})


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "*/*"]
)
async def test_a_body_of_another_kind_is_refused(
    developer: httpx.AsyncClient, content_type: str
) -> None:
    body, headers = b'{"query": "{ __typename }"}', {"content-type": content_type}
    answer = await developer.post("/graphql", content=body, headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_other_methods_are_not_allowed(
    developer: httpx.AsyncClient, method: str
) -> None:
    answer = await developer.request(method, "/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{ "not a JSON', b'{"query": "\xff"}', b'"text"', b"7", b"null"],
)
async def test_a_body_that_is_no_request_is_a_bad_request(
    developer: httpx.AsyncClient, body: bytes, accept: str
) -> None:
    headers = {"content-type": JSON, "accept": accept}
    answer = await developer.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, "data" in answer.json()) == (400, False)
    assert answer.json()["errors"][0]["extensions"] == {"code": "malformed"}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"notquery": "{ __typename }"},
        {"query": None},
        *({"query": value} for value in ({"obj": "ect"}, 0, False, ["array"])),
        *(
            {"query": "{ __typename }", parameter: value}
            for parameter, values in {
                "operationName": ({"obj": "ect"}, 0, False, ["array"]),
                "documentId": ({"obj": "ect"}, 0, False, ["array"]),
                "variables": ("string", 0, False, ["array"]),
                "extensions": ("string", 0, False, ["array"]),
            }.items()
            for value in values
        ),
    ],
)
async def test_a_parameter_of_another_type_is_a_bad_request(
    developer: httpx.AsyncClient, body: object, accept: str
) -> None:
    answer = await post(developer, body, accept)
    assert (answer.status_code, "data" in answer.json()) == (400, False)


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize(
    "more",
    [
        *({name: None} for name in ("variables", "operationName", "extensions")),
        {"variables": {}},
        {"extensions": {"some": "value"}},
    ],
)
async def test_parameters_may_be_null_or_maps(
    developer: httpx.AsyncClient, more: dict[str, Any], accept: str
) -> None:
    answer = await post(developer, {"query": "{ __typename }", **more}, accept)
    assert (answer.status_code, "errors" in answer.json()) == (200, False)


async def test_one_of_several_operations_is_chosen_by_name(
    developer: httpx.AsyncClient,
) -> None:
    query = "query A { a: __typename } query B { b: __typename }"
    chosen = await post(developer, {"query": query, "operationName": "B"})
    assert chosen.json()["data"] == {"b": "Query"}
    for name in ("C", None):
        answer = await post(developer, {"query": query, "operationName": name}, GRAPHQL)
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert error["extensions"] == {"code": "operation_not_found"}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_queries_may_be_asked_by_get(
    developer: httpx.AsyncClient, accept: str
) -> None:
    headers = {"accept": accept}
    asked = {"query": TYPE, "variables": '{"name": "Query"}', "extensions": "{}"}
    answer = await developer.get("/graphql", params=asked, headers=headers)
    assert (answer.status_code, kind_of(answer)) == (200, f"{accept}; charset=utf-8")
    assert answer.json()["data"] == {"__type": {"name": "Query"}}


@pytest.mark.parametrize("variables", ["{", "[]", "7", '"text"'])
async def test_variables_in_a_url_must_be_a_map(
    developer: httpx.AsyncClient, variables: str
) -> None:
    asked = {"query": TYPE, "variables": variables}
    answer = await developer.get("/graphql", params=asked)
    assert answer.status_code == 400


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_mutations_are_not_asked_by_get(
    developer: httpx.AsyncClient, accept: str
) -> None:
    asked = {"query": "mutation { __typename }"}
    headers = {"accept": accept}
    answer = await developer.get("/graphql", params=asked, headers=headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("query", "variables"),
    [("{", {}), (NO_SUCH_FIELD, {}), (COERCION, {"id": None}), (COERCION, {})],
)
async def test_a_document_at_fault_is_a_bad_request_only_to_who_can_tell(
    developer: httpx.AsyncClient, query: str, variables: dict[str, Any]
) -> None:
    body = {"query": query, "variables": variables}
    for accept, status in ((JSON, 200), (GRAPHQL, 400)):
        answer = await post(developer, body, accept)
        assert (answer.status_code, "data" in answer.json()) == (status, False)
        assert answer.json()["errors"][0]["extensions"] == {"code": "document_invalid"}


async def test_batches_are_refused(developer: httpx.AsyncClient) -> None:
    answer = await post(developer, [{"query": "{ __typename }"}] * 100)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "batching_refused"}


async def test_a_body_that_is_too_large_is_refused(
    developer: httpx.AsyncClient,
) -> None:
    body = {"query": "{ __typename }", "variables": {"a": "x" * 100_000}}
    answer = await post(developer, body)
    assert answer.status_code == 413
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "body_too_large"}
