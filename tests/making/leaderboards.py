"""A leaderboard that the customer is on, and levels."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import leaderboards
from tests.domain.leaderboards.shop import NAMES
from tests.world import World

BOARD = "month"
STEP = {"names": {"nl": "Kenner", "en": "Connoisseur"}, "experience": 100}

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "leaderboards.put": lambda _: {
        "names": {"nl": "Maand", "en": "Month"},
        "unit": "points",
        "period": "month",
    },
    "leaderboards.read": lambda _: {"period": "2030-01"},
    "leaderboards.around": lambda _: {"period": "2030-01"},
    "levels.publish": lambda _: {"unit": "points", "levels": [STEP]},
}
PATHS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "leaderboards.put": lambda _: {"leaderboard": BOARD},
    "leaderboards.read": lambda _: {"leaderboard": BOARD},
    "leaderboards.around": lambda made: {
        "leaderboard": BOARD,
        "customer_id": made["cus"],
    },
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Let the customer be seen."""
    command = leaderboards.PutLeaderboard(leaderboard=BOARD, names=NAMES)
    await world.run(leaderboards.put, command)
    join = leaderboards.JoinLeaderboards(customer_id=made["cus"])
    await world.run(leaderboards.join, join)
    return {}
