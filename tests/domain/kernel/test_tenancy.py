"""Whatever the statement, the compiler names the tenant; and the second fence holds."""

from dataclasses import replace
from typing import Any

import pytest
from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege
from sqlalchemy import (
    Column,
    Executable,
    SmallInteger,
    Table,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, StatementError

from domain.kernel import Unit
from domain.kernel.audit import audit_entries
from domain.kernel.outbox import first_time, inbox, outbox
from domain.kernel.staging import staging_table
from domain.kernel.tables import Id
from domain.ledger.tables import lots, transfers
from domain.orders import service
from domain.orders.tables import order_lines, orders
from tests.domain.kernel.statements import NAMED, STATEMENTS, sql
from tests.domain.orders.shop import record
from tests.fence import TENANT_TABLES, unfenced
from tests.world import NOON, World, open_shop

EVENT = f"evn_{7:032x}"
CLAIM = insert(inbox).values(message_id=EVENT, handler="a", claimed_at=NOON)

staged = staging_table("numbers", Column("id", Id("evn")), Column("no", SmallInteger))


async def claim(world: World, handler: str) -> None:
    async def work(unit: Unit) -> None:
        assert await first_time(unit, EVENT, handler)

    await world.platform.perform(work, world.principal)


async def run(world: World, statement: Executable, **given: Any) -> int:
    async def work(unit: Unit) -> int:
        return await unit.run(statement, **given)

    return await world.platform.perform(work, world.principal)


async def buy(world: World) -> str:
    """Have an order, and what follows from it."""
    shop = await open_shop(world)
    return (await shop.run(service.record, record())).id


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_names_the_tenant_of_every_table(name: str) -> None:
    rendered = sql(STATEMENTS[name])
    assert unfenced(rendered) == ()
    times = rendered.count("%(tenant)s") + rendered.count("%(tenant_id")
    assert times >= NAMED.get(name, 1), rendered


def test_what_has_no_tenant_is_left_alone() -> None:
    assert sql(select(func.now())) == "SELECT now() AS now_1"
    assert "tenant" not in sql(select(staged).where(staged.c.no == 1))
    assert "tenant" not in sql(delete(staged))


@pytest.mark.parametrize("right", [order_lines, staged], ids=str)
def test_a_full_join_is_refused(right: Table) -> None:
    joined = select(orders).outerjoin(right, right.c.no == 1, full=True)
    with pytest.raises(AssertionError, match="full join"):
        sql(joined)


@pytest.mark.parametrize(
    "unsafe",
    [
        "SELECT * FROM outbox",
        "SELECT * FROM OutBox",
        "TABLE outbox",
        "SELECT 1; SELECT * FROM outbox",
        "SELECT * FROM outbox WHERE id = %(tenant)s",
        "SELECT * FROM outbox WHERE tenant_id = %(other)s",
        "SELECT * FROM outbox WHERE outbox.tenant_id = %(other)s",
        "SELECT * FROM outbox WHERE outbox.tenant_id <> %(tenant)s",
        "SELECT * FROM outbox WHERE outbox.tenant_id = %(tenant)s OR true",
        "SELECT * FROM outbox WHERE NOT outbox.tenant_id = %(tenant)s",
        "SELECT * FROM outbox WHERE (outbox.tenant_id = %(tenant)s) IS NOT NULL",
        "SELECT * FROM outbox WHERE coalesce(outbox.tenant_id = %(tenant)s, true)",
        "SELECT outbox.tenant_id = %(tenant)s FROM outbox",
        "SELECT (outbox.tenant_id = %(tenant)s) AND true FROM outbox",
        "SELECT 1 FROM outbox ORDER BY outbox.tenant_id = %(tenant)s",
        "SELECT 1 FROM outbox GROUP BY 1 HAVING outbox.tenant_id = %(tenant)s",
        "SELECT 1 FROM outbox AS o WHERE outbox.tenant_id = %(tenant)s",
        (
            "SELECT 1 FROM outbox AS o, inbox AS outbox WHERE"
            " outbox.tenant_id = %(tenant)s"
        ),
        "SELECT 1 FROM outbox LEFT JOIN api_keys ON outbox.tenant_id = %(tenant)s",
        "SELECT 1 FROM api_keys RIGHT JOIN outbox ON outbox.tenant_id = %(tenant)s",
        "SELECT 1 FROM api_keys FULL JOIN outbox ON outbox.tenant_id = %(tenant)s",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM outbox) AND outbox.tenant_id = 1",
        (
            "SELECT 1 FROM outbox WHERE EXISTS"
            " (SELECT 1 WHERE outbox.tenant_id = %(tenant)s)"
        ),
        "SELECT * FROM vault.customer_keys",
        (
            "WITH o AS (SELECT * FROM outbox) SELECT * FROM o"
            " WHERE o.tenant_id = %(tenant)s"
        ),
        "WITH o AS (DELETE FROM outbox RETURNING *) SELECT 1",
        (
            "SELECT 1 FROM inbox WHERE inbox.tenant_id = %(tenant)s"
            " UNION ALL SELECT 1 FROM outbox"
        ),
        "UPDATE outbox SET rings = 0",
        "UPDATE outbox SET rings = 0 FROM inbox WHERE inbox.tenant_id = %(tenant)s",
        "DELETE FROM outbox USING inbox WHERE inbox.tenant_id = %(tenant)s",
        "INSERT INTO outbox (id) VALUES (1)",
        "INSERT INTO outbox SELECT 1",
        "INSERT INTO inbox (tenant_id, id) VALUES (%(tenant)s, 1), (%(other)s, 2)",
        "INSERT INTO inbox (tenant_id, id) VALUES (DEFAULT, 1)",
        "INSERT INTO inbox (tenant_id, id) SELECT %(other)s, 1",
        "INSERT INTO inbox (tenant_id, id) SELECT %(other)s, 1 UNION SELECT 1, 1",
        "MERGE INTO outbox USING api_keys ON true WHEN MATCHED THEN DELETE",
        "TRUNCATE outbox",
        "COPY outbox FROM STDIN",
    ],
)
def test_the_checker_sees_what_is_missing(unsafe: str) -> None:
    named = [name for name in unfenced(unsafe) if name != "orders"]
    assert named in (["outbox"], ["inbox"], ["customer_keys"])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "opaque", ["LOCK TABLE outbox", "PREPARE a AS SELECT * FROM outbox"]
)
def test_the_checker_takes_no_statement_that_it_cannot_read(opaque: str) -> None:
    assert unfenced(opaque) == ("outbox",)


