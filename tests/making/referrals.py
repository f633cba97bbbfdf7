"""Somebody whom the customer brought."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import customers, referrals
from tests.world import World

CODES: dict[str, str] = {}


def _code(made: Mapping[str, str]) -> dict[str, Any]:
    return {"code": CODES[made["cus"]]}


SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "referrals.attribute": _code,
    "referrals.set_settings": lambda _: {"link": None},
    "referrals.add_payment_print": lambda _: {"fingerprint": "card-fp-77"},
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return the id of a referral; the customer came by themselves, in vain."""
    ann = made["cus"]
    given = await world.run(
        referrals.give_code, referrals.GiveReferralCode(customer_id=ann)
    )
    CODES[ann] = given.code
    friend = await world.run(customers.create, customers.Create(given_name="Friend"))
    for each in (ann, friend.id):
        command = referrals.Attribute(customer_id=each, code=given.code)
        came = await world.run(referrals.attribute, command)
    return {"rfl": came.id}
