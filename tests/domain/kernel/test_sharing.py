"""Commands that come at the same time share a unit, and are answered one by one."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import psycopg
import pytest

from domain.kernel import InFlight, KeyReused, Kind, Refusal, Unit, writes
from domain.kernel.audit import audit_entries
from domain.kernel.idempotency import Answer, idempotency_keys
from domain.kernel.outbox import first_time, inbox
from domain.kernel.sharing import SHARED_MAX
from domain.kernel.use_case import Asked, alone
from tests.world import World


@dataclass(eq=False)
class Odd(Refusal):
    """Only even numbers are taken."""

    kind = Kind.CONFLICT
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    id: str
    number: int


async def take_each(
    unit: Unit, asked: Sequence[Asked[Take]]
) -> Sequence[Taken | Refusal]:
    told: list[Taken | Refusal] = []
    for each in asked:
        number = each.command.number
        assert number < 1_000, "a bug"
        if number % 2:
            told.append(Odd(number))
        else:
            name = f"evn_{number:032x}"
            await first_time(unit, name, str(len(asked)))
            told.append(Taken(id=name, number=number))
    return told


@writes("ledger:write", refusals=(Odd,), together=take_each)
async def take(unit: Unit, command: Take) -> Taken:
    """Take a number."""
    return await alone(take_each, unit, command)


async def ask(
    world: World, number: int, key: str | None = None
) -> Taken | Answer[Taken]:
    command = Take(number=number)
    if key is None:
        return await world.run(take, command)
    return await world.platform.run_once(take, command, world.principal, key)


async def all_at_once(world: World, *numbers: int) -> list[object]:
    asked = (ask(world, number) for number in numbers)
    return await asyncio.gather(*asked, return_exceptions=True)


def commits(statements: list[str]) -> int:
    return Counter(statements)["COMMIT"]


async def test_who_comes_meanwhile_shares_the_next_unit(
    world: World, statements: list[str]
) -> None:
    told = await all_at_once(world, *range(0, 80, 2))
    assert [each.number for each in told if isinstance(each, Taken)] == [
        *range(0, 80, 2)
    ]
    assert commits(statements) == 1
    together = Counter(row["handler"] for row in await world.rows(inbox))
    assert together == {"40": 40}


async def test_there_is_a_limit_to_company(world: World, statements: list[str]) -> None:
    await all_at_once(world, *range(0, 4 * SHARED_MAX, 2))
    assert commits(statements) == 2


async def test_nobody_waits_for_company(world: World, statements: list[str]) -> None:
    for number in (2, 4, 6):
        await ask(world, number)
    assert commits(statements) == 3
    assert world.platform.sharing.lanes == {}


async def test_one_that_is_refused_harms_no_other(world: World) -> None:
    one, two, three = await all_at_once(world, 2, 3, 4)
    assert isinstance(one, Taken)
    assert isinstance(two, Odd)
    assert isinstance(three, Taken)
    assert len(await world.rows(inbox)) == 2


async def test_one_that_crashes_harms_no_other(world: World) -> None:
    one, two, three = await all_at_once(world, 2, 1_000, 4)
    assert isinstance(one, Taken)
    assert isinstance(two, AssertionError)
    assert isinstance(three, Taken)
    assert len(await world.rows(inbox)) == len(await world.rows(audit_entries)) == 2


async def test_what_happened_alone_is_what_happens_together(world: World) -> None:
    async with world.platform.unit(world.principal) as unit:
        assert (await take(unit, Take(number=2))).number == 2
        with pytest.raises(Odd):
            await take(unit, Take(number=3))


async def test_the_trail_names_who_asked(world: World) -> None:
    other = replace(world.principal, actor="other")
    await asyncio.gather(ask(world, 2), world.platform.run(take, Take(number=4), other))
    rows = await world.rows(audit_entries)
    assert {(row["actor"], row["object_id"]) for row in rows} == {
        ("test", f"evn_{2:032x}"),
        ("other", f"evn_{4:032x}"),
    }
    assert {row["action"] for row in rows} == {take.name}


async def test_keys_are_heeded_each_by_itself(world: World) -> None:
    await ask(world, 2, "known")
    told = await asyncio.gather(
        ask(world, 2, "known"),
        ask(world, 4, "known"),
        ask(world, 6, "new"),
        ask(world, 6, "new"),
        ask(world, 7, "odd"),
        ask(world, 8),
        return_exceptions=True,
    )
    first = Taken(id=f"evn_{2:032x}", number=2)
    third = Taken(id=f"evn_{6:032x}", number=6)
    assert told[0] == Answer(result=first, replayed=True)
    assert isinstance(told[1], KeyReused)
    assert told[2] == Answer(result=third, replayed=False)
    assert isinstance(told[3], InFlight)
    assert isinstance(told[4], Odd)
    assert isinstance(told[5], Taken)
    rows = await world.rows(idempotency_keys)
    assert sorted(row["key"] for row in rows) == ["known", "new"]


async def test_tenants_share_nothing(
    world: World, neighbour: World, statements: list[str]
) -> None:
    shared = replace(neighbour, platform=world.platform)
    await asyncio.gather(all_at_once(world, 2, 4), all_at_once(shared, 6, 8))
    assert commits(statements) == 2
    assert len(await world.rows(inbox)) == len(await neighbour.rows(inbox)) == 2


async def test_all_are_told_that_a_connection_was_lost(
    world: World, database_url: str
) -> None:
    async def lost(unit: Unit, asked: Sequence[Asked[Take]]) -> Sequence[Taken]:
        assert len(asked) == 2, "it was done again, though nobody knows its fate"
        await first_time(unit, f"evn_{1:032x}", "a")
        pid = unit.transaction.driver.info.backend_pid
        with psycopg.connect(database_url.replace("+psycopg", "")) as owner:
            owner.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        await first_time(unit, f"evn_{2:032x}", "a")
        pytest.fail("a connection that is gone cannot have answered")

    @writes("ledger:write", together=lost)
    async def lose(unit: Unit, command: Take) -> Taken:
        """Lose the connection."""
        return await alone(lost, unit, command)

    told = await asyncio.gather(
        *(world.run(lose, Take(number=number)) for number in (1, 2)),
        return_exceptions=True,
    )
    assert [type(each) for each in told] == [psycopg.errors.AdminShutdown] * 2
    assert await world.rows(inbox) == []


async def test_who_leaves_meanwhile_is_not_waited_for(world: World) -> None:
    leaving = asyncio.create_task(ask(world, 2))
    staying = asyncio.create_task(ask(world, 4))
    await asyncio.sleep(0)
    leaving.cancel()
    assert isinstance(await staying, Taken)
    assert leaving.cancelled()
    assert len(await world.rows(inbox)) == 2
