"""Who says no while everybody is looked at is in nothing afterwards."""

import asyncio

from domain import recommendations
from domain.recommendations import Slot
from domain.recommendations.tables import recommendations as chosen
from domain.scoring.tables import customer_scores
from domain.segments.tables import segment_stays
from tests.domain.ledger.books import at as later
from tests.domain.recommendations.shop import advise, open_grocer, shown
from tests.domain.scoring.shop import TODAY, objects, rescore
from tests.domain.segments.shop import put, settle
from tests.world import World

OFTEN = {"type": "number", "field": "purchases.orders", "at_least": 1}


async def test_an_objection_wins_of_eight_who_look_at_once(shop: World) -> None:
    await put(shop, "often", OFTEN)
    await open_grocer(shop)
    await settle(shop)
    scored = len(await shop.rows(customer_scores))
    assert len(await shop.rows(chosen)) == scored
    tomorrow = later(shop, TODAY.replace(day=2))
    away = [f"c{number}" for number in range(8)]
    await asyncio.gather(
        *(rescore(tomorrow, limit=7) for _ in range(8)),
        *(objects(tomorrow, who) for who in away),
    )
    await advise(tomorrow)
    for table in (customer_scores, chosen, segment_stays):
        assert len(await shop.rows(table)) == scored - len(away), table.name
    for slot in Slot:
        assert not (await shown(tomorrow, "c0", slot)).personal
    others = recommendations.Recommend(customer_id="external:shop:c9")
    assert (await tomorrow.run(recommendations.recommend, others)).personal
