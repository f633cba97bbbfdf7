"""Commands of banners."""

from collections.abc import Mapping

from domain import banners
from tests.anomaly.shop import Prepared, always
from tests.making.banners import banner
from tests.world import World


async def _remove(shop: World) -> banners.RemoveBanner:
    await shop.run(banners.put, banner())
    return banners.RemoveBanner(banner="welcome")


COMMANDS: Mapping[str, Prepared] = {
    "banners.put": always(banner()),
    "banners.remove": _remove,
}
