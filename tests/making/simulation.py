"""Back-tests in a shop with one of everything."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import simulation
from tests.world import World


async def make(world: World, made: dict[str, str]) -> dict[str, str]:
    """Start a back-test; return its id."""
    begun = await world.run(simulation.start, simulation.Start(name=made["cus"]))
    return {"bkt": begun.id}


SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {}
