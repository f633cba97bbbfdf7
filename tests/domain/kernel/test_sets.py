"""Sets: many rows as a list for each column, and lookups by whole keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    Text,
    func,
    insert,
    select,
    true,
)
from sqlalchemy.exc import StatementError

from domain.kernel import Unit, sets
from domain.kernel.outbox import inbox
from domain.kernel.sets import found, lists, whole
from domain.kernel.tables import Id
from tests.world import NOON, World

COLUMNS: list[Column[Any]] = [
    Column("id", Id("cus")),
    Column("print", LargeBinary),
    Column("name", Text),
    Column("amount", BigInteger),
    Column("at", DateTime(timezone=True)),
]
ROWS = sets.given(*COLUMNS)
CLAIM = whole(inbox)
ADD = insert(inbox).from_select(
    [each.name for each in CLAIM], select(*sets.given(*CLAIM).c)
)
KEYS = sets.given(inbox.c.message_id, name="keys")
CLAIMED = found(
    "claimed",
    select(inbox.c.message_id, inbox.c.handler),
    inbox.c.message_id == KEYS.c.message_id,
)
LOOK = select(KEYS.c.message_id, CLAIMED.c.handler).outerjoin(CLAIMED, true())


@dataclass(frozen=True, slots=True)
class Row:
    id: str | None
    print: bytes | None
    name: str | None
    amount: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    message_id: str
    handler: str
    claimed_at: datetime


def event(number: int) -> str:
    return f"evn_{number:032x}"


async def read(world: World, rows: list[Row]) -> list[Row]:
    async with world.platform.unit(world.principal, read_only=True) as unit:
        return list(await unit.all(Row, select(*ROWS.c), **lists(COLUMNS, rows)))


async def add(world: World, *claims: Claim) -> int:
    async def work(unit: Unit) -> int:
        return await unit.run(ADD, **lists(CLAIM, claims))

    return await world.platform.perform(work, world.principal)


async def look(world: World, *numbers: int) -> list[tuple[str, str | None]]:
    async with world.platform.unit(world.principal, read_only=True) as unit:
        given = {"message_id_of": [event(number) for number in numbers]}
        rows = await unit.transaction.execute(LOOK, given)
        return [(row.message_id, row.handler) for row in rows]


def test_parameters_are_a_list_for_each_column() -> None:
    one, two = Claim(event(1), "a", NOON), Claim(event(2), "b", NOON)
    assert lists(CLAIM, iter([one, two])) == {
        "message_id_of": [event(1), event(2)],
        "handler_of": ["a", "b"],
        "claimed_at_of": [NOON, NOON],
    }
    assert [each.name for each in CLAIM] == ["message_id", "handler", "claimed_at"]


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
rows = st.builds(
    Row,
    id=st.none() | st.uuids().map(lambda uuid: f"cus_{uuid.hex}"),
    print=st.none() | st.binary(),
    name=st.none() | texts,
    amount=st.none() | st.integers(-(2**63), 2**63 - 1),
    at=st.none() | st.just(NOON),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(rows, max_size=6))
async def test_whatever_rows_hold_they_come_as_they_are(
    world: World, rows: list[Row]
) -> None:
    assert await read(world, rows) == rows


@pytest.mark.parametrize("count", [0, 1, 1_000])
async def test_any_number_of_rows_is_one_statement(
    world: World, neighbour: World, statements: list[str], count: int
) -> None:
    claims = [Claim(event(number), "a", NOON) for number in range(count)]
    assert await add(world, *claims) == count
    assert len([each for each in statements if "INSERT INTO inbox" in each]) == 1
    kept = await world.rows(inbox)
    assert {row["message_id"] for row in kept} == {each.message_id for each in claims}
    assert await neighbour.rows(inbox) == []


async def test_each_given_key_finds_its_row_or_nothing(
    world: World, neighbour: World
) -> None:
    await add(world, Claim(event(1), "a", NOON), Claim(event(3), "c", NOON))
    await add(neighbour, Claim(event(2), "b", NOON))
    assert await look(world, 3, 2, 1, 1) == [
        (event(3), "c"),
        (event(2), None),
        (event(1), "a"),
        (event(1), "a"),
    ]
    assert await look(neighbour, 1, 2) == [(event(1), None), (event(2), "b")]
    assert await look(world) == []


async def test_a_key_that_several_rows_share_finds_one(world: World) -> None:
    await add(world, *(Claim(event(1), handler, NOON) for handler in "abc"))
    ((_, handler),) = await look(world, 1)
    assert handler in {"a", "b", "c"}


async def test_identifiers_of_another_kind_are_a_bug(world: World) -> None:
    with pytest.raises((AssertionError, StatementError)):
        await add(world, Claim(f"cus_{1:032x}", "a", NOON))
    assert await world.rows(inbox) == []


async def test_lists_of_unequal_length_are_filled_with_nothing(world: World) -> None:
    pairs = sets.given(Column("a", Integer), Column("b", Integer))
    many = select(func.count(pairs.c.a), func.count(pairs.c.b))
    async with world.platform.unit(world.principal, read_only=True) as unit:
        counted = await unit.transaction.execute(many, {"a_of": [1, 2], "b_of": [1]})
        assert counted.one() == (2, 1)
