"""A banner that everybody sees."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import banners
from domain.kernel import validation
from tests.world import World

TERMS = {"slot": "home", "title": {"nl": "Dag {{ name }}", "en": "Hello {{ name }}"}}
SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "banners.put": lambda _: {"terms": TERMS},
}
PATHS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    **dict.fromkeys(
        ("banners.put", "banners.find", "banners.remove"),
        lambda _: {"banner": "welcome"},
    ),
    "banners.of_visitors": lambda _: {"slot": "home"},
    "banners.of_customer": lambda made: {"slot": "home", "customer_id": made["cus"]},
}


def banner(name: str = "welcome", **more: Any) -> banners.PutBanner:
    """Return the command that writes a banner."""
    given = {"banner": name, "terms": {**TERMS, **more}}
    return validation.command(given, banners.PutBanner)


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what banners add: nothing that has an id, but one that is named."""
    del made
    await world.run(banners.put, banner())
    return {}
