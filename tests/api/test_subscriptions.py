"""What is watched in the graph: over events of HTTP, and over a WebSocket."""

import asyncio
import json
from typing import Any

import pytest
from httpx import AsyncClient
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from api.graphql import sockets
from api.live import Live
from api.valkey import Valkey
from domain import customers
from tests.api.reading import Reader, serving, somebody
from tests.domain.ledger.books import earn, post
from tests.listening import listening
from tests.waiting import until
from tests.world import World, issue_key

Json = dict[str, Any]

EVENTS = (
    (b"accept", b"text/event-stream"),
    (b"content-type", b"application/json"),
)
# One that has a plan, and one that is executed field by field.
PLANNED = (
    "subscription($id: ID!) { customer(id: $id) { status { balances { available } } } }"
)
EXECUTED = """
subscription($id: ID!) {
  customer(id: $id) { givenName status { balances { available } } }
}
"""
QUERY = "query($id: ID!) { customer(id: $id) { id } }"
PROTOCOL = Subprotocol(sockets.PROTOCOL)


def asks(query: str, customer: str) -> Json:
    return {"query": query, "variables": {"id": customer}}


def watching(
    served: Starlette, customer: str, key: str, query: str = PLANNED
) -> Reader:
    posted = json.dumps(asks(query, customer)).encode()
    return Reader(served, "/graphql", key, EVENTS, posted)


def points(told: Json) -> int:
    (balance,) = told["data"]["customer"]["status"]["balances"]
    return balance["available"]


@pytest.mark.parametrize("query", [PLANNED, EXECUTED])
async def test_events_tell_what_changed_and_nothing_else(
    ringing: World, ears: Valkey, query: str
) -> None:
    ann, bob = await somebody(ringing), await somebody(ringing)
    key = (await issue_key(ringing)).secret
    async with serving(ringing, ears) as served:
        reader = await watching(served, ann, key, query).begin()
        assert [points(each) for each in await reader.wait(1)] == [0]
        assert reader.status == 200
        assert reader.said.startswith(b"event: next\ndata: {")
        await post(ringing, earn(bob, 7, "o1"))
        await post(ringing, earn(ann, 100, "o2"))
        assert [points(each) for each in await reader.wait(2)] == [0, 100]
        await reader.end()
        assert served.state.live.watched == {}


async def test_what_does_not_change_by_itself_is_told_once(
    ringing: World, ears: Valkey
) -> None:
    ann = await somebody(ringing)
    key = (await issue_key(ringing)).secret
    async with serving(ringing, ears) as served:
        asked = await watching(served, ann, key, QUERY).begin()
        assert asked.task is not None
        await asyncio.wait_for(asked.task, 5)
        nobody = await watching(served, f"cus_{'9' * 32}", key).begin()
        assert nobody.task is not None
        await asyncio.wait_for(nobody.task, 5)
    assert asked.told == [{"data": {"customer": {"id": ann}}}]
    assert asked.said.endswith(b"\n\nevent: complete\ndata:\n\n")
    (told,) = nobody.told
    assert told["data"] == {"customer": None}
    assert told["errors"][0]["extensions"]["code"] == "customer_not_found"


async def test_what_is_watched_is_not_had_as_one_answer(api: AsyncClient) -> None:
    asked = asks(PLANNED, f"cus_{'1' * 32}")
    refused = await api.post("/graphql", json=asked)
    assert refused.status_code == 406
    assert refused.json()["errors"][0]["extensions"]["code"] == "not_acceptable"
    headers = {"Accept": "text/event-stream"}
    invalid = asks("subscription { customer }", "")
    answer = await api.post("/graphql", json=invalid, headers=headers)
    assert answer.headers["content-type"].startswith("application/json")
    assert "data" not in answer.json()


async def say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def hear(socket: ClientConnection) -> Json:
    async with asyncio.timeout(10):
        return json.loads(await socket.recv())


async def enter(socket: ClientConnection, credential: str) -> None:
    payload = {"authorization": f"Bearer {credential}"}
    await say(socket, type="connection_init", payload=payload)
    assert await hear(socket) == {"type": "connection_ack"}


async def closed(socket: ClientConnection) -> int | None:
    with pytest.raises(ConnectionClosed) as ended:
        await hear(socket)
    return ended.value.rcvd and ended.value.rcvd.code


