"""What the use cases of simulation are called with."""

from collections.abc import Mapping

from domain import simulation
from tests.anomaly.shop import Prepared, always
from tests.world import World

START = simulation.Start(name="draft")


async def _begun(shop: World) -> str:
    return (await shop.run(simulation.start, START)).id


async def _cancel(shop: World) -> simulation.Cancel:
    return simulation.Cancel(back_test_id=await _begun(shop))


async def _advance(shop: World) -> simulation.Advance:
    return simulation.Advance(back_test_id=await _begun(shop))


COMMANDS: Mapping[str, Prepared] = {
    "simulation.start": always(START),
    "simulation.cancel": _cancel,
    "simulation.advance": _advance,
}
