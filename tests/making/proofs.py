"""A shop's proofs: a transfer, sealed and under a head."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import ledger, proofs
from domain.kernel import system
from domain.ledger.tables import transfers
from tests.world import World

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    given = ledger.Adjust(customer_id=made["cus"], amount=5, reason="Welcome.")
    await world.run(ledger.adjust, given)
    caller = system(world.principal.tenant)
    await world.platform.run(proofs.seal, proofs.SealSome(), caller)
    await world.run(proofs.sign, proofs.Sign())
    first, *_ = await world.rows(transfers)
    return {"trf": first["id"]}
