"""A server that receives webhooks, and a shop that sends them to it."""

import asyncio
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from domain import customers, tenants, webhooks
from domain.kernel.database import Engine
from domain.kernel.ids import uuid7_number
from tests.domain.ledger.books import at
from tests.world import NOON, World
from workers import queue
from workers.ports.guard import public_or_loopback
from workers.ports.http import Poster
from workers.react import Reactor
from workers.relay import Relay
from workers.sending import Sender

# Where there is nobody, if nobody need be there.
NOWHERE = "http://127.0.0.1:9/hook"
EMPTY: dict[str, Any] = {}


@dataclass(slots=True)
class Received:
    """A request that came."""

    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        """Return what it tells."""
        return json.loads(self.body)

    def is_signed_by(self, secret: str) -> bool:
        """Tell whether one of the signatures is of a secret, as a receiver would."""
        key = b64decode(secret.removeprefix("whsec_"))
        named = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}."
        digest = hmac.digest(key, named.encode() + self.body, sha256)
        expected = f"v1,{b64encode(digest).decode()}"
        return expected in self.headers["webhook-signature"].split()


@dataclass(slots=True)
class Receiver:
    """Receives, and answers what it is told to."""

    url: str = ""
    status: int = 200
    more: str = ""
    body: bytes = b"{}"
    pause_s: float = 0
    received: list[Received] = field(default_factory=list[Received])

    async def answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Read a request and answer it."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")[1:-2]
        headers = {
            name.lower(): value for name, _, value in (x.partition(": ") for x in lines)
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.received.append(Received(headers, body))
        await asyncio.sleep(self.pause_s)
        writer.write(
            f"HTTP/1.1 {self.status} X\r\nConnection: close\r\n{self.more}"
            f"Content-Length: {len(self.body)}\r\n\r\n".encode()
            + self.body
        )
        await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving() -> AsyncGenerator[Receiver]:
    """Give a receiver that listens."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/hook"
    async with server:
        yield receiver


async def open_sandbox(world: World) -> World:
    """Give a world a tenant that may name this machine, and is about nobody real."""
    sandbox = tenants.Create(
        slug=f"shop-{world.principal.tenant.hex}",
        name="De Hoek",
        kind=tenants.TenantKind.SANDBOX,
    )
    # So that no two tenants have the same ids, which Sender tells apart by them.
    platform = replace(world.platform, new_number=uuid7_number)
    world = World(platform, world.principal)
    await platform.run(
        tenants.create, sandbox, tenants.operator(world.principal.tenant)
    )
    return world


async def endpoint(
    world: World, url: str = NOWHERE, *events: str
) -> webhooks.EndpointSecret:
    """Make an endpoint."""
    command = webhooks.CreateEndpoint(url=url, events=events)
    return await world.run(webhooks.create_endpoint, command)


async def happen(world: World, name: str = "Ann") -> str:
    """Have a customer created; return who."""
    return (await world.run(customers.create, customers.Create(given_name=name))).id


@dataclass(frozen=True, slots=True)
class Post:
    """The relay and the sender of one tenant, at some instant."""

    world: World
    watch: Engine
    poster: Poster

    async def carry(self, after: timedelta = timedelta(0)) -> None:
        """Carry the news, as of some time after noon."""
        platform = self._at(after).platform
        away = queue.connect("redis://127.0.0.1:1")
        relay = Relay(platform, self.watch, away, Reactor(platform, ()))
        while await relay.carry():
            pass
        await away.aclose()

    async def tell(self, *names: str, after: timedelta = timedelta(0)) -> None:
        """Have customers created, of whom news is carried, and sent: Ann, or others."""
        for name in names or ("Ann",):
            await happen(self.world, name)
        await self.carry(after)
        await self.send(after)

    async def send(self, after: timedelta = timedelta(0)) -> None:
        """Send what is due to the tenant's endpoints, as of some time after noon."""
        world = self._at(after)
        sender = Sender(world.platform, self.watch, self.poster)
        page = await world.run(webhooks.list_endpoints, webhooks.ListEndpoints())
        for each in page.items:
            while await sender.send(world.principal.tenant, each.id):
                pass

    def _at(self, after: timedelta) -> World:
        return at(self.world, NOON + after)


def post_of(world: World, watch: Engine) -> Post:
    """Return what carries and sends for a tenant."""
    return Post(world, watch, Poster(public_or_loopback))


async def delivery(world: World, endpoint_id: str) -> webhooks.Delivery:
    """Return the one thing that an endpoint is or was sent."""
    (only,) = await deliveries(world, endpoint_id)
    return only


async def standing(world: World, endpoint_id: str) -> webhooks.Endpoint:
    """Return an endpoint as it is now."""
    find = webhooks.FindEndpoint(endpoint_id=endpoint_id)
    return await world.run(webhooks.find_endpoint, find)


async def turn(
    world: World, endpoint_id: str, state: webhooks.EndpointState
) -> webhooks.Endpoint:
    """Enable or disable an endpoint."""
    change = webhooks.UpdateEndpoint(endpoint_id=endpoint_id, state=state)
    return await world.run(webhooks.update_endpoint, change)


async def forget(world: World, after: timedelta) -> None:
    """Forget what is forgotten some time after noon."""
    later = at(world, NOON + after)
    await later.platform.perform(
        lambda unit: webhooks.forget_deliveries(unit, webhooks.ForgetDeliveries()),
        later.principal,
    )


async def deliveries(
    world: World, endpoint_id: str, **asked: Any
) -> tuple[webhooks.Delivery, ...]:
    """Return what an endpoint was sent, the latest first."""
    command = webhooks.ListDeliveries(endpoint_id=endpoint_id, limit=100, **asked)
    return (await world.run(webhooks.list_deliveries, command)).items