async def test_a_socket_carries_several_operations(
    ringing: World, ears: Valkey
) -> None:
    ann, bob = await somebody(ringing), await somebody(ringing)
    key = (await issue_key(ringing)).secret
    async with (
        serving(ringing, ears) as served,
        listening(served) as place,
        connect(f"ws://{place}/graphql", subprotocols=[PROTOCOL]) as socket,
    ):
        live: Live = served.state.live
        await enter(socket, key)
        await say(socket, type="ping")
        assert await hear(socket) == {"type": "pong"}
        for name, whom in (("a", ann), ("b", bob)):
            await say(socket, type="subscribe", id=name, payload=asks(PLANNED, whom))
            told = await hear(socket)
            assert (told["type"], told["id"], points(told["payload"])) == (
                *("next", name),
                0,
            )
        await say(socket, type="subscribe", id="q", payload=asks(QUERY, ann))
        assert (await hear(socket))["payload"] == {"data": {"customer": {"id": ann}}}
        assert await hear(socket) == {"type": "complete", "id": "q"}
        await post(ringing, earn(bob, 5, "o1"))
        told = await hear(socket)
        assert (told["id"], points(told["payload"])) == ("b", 5)
        await say(socket, type="complete", id="b")
        await post(ringing, earn(bob, 5, "o2"), earn(ann, 3, "o3"))
        told = await hear(socket)
        assert (told["id"], points(told["payload"])) == ("a", 3)
        assert live.count == 1
        await socket.close()
        await until(lambda: live.count == 0)
        assert live.watched == {}


async def test_a_token_watches_its_customer_and_nobody_else(
    ringing: World, ears: Valkey
) -> None:
    ann, bob = await somebody(ringing), await somebody(ringing)
    mint = customers.MintToken(customer_id=ann, scopes=("status:read",))
    token = (await ringing.run(customers.mint_token, mint)).token
    async with (
        serving(ringing, ears) as served,
        listening(served) as place,
        connect(f"ws://{place}/graphql", subprotocols=[PROTOCOL]) as socket,
    ):
        await enter(socket, token)
        await say(socket, type="subscribe", id="a", payload=asks(PLANNED, bob))
        told = await hear(socket)
        assert (told["type"], told["id"]) == ("error", "a")
        assert told["payload"][0]["extensions"]["code"] == "document_not_trusted"


BREACHES: list[tuple[list[Json], int]] = [
    ([{"type": "subscribe", "id": "a", "payload": {"query": "{ me { id } }"}}], 4401),
    ([{"type": "connection_init"}], 4403),
    ([{"type": "connection_init", "payload": {"authorization": "Bearer sk_no"}}], 4403),
    ([{"type": "connection_init", "payload": 3}], 4400),
    ([{"type": "what"}], 4400),
]


async def test_who_breaks_the_protocol_is_told_how(
    ringing: World, ears: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = (await issue_key(ringing)).secret
    async with serving(ringing, ears) as served, listening(served) as place:
        for messages, code in BREACHES:
            async with connect(
                f"ws://{place}/graphql", subprotocols=[PROTOCOL]
            ) as socket:
                for each in messages:
                    await say(socket, **each)
                assert await closed(socket) == code, messages
        async with connect(f"ws://{place}/graphql") as socket:
            assert await closed(socket) == 4406
        async with connect(f"ws://{place}/graphql", subprotocols=[PROTOCOL]) as socket:
            await socket.send(b"\0")
            assert await closed(socket) == 4400
        async with connect(f"ws://{place}/graphql", subprotocols=[PROTOCOL]) as socket:
            await enter(socket, key)
            await say(socket, type="connection_init")
            assert await closed(socket) == 4429
        ann = await somebody(ringing)
        async with connect(f"ws://{place}/graphql", subprotocols=[PROTOCOL]) as socket:
            await enter(socket, key)
            for _ in range(2):
                payload = asks(PLANNED, ann)
                await say(socket, type="subscribe", id="a", payload=payload)
            heard = [await closed(socket)]
            assert heard == [4409]
        monkeypatch.setattr(sockets, "INIT_S", 0.05)
        async with connect(f"ws://{place}/graphql", subprotocols=[PROTOCOL]) as socket:
            assert await closed(socket) == 4408
        monkeypatch.setattr(sockets, "INIT_S", 10)
        monkeypatch.setattr(sockets, "IDLE_S", 0.05)
        async with connect(f"ws://{place}/graphql", subprotocols=[PROTOCOL]) as socket:
            await enter(socket, key)
            assert await closed(socket) == 1000
