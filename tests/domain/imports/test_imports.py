"""Imports: each row counts once, however often it is sent and wherever it was cut."""

import asyncio
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from domain import imports
from domain.imports import ImportKind, Start, Take, service
from domain.imports.tables import import_errors
from domain.kernel import NotAllowed, Scope
from domain.orders.tables import orders as order_table
from tests.domain.orders.shop import line, order
from tests.world import NOON, World

HISTORY = Start(kind=ImportKind.ORDERS, name="history")


def rows(*given: dict[str, Any]) -> tuple[bytes, ...]:
    return tuple(map(msgspec.json.encode, given))


async def take(
    world: World, import_id: str, first: int, *lines: bytes
) -> imports.Taken:
    command = Take(import_id=import_id, first=first, lines=lines)
    return await world.run(imports.take, command)


async def test_an_import_of_a_kind_and_name_is_begun_once(world: World) -> None:
    begun = await asyncio.gather(*(world.run(imports.start, HISTORY) for _ in range(8)))
    assert {each.id for each in begun} == {begun[0].id}
    assert (begun[0].rows_done, begun[0].started_at) == (0, NOON)
    other = await world.run(imports.start, replace(HISTORY, name="other"))
    assert other.id != begun[0].id
    everything = await world.run(imports.list_imports, imports.ListImports())
    assert everything.items == (other, begun[0])


async def test_rows_are_taken_and_counted_and_refused_one_by_one(world: World) -> None:
    begun = await world.run(imports.start, HISTORY)
    given = rows(order(1), order(2, line(quantity=0)), order(1), order(1, shipping=5))
    taken = await take(world, begun.id, 0, *given, b"nonsense", b"[]")
    assert (taken.rows_done, taken.accepted, taken.unchanged, taken.rejected) == (
        *(6, 1),
        *(1, 4),
    )
    told = [
        (error.row, error.code, [each.pointer for each in error.errors])
        for error in taken.errors
    ]
    assert told == [
        (1, "malformed", ["/lines/0/quantity"]),
        (3, "order_conflict", []),
        (4, "malformed", [""]),
        (5, "malformed", [""]),
    ]
    errors = imports.Errors(import_id=begun.id, limit=3)
    first = await world.run(imports.errors, errors)
    rest = await world.run(imports.errors, replace(errors, after=first.next))
    assert (*first.items, *rest.items) == taken.errors
    assert rest.next is None
    found = await world.run(imports.find, imports.Find(import_id=begun.id))
    assert (found.rows_done, found.accepted, found.rejected) == (6, 1, 4)


async def test_rows_that_came_before_are_passed_over(world: World) -> None:
    begun = await world.run(imports.start, HISTORY)
    given = rows(*(order(number) for number in range(4)))
    await take(world, begun.id, 0, *given[:2])
    again = await take(world, begun.id, 0, *given)
    assert (again.rows_done, again.accepted, again.unchanged) == (4, 2, 0)
    nothing = await take(world, begun.id, 1, *given[1:])
    assert (nothing.rows_done, nothing.accepted) == (4, 0)
    assert len(await world.rows(order_table)) == 4


async def test_a_chunk_is_planned_for_the_tables_as_they_are_now(
    world: World, statements: list[str]
) -> None:
    begun = await world.run(imports.start, HISTORY)
    for number in range(2):
        statements.clear()
        await take(world, begun.id, number, *rows(order(number)))
        assert statements.count("DISCARD PLANS") == 1


async def test_no_row_may_be_left_out(world: World) -> None:
    begun = await world.run(imports.start, HISTORY)
    with pytest.raises(imports.RowsMissing) as refusal:
        await take(world, begun.id, 1, *rows(order()))
    assert refusal.value.details() == {"rows_done": 0}
    assert await world.rows(order_table) == []


