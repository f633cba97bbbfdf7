"""Somebody who asks what is known of them, and was answered before."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, TypeAlias

from domain import customers, privacy
from tests.domain.privacy.asking import ann, answered, asked, verified
from tests.domain.privacy.erasing import erased, wanted
from tests.world import NOON, World

Saying: TypeAlias = Callable[[Mapping[str, str]], dict[str, Any]]


def _request(key: str, made: Mapping[str, str]) -> dict[str, Any]:
    return {"request_id": made[key]}


SAID: Mapping[str, Saying] = {
    "privacy.set_legal_hold": lambda _: {"until": "2030-02-01T12:00:00Z"},
    "privacy.leave_own": lambda _: {"donate_to": None},
}
OF_REQUESTS = {
    "privacy.close": "answered",
    "privacy.link": "answered",
    "privacy.link_own": "answered",
    "privacy.send_code": "reached",
    "privacy.find_erasure": "leaving",
    "privacy.waive": "leaving",
    "privacy.find_own_erasure": "leaving",
    "privacy.waive_own": "leaving",
    "privacy.leave_own": "leaving",
    "privacy.find_certificate": "left",
}


def _of_bound(made: Mapping[str, str]) -> dict[str, Any]:
    return {"customer_id": made["bound"]}


PATHS: Mapping[str, Saying] = {
    **{name: partial(_request, key) for name, key in OF_REQUESTS.items()},
    "privacy.find_restriction": _of_bound,
    "privacy.lift_restriction": _of_bound,
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what privacy adds: a request that waits, and one that was answered."""
    before = await verified(world, await asked(world, made["cus"]))
    await answered(world)
    hold = privacy.SetLegalHold(
        customer_id=made["cus"], basis="art. 17(3)(e)", until=NOON + timedelta(days=9)
    )
    bound = await world.run(customers.create, customers.Create(given_name="Bound"))
    kept = privacy.Restrict(customer_id=bound.id, reason="It is disputed.")
    await world.run(privacy.restrict, kept)
    gone = await world.run(customers.create, customers.Create(given_name="Gone"))
    return {
        "avr": (await asked(world, made["cus"])).id,
        "answered": before.id,
        "reached": (await asked(world, await ann(world))).id,
        "bound": bound.id,
        "left": (await erased(world, gone.id)).id,
        "leaving": (await wanted(world, made["cus"])).id,
        "lgh": (await world.run(privacy.set_legal_hold, hold)).id,
    }
