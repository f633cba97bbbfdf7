"""A campaign that a customer is decided on in."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import holdouts
from tests.world import World

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "holdouts.put_campaign": lambda _: {"control_percent": 20},
    "holdouts.decide": lambda made: {"customer_ids": [made["cus"]]},
    "holdouts.ask_targeting": lambda _: {"days": 28},
    "holdouts.targets": lambda made: {"customer_ids": [made["cus"]]},
}
PATHS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    name: lambda _: {"campaign": "spring"}
    for name in (
        *("holdouts.put_campaign", "holdouts.decide", "holdouts.uplift"),
        *("holdouts.ask_targeting", "holdouts.find_targeting"),
        *("holdouts.drop_targeting", "holdouts.targets"),
    )
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what holdouts add: nothing that has an id, but one that is named."""
    put = holdouts.PutCampaign(campaign="spring", control_percent=20)
    await world.run(holdouts.put_campaign, put)
    decide = holdouts.Decide(campaign="spring", customer_ids=(made["cus"],))
    await world.run(holdouts.decide, decide)
    ask = holdouts.AskTargeting(campaign="spring")
    await world.run(holdouts.ask_targeting, ask)
    return {}
