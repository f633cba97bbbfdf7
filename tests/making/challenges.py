"""A challenge that the customer takes part in."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import challenges
from tests.domain.challenges.shop import NAMES, STEP, publish
from tests.world import World

CHALLENGE = "thrice"
TOGETHER = "together"

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "challenges.publish": lambda _: {"names": NAMES, "terms": {"steps": [STEP]}},
    "challenges.join": lambda _: {"time_zone": "Europe/Amsterdam"},
}


def _ours(made: Mapping[str, str]) -> dict[str, Any]:
    return {"challenge": CHALLENGE, "customer_id": made["cus"]}


PATHS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "challenges.join": _ours,
    "challenges.leave": _ours,
    "challenges.explain": _ours,
    "challenges.retire": lambda _: {"challenge": CHALLENGE},
    "challenges.find_community": lambda _: {"challenge": TOGETHER},
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return the id of a challenge that the customer has joined."""
    version = await publish(world, CHALLENGE, joining="opt_in")
    await publish(world, TOGETHER, goal={"total": 100})
    join = challenges.JoinChallenge(customer_id=made["cus"], challenge=CHALLENGE)
    await world.run(challenges.join, join)
    return {"chg": version.id}
