"""Redactions: a shop that left is erased once an operator says so, and not before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import customers, privacy, tenants
from domain.customers.tables import customers as people
from domain.privacy import (
    AskRedaction,
    CarryOutRedaction,
    ListRedactions,
    RedactionNotFound,
    RedactSome,
    RequestState,
)
from domain.privacy.tables import privacy_requests
from domain.tenants.tables import tenants as tenant_rows
from tests.domain.ledger.books import at
from tests.domain.privacy.asking import ann, as_system
from tests.domain.privacy.erasing import COOLED, certified, destroyed, shredded, wanted
from tests.world import NOON, World, open_shop

SHOP = "ann.example"


def as_operator(shop: World) -> World:
    return replace(shop, principal=tenants.operator(shop.principal.tenant))


async def settled(shop: World, *, pieces_of: int = 2) -> int:
    """Ask for all erasures as the schedule does; return in how many pieces."""
    pieces, more = 0, True
    while more:
        told = await as_system(shop).run(
            privacy.redact_some, RedactSome(limit=pieces_of)
        )
        pieces, more = pieces + (told.done > 0), told.more
    return pieces


async def statuses(shop: World) -> set[str]:
    return {row["status"] for row in await shop.rows(tenant_rows)}


async def test_a_shop_that_left_is_not_erased_before_an_operator_says_so(
    shop: World,
) -> None:
    await shop.run(customers.create, customers.Create(email="ann@example.com"))
    for day in range(2):
        later = at(shop, NOON + timedelta(days=day))
        await later.run(privacy.ask_redaction, AskRedaction(shop_domain=SHOP))
    (asked,) = (await shop.run(privacy.list_redactions, ListRedactions())).redactions
    assert (asked.asked_at, asked.due_at) == (NOON, NOON + timedelta(days=30))
    assert (asked.begun_at, asked.customers) == (None, 0)
    assert await settled(shop) == 0
    assert await shop.rows(privacy_requests) == []
    other = CarryOutRedaction(shop_domain="bob.example")
    with pytest.raises(RedactionNotFound):
        await as_operator(shop).run(privacy.carry_out_redaction, other)
    assert await statuses(shop) == {"active"}


async def test_everybody_is_erased_without_time_to_think_it_over(world: World) -> None:
    shop = await open_shop(world)
    for number in range(4):
        known = customers.Create(email=f"bob{number}@example.com")
        await shop.run(customers.create, known)
    leaving = await wanted(shop, await ann(shop))
    await shop.run(privacy.ask_redaction, AskRedaction(shop_domain=SHOP))
    carry_out = CarryOutRedaction(shop_domain=SHOP)
    for _ in range(2):
        await as_operator(shop).run(privacy.carry_out_redaction, carry_out)
    assert await statuses(shop) == {"suspended"}
    assert await settled(shop) == 3
    (told,) = (await shop.run(privacy.list_redactions, ListRedactions())).redactions
    assert (told.customers, told.asked_all_at) == (5, NOON)
    assert await destroyed(shop) == 4
    # Who asked for it before has the time that they were told.
    assert await destroyed(at(shop, COOLED)) == 1
    await shredded(shop)
    await certified(shop)
    assert {row["erased_at"] is None for row in await shop.rows(people)} == {False}
    states = {
        row["id"]: row["state"]
        for row in await shop.rows(privacy_requests)
        if row["state"] != RequestState.DUPLICATE
    }
    assert set(states.values()) == {RequestState.CERTIFIED}
    assert leaving.id in states


async def test_who_is_asked_for_once_is_not_asked_for_again(world: World) -> None:
    """A sweep that ended anywhere goes on with who is left."""
    shop = await open_shop(world)
    for number in range(3):
        known = customers.Create(email=f"bob{number}@example.com")
        await shop.run(customers.create, known)
    await shop.run(privacy.ask_redaction, AskRedaction(shop_domain=SHOP))
    carry_out = CarryOutRedaction(shop_domain=SHOP)
    await as_operator(shop).run(privacy.carry_out_redaction, carry_out)
    await as_system(shop).run(privacy.redact_some, RedactSome(limit=2))
    assert await destroyed(shop) == 2
    assert await settled(shop) == 1
    asked = [row["customer_id"] for row in await shop.rows(privacy_requests)]
    assert len(asked) == len(set(asked)) == 3
