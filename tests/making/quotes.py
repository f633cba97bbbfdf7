"""A basket in a shop with one of everything."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.world import World

LINE = {"product_id": "mug", "quantity": 1, "unit_price": 900}


async def make(world: World, made: dict[str, str]) -> dict[str, str]:
    """Make nothing: a quote is written down nowhere."""
    del world, made
    return {}


SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "quotes.quote": lambda made: {"customer_id": made["cus"], "lines": [LINE]},
}
