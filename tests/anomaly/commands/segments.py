"""What segments are called with."""

from collections.abc import Mapping

from domain import segments
from tests.anomaly.shop import Prepared, always
from tests.domain.scoring.shop import buy, profiling
from tests.domain.segments.shop import advertising, meaning, put
from tests.world import World

OFTEN = {"type": "number", "field": "purchases.orders", "at_least": 1}


async def _apply(shop: World) -> segments.ApplySegments:
    await profiling(shop)
    await buy(shop, "ann", 3)
    await put(shop, "often", OFTEN)
    return segments.ApplySegments()


async def _retire(shop: World) -> segments.RetireSegment:
    await put(shop, "often", OFTEN)
    return segments.RetireSegment(segment="often")


async def _export(shop: World) -> segments.ExportAudience:
    await advertising(shop)
    await put(shop, "often", OFTEN)
    return segments.ExportAudience(segment="often", purpose="advertising")


COMMANDS: Mapping[str, Prepared] = {
    "segments.put": always(meaning("often", OFTEN)),
    "segments.retire": _retire,
    "segments.apply": _apply,
    "segments.export_audience": _export,
}
