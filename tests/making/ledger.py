"""A pot that is open, a rate, and points that expired and are there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain import ledger
from tests.world import NOON, World

DAY = timedelta(days=1)
LATER = "2031-01-01T00:00:00Z"

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "ledger.extend_lots": lambda _: {"expires_at": LATER, "lot_ids": None},
    "ledger.reinstate": lambda _: {
        "expired_since": "2029-01-01T00:00:00Z",
        "expires_at": LATER,
    },
    "ledger.place_hold": lambda _: {"amount": 1, "minutes": 5},
    "ledger.give": lambda made: {"to": made["other"], "amount": 1},
    "ledger.donate": lambda _: {"amount": 1},
    "ledger.convert": lambda _: {"unit": "points", "into": "points", "amount": 10},
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what the ledger adds."""
    policy = ledger.SetPolicy(unit="points", giveable=True)
    await world.run(ledger.set_policy, policy)
    rate = ledger.SetRate(unit="points", into="points", takes=10, gives=5)
    await world.run(ledger.set_rate, rate)
    before = replace(world.platform, clock=lambda: NOON - 2 * DAY)
    for platform, expires in ((before, NOON - DAY), (world.platform, NOON + 30 * DAY)):
        given = ledger.Adjust(
            customer_id=made["cus"], amount=100, reason="Hello.", expires_at=expires
        )
        await platform.run(ledger.adjust, given, world.principal)
    pot = await world.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    wanted = ledger.PlaceHold(customer_id=made["cus"], amount=5)
    held = await world.run(ledger.place_hold, wanted)
    return {"pot": pot.id, "hld": held.id}
