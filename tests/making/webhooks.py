"""An endpoint in a shop with one of everything, and what it was sent."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import webhooks
from domain.kernel import Unit
from tests.world import World


async def make(world: World, made: dict[str, str]) -> dict[str, str]:
    """Return what webhooks add: an endpoint that waits for a ping."""
    del made
    create = webhooks.CreateEndpoint(url="https://shop.example/hook")
    endpoint = await world.run(webhooks.create_endpoint, create)

    async def ping(unit: Unit) -> webhooks.Delivery:
        command = webhooks.PingEndpoint(endpoint_id=endpoint.id)
        return await webhooks.ping_endpoint(unit, command)

    delivery = await world.platform.perform(ping, world.principal)
    return {"whk": endpoint.id, "evn": delivery.event_id}


SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "webhooks.create_endpoint": lambda _: {"url": "https://shop.example/hook"},
    "webhooks.update_endpoint": lambda _: {"url": "https://shop.example/other"},
}
