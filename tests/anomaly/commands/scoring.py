"""What scoring is called with."""

from collections.abc import Mapping

from sqlalchemy import update

from domain import scoring
from domain.kernel import Unit, system
from domain.scoring.tables import purchase_rollups
from tests.anomaly.shop import Prepared, always
from tests.domain.scoring.shop import buy, profiling
from tests.world import World


async def _rescore(shop: World) -> scoring.Rescore:
    await profiling(shop)
    await buy(shop, "ann", 3)
    await shop.platform.run(
        scoring.rescore, scoring.Rescore(), system(shop.principal.tenant)
    )
    return scoring.Rescore()


async def _roll_up(shop: World) -> scoring.RollUpAnew:
    await buy(shop, "ann", 3)

    async def forget(unit: Unit) -> None:
        await unit.run(update(purchase_rollups).values(days=9))

    await shop.platform.perform(forget, shop.principal)
    return scoring.RollUpAnew()


COMMANDS: Mapping[str, Prepared] = {
    "scoring.rescore": _rescore,
    "scoring.roll_up_anew": _roll_up,
    "scoring.put_settings": always(scoring.Settings(margin_percent=40)),
}
