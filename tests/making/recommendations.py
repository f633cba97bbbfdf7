"""Recommendations for who bought something."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.domain.recommendations.shop import advise
from tests.world import World

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "recommendations.put_unavailable": lambda _: {"products": ["mug"]},
    "recommendations.together": lambda _: {"product_id": "mug"},
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what recommendations add: nothing that has an id."""
    del made
    await advise(world)
    return {}
