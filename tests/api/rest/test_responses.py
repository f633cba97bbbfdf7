"""What comes out: versions, pages, keys that come again, and what a bug looks like."""

import asyncio
import json
from uuid import UUID

import httpx
import pytest
from structlog.testing import capture_logs

from tests.api.rest.sample import THERE, made
from tests.world import World, issue_key

URL = f"/v1/things/{THERE}"
CUP = {"name": "Cup"}


@pytest.mark.parametrize("known", ['"3"', 'W/"3"', '"1", "3"', "*"])
async def test_what_the_caller_has_is_not_sent_again(
    client: httpx.AsyncClient, known: str
) -> None:
    answer = await client.get(URL)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"3"')
    assert answer.headers["cache-control"] == "private, no-cache"
    again = await client.get(URL, headers={"If-None-Match": known})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == '"3"'


@pytest.mark.parametrize("known", ['"2"', "3", "", '"33"'])
async def test_what_the_caller_has_not_is_sent(
    client: httpx.AsyncClient, known: str
) -> None:
    answer = await client.get(URL, headers={"If-None-Match": known})
    assert (answer.status_code, answer.json()["version"]) == (200, 3)


async def test_a_change_names_the_version_that_it_changes(
    client: httpx.AsyncClient,
) -> None:
    for change in (client.put, client.patch):
        answer = await change(URL, json=CUP)
        assert (answer.status_code, answer.json()["type"]) == (
            428,
            "/problems/version_required",
        )
        answer = await change(URL, json=CUP, headers={"If-Match": '"2"'})
        assert (answer.status_code, answer.json()["version"]) == (412, 3)
        answer = await change(URL, json=CUP, headers={"If-Match": '"3"'})
        assert (answer.status_code, answer.headers["etag"]) == (200, '"4"')
        body = {**CUP, "version": 3}
        answer = await change(URL, json=body, headers={"If-Match": '"3"'})
        assert answer.json()["errors"] == [
            {"pointer": "/version", "detail": "See If-Match."}
        ]


