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


COMMANDS: Mapping[str, Prepared] = {
    "holdouts.put_campaign": always(SPRING),
    "holdouts.decide": _decide,
}
