"""What customers say of their own erasure, while they think it over."""

from dataclasses import replace

import pytest

from domain import customers, ledger, privacy
from domain.customers import CustomerNotFound
from domain.kernel import NotYours
from domain.ledger import PotNotFound
from domain.privacy import (
    LeaveOwn,
    NotAnErasure,
    OwnRequest,
    RequestNotFound,
    RequestNotOpen,
    Wait,
    WaiveOwn,
)
from tests.domain.privacy.asking import ann, asked
from tests.domain.privacy.erasing import destroyed, wanted
from tests.domain.rewards.club import give
from tests.world import NOON, World


def as_customer(shop: World, customer_id: str) -> World:
    """Return a shop as one of its customers asks it, by their own token."""
    principal = replace(shop.principal, customer=customer_id)
    return replace(shop, principal=principal)


async def test_customers_see_what_they_lose_and_leave_it_to_a_pot(shop: World) -> None:
    her = await ann(shop)
    await give(shop, 70, who=her)
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    request = await wanted(shop, her)
    me = as_customer(shop, her)
    own = OwnRequest(customer_id=her, request_id=request.id)
    seen = await me.run(privacy.find_own_erasure, own)
    assert [(each.unit, each.available) for each in seen.at_stake] == [("points", 70)]
    leave = LeaveOwn(customer_id=her, request_id=request.id, donate_to=pot.id)
    assert (await me.run(privacy.leave_own, leave)).donate_to == pot.id
    nowhere = replace(leave, donate_to="pot_" + "0" * 32)
    with pytest.raises(PotNotFound):
        await me.run(privacy.leave_own, nowhere)
    back = replace(leave, donate_to=None)
    assert (await me.run(privacy.leave_own, back)).donate_to is None
    waive = WaiveOwn(customer_id=her, request_id=request.id, wait=Wait.COOLING_OFF)
    assert (await me.run(privacy.waive_own, waive)).erase_at == NOON
    assert await destroyed(shop) == 1
    with pytest.raises(CustomerNotFound):
        await me.run(privacy.leave_own, leave)


async def test_what_was_called_off_is_changed_no_more(shop: World) -> None:
    her = await ann(shop)
    request = await wanted(shop, her)
    me = as_customer(shop, her)
    own = OwnRequest(customer_id=her, request_id=request.id)
    await me.run(privacy.cancel_own, own)
    leave = LeaveOwn(customer_id=her, request_id=request.id)
    with pytest.raises(RequestNotOpen):
        await me.run(privacy.leave_own, leave)


async def test_nobody_says_anything_of_anothers_erasure(shop: World) -> None:
    her = await ann(shop)
    request = await wanted(shop, her)
    other = (await shop.run(customers.create, customers.Create())).id
    own = OwnRequest(customer_id=her, request_id=request.id)
    with pytest.raises(NotYours):
        await as_customer(shop, other).run(privacy.find_own_erasure, own)
    stolen = replace(own, customer_id=other)
    with pytest.raises(RequestNotFound):
        await as_customer(shop, other).run(privacy.find_own_erasure, stolen)
    access = await asked(shop, her)
    with pytest.raises(NotAnErasure):
        await shop.run(privacy.find_own_erasure, replace(own, request_id=access.id))
