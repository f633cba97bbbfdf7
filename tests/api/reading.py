"""Streams as those who read them have them, from a shop whose bell rings."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.applications import Starlette

from api.app import app
from api.limits import OF_KEYS, Limiter
from api.live import Live
from api.valkey import Valkey
from domain import customers
from domain.kernel import CustomerId
from domain.kernel.bell import Bell
from tests.world import World


@asynccontextmanager
async def serving(shop: World, client: Valkey) -> AsyncGenerator[Starlette]:
    """Serve a shop, with a bell that hangs and ears that listen."""
    served = app(shop.platform, client)
    served.state.limiter = Limiter(client, of_keys=replace(OF_KEYS, size=5_000))
    live: Live = served.state.live
    assert isinstance(shop.platform.bell, Bell)
    async with shop.platform.bell.hung():
        listening = asyncio.create_task(live.listen(client))
        await asyncio.sleep(0.1)
        yield served
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


@dataclass(slots=True)
class Reader:
    """Somebody who reads a stream until they leave."""

    served: Starlette
    path: str
    credential: str
    more: tuple[tuple[bytes, bytes], ...] = ()
    # What is posted; where there is nothing, it is got.
    posted: bytes = b""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)
    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    said: bytes = b""
    sent: bool = False
    ended: bool = False
    task: asyncio.Task[None] | None = None

    async def begin(self) -> "Reader":
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST" if self.posted else "GET",
            "scheme": "http",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": b"",
            "root_path": "",
            "server": ("stamgast.test", 80),
            "client": ("192.0.2.1", 1),
            "headers": [
                (b"host", b"stamgast.test"),
                (b"authorization", f"Bearer {self.credential}".encode()),
                *self.more,
            ],
        }
        self.task = asyncio.create_task(self.served(scope, self._receive, self._send))
        return self

    @property
    def told(self) -> list[Any]:
        """Return the data of every event that came."""
        lines = self.said.decode().split("\n")
        return [
            json.loads(x.removeprefix("data: ")) for x in lines if x[:6] == "data: "
        ]

    async def wait(self, number: int) -> list[Any]:
        """Return what came, once it is so many."""
        async with asyncio.timeout(20), self.came:
            await self.came.wait_for(lambda: self.said.count(b"\ndata: ") >= number)
        return self.told

    async def end(self) -> None:
        """Leave, or come to the end."""
        self.left.set()
        assert self.task is not None
        await asyncio.wait_for(self.task, 5)

    async def _receive(self) -> dict[str, Any]:
        if self.posted and not self.sent:
            self.sent = True
            return {"type": "http.request", "body": self.posted, "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        async with self.came:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = dict(message["headers"])
            else:
                self.said += message["body"]
                self.ended = not message.get("more_body", False)
            self.came.notify_all()


async def somebody(shop: World) -> CustomerId:
    made = await shop.run(customers.create, customers.Create(given_name="Ann"))
    return made.id


def points(statuses: list[Any]) -> list[int]:
    return [sum(each["available"] for each in it["balances"]) for it in statuses]
