"""Streams: whoever looks at a status sees it change, and leaves nothing behind."""

import asyncio
import gc
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from api import watching
from api.live import Live
from api.valkey import Valkey
from domain import challenges, customers
from domain.kernel import system
from tests.api.reading import Reader, points, serving, somebody
from tests.api.test_subscriptions import EVENTS
from tests.domain.challenges.shop import known, publish
from tests.domain.draws.shop import drawn, entrants, opened
from tests.domain.earning.shop import bought
from tests.domain.leaderboards.shop import board, leave, seen
from tests.domain.ledger.books import earn, post
from tests.world import NOON, World, issue_key


def of(customer: str, what: str = "status") -> str:
    return f"/v1/customers/{customer}/{what}/stream"


async def test_a_change_is_told_and_what_does_not_change_is_not(
    ringing: World, ears: Valkey
) -> None:
    ann, bob = await somebody(ringing), await somebody(ringing)
    key = (await issue_key(ringing, "status:read")).secret
    async with serving(ringing, ears) as served:
        reader = await Reader(served, of(ann), key).begin()
        assert points(await reader.wait(1)) == [0]
        assert reader.status == 200
        assert reader.headers[b"content-type"].startswith(b"text/event-stream")
        assert reader.headers[b"cache-control"] == b"no-store"
        assert reader.said.startswith(b"retry: 3000\n\nid: ")
        await post(ringing, earn(ann, 100, "o1"))
        assert points(await reader.wait(2)) == [0, 100]
        await post(ringing, earn(bob, 7, "o2"))
        await post(ringing, earn(ann, 20, "o3"))
        assert points(await reader.wait(3)) == [0, 100, 120]
        await reader.end()
        assert served.state.live.watched == {}


async def test_how_far_somebody_is_with_a_challenge_is_told_as_it_changes(
    ringing: World, ears: Valkey
) -> None:
    ann = await known(ringing, "ann")
    await publish(ringing)
    key = (await issue_key(ringing, "challenges:read")).secret
    async with serving(ringing, ears) as served:
        reader = await Reader(served, of(ann, "challenges"), key).begin()
        await reader.wait(1)
        await bought(ringing, "1")
        told = await reader.wait(2)
        await reader.end()
    assert [each["challenges"][0]["steps"][0]["count"] for each in told] == [0, 1]


async def test_how_far_all_are_together_is_told_as_it_moves(
    ringing: World, ears: Valkey
) -> None:
    await publish(ringing, "wood", {"target": 1}, goal={"total": 4})
    key = (await issue_key(ringing, "programme:read")).secret
    address = "/v1/challenges/wood/community/stream"
    async with serving(ringing, ears) as served:
        reader = await Reader(served, address, key).begin()
        await reader.wait(1)
        await known(ringing, "ann")
        await bought(ringing, "1")
        caller = system(ringing.principal.tenant)
        await ringing.platform.run(challenges.fold_some, challenges.FoldSome(), caller)
        told = await reader.wait(2)
        await reader.end()
    assert [each["total"] for each in told] == [0, 1]


async def test_who_leads_is_told_as_it_changes_and_a_draw_when_it_is_drawn(
    ringing: World, ears: Valkey
) -> None:
    await board(ringing)
    await seen(ringing, "ann")
    draw = await opened(ringing)
    await entrants(ringing, 2)
    key = (await issue_key(ringing, "programme:read", "graphql:adhoc")).secret
    asked = {
        "query": 'subscription { leaders(leaderboard: "month") { nodes { rank } } }'
    }
    async with serving(ringing, ears) as served:
        reader = await Reader(served, "/v1/leaderboards/month/stream", key).begin()
        posted = json.dumps(asked).encode()
        graph = await Reader(served, "/graphql", key, EVENTS, posted).begin()
        ticket = await Reader(served, f"/v1/draws/{draw.id}/stream", key).begin()
        for each in (reader, graph, ticket):
            await each.wait(1)
        await bought(ringing, "1", 500)
        scores = [len(each["items"]) for each in await reader.wait(2)]
        leaders = [e["data"]["leaders"]["nodes"] for e in await graph.wait(2)]
        await leave(ringing, "ann")
        assert [*scores, len((await reader.wait(3))[-1]["items"])] == [0, 1, 0]
        assert leaders == [[], [{"rank": 1}]]
        await drawn(ringing)
        async with asyncio.timeout(20), ticket.came:
            await ticket.came.wait_for(lambda: b'"status":"drawn"' in ticket.said)
        for each in (reader, graph, ticket):
            await each.end()


