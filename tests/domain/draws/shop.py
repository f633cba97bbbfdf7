"""A shop with a draw: what a test says to it, in few words."""

from datetime import timedelta

from domain import draws, ledger, tenants
from domain.kernel import system
from tests.domain.ledger.books import at
from tests.domain.referrals.shop import known
from tests.world import NOON, World

NAMES = draws.DrawNames(nl="Loterij", en="Draw")
CLOSING = NOON + timedelta(hours=1)
AFTER = CLOSING + timedelta(minutes=1)


def opening(*counts: int) -> draws.OpenDraw:
    prizes = tuple(draws.Prize(names=NAMES, count=each) for each in counts or (1,))
    return draws.OpenDraw(names=NAMES, unit="lots", prizes=prizes, closes_at=CLOSING)


async def opened(shop: World, *counts: int) -> draws.Draw:
    """Open a draw by tickets that are called lots."""
    unit = tenants.AddUnit(code="lots", name="Lots")
    await shop.run(tenants.add_unit, unit)
    return await shop.run(draws.open_draw, opening(*counts))


async def have(shop: World, who: str, tickets: int) -> None:
    """Give somebody tickets, or take some."""
    given = ledger.Adjust(
        customer_id=f"external:shop:{who}", unit="lots", amount=tickets, reason="Luck."
    )
    await shop.run(ledger.adjust, given)


async def entrants(shop: World, *tickets: int) -> None:
    for number, many in enumerate(tickets):
        await known(shop, f"c{number}")
        await have(shop, f"c{number}", many)


async def drawn(shop: World, limit: int = 2) -> None:
    """Draw what closed, a minute later."""
    later, more = at(shop, AFTER), True
    while more:
        command = draws.DrawSome(limit=limit)
        caller = system(shop.principal.tenant)
        more = (await later.platform.run(draws.draw_some, command, caller)).more
