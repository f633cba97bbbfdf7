"""What goes in: bodies, addresses, queries and headers, and how they are refused."""

from operator import itemgetter

import httpx
import pytest

from domain.kernel.audit import audit_entries
from tests.api.rest.sample import THERE, made
from tests.world import World

NOBODY = "thg_" + "f" * 32
JSON = {"Content-Type": "application/json"}


async def test_a_thing_is_made(client: httpx.AsyncClient, shop: World) -> None:
    body = {"name": "Mug", "parts": [{"name": "Ear"}]}
    answer = await client.post("/v1/things", json=body)
    (thing,) = await made(shop)
    assert (answer.status_code, answer.headers["location"]) == (
        201,
        f"/v1/things/{thing}",
    )
    assert answer.json() == {
        "id": thing,
        "name": "Mug",
        "version": 1,
        "parts": [{"name": "Ear", "weight": 0}],
    }
    *_, entry = sorted(await shop.rows(audit_entries), key=itemgetter("id"))
    assert (entry["action"], entry["object_id"]) == ("api.make", thing)


async def test_every_field_at_fault_is_named(client: httpx.AsyncClient) -> None:
    parts = [{"name": "Ear", "weight": "1"}, {"a/b": 1}, {"name": "x", "y~": 0}]
    body = {"parts": parts, "colour": "red"}
    answer = await client.post("/v1/things", json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/problems/malformed",
        "title": "The request does not fit its schema.",
        "status": 422,
        "errors": [
            {"pointer": "/colour", "detail": "There is no such field."},
            {"pointer": "/name", "detail": "This field is required."},
            {"pointer": "/parts/0/weight", "detail": "Expected `int`, got `str`"},
            {"pointer": "/parts/1/a~1b", "detail": "There is no such field."},
            {"pointer": "/parts/1/name", "detail": "This field is required."},
            {"pointer": "/parts/2/y~0", "detail": "There is no such field."},
        ],
    }


async def test_a_field_that_nobody_asked_for_is_refused_also_deep_inside(
    client: httpx.AsyncClient, shop: World
) -> None:
    body = {"name": "Mug", "parts": [{"name": "Ear", "tenant_id": "x"}]}
    answer = await client.post("/v1/things", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "/parts/0/tenant_id", "detail": "There is no such field."}
    ]
    assert await made(shop) == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"\xff", 400, "not_json"),
        (b'{"name": "\xff"}', 400, "not_json"),
        (b'{"name": "\\ud800"}', 400, "not_json"),
        (b"[" * 100_000, 400, "not_json"),
        (b'{"name": 1e999}', 400, "not_json"),
        (b"[]", 422, "malformed"),
        (b"null", 422, "malformed"),
        (b'{"name": "a\\u0000b"}', 422, "malformed"),
        (b'{"name": "' + b"a" * 201 + b'"}', 422, "malformed"),
        (b'{"name": ' + b"9" * 400 + b"}", 422, "malformed"),
        (b" " * (1024 * 1024 + 1), 413, "body_too_large"),
        (b"", 422, "malformed"),
    ],
)
async def test_a_body_that_does_not_fit_is_refused(
    client: httpx.AsyncClient, body: bytes, status: int, code: str
) -> None:
    answer = await client.post("/v1/things", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_a_body_of_another_type_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/v1/things", content=b"{}", headers=headers)
    assert answer.status_code == 415
    assert answer.json()["expected"] == "application/json"


async def test_a_charset_may_be_told(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    answer = await client.post("/v1/things", content=b'{"name":"a"}', headers=headers)
    assert answer.status_code == 201


async def test_a_body_may_repeat_its_address_and_not_contradict_it(
    client: httpx.AsyncClient,
) -> None:
    match = {"If-Match": '"3"'}
    same = {"name": "Cup", "thing_id": THERE}
    url = f"/v1/things/{THERE}"
    answer = await client.put(url, json=same, headers=match)
    assert (answer.status_code, answer.json()["name"]) == (200, "Cup")
    other = {"name": "Cup", "thing_id": NOBODY}
    answer = await client.put(url, json=other, headers=match)
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"pointer": "/thing_id", "detail": "The address says otherwise."}],
    )


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=101", "/limit"),
        ("limit=many", "/limit"),
        ("limit=1&limit=2", "/limit"),
        ("page=2", "/page"),
        ("after=", "/after"),
        ("colours=", "/colours/0"),
    ],
)
async def test_a_query_that_does_not_fit_is_refused(
    client: httpx.AsyncClient, query: str, pointer: str
) -> None:
    answer = await client.get(f"/v1/things?{query}")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_an_address_that_cannot_be_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/things/seven")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/thing_id"]


async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/v1/things/{NOBODY}")
    assert answer.json() == {
        "type": "/problems/thing_not_found",
        "title": "There is no such thing.",
        "status": 404,
        "thing_id": NOBODY,
    }


@pytest.mark.parametrize("path", ["/v1", "/v1/things/", "/v2/things"])
async def test_an_unknown_address_is_a_problem(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["type"]) == (
        404,
        "/problems/address_not_found",
    )


async def test_an_unknown_method_is_told_the_known_ones(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.request("BREW", f"/v1/things/{THERE}")
    assert (answer.status_code, answer.headers["allow"]) == (
        405,
        "DELETE, GET, HEAD, PATCH, PUT",
    )
    assert answer.json()["type"] == "/problems/method_not_allowed"
    answer = await client.post("/health/live")
    assert (answer.status_code, answer.headers["content-type"]) == (
        405,
        "application/problem+json",
    )


async def test_a_query_beside_a_body_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/things?name=Mug", json={"name": "Mug"})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"pointer": "/name", "detail": "There is no such parameter."}],
    )
