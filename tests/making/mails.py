"""A mail that somebody was written."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.domain.mails.letters import written_to
from tests.world import World

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what mails add."""
    return {"mai": await written_to(world, made["cus"])}
