"""Units: all or nothing, one instant, one tenant, and only for those who may."""

from dataclasses import dataclass, replace

import pytest

from domain.kernel import (
    CustomerId,
    Event,
    KeyReused,
    NotAllowed,
    NotYours,
    Principal,
    Unit,
    reads,
    writes,
)
from domain.kernel.audit import audit_entries
from domain.kernel.outbox import outbox
from tests.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Greet:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeted(Event):
    name = "customer.greeted"
    whom: str


@writes("customers:write")
async def greet(unit: Unit, command: Greet) -> Greet:
    """Greet somebody."""
    unit.emit(Greeted(whom=command.name))
    return command


async def test_scope_is_asked_for(world: World) -> None:
    nobody = Principal(tenant=world.principal.tenant, scopes=frozenset(), actor="test")
    with pytest.raises(NotAllowed) as refusal:
        await world.platform.run(greet, Greet(name="Ann"), nobody)
    assert refusal.value.details() == {"scope": "customers:write"}
    assert await world.rows(outbox) == []


async def test_a_write_leaves_its_news_and_an_audit_entry(world: World) -> None:
    await world.run(greet, Greet(name="Ann"))
    (news,) = await world.rows(outbox)
    assert (news["name"], news["payload"]) == ("customer.greeted", {"whom": "Ann"})
    (entry,) = await world.rows(audit_entries)
    assert (entry["actor"], entry["action"]) == ("test", "domain.greet")


async def test_a_key_that_comes_again_is_answered_as_the_first_time(
    world: World,
) -> None:
    ann = Greet(name="Ann")
    first = await world.platform.run_once(greet, ann, world.principal, "k")
    again = await world.platform.run_once(greet, ann, world.principal, "k")
    assert (first.replayed, again.replayed) == (False, True)
    assert again.result == first.result == ann
    assert len(await world.rows(outbox)) == 1
    with pytest.raises(KeyReused):
        await world.platform.run_once(greet, Greet(name="Bob"), world.principal, "k")


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    whom: tuple[CustomerId, ...]


@reads("customers:read", subject="whom")
async def look(unit: Unit, command: Many) -> int:
    """Look at some customers."""
    del unit
    return len(command.whom)


async def test_a_customer_may_ask_for_many_if_they_are_all_themselves(
    world: World,
) -> None:
    ann, bob = (f"cus_{number:032x}" for number in (1, 2))
    customer = replace(world.principal, customer=ann)
    assert await world.platform.run(look, Many(whom=(ann, ann)), customer) == 2
    with pytest.raises(NotYours):
        await world.platform.run(look, Many(whom=(ann, bob)), customer)
