"""What draws are called with."""

from collections.abc import Mapping
from dataclasses import replace

from domain import draws
from tests.anomaly.shop import LATER, Prepared
from tests.domain.draws.shop import entrants, opened, opening
from tests.domain.ledger.books import at
from tests.world import NOON, World


async def _open(shop: World) -> draws.OpenDraw:
    await opened(at(shop, NOON))
    await shop.run(draws.draw_some, draws.DrawSome())
    return replace(opening(), closes_at=LATER.replace(year=2031))


async def _cancel(shop: World) -> draws.CancelDraw:
    made = await shop.run(draws.open_draw, await _open(shop))
    return draws.CancelDraw(draw_id=made.id)


async def _draw(shop: World) -> draws.DrawSome:
    before = at(shop, NOON)
    await opened(before)
    await entrants(before, 2)
    return draws.DrawSome()


COMMANDS: Mapping[str, Prepared] = {
    "draws.open_draw": _open,
    "draws.cancel": _cancel,
    "draws.draw_some": _draw,
}
