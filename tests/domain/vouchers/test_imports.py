"""Codes by thousands: each row is answered by itself, and counts once."""

from domain import vouchers
from domain.kernel import Unit
from domain.kernel.batches import BatchResult
from tests.domain.vouchers.pools import pool
from tests.world import World

LINES = (
    b'{"pool": "ten", "code": "ONE-1"}',
    b'{"pool": "ten", "code": "one 1"}',
    b'{"pool": "none", "code": "TWO-2"}',
    b'{"pool": "ten", "code": "ab"}',
    b'{"pool": "ten"}',
    b'{"pool": "ten", "code": "TWO-2"}',
)


async def take(world: World) -> list[str]:
    async def work(unit: Unit) -> BatchResult:
        return await vouchers.take_codes(unit, [*map(vouchers.read_code, LINES)])

    rows = (await world.platform.perform(work, world.principal)).rows
    return [row.problem.code if row.problem else row.outcome.value for row in rows]


async def test_codes_are_imported_row_by_row(shop: World) -> None:
    await pool(shop)
    assert await take(shop) == [
        "recorded",
        "unchanged",
        "pool_not_found",
        "malformed",
        "malformed",
        "recorded",
    ]
    again = await take(shop)
    assert (again[0], again[5]) == ("unchanged", "unchanged")
    (listed,) = (await shop.run(vouchers.list_pools, vouchers.ListPools())).pools
    assert listed.total == 2
