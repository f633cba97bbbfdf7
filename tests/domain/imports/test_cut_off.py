"""A chunk of what older systems know, cut off at its end, leaves nothing behind."""

from typing import Any

import pytest
from sqlalchemy import Table

from domain import imports
from domain.community.tables import contributions
from domain.consent.tables import consent_events
from domain.imports import ImportKind, Start, Take
from domain.ledger.tables import transfers
from domain.vouchers.tables import vouchers
from tests.domain.consent.purposes import declared
from tests.domain.imports.rows import encoded, known
from tests.domain.vouchers.pools import pool
from tests.world import World

ANN = {"customer_id": "external:shop:ann", "occurred_at": "2029-05-01T09:30:00Z"}
SAID = ANN | {"purpose": "service", "channel": "email", "state": "refused"}
HELD = ANN | {"external_id": "a-1", "amount": 5}
CODE = {"customer_id": "external:shop:ann", "pool": "ten", "code": "ANN-1"}
REVIEW = ANN | {"product_id": "tea", "rating": 4, "text": "Good.", "counted": True}


@pytest.mark.parametrize(
    ("kind", "row", "table"),
    [
        (ImportKind.CONSENTS, SAID, consent_events),
        (ImportKind.POINTS, HELD, transfers),
        (ImportKind.REVIEWS, REVIEW, contributions),
        (ImportKind.VOUCHERS, CODE, vouchers),
    ],
)
async def test_a_chunk_that_is_cut_off_may_come_again_and_counts_once(
    shop: World, kind: ImportKind, row: Any, table: Table
) -> None:
    await declared(shop)
    await known(shop, "ann")
    await pool(shop)
    begun = await shop.run(imports.start, Start(kind=kind, name="history"))
    chunk = Take(import_id=begun.id, first=0, lines=encoded(row, row))

    async def cut() -> None:
        async with shop.platform.unit(shop.principal) as unit:
            await imports.take(unit, chunk)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await cut()
    assert await shop.rows(table) == []
    taken = await shop.run(imports.take, chunk)
    assert (taken.accepted, taken.unchanged) == (1, 1)
    again = await shop.run(imports.take, chunk)
    assert (again.rows_done, again.accepted) == (2, 0)
    assert len(await shop.rows(table)) == 1
