"""Records: many rows in one statement and one parameter, whatever is in them."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.errors import UniqueViolation
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    Text,
    Uuid,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel import Unit
from domain.kernel.outbox import inbox, outbox
from domain.kernel.records import bare, encoded, insertion, records
from domain.kernel.sets import whole
from domain.kernel.tables import Id
from tests.world import NOON, World

COLUMNS: list[Column[Any]] = [
    Column("no", Integer),
    Column("name", Text),
    Column("amount", BigInteger),
    Column("done", Boolean),
    Column("at", DateTime(timezone=True)),
    Column("tags", ARRAY(Text)),
    Column("ids", ARRAY(Uuid)),
    Column("more", JSONB),
]
ALL = select(*records(*COLUMNS).c)
ADD = insertion(*whole(inbox))


def claim(number: int, handler: str) -> dict[str, Any]:
    event = f"evn_{number:032x}"
    return {"message_id": bare(event), "handler": handler, "claimed_at": NOON}


async def read(world: World, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    async with world.platform.unit(world.principal, read_only=True) as unit:
        found = await unit.transaction.execute(ALL, {"records": encoded(rows)})
        return [dict(row) for row in found.mappings()]


async def add(world: World, rows: list[dict[str, Any]]) -> int:
    async def work(unit: Unit) -> int:
        return await unit.run(ADD, records=encoded(rows))

    return await world.platform.perform(work, world.principal)


async def test_a_row_of_every_type_comes_as_it_is(world: World) -> None:
    row: dict[str, Any] = {
        "no": 1,
        "name": "a \"quoted\" 'name'; -- {}[]:tenant %(x)s \\ \n \t é 😀",
        "amount": 2**63 - 1,
        "done": False,
        "at": NOON,
        "tags": ["a", None, "b,c", '"', "{}", ""],
        "ids": [None],
        "more": {"a": [1, None, {"b": "c"}]},
    }
    assert await read(world, [row]) == [row]


async def test_what_a_row_lacks_is_null_and_what_it_has_more_is_ignored(
    world: World,
) -> None:
    nothing = {each.name: None for each in COLUMNS}
    given: list[dict[str, Any]] = [
        {},
        {"no": 2, "other": 3},
        {"name": None, "tags": []},
    ]
    assert await read(world, given) == [
        nothing,
        {**nothing, "no": 2},
        {**nothing, "tags": []},
    ]


async def test_no_rows_are_no_rows(world: World) -> None:
    assert await read(world, []) == []
    assert await add(world, []) == 0


async def test_rows_come_in_their_order(world: World) -> None:
    given = [{"no": number} for number in range(1_000)]
    assert [row["no"] for row in await read(world, given)] == list(range(1_000))


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "no": st.none() | st.integers(-(2**31), 2**31 - 1),
                "name": st.none() | texts,
                "amount": st.none() | st.integers(-(2**63), 2**63 - 1),
                "done": st.none() | st.booleans(),
                "at": st.none() | st.just(NOON),
                "tags": st.none() | st.lists(st.none() | texts),
                "ids": st.none() | st.lists(st.none() | st.uuids()),
                "more": st.none() | st.dictionaries(texts, texts),
            }
        ),
        max_size=5,
    )
)
async def test_whatever_rows_hold_they_come_as_they_are(
    world: World, rows: list[dict[str, Any]]
) -> None:
    assert await read(world, rows) == rows


@pytest.mark.parametrize("count", [1, 7, 1_000])
async def test_any_number_of_rows_is_one_statement(
    world: World, statements: list[str], count: int
) -> None:
    assert await add(world, [claim(number, "a") for number in range(count)]) == count
    assert len([each for each in statements if "INSERT INTO inbox" in each]) == 1
    found = await world.rows(inbox)
    assert {row["message_id"] for row in found} == {
        f"evn_{number:032x}" for number in range(count)
    }
    assert {row["tenant_id"] for row in found} == {world.principal.tenant}
    assert {row["claimed_at"] for row in found} == {NOON}


async def test_a_row_that_names_a_tenant_is_its_callers_all_the_same(
    world: World, neighbour: World
) -> None:
    theirs = {**claim(1, "a"), "tenant_id": str(neighbour.principal.tenant)}
    assert await add(world, [theirs]) == 1
    assert await neighbour.rows(inbox) == []
    assert len(await world.rows(inbox)) == 1


async def test_one_row_that_fails_fails_them_all(world: World) -> None:
    with pytest.raises(UniqueViolation):
        await add(world, [claim(1, "a"), claim(2, "a"), claim(1, "a")])
    assert await world.rows(inbox) == []


async def test_rows_join_what_is_there(world: World, neighbour: World) -> None:
    told = records(outbox.c.id, outbox.c.rings)
    change = update(outbox).where(outbox.c.id == told.c.id).values(rings=told.c.rings)
    event = f"evn_{1:032x}"
    row = {
        "id": bare(event),
        "name": "a",
        "payload": {"b": "c"},
        "occurred_at": NOON,
        "rings": 0,
    }
    tell = insertion(*whole(outbox))
    for whose in (world, neighbour):
        async with whose.platform.unit(whose.principal) as unit:
            assert await unit.run(tell, records=encoded([row])) == 1
    async with world.platform.unit(world.principal) as unit:
        given = encoded([{"id": bare(event), "rings": 5}, {"id": "0" * 32, "rings": 6}])
        assert await unit.run(change, records=given) == 1
    assert [each["rings"] for each in await world.rows(outbox)] == [5]
    assert [each["rings"] for each in await neighbour.rows(outbox)] == [0]
    assert [each["payload"] for each in await world.rows(outbox)] == [{"b": "c"}]


async def test_two_lists_of_rows_have_two_names(world: World) -> None:
    one = records(Column("no", Integer), name="one")
    two = records(Column("no", Integer), name="two")
    both = select(one.c.no, two.c.no.label("other")).join(two, one.c.no < two.c.no)
    async with world.platform.unit(world.principal, read_only=True) as unit:
        given = {"one": encoded([{"no": 1}, {"no": 2}]), "two": encoded([{"no": 2}])}
        found = await unit.transaction.execute(both, given)
        assert found.all() == [(1, 2)]


def test_an_identifier_is_bared_of_its_kind() -> None:
    assert bare(f"cus_{7:032x}") == f"{7:032x}"
    assert isinstance(whole(inbox)[0].type, Id)
    assert "tenant_id" not in [each.name for each in whole(inbox)]
    assert datetime.fromisoformat(encoded([{"at": NOON}])[8:-3]) == NOON
