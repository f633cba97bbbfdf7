"""A rule and a draft, under the name that examples give."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain import earning
from domain.kernel import Unit
from tests.world import NOON, World

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what earning adds: what came about for the customer, and its award."""
    terms = earning.Terms(unit="points")
    draft = earning.PutDraft(rule="points", name="Points", terms=terms)
    await world.run(earning.put_draft, draft)
    rule = earning.PublishRule(
        rule="points", name="Points", terms=terms, valid_from=NOON - timedelta(days=900)
    )
    await world.run(earning.publish_rule, rule)
    done = earning.Terms(
        on=earning.OnChallenge(challenge="begun"), effect=earning.Fixed(1)
    )
    began = replace(rule, rule="begun", terms=done)
    await world.run(earning.publish_rule, began)

    async def begin(unit: Unit) -> None:
        begun = earning.Completion(made["cus"], "begun", None, "", unit.now)
        await earning.complete(unit, [made["cus"]], [begun])

    await world.platform.perform(begin, world.principal)
    asked = earning.OccasionsOfCustomer(customer_id=made["cus"])
    (came,) = (await world.run(earning.occasions_of_customer, asked)).items
    (award,) = came.awards
    return {"occ": came.id, "awd": award.id}
