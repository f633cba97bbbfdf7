"""A household of the customer's, an invitation to it, and somebody else in it."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import customers, households, ledger
from tests.world import World

CODES: dict[str, str] = {}

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "households.create": lambda _: {"nickname": "Ann"},
    "households.join": lambda made: {"code": CODES[made["cus"]], "nickname": "Ann"},
    "households.rename": lambda _: {"nickname": "Annie"},
    "households.limit": lambda _: {"monthly_max": 100},
    "households.contribute": lambda _: {"unit": "points", "amount": 1},
    "households.take_out": lambda _: {"unit": "points", "amount": 1},
    "households.put_settings": lambda _: {"units": ["points"], "members_max": 8},
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of a household, of another member, and of an invitation."""
    ann = made["cus"]
    begun = households.CreateHousehold(customer_id=ann, nickname="Ann")
    house = await world.run(households.create, begun)
    friend = await world.run(customers.create, customers.Create(given_name="Friend"))
    ask = households.InviteToHousehold(customer_id=ann)
    code = (await world.run(households.invite, ask)).code
    joined = households.JoinHousehold(customer_id=friend.id, code=code)
    house = await world.run(households.join, joined)
    more = ledger.Adjust(customer_id=ann, amount=20, reason="Hello.")
    await world.run(ledger.adjust, more)
    given = households.Contribute(customer_id=ann, amount=10)
    await world.run(households.contribute, given)
    waiting = await world.run(households.invite, ask)
    CODES[ann] = waiting.code
    (other,) = (each for each in house.members if not each.owner)
    return {"hsh": house.id, "hme": other.id, "hin": waiting.id}
