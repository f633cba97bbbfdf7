"""What recommendations are called with."""

from collections.abc import Mapping

from domain import recommendations
from tests.anomaly.shop import Prepared, always
from tests.domain.scoring.shop import buy, profiling
from tests.world import World


async def _advise(shop: World) -> recommendations.Advise:
    await profiling(shop)
    await buy(shop, "ann", 3)
    return recommendations.Advise()


COMMANDS: Mapping[str, Prepared] = {
    "recommendations.advise": _advise,
    "recommendations.put_unavailable": always(
        recommendations.PutUnavailable(products=("tea", "cup"))
    ),
}
