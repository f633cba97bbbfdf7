"""Limits: one bucket for a caller, however many processes serve them."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from api import valkey
from api.app import app
from api.limits import Limiter, Policy, TooManyRequests
from api.rest.routing import serve
from api.valkey import Valkey
from domain import tenants
from domain.kernel import Principal
from tests.api.conftest import client as client_of
from tests.api.rest.sample import ROUTES
from tests.world import World, issue_key

# It refills so slowly that no test sees it.
TEN = Policy(name="ten", size=10, per_s=1, share=0.3)


@pytest.fixture
async def client(queue_url: str) -> AsyncIterator[Valkey]:
    client = valkey.connect(queue_url)
    yield client
    await client.aclose()


def limiter(client: Valkey) -> Limiter:
    return Limiter(client, of_keys=TEN, of_customers=replace(TEN, name="c", size=3))


@pytest.fixture
def caller(world: World) -> Principal:
    return replace(world.principal, actor="key:1")


async def test_a_bucket_is_shared_by_all_processes(
    client: Valkey, caller: Principal
) -> None:
    processes = [limiter(client) for _ in range(4)]
    spent = [process.spend(caller, 1) for process in processes for _ in range(5)]
    allowances = await asyncio.gather(*spent)
    allowed = [each for each in allowances if each.retry_after_s is None]
    # What one process leased, another cannot spend; it never adds up to more.
    assert len(allowed) in {9, 10}
    assert {each.retry_after_s for each in allowances} <= {None, 1, 2, 3}


async def test_it_says_what_is_left(client: Valkey, caller: Principal) -> None:
    process = limiter(client)
    first = await process.spend(caller, 1)
    assert first.headers == {
        "RateLimit": '"ten";r=9;t=1',
        "RateLimit-Policy": '"ten";q=10;w=10',
    }
    heavy = await process.spend(caller, 6)
    assert heavy.headers["RateLimit"] == '"ten";r=3;t=7'
    refused = await process.spend(caller, 5)
    assert (refused.retry_after_s, refused.headers["RateLimit"]) == (
        2,
        '"ten";r=3;t=7',
    )


async def test_what_costs_more_than_a_bucket_costs_a_bucket(
    client: Valkey, caller: Principal
) -> None:
    process = limiter(client)
    assert (await process.spend(caller, 1_000)).retry_after_s is None
    assert (await process.spend(caller, 1)).retry_after_s == 1


async def test_callers_have_buckets_of_their_own(
    client: Valkey, world: World, neighbour: World
) -> None:
    process = limiter(client)
    ann = "cus_" + "1" * 32
    callers = [
        replace(world.principal, actor="key:1"),
        replace(world.principal, actor="key:2"),
        replace(neighbour.principal, actor="key:1"),
        replace(world.principal, actor="key:1", customer=ann),
    ]
    for each in callers:
        allowances = [await process.spend(each, 1) for _ in range(11)]
        allowed = [one for one in allowances if one.retry_after_s is None]
        assert len(allowed) == (10 if each.customer is None else 3)


async def test_without_valkey_nobody_is_refused_nor_kept_waiting(
    caller: Principal,
) -> None:
    away = limiter(valkey.connect("redis://127.0.0.1:1"))
    began = time.perf_counter()
    allowances = [await away.spend(caller, 1) for _ in range(50)]
    assert {each.retry_after_s for each in allowances} == {None}
    assert time.perf_counter() - began < 1


async def test_a_valkey_that_forgot_everything_is_taught_again(
    client: Valkey, caller: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.limits.DEAF_S", 0.0)
    process = limiter(client)
    process._digest = "0" * 40  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    assert (await process.spend(caller, 4)).retry_after_s is None
    assert (await process.spend(caller, 10)).retry_after_s is None
    assert (await process.spend(caller, 10)).retry_after_s is not None


async def test_a_refused_request_says_when_to_come_back(
    client: Valkey, shop: World
) -> None:
    served = app(shop.platform, client, serve(ROUTES))
    served.state.limiter = limiter(client)
    key = await issue_key(shop)
    async with client_of(served, key.secret) as caller:
        answers = [await caller.get("/v1/things") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    *_, refused = answers
    assert refused.json() == {
        "type": "/problems/too_many_requests",
        "title": TooManyRequests.title(),
        "status": 429,
        "retry_after_s": 1,
    }
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["ratelimit"] == '"ten";r=0;t=10'


async def test_a_graph_says_what_may_yet_be_asked(shop: World, client: Valkey) -> None:
    served = app(shop.platform, client, serve(ROUTES))
    served.state.limiter = limiter(client)
    key = await issue_key(shop)
    async with client_of(served, key.secret) as api:
        answer = await api.post("/graphql", json={"query": "{ __typename }"})
    assert answer.json()["extensions"]["cost"]["throttleStatus"] == {
        "maximumAvailable": 1_000,
        "currentlyAvailable": 900,
        "restoreRate": 100,
    }


async def test_what_is_lent_is_owed_when_more_is_asked_for(
    client: Valkey, caller: Principal
) -> None:
    lending = replace(TEN, lent=3)
    processes = [Limiter(client, of_keys=lending) for _ in range(2)]
    for _ in range(3):  # Nobody counts what is lent.
        assert (await processes[0].spend(caller, 1)).retry_after_s is None
    fourth = await processes[0].spend(caller, 1)
    assert fourth.headers["RateLimit"] == '"ten";r=6;t=4'
    whole = await processes[1].spend(caller, 10)
    assert whole.retry_after_s is not None


async def test_a_tenant_is_served_up_to_its_quota_whoever_asks(
    shop: World, other_shop: World, client: Valkey
) -> None:
    operator = tenants.operator(shop.principal.tenant)
    two = tenants.SetQuota(requests_per_day=2)
    await shop.platform.run(tenants.set_quota, two, operator)
    application = app(shop.platform, client)
    keys = [(await issue_key(each)).secret for each in (shop, shop, other_shop)]
    first, second, other = (client_of(application, each) for each in keys)
    told = await first.get("/v1/tenant")
    assert told.json()["requests_per_day"] == 2
    assert told.headers["RateLimit-Policy"] == '"key";q=2000;w=10, "tenant";q=2;w=86400'
    assert told.headers["RateLimit"].endswith(', "tenant";r=1;t=43200')
    query = {"query": "{ programme { name } }"}
    assert (await second.post("/graphql", json=query)).status_code == 200
    for refused in (await first.get("/v1/tenant"), await second.get("/v1/tenant")):
        assert (refused.status_code, refused.json()["type"]) == (
            429,
            "/problems/quota_spent",
        )
        assert refused.json()["requests_per_day"] == 2
        assert 43_000 < int(refused.headers["Retry-After"]) <= 43_200
    in_the_graph = await second.post("/graphql", json=query)
    assert in_the_graph.status_code == 429
    (error,) = in_the_graph.json()["errors"]
    assert error["extensions"]["code"] == "quota_spent"
    untold = await other.get("/v1/tenant")
    assert (untold.status_code, "tenant" in untold.headers["RateLimit"]) == (200, False)
    # Who is given more can ask at once.
    more = tenants.SetQuota(requests_per_day=1_000)
    await application.state.platform.run(tenants.set_quota, more, operator)
    assert (await first.get("/v1/tenant")).status_code == 200
    for each in (first, second, other):
        await each.aclose()
