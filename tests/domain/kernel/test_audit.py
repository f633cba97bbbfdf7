"""Whoever changes something leaves an entry, in the transaction of the change."""

from dataclasses import dataclass, replace

import pytest

from domain import customers
from domain.customers import Create, Find
from domain.kernel import Unit, reads, system, writes
from domain.kernel.audit import audit_entries
from tests.world import NOON, World

ANN, EVENT = f"cus_{1:032x}", f"evn_{1:032x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCustomer:
    customer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfBoth:
    id: str
    customer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfNobody:
    count: int


async def entries(world: World) -> list[tuple[str, str, str | None]]:
    return [
        (row["actor"], row["action"], row["object_id"])
        for row in await world.rows(audit_entries)
    ]


async def test_an_entry_names_who_did_what_to_what_and_when(world: World) -> None:
    ann = await world.run(customers.create, Create(email="ann@example.com"))
    (row,) = await world.rows(audit_entries)
    assert row["at"] == NOON
    assert row["id"].startswith("aud_")
    assert await entries(world) == [("test", "customers.create", ann.id)]


@pytest.mark.parametrize(
    ("result", "named"),
    [
        (OfBoth(id=EVENT, customer_id=ANN), EVENT),
        (OfCustomer(customer_id=ANN), ANN),
        (OfNobody(count=1), None),
        (None, None),
    ],
)
async def test_it_names_the_result_or_else_its_customer(
    world: World, result: object, named: str | None
) -> None:
    @writes("customers:write")
    async def change(unit: Unit, command: OfNobody) -> object:
        """Change something."""
        del unit, command
        return result

    await world.run(change, OfNobody(count=1))
    assert await entries(world) == [("test", "domain.change", named)]


async def test_whoever_reads_leaves_none(world: World) -> None:
    ann = await world.run(customers.create, Create(email="ann@example.com"))
    before = await entries(world)
    await world.run(customers.find, Find(customer_id=ann.id))
    assert await entries(world) == before


async def test_what_was_refused_or_failed_leaves_none(world: World) -> None:
    @writes("customers:write")
    async def fail(unit: Unit, command: OfNobody) -> OfNobody:
        """Fail."""
        del unit
        if command.count:
            raise ZeroDivisionError
        return command

    with pytest.raises(ZeroDivisionError):
        await world.run(fail, OfNobody(count=1))
    assert await entries(world) == []


async def test_the_platform_itself_is_named_too(world: World) -> None:
    @writes("system")
    async def sweep(unit: Unit, command: OfNobody) -> OfNobody:
        """Sweep."""
        del unit
        return command

    caller = system(world.principal.tenant)
    await world.platform.run(sweep, OfNobody(count=1), caller)
    assert await entries(world) == [("system", "domain.sweep", None)]


async def test_no_entry_holds_what_a_customer_told(world: World) -> None:
    told = Create(email="ann@example.com", given_name="Annabel", phone="+31612345678")
    await world.run(customers.create, told)
    (row,) = await world.rows(audit_entries)
    for secret in ("ann", "annabel", "example", "12345678"):
        assert secret not in f"{row['action']}{row['actor']}".lower()


async def test_each_tenant_reads_its_own(world: World, neighbour: World) -> None:
    await world.run(customers.create, Create(email="ann@example.com"))
    assert await entries(neighbour) == []


async def test_a_reading_use_case_within_a_writer_adds_nothing(world: World) -> None:
    @reads("customers:read")
    async def look(unit: Unit, command: OfNobody) -> OfNobody:
        """Look."""
        del unit
        return replace(command, count=2)

    @writes("customers:write")
    async def change(unit: Unit, command: OfNobody) -> OfNobody:
        """Look, then change."""
        return await look(unit, command)

    assert await world.run(change, OfNobody(count=1)) == OfNobody(count=2)
    assert await entries(world) == [("test", "domain.change", None)]