@pytest.mark.parametrize("match", ["*", "3", 'W/"3"', '"three"', '""', '"٣"'])
async def test_no_version_was_ever_called_that(
    client: httpx.AsyncClient, match: str
) -> None:
    headers = {b"If-Match": match.encode()}
    answer = await client.put(URL, json=CUP, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (
        412,
        "/problems/version_unknown",
    )


async def test_what_is_removed_leaves_nothing_to_say(client: httpx.AsyncClient) -> None:
    answer = await client.delete(URL)
    assert (answer.status_code, answer.content) == (204, b"")


async def test_pages_lead_from_one_to_the_next(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/things?colours=red&colours=a%26b&limit=1")
    assert [item["name"] for item in answer.json()["items"]] == ["red"]
    cursor = answer.json()["next"]
    link = f"/v1/things?colours=red&colours=a%26b&limit=1&after={cursor}"
    assert answer.headers["link"] == f'<{link}>; rel="next"'
    last = await client.get("/v1/things?colours=red&limit=1")
    assert (last.json()["next"], "link" in last.headers) == (None, False)


async def test_a_key_that_comes_again_is_answered_as_the_first_time(
    client: httpx.AsyncClient, shop: World
) -> None:
    headers = {"Idempotency-Key": "order-1"}
    first = await client.post("/v1/things", json=CUP, headers=headers)
    again = await client.post("/v1/things", json=CUP, headers=headers)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), first.headers["location"]) == (
        again.json(),
        again.headers["location"],
    )
    assert len(await made(shop)) == 1
    other = await client.post("/v1/things", json={"name": "Jug"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key_reused")


async def test_of_eight_with_one_key_at_once_one_does_it(
    client: httpx.AsyncClient, shop: World
) -> None:
    headers = {"Idempotency-Key": "order-1"}
    answers = await asyncio.gather(
        *(client.post("/v1/things", json=CUP, headers=headers) for _ in range(8))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    ids = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert len(ids) == 1
    assert len(await made(shop)) == 1
    late = [answer.json() for answer in answers if answer.status_code == 409]
    assert all(each["type"] == "/problems/in_flight" for each in late)


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "é"])
async def test_a_key_that_nobody_means_is_refused(
    client: httpx.AsyncClient, key: str
) -> None:
    headers = {b"Idempotency-Key": key.encode()}
    answer = await client.post("/v1/things", json=CUP, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"


@pytest.mark.parametrize("credentials", ["", "Bearer ", "Bearer wrong", "Basic YTpi"])
async def test_a_stranger_is_turned_away(
    client: httpx.AsyncClient, credentials: str
) -> None:
    answer = await client.get(URL, headers={"Authorization": credentials})
    assert (answer.status_code, answer.json()["type"]) == (
        401,
        "/problems/not_authenticated",
    )
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_key_without_the_scope_is_refused(
    client: httpx.AsyncClient, shop: World
) -> None:
    key = await issue_key(shop, "customers:read")
    client.headers["Authorization"] = f"Bearer {key.secret}"
    assert (await client.get(URL)).status_code == 200
    answer = await client.post("/v1/things", json=CUP)
    assert answer.json() == {
        "type": "/problems/not_allowed",
        "title": "The credentials do not grant the scope that this needs.",
        "status": 403,
        "scope": "customers:write",
    }


async def test_a_publishable_key_has_no_business_here(
    client: httpx.AsyncClient, shop: World
) -> None:
    page = "https://shop.example"
    key = await issue_key(shop, "catalogue:read", origins=(page,))
    client.headers.update({"Authorization": f"Bearer {key.secret}", "Origin": page})
    answer = await client.get(URL)
    assert (answer.status_code, answer.json()["type"]) == (
        403,
        "/problems/documents_only",
    )


async def test_a_bug_tells_a_caller_nothing_and_the_log_no_names(
    client: httpx.AsyncClient, shop: World
) -> None:
    with capture_logs() as logs:
        answer = await client.post(f"{URL}/crashes")
    incident = answer.headers["x-request-id"]
    assert (answer.status_code, answer.json()) == (
        500,
        {
            "type": "/problems/crashed",
            "title": "Something went wrong on our side.",
            "status": 500,
            "incident": incident,
        },
    )
    crash, request = logs
    assert (crash["event"], crash["request_id"]) == ("crashed", incident)
    assert crash["errors"] == ["builtins.ZeroDivisionError"]
    assert crash["frames"][-1].endswith(" crash")
    assert (request["status"], request["route"]) == (
        500,
        "/v1/things/{thing_id}/crashes",
    )
    assert "ann@example.com" not in json.dumps(logs)
    assert await made(shop) == []


async def test_a_request_is_logged_without_what_it_asked(
    client: httpx.AsyncClient, shop: World
) -> None:
    with capture_logs() as logs:
        await client.get("/v1/things?colours=ann@example.com")
    (line,) = logs
    took = line.pop("ms")
    assert 0 < took < 10_000
    assert str(UUID(line.pop("request_id")))
    assert line == {
        "event": "request",
        "log_level": "info",
        "tenant": str(shop.principal.tenant),
        "method": "GET",
        "route": "/v1/things",
        "status": 200,
    }


async def test_a_request_keeps_the_name_that_its_caller_gave_it(
    client: httpx.AsyncClient,
) -> None:
    name = "0192f0c1-2345-7000-8000-000000000000"
    answer = await client.get(URL, headers={"X-Request-Id": name})
    assert answer.headers["x-request-id"] == name
    answer = await client.get(URL, headers={"X-Request-Id": "<script>"})
    assert UUID(answer.headers["x-request-id"]).version == 7


async def test_every_answer_guards_whoever_opens_it(client: httpx.AsyncClient) -> None:
    for answer in (await client.get(URL), await client.get("/nowhere")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"] == (
            "default-src 'none'; frame-ancestors 'none'"
        )
        assert answer.headers["strict-transport-security"] == "max-age=63072000"


async def test_requests_are_counted_by_route(client: httpx.AsyncClient) -> None:
    await client.get(URL)
    await client.request("BREW", "/" + "x" * 50)
    lines = (await client.get("/metrics")).text.splitlines()
    route = '{method="GET",route="/v1/things/{thing_id}",status="200"}'
    assert f"stamgast_requests_total{route} 1.0" in lines
    route = '{method="other",route="unknown",status="404"}'
    assert f"stamgast_requests_total{route} 1.0" in lines
