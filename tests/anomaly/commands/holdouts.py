"""What holdouts are called with."""

from collections.abc import Mapping

from domain import holdouts
from tests.anomaly.shop import Prepared, always
from tests.domain.scoring.shop import created
from tests.world import World

SPRING = holdouts.PutCampaign(campaign="spring", control_percent=20)


async def _decide(shop: World) -> holdouts.Decide:
    await shop.run(holdouts.put_campaign, SPRING)
    ids = await created(shop, "held-1", "held-2")
    return holdouts.Decide(campaign="spring", customer_ids=tuple(ids))


async def _ask(shop: World) -> holdouts.AskTargeting:
    await shop.run(holdouts.put_campaign, SPRING)
    return holdouts.AskTargeting(campaign="spring")


async def _drop(shop: World) -> holdouts.DropTargeting:
    await shop.run(holdouts.ask_targeting, await _ask(shop))
    return holdouts.DropTargeting(campaign="spring")


async def _learn(shop: World) -> holdouts.LearnTargeting:
    await _drop(shop)
    return holdouts.LearnTargeting()


COMMANDS: Mapping[str, Prepared] = {
    "holdouts.put_campaign": always(SPRING),
    "holdouts.decide": _decide,
    "holdouts.ask_targeting": _ask,
    "holdouts.drop_targeting": _drop,
    "holdouts.learn_targeting": _learn,
}
