"""A shop with a campaign that brought something."""

from datetime import timedelta

from domain import holdouts
from domain.customers.tables import external_ids
from domain.holdouts import Arm
from tests.domain.ledger.books import at as later
from tests.domain.scoring.shop import TODAY, buy_all, profiling
from tests.world import World

PEOPLE = 300


async def spring(shop: World) -> tuple[int, list[str]]:
    """Have forty of those buy whom a campaign was for; return how many those are.

    And their names, those who bought first.
    """
    await profiling(shop)
    names = [f"c{number}" for number in range(PEOPLE)]
    await buy_all(shop, dict.fromkeys(names, (400,)))
    rows = await shop.rows(external_ids)
    known = {row["external_id"]: row["customer_id"] for row in rows}
    ids = [known[name] for name in names]
    campaign = holdouts.PutCampaign(campaign="spring", control_percent=50)
    await shop.run(holdouts.put_campaign, campaign)
    everybody = holdouts.PutCampaign(campaign="universal", control_percent=0)
    await shop.run(holdouts.put_campaign, everybody)
    begun = later(shop, TODAY - timedelta(days=40))
    asked = holdouts.Decide(campaign="spring", customer_ids=tuple(ids))
    decided = (await begun.run(holdouts.decide, asked)).decisions
    treated = {each.customer_id for each in decided if each.arm is Arm.TREATED}
    bought = [name for name, who in zip(names, ids, strict=True) if who in treated]
    await buy_all(shop, dict.fromkeys(bought[:40], (30,)) | {bought[50]: (5, 90)})
    return len(treated), bought
