"""Recommendations for who bought something."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import recommendations
from tests.domain.recommendations.shop import advise
from tests.domain.scoring.shop import profiling
from tests.world import World

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "recommendations.put_unavailable": lambda _: {"products": ["mug"]},
    "recommendations.put_offers": lambda _: {
        "offers": [{"product_id": "mug", "price": 900, "before": 1200}]
    },
    "recommendations.give_feedback": lambda _: {
        "slot": "for_you",
        "model": 1,
        "day": "2030-01-01",
        "products": [{"product_id": "mug", "place": 1, "feedback": "seen"}],
    },
    "recommendations.keep_model": lambda _: {"model": 1},
    "recommendations.together": lambda _: {"product_id": "mug"},
    "recommendations.viewed_also_bought": lambda _: {"product_id": "mug"},
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what recommendations add: nothing that has an id."""
    del made
    await advise(await profiling(world))
    keep = recommendations.KeepModel(model=1)
    await world.run(recommendations.keep_model, keep)
    return {}
