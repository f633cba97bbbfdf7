"""A thousand who read and a thousand who are called, of one process at once."""

import asyncio
import gc
from contextlib import AsyncExitStack

import pytest
from websockets.asyncio.client import ClientConnection, connect

from api import watching
from api.graphql.sockets import Socket
from api.live import Live
from api.valkey import Valkey
from tests.api.reading import Reader, serving, somebody
from tests.api.reading import points as points_read
from tests.api.test_subscriptions import (
    PLANNED,
    PROTOCOL,
    asks,
    enter,
    hear,
    points,
    say,
)
from tests.domain.ledger.books import earn, post
from tests.listening import listening
from tests.waiting import until
from tests.world import World, issue_key

EACH = 1_000
OF_ONE = 100
# How many shake hands at once, as browsers of many people do.
AT_ONCE = 50


async def told(socket: ClientConnection) -> int:
    """Return what a socket is told next."""
    return points((await hear(socket))["payload"])


@pytest.mark.soak
async def test_a_thousand_sockets_and_a_thousand_streams_see_a_change_and_leave_nothing(
    ringing: World, ears: Valkey
) -> None:
    whom = [await somebody(ringing) for _ in range(EACH // OF_ONE)]
    each = [customer for customer in whom for _ in range(OF_ONE)]
    key = (await issue_key(ringing)).secret
    room = asyncio.Semaphore(AT_ONCE)
    async with (
        serving(ringing, ears) as served,
        listening(served) as place,
        AsyncExitStack() as stack,
    ):
        live: Live = served.state.live
        before = len(asyncio.all_tasks())

        async def called(customer: str) -> ClientConnection:
            async with room:
                opening = connect(f"ws://{place}/graphql", subprotocols=[PROTOCOL])
                socket = await stack.enter_async_context(opening)
                await enter(socket, key)
                payload = asks(PLANNED, customer)
                await say(socket, type="subscribe", id="a", payload=payload)
                assert await told(socket) == 0
                return socket

        sockets = await asyncio.gather(*map(called, each))
        path = "/v1/customers/{}/status/stream"
        readers = [
            await Reader(served, path.format(customer), key).begin()
            for customer in each
        ]
        await asyncio.gather(*(reader.wait(1) for reader in readers))
        assert live.count == 2 * EACH
        await post(ringing, *(earn(customer, 3, f"o-{customer}") for customer in whom))
        assert set(await asyncio.gather(*map(told, sockets))) == {3}
        for read in await asyncio.gather(*(reader.wait(2) for reader in readers)):
            assert points_read(read) == [0, 3]
        # Half of the sockets say goodbye, and half are cut off.
        for number, socket in enumerate(sockets):
            if number % 2:
                socket.transport.abort()
        await asyncio.gather(*(reader.end() for reader in readers))
        await asyncio.gather(*(socket.close() for socket in sockets))
        await until(lambda: live.count == 0)
        assert live.watched == {}
        del sockets, readers
        await stack.aclose()
        await until(lambda: len(asyncio.all_tasks()) <= before)
        gc.collect()
        kinds = (watching.EventStream, Socket)
        assert [x for x in gc.get_objects() if isinstance(x, kinds)] == []
