"""Records: rows of any shape in one parameter, and back as they were."""

from datetime import UTC, datetime

from sqlalchemy import select

from domain.catalogue.tables import products
from domain.kernel.ids import encode, uuid7
from domain.kernel.records import bare, encoded, insertion, records
from tests.world import World

AWKWARD = 'a "quoted" \\ {brace}, NULL, \u2028 é \U0001f984'
COLUMNS = [each for each in products.c if each.name != "tenant_id"]


async def test_text_arrays_nothing_and_instants_arrive_as_they_were(
    world: World,
) -> None:
    at = datetime(2030, 1, 1, 12, 0, 0, 123_456, tzinfo=UTC)
    ids = [encode("prd", uuid7()) for _ in range(2)]
    rows = [
        {
            "id": bare(each),
            "source": AWKWARD,
            "external_id": each,
            "name": AWKWARD,
            "category": category,
            "brand": None,
            "version": 9_007_199_254_740_993,
            "recorded_at": at,
        }
        for each, category in zip(ids, ([], [AWKWARD, "", "NULL"]), strict=True)
    ]
    async with world.platform.unit(world.principal) as unit:
        done = await unit.run(insertion(*COLUMNS), records=encoded(rows))
    assert done == 2
    found = sorted(await world.rows(products), key=lambda row: row["id"])
    for row, given, each in zip(found, rows, sorted(ids), strict=True):
        wanted = {**given, "id": each, "tenant_id": world.principal.tenant}
        assert row == wanted


async def test_no_rows_are_no_rows(world: World) -> None:
    given = records(products.c.id, products.c.brand)
    async with world.platform.unit(world.principal) as unit:
        found = await unit.transaction.execute(
            select(given.c.id), {"records": encoded([])}
        )
    assert found.all() == []
