"""Statements: what the driver carries by itself is what SQLAlchemy would carry."""

from typing import Any, cast

import pytest
from sqlalchemy import func, literal, null, select, text
from sqlalchemy.sql import Executable

from domain import orders
from domain.kernel.outbox import inbox, outbox
from domain.kernel.tenancy import takes_tenant
from tests.domain.kernel.statements import READS
from tests.domain.orders.shop import record
from tests.world import World

VALUES: dict[str, Any] = {
    "an expanded list": select(inbox.c.handler).where(inbox.c.handler.in_(["a", "b"])),
    "an expanded list of none": select(inbox).where(inbox.c.handler.in_([])),
    "a column twice": select(inbox.c.handler, inbox.c.handler.label("again")),
    "a percent sign": select(literal("100 %"), func.concat("%(a)s", literal("%"))),
    "nothing at all": select(null()),
    "plain text": text("SELECT 1 AS one, '2'::jsonb AS two"),
    "documents": select(outbox.c.payload, outbox.c.occurred_at),
}
NEEDS_MORE = {"records", "set", "found", "staged", "staged first", "values"}
ASKED = {
    **{kind: READS[kind] for kind in READS if kind not in NEEDS_MORE},
    **VALUES,
}


@pytest.mark.parametrize("kind", ASKED)
async def test_rows_are_those_that_sqlalchemy_reads(shop: World, kind: str) -> None:
    await shop.run(orders.record, record(1))
    statement = cast("Executable", ASKED[kind])
    tenant = shop.principal.tenant if takes_tenant(statement) else None
    async with shop.platform.unit(shop.principal) as unit:
        for _ in range(2):
            ours = await unit.transaction.execute(statement)
            connection = unit.transaction.connection
            theirs = await connection.execute(statement, {"tenant": tenant})
            assert tuple(ours.keys()) == tuple(theirs.keys())
            assert [tuple(row) for row in ours] == [tuple(row) for row in theirs]


async def test_a_unit_that_asks_nothing_begins_nothing(
    world: World, statements: list[str]
) -> None:
    async with world.platform.unit(world.principal):
        pass
    assert statements == []
