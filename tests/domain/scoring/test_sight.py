"""Whoever infers something sees nothing of who somebody is: PostgreSQL refuses it."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import ColumnElement, select

from domain import sight
from domain.customers.tables import attributes, customers, email_addresses, external_ids
from domain.kernel import Role, Unit
from domain.kernel.keyring import customer_keys
from domain.orders.tables import orders
from domain.tables import metadata
from tests.cutting import owner
from tests.domain.scoring.shop import buy
from tests.world import World
from workers.schedule import SWEEPS

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
        unit.act_as(Role.INFERRING)
        return await read(unit)

    assert await shop.platform.perform(read, shop.principal) is None
    with pytest.raises(InsufficientPrivilege):
        await shop.platform.perform(infer, shop.principal)


async def test_who_infers_sees_what_was_bought_of_the_own_tenant_alone(
    shop: World, database_url: str
) -> None:
    await buy(shop, "ann", 3)

    async def infer(unit: Unit) -> object:
        unit.act_as(Role.INFERRING)
        amount = await unit.value(select(orders.c.amount))
        unit.act_as(Role.APP)
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


def test_each_sweep_of_a_feature_that_infers_acts_as_who_infers() -> None:
    inferring = [
        each.use_case
        for each in SWEEPS
        if each.use_case.feature in {"scoring", "recommendations", "holdouts"}
    ]
    assert len(inferring) >= 5
    assert {each.role for each in inferring} == {Role.INFERRING}
