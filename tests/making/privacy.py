"""Somebody who asks what is known of them, and was answered before."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tests.domain.privacy.asking import answered, asked, verified
from tests.world import World

Saying: TypeAlias = Callable[[Mapping[str, str]], dict[str, Any]]

SAID: Mapping[str, Saying] = {}
PATHS: Mapping[str, Saying] = {
    name: lambda made: {"request_id": made["answered"]}
    for name in ("privacy.close", "privacy.link")
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what privacy adds: a request that waits, and one that was answered."""
    before = await verified(world, await asked(world, made["cus"]))
    await answered(world)
    return {
        "avr": (await asked(world, made["cus"])).id,
        "answered": before.id,
    }