@pytest.mark.parametrize(
    "safe",
    [
        "SELECT 1",
        "SELECT 1 FROM outbox AS o WHERE o.id = 1 AND (o.tenant_id = %(tenant)s)",
        "SELECT 1 FROM outbox WHERE outbox.tenant_id = %(tenant)s::uuid",
        "SELECT 1 FROM api_keys LEFT JOIN outbox ON outbox.tenant_id = %(tenant)s",
        "INSERT INTO inbox (id, tenant_id) VALUES (1, %(tenant)s::uuid)",
        "CREATE TEMPORARY TABLE staged_orders (id uuid) ON COMMIT DELETE ROWS",
    ],
)
def test_the_checker_sees_what_is_there(safe: str) -> None:
    assert unfenced(safe) == ()


def test_the_checker_knows_every_table_of_a_tenant() -> None:
    assert {"outbox", "customer_keys", "orders", "transfers"} <= TENANT_TABLES
    assert "api_keys" not in TENANT_TABLES


async def test_no_unfenced_statement_leaves_a_test(world: World) -> None:
    with pytest.raises(AssertionError, match="SELECT handler FROM inbox"):
        await run(world, text("SELECT handler FROM inbox"))


async def test_a_statement_of_ones_own_is_given_its_tenant(
    world: World, neighbour: World
) -> None:
    await claim(world, "mine")
    named = text("SELECT handler FROM inbox WHERE inbox.tenant_id = :tenant")
    for whose, seen in ((world, ["mine"]), (neighbour, [])):
        async with whose.platform.unit(whose.principal) as unit:
            found = await unit.transaction.execute(named)
            assert found.scalars().all() == seen


