"""A shop whose win-back does something for those who stay away, and nothing else."""

from datetime import timedelta

from domain import holdouts
from domain.customers.tables import external_ids
from domain.holdouts import Arm
from tests.domain.ledger.books import at as later
from tests.domain.scoring.shop import TODAY, buy_all, profiling
from tests.world import World

PEOPLE = 640
DECIDED, BOUGHT = 40, 30


async def win_back(shop: World) -> dict[str, str]:
    """Have who stays away buy if treated, three of four; return ids by names.

    Names are `away-…` and `there-…`. Of those who are there half buy anyway.
    """
    await profiling(shop)
    names = [f"{('away', 'there')[n % 2]}-{n}" for n in range(PEOPLE)]
    there = {who for who in names if who.startswith("there")}
    since = {who: 45 if who in there else 300 for who in names}
    await buy_all(shop, {who: (since[who] + n % 99,) for n, who in enumerate(names)})
    rows = await shop.rows(external_ids)
    known = {row["external_id"]: row["customer_id"] for row in rows}
    for campaign, percent in (("spring", 50), ("universal", 0)):
        put = holdouts.PutCampaign(campaign=campaign, control_percent=percent)
        await shop.run(holdouts.put_campaign, put)
    begun = later(shop, TODAY - timedelta(days=DECIDED))
    ids = tuple(known[who] for who in names)
    asked = holdouts.Decide(campaign="spring", customer_ids=ids)
    decided = (await begun.run(holdouts.decide, asked)).decisions
    treated = {each.customer_id for each in decided if each.arm is Arm.TREATED}
    won = {who for who in names if known[who] in treated and who not in there}
    # Of those who are there every second one, of those won all but every fourth.
    buyers = [
        who
        for n, who in enumerate(names)
        if (who in there and n // 2 % 2) or (who in won and n // 2 % 4)
    ]
    await buy_all(shop, dict.fromkeys(buyers, (BOUGHT,)))
    return {who: known[who] for who in names}