async def test_a_stream_ends_with_what_there_was_to_see(
    ringing: World, ears: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BEAT_S", 0.05)
    monkeypatch.setattr(watching, "READ_AGAIN_S", 0.1)
    await publish(ringing, "wood", {"target": 1}, goal={"total": 4})
    key = (await issue_key(ringing, "programme:read")).secret
    async with serving(ringing, ears) as served:
        address = "/v1/challenges/wood/community/stream"
        reader = await Reader(served, address, key).begin()
        await reader.wait(1)
        await publish(ringing, "wood", {"target": 1}, at=NOON - timedelta(days=1))
        assert reader.task is not None
        await asyncio.wait_for(reader.task, 5)
        assert reader.ended


async def test_who_comes_back_is_not_told_what_they_know(
    ringing: World, ears: Valkey
) -> None:
    ann = await somebody(ringing)
    key = (await issue_key(ringing, "status:read")).secret
    async with serving(ringing, ears) as served:
        first = await Reader(served, of(ann), key).begin()
        await first.wait(1)
        await first.end()
        tag = first.said.split(b"id: ")[1].split(b"\n")[0]
        known = ((b"last-event-id", tag),)
        again = await Reader(served, of(ann), key, known).begin()
        await asyncio.sleep(0.2)
        assert again.told == []
        await post(ringing, earn(ann, 5, "o1"))
        assert points(await again.wait(1)) == [5]
        await again.end()


async def test_a_thousand_readers_see_a_change_and_leave_nothing(
    ringing: World, ears: Valkey
) -> None:
    whom = [await somebody(ringing) for _ in range(10)]
    key = (await issue_key(ringing, "status:read")).secret
    async with serving(ringing, ears) as served:
        live: Live = served.state.live
        before = len(asyncio.all_tasks())
        # From then on it is known who asks.
        first = await Reader(served, of(whom[0]), key).begin()
        await first.wait(1)
        await first.end()
        readers = [
            await Reader(served, of(each), key).begin()
            for each in whom
            for _ in range(100)
        ]
        await asyncio.gather(*(each.wait(1) for each in readers))
        assert live.count == 1_000
        await post(ringing, *(earn(each, 3, f"o-{each}") for each in whom))
        told = await asyncio.gather(*(each.wait(2) for each in readers))
        assert {tuple(points(each)) for each in told} == {(0, 3)}
        await asyncio.gather(*(each.end() for each in readers))
        assert (live.count, live.watched) == (0, {})
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) <= before + 1
        readers.clear()
        gc.collect()
        left = [x for x in gc.get_objects() if type(x) is watching.EventStream]
        assert left == []


async def test_a_stream_ends_with_the_credentials(
    ringing: World, ears: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BEAT_S", 0.05)
    monkeypatch.setattr(watching, "READ_AGAIN_S", 0.1)
    ann = await somebody(ringing)
    mint = customers.MintToken(customer_id=ann, scopes=("status:read",), lifetime_s=120)
    token = (await ringing.run(customers.mint_token, mint)).token
    now = [NOON]
    clocked = replace(ringing.platform, clock=lambda: now[0])
    async with serving(replace(ringing, platform=clocked), ears) as served:
        reader = await Reader(served, of(ann), token).begin()
        await reader.wait(1)
        await asyncio.sleep(0.3)
        assert b": still here" in reader.said
        assert not reader.ended
        now[0] = NOON + timedelta(seconds=121)
        async with asyncio.timeout(5):
            await reader.task  # type: ignore[misc]
        assert reader.ended
        assert served.state.live.count == 0


async def test_nobody_looks_at_somebody_else(ringing: World, ears: Valkey) -> None:
    ann, bob = await somebody(ringing), await somebody(ringing)
    mint = customers.MintToken(customer_id=ann, scopes=("status:read",))
    token = (await ringing.run(customers.mint_token, mint)).token
    async with serving(ringing, ears) as served:
        for whom, credential, status in (
            (bob, token, 404),
            (ann, "sk_test_nobody", 401),
            (f"cus_{'9' * 32}", (await issue_key(ringing)).secret, 404),
            (ann, (await issue_key(ringing, "orders:read")).secret, 403),
        ):
            reader = await Reader(served, of(whom), credential).begin()
            await reader.end()
            assert (reader.status, reader.ended) == (status, True)


async def test_streams_end_with_the_process(ringing: World, ears: Valkey) -> None:
    ann = await somebody(ringing)
    key = (await issue_key(ringing, "status:read")).secret
    async with serving(ringing, ears) as served:
        reader = await Reader(served, of(ann), key).begin()
        await reader.wait(1)
        served.state.live.close()
        assert reader.task is not None
        await asyncio.wait_for(reader.task, 5)
        assert reader.ended


async def test_who_was_merged_is_watched_as_who_they_are(
    ringing: World, ears: Valkey
) -> None:
    ann, bob = await somebody(ringing), await somebody(ringing)
    key = (await issue_key(ringing, "status:read")).secret
    async with serving(ringing, ears) as served:
        reader = await Reader(served, of(ann), key).begin()
        await reader.wait(1)
        merge = customers.Merge(kept_id=bob, merged_id=ann)
        await ringing.run(customers.merge, merge)
        assert [x["customer_id"] for x in await reader.wait(2)] == [ann, bob]
        await post(ringing, earn(bob, 9, "o1"))
        assert points(await reader.wait(3)) == [0, 0, 9]
        await reader.end()


async def test_news_of_very_many_is_news_of_everybody(shop: World) -> None:
    live = Live()
    with live.watching(shop.principal.tenant, f"cus_{'1' * 32}") as woken:
        live.heard(f"{shop.principal.tenant} cus_{'2' * 32}")
        assert not woken.is_set()
        live.heard(f"{shop.principal.tenant} *")
        assert woken.is_set()
    assert live.watched == {}