async def test_an_outer_join_keeps_what_found_no_partner_of_its_tenant(
    world: World, neighbour: World
) -> None:
    await claim(world, "a")
    await claim(neighbour, "b")
    other = inbox.alias("other")
    match = other.c.message_id == inbox.c.message_id
    pairs = select(inbox.c.handler, other.c.handler.label("partner")).outerjoin(
        other, match & (other.c.handler != inbox.c.handler)
    )
    async with world.platform.unit(world.principal, read_only=True) as unit:
        assert (await unit.transaction.execute(pairs)).all() == [("a", None)]


async def test_a_statement_without_its_unit_is_refused(world: World) -> None:
    async with world.platform.engine.connect() as connection:
        for statement in (select(inbox), CLAIM, delete(inbox)):
            with pytest.raises(StatementError, match="parameter 'tenant'"):
                await connection.execute(statement)


async def test_two_tenants_have_the_same_key_and_each_sees_its_own(
    world: World, neighbour: World
) -> None:
    await claim(world, "a")
    await claim(neighbour, "a")
    assert [row["handler"] for row in await world.rows(inbox)] == ["a"]
    assert await run(world, delete(inbox)) == 1
    assert await run(world, delete(inbox)) == 0
    assert [row["handler"] for row in await neighbour.rows(inbox)] == ["a"]


async def test_row_security_is_the_second_fence(world: World, neighbour: World) -> None:
    await claim(world, "mine")
    async with neighbour.platform.unit(neighbour.principal) as unit:
        trespass = replace(unit.transaction, tenant=world.principal.tenant)
        assert (await trespass.execute(select(inbox))).all() == []
        assert (await trespass.execute(delete(inbox))).rowcount == 0
        with pytest.raises(InsufficientPrivilege, match="row-level security"):
            await trespass.execute(CLAIM)
        await unit.transaction.connection.exec_driver_sql("ROLLBACK")
        await unit.transaction.connection.exec_driver_sql("BEGIN")
    assert [row["handler"] for row in await world.rows(inbox)] == ["mine"]


async def test_no_row_can_be_given_to_another_tenant(
    world: World, neighbour: World
) -> None:
    await buy(world)
    given = update(outbox).values(tenant_id=neighbour.principal.tenant)
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        await run(world, given)
    assert await neighbour.rows(outbox) == []


async def test_whoever_names_no_tenant_sees_no_rows(world: World) -> None:
    await claim(world, "mine")
    trespass = {"tenant": world.principal.tenant}
    async with world.platform.engine.connect() as connection:
        for unsaid in ("SET app.tenant_id = ''", "RESET app.tenant_id"):
            await connection.exec_driver_sql(unsaid)
            assert (await connection.execute(select(inbox), trespass)).all() == []
            with pytest.raises(DBAPIError, match="row-level security"):
                await connection.execute(CLAIM, trespass)


async def test_another_tenants_row_cannot_be_named(
    world: World, neighbour: World
) -> None:
    theirs = await buy(neighbour)
    (line, *_) = await neighbour.rows(order_lines)
    mine = {**line, "order_id": theirs}
    del mine["tenant_id"]
    with pytest.raises(ForeignKeyViolation, match="tenant_id_order_id_fkey"):
        await run(world, insert(order_lines).values(mine))
    assert await world.rows(order_lines) == []


@pytest.mark.parametrize("table", [transfers, lots], ids=str)
async def test_history_cannot_be_rewritten(world: World, table: Table) -> None:
    await buy(world)
    column = next(iter(table.c)).name
    for change in (update(table).values({column: None}), delete(table)):
        with pytest.raises(InsufficientPrivilege):
            await run(world, change)


async def test_the_trail_of_audits_cannot_be_rewritten(world: World) -> None:
    await buy(world)
    with pytest.raises(InsufficientPrivilege):
        await run(world, update(audit_entries).values(actor="nobody"))


@pytest.mark.parametrize("table", [orders, order_lines, audit_entries], ids=str)
async def test_what_happened_cannot_be_deleted(world: World, table: Table) -> None:
    await buy(world)
    before = await world.rows(table)
    await run(world, delete(table))
    assert await world.rows(table) == before != []