async def test_a_finished_import_takes_no_more_rows(world: World) -> None:
    begun = await world.run(imports.start, HISTORY)
    finish = imports.Finish(import_id=begun.id)
    finished = await world.run(imports.finish, finish)
    assert (finished.state, finished.finished_at) == (imports.State.FINISHED, NOON)
    assert await world.run(imports.finish, finish) == finished
    # It is told once.
    (told,) = [e for name, e in await world.news() if name == "import.finished"]
    assert told == {
        "import_id": begun.id,
        "kind": begun.kind,
        "accepted": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    with pytest.raises(imports.ImportFinished):
        await take(world, begun.id, 0, *rows(order()))


async def test_eight_who_send_the_same_chunk_count_each_row_once(world: World) -> None:
    begun = await world.run(imports.start, HISTORY)
    given = rows(*(order(number) for number in range(80)))
    takes = (take(world, begun.id, 0, *given) for _ in range(8))
    taken = await asyncio.gather(*takes)
    assert sorted(each.accepted for each in taken) == [0] * 7 + [80]
    assert {each.rows_done for each in taken} == {80}
    assert len(await world.rows(order_table)) == 80


async def test_the_same_file_under_another_name_changes_nothing(world: World) -> None:
    given = rows(*(order(number) for number in range(60)))
    begun = await world.run(imports.start, HISTORY)
    await take(world, begun.id, 0, *given)
    before = sorted(await world.rows(order_table), key=str)
    again = await world.run(imports.start, replace(HISTORY, name="again"))
    taken = await take(world, again.id, 0, *given)
    assert (taken.accepted, taken.unchanged, taken.rejected) == (0, 60, 0)
    assert sorted(await world.rows(order_table), key=str) == before


async def test_a_chunk_that_is_cut_off_leaves_nothing_and_may_come_again(
    world: World,
) -> None:
    begun = await world.run(imports.start, HISTORY)
    given = rows(*(order(number) for number in range(60)))

    async def cut() -> None:
        async with world.platform.unit(world.principal) as unit:
            command = Take(import_id=begun.id, first=0, lines=given)
            await imports.take(unit, command)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await cut()
    assert await world.rows(order_table) == []
    assert (await take(world, begun.id, 0, *given)).accepted == 60


async def test_of_many_refused_rows_the_first_reasons_are_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ERRORS_KEPT", 1_000)
    begun = await world.run(imports.start, HISTORY)
    await take(world, begun.id, 0, *[b"{}"] * 700)
    taken = await take(world, begun.id, 700, *[b"{}"] * 700)
    assert (taken.rejected, len(taken.errors)) == (700, 700)
    kept = await world.rows(import_errors)
    assert sorted(row["row"] for row in kept) == list(range(1_000))


async def test_who_may_not_send_orders_may_not_import_them(world: World) -> None:
    begun = await world.run(imports.start, HISTORY)
    scopes = frozenset({Scope("imports:write")})
    other = World(world.platform, replace(world.principal, scopes=scopes))
    with pytest.raises(NotAllowed):
        await other.run(imports.start, HISTORY)
    with pytest.raises(NotAllowed):
        await take(other, begun.id, 0, *rows(order()))


async def test_another_tenants_import_is_not_there(
    world: World, neighbour: World
) -> None:
    await world.run(imports.start, HISTORY)
    mine = await world.run(imports.start, replace(HISTORY, name="mine"))
    find = imports.Find(import_id=mine.id)
    with pytest.raises(imports.ImportNotFound):
        await neighbour.run(imports.find, find)
    with pytest.raises(imports.ImportNotFound):
        await neighbour.run(imports.errors, imports.Errors(import_id=mine.id))
    with pytest.raises(imports.ImportNotFound):
        await neighbour.run(imports.finish, imports.Finish(import_id=mine.id))
    with pytest.raises(imports.ImportNotFound):
        await take(neighbour, mine.id, 0)


async def test_customers_are_imported_and_a_second_time_nothing_changes(
    world: World,
) -> None:
    given = rows(
        {"source": "crm", "external_id": "1", "email": "ann@example.com"},
        {"source": "crm", "external_id": "2", "email": "nobody"},
    )
    for name, expected in (("first", (1, 0, 1)), ("second", (0, 1, 1))):
        begun = await world.run(
            imports.start, Start(kind=ImportKind.CUSTOMERS, name=name)
        )
        taken = await take(world, begun.id, 0, *given)
        assert (taken.accepted, taken.unchanged, taken.rejected) == expected
        assert [(each.row, each.code) for each in taken.errors] == [(1, "malformed")]
