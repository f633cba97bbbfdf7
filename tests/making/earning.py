"""A rule and a draft, under the name that examples give."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from domain import earning
from tests.world import NOON, World

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what earning adds: nothing that has an id in an address."""
    del made
    terms = earning.Terms(unit="points")
    draft = earning.PutDraft(rule="points", name="Points", terms=terms)
    await world.run(earning.put_draft, draft)
    rule = earning.PublishRule(
        rule="points", name="Points", terms=terms, valid_from=NOON - timedelta(days=900)
    )
    await world.run(earning.publish_rule, rule)
    return {}
