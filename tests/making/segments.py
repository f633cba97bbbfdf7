"""A segment that nobody is in yet."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.domain.segments.shop import put, settle
from tests.world import World

OFTEN = {"type": "number", "field": "purchases.orders", "at_least": 1}

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "segments.put": lambda _: {
        "names": {"nl": "Vaak", "en": "Often"},
        "predicate": OFTEN,
    },
    "segments.export_audience": lambda _: {"purpose": "points"},
    "segments.preview": lambda _: {"predicate": OFTEN},
}
PATHS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "segments.put": lambda _: {"segment": "often"},
    "segments.find": lambda _: {"segment": "often"},
    "segments.retire": lambda _: {"segment": "often"},
    "segments.export_audience": lambda _: {"segment": "often"},
    "segments.list_members": lambda _: {"segment": "often"},
    "segments.explain": lambda made: {
        "segment": "often",
        "customer_id": made["cus"],
    },
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what segments add: nothing that has an id, but one that is named."""
    del made
    await put(world, "often", OFTEN)
    await settle(world)
    return {}
