"""What the ledger does by hand, and what customers do with what they hold."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain import ledger, tenants
from tests.anomaly.shop import ANN, BOB, LATER, Prepared, always
from tests.domain.ledger.books import at
from tests.world import NOON, World

WHY = "We say so."
HOLD: Mapping[str, Any] = {"customer_id": BOB, "amount": 10, "minutes": 43_200}


async def _reinstate(shop: World) -> ledger.Reinstate:
    given = ledger.Adjust(
        customer_id=BOB, amount=7, reason=WHY, expires_at=LATER - timedelta(days=1)
    )
    await at(shop, LATER - timedelta(days=2)).run(ledger.adjust, given)
    return ledger.Reinstate(
        customer_id=BOB,
        expired_since=NOON,
        expires_at=LATER + timedelta(days=9),
        reason=WHY,
    )


async def _extend(shop: World) -> ledger.ExtendLots:
    given = ledger.Adjust(
        customer_id=BOB, amount=7, reason=WHY, expires_at=LATER + timedelta(days=1)
    )
    await shop.run(ledger.adjust, given)
    return ledger.ExtendLots(
        customer_id=BOB, expires_at=LATER + timedelta(days=9), reason=WHY
    )


async def _give(shop: World) -> ledger.Give:
    policy = ledger.SetPolicy(unit="points", giveable=True)
    await shop.run(ledger.set_policy, policy)
    return ledger.Give(customer_id=BOB, to=ANN, amount=10)


async def _donate(shop: World) -> ledger.Donate:
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    return ledger.Donate(customer_id=BOB, pot_id=pot.id, amount=10)


async def _confirm(shop: World) -> ledger.ConfirmHold:
    held = await shop.run(ledger.place_hold, ledger.PlaceHold(**HOLD))
    return ledger.ConfirmHold(hold_id=held.id)


async def _release(shop: World) -> ledger.ReleaseHold:
    held = await shop.run(ledger.place_hold, ledger.PlaceHold(**HOLD))
    return ledger.ReleaseHold(hold_id=held.id)


async def _close(shop: World) -> ledger.ClosePot:
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    return ledger.ClosePot(pot_id=pot.id)


async def _convert(shop: World) -> ledger.Convert:
    await shop.run(tenants.add_unit, tenants.AddUnit(code="cents", name="Cents"))
    rate = ledger.SetRate(unit="points", into="cents", takes=10, gives=5)
    await shop.run(ledger.set_rate, rate)
    return ledger.Convert(customer_id=BOB, into="cents", amount=20)


COMMANDS: Mapping[str, Prepared] = {
    "ledger.freeze": always(ledger.Freeze(customer_id=BOB, reason=WHY)),
    "ledger.unfreeze": always(ledger.Unfreeze(customer_id=BOB, reason=WHY)),
    "ledger.extend_lots": _extend,
    "ledger.reinstate": _reinstate,
    "ledger.give": _give,
    "ledger.donate": _donate,
    "ledger.convert": _convert,
    "ledger.place_hold": always(ledger.PlaceHold(**HOLD)),
    "ledger.confirm_hold": _confirm,
    "ledger.release_hold": _release,
    "ledger.create_pot": always(ledger.CreatePot(name="Trees")),
    "ledger.close_pot": _close,
    "ledger.set_policy": always(ledger.SetPolicy(unit="points", balance_max=500)),
    "ledger.set_rate": always(
        ledger.SetRate(unit="points", into="points", takes=1, gives=1)
    ),
}
