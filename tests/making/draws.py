"""A draw that is open, and one that was drawn."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import draws
from tests.domain.draws.shop import NAMES, drawn, opened, opening
from tests.world import World

DRAWN: dict[str, str] = {}
PRIZE = {"names": {"nl": NAMES.nl, "en": NAMES.en}, "count": 1}

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "draws.open_draw": lambda _: {
        "unit": "points",
        "prizes": [PRIZE],
        "closes_at": "2030-06-01T12:00:00Z",
    },
}
PATHS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "draws.list_tickets": lambda made: {"draw_id": DRAWN[made["cus"]]},
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return the id of a draw that is open."""
    DRAWN[made["cus"]] = (await opened(world)).id
    await drawn(world)
    return {"drw": (await world.run(draws.open_draw, opening())).id}
