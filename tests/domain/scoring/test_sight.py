"""Whoever infers something sees nothing of who somebody is: PostgreSQL refuses it."""

from contextlib import suppress

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import ColumnElement, NullPool, create_engine, select

from domain import sight
from domain.customers.tables import attributes, customers, email_addresses, external_ids
from domain.kernel import NotYours, Role, Unit
from domain.kernel.keyring import customer_keys
from domain.orders.tables import orders
from domain.tables import metadata
from tests.cutting import owner
from tests.domain.scoring.shop import buy
from tests.world import World
from workers.schedule import SWEEPS, Schedule

WHO = (
    customers.c.birth_date,
    customers.c.email,
    attributes.c.value,
    email_addresses.c.email_index,
    external_ids.c.external_id,
    customer_keys.c.wrapped_key,
)


@pytest.mark.parametrize("column", WHO, ids=str)
async def test_who_infers_is_refused_what_says_who_somebody_is(
    shop: World, column: ColumnElement[object]
) -> None:
    async def read(unit: Unit) -> object:
        return await unit.value(select(column))

    async def infer(unit: Unit) -> object:
        with unit.acting_as(Role.INFERRING):
            return await read(unit)

    assert await shop.platform.perform(read, shop.principal) is None
    with pytest.raises(InsufficientPrivilege):
        await shop.platform.perform(infer, shop.principal)


async def test_who_infers_sees_what_was_bought_of_the_own_tenant_alone(
    shop: World, database_url: str
) -> None:
    await buy(shop, "ann", 3)

    async def infer(unit: Unit) -> object:
        with unit.acting_as(Role.INFERRING):
            amount = await unit.value(select(orders.c.amount))
        return amount, await unit.value(select(external_ids.c.external_id))

    assert await shop.platform.perform(infer, shop.principal) == (1_000, "ann")
    with psycopg.connect(owner(database_url).info.dsn) as connection:
        connection.execute("SET ROLE stamgast_inferring")
        assert connection.execute("SELECT count(id) FROM orders").fetchone() == (0,)


def test_only_columns_that_do_not_say_who_somebody_is_are_granted(
    database_url: str,
) -> None:
    seen = {(table, name) for table, name in owner(database_url).execute(sight.SEEN)}
    assert seen == sight.visible()
    columns = {
        (table.name, each.name): each
        for table in metadata.sorted_tables
        for each in table.columns
    }
    gate = {table.name for table in sight.GATE}
    for name in seen:
        assert name[0] in gate or not sight.tells_who(columns[name])


async def test_each_sweep_of_a_feature_that_infers_acts_as_who_infers(
    shop: World, statements: list[str]
) -> None:
    inferring = [
        each
        for each in SWEEPS
        if each.use_case.feature in {"scoring", "recommendations", "holdouts"}
    ]
    assert len(inferring) >= 6
    assert {step.role for each in inferring for step in each.then} == {Role.INFERRING}
    schedule = Schedule(shop.platform, shop.platform.engine, inferring)
    for each in inferring:
        statements.clear()
        await schedule.run_for(each, shop.principal.tenant)
        assert f"SET LOCAL ROLE {Role.INFERRING}" in statements


async def test_who_went_on_after_a_refusal_sees_again_what_the_application_sees(
    shop: World,
) -> None:
    await buy(shop, "ann", 3)

    async def work(unit: Unit) -> object:
        with suppress(NotYours), unit.acting_as(Role.INFERRING):
            raise NotYours
        return await unit.value(select(external_ids.c.external_id))

    assert await shop.platform.perform(work, shop.principal) == "ann"


def test_grants_that_are_right_are_left_alone_and_others_set_right(
    database_url: str,
) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection, connection.begin() as begun:
        rows = connection.exec_driver_sql(sight.THERE).mappings()
        assert [*sight.granted([sight.There(**row) for row in rows])] == []
        connection.exec_driver_sql(
            "GRANT SELECT (birth_date), UPDATE ON customers TO stamgast_inferring"
        )
        connection.exec_driver_sql("REVOKE SELECT ON orders FROM stamgast_inferring")
        connection.exec_driver_sql('CREATE TABLE "Not ours" (id int)')
        sight.grant(connection)
        told = connection.exec_driver_sql(sight.SEEN)
        assert {(table, name) for table, name in told} == sight.visible()
        begun.rollback()
