"""Roll-ups that were tampered with are found, and honest ones are not."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from domain import accounting
from domain.accounting import ComparePeriods, CompareRollUps, RollUpDifference
from domain.kernel import system
from domain.kernel.database import Engine, Role, connect
from tests.domain.accounting.books import ann
from tests.domain.accounting.test_sides import roll_up
from tests.domain.ledger.books import DAY, at, customer, earn, post
from tests.world import NOON, World


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Engine]:
    """Return the engine of whoever owns the tables, and may do what nobody should."""
    engine = connect(database_url, Role.OWNER)
    yield engine
    await engine.dispose()


async def compared(world: World) -> list[RollUpDifference]:
    """Compare all roll-ups, one at a time."""
    caller, found = system(world.principal.tenant), list[RollUpDifference]()
    periods: ComparePeriods | None = ComparePeriods(limit=1)
    while periods is not None:
        some = await world.platform.run(accounting.compare_periods, periods, caller)
        found += some.differences
        periods = some.rest
    accounts: CompareRollUps | None = CompareRollUps(limit=1)
    while accounts is not None:
        few = await world.platform.run(accounting.compare_roll_ups, accounts, caller)
        found += few.differences
        accounts = few.rest
    return found


async def lived(world: World) -> str:
    """Have three days pass, in which accounts fill three roll-ups."""
    someone, other = await ann(world), customer()
    for day in range(3):
        now = NOON + day * DAY
        gifts = (
            replace(earn(who, 1, f"{who}{day}-{n}"), occurred_at=now)
            for who, many in ((someone, 400), (other, 200))
            for n in range(many)
        )
        await post(at(world, now), *gifts)
    await roll_up(at(world, NOON + 9 * DAY))
    return someone


async def test_honest_roll_ups_have_no_differences(world: World) -> None:
    assert await compared(world) == []
    await lived(world)
    assert await compared(world) == []


@pytest.mark.parametrize(
    ("forged", "check"),
    [
        ("UPDATE movements SET amount = amount + 1", "period"),
        ("DELETE FROM movements", "period"),
        ("UPDATE rollups SET available = available + 1", "rollup"),
    ],
)
async def test_what_was_tampered_with_is_found(
    world: World, owner: Engine, forged: str, check: str
) -> None:
    await lived(world)
    tenant = world.principal.tenant
    async with owner.connect() as connection:
        await connection.execute(text("SET row_security = off"))
        await connection.execute(text(f"{forged} WHERE tenant_id = '{tenant}'"))
    found = await compared(world)
    assert {each.check for each in found} == {check}
    assert len(found) == 3
