"""Orders that come at the same time share a unit, and are answered one by one."""

import asyncio
from datetime import timedelta

from domain import orders
from domain.customers import CustomerNotFound
from domain.kernel import Malformed
from domain.kernel.audit import audit_entries
from domain.orders import OrderConflict
from domain.orders.tables import orders as order_rows
from tests.domain.orders.shop import line, record
from tests.world import NOON, World

NOBODY = {"id": "cus_" + "f" * 32}


async def test_each_of_many_is_answered_by_itself(
    shop: World, statements: list[str]
) -> None:
    first = record(1, line(price=100))
    sent = [
        first,
        *(record(number, line(price=100 * number)) for number in range(2, 12)),
        first,
        record(1, line(price=200)),
        record(12, line(), occurred_at=NOON + timedelta(days=9)),
        record(13, line(), customer=NOBODY),
    ]
    await shop.run(orders.record, record(0, line()))
    statements.clear()
    told = await asyncio.gather(
        *(shop.run(orders.record, each) for each in sent), return_exceptions=True
    )
    taken, refused = told[:12], told[12:]
    assert [isinstance(each, orders.Order) for each in taken] == [True] * 12
    assert [each.amount for each in taken if isinstance(each, orders.Order)] == [
        *(100 * number for number in range(1, 12)),
        100,
    ]
    assert taken[0] == taken[11]
    assert [type(each) for each in refused] == [
        OrderConflict,
        Malformed,
        CustomerNotFound,
    ]
    assert len(await shop.rows(order_rows)) == 12
    # The first had nobody to wait for; two units took all the others.
    assert sum("INSERT INTO orders" in each for each in statements) <= 3
    audited = [row["actor"] for row in await shop.rows(audit_entries)]
    assert audited.count("test") >= 13


async def test_a_key_that_comes_again_is_answered_as_the_first_time(
    shop: World,
) -> None:
    async def once(number: int) -> tuple[str, bool]:
        command = record(number % 4, line(price=100))
        answer = await shop.platform.run_once(
            orders.record, command, shop.principal, f"key-{number % 4}"
        )
        return answer.result.id, answer.replayed

    first = await asyncio.gather(*(once(number) for number in range(4)))
    again = await asyncio.gather(*(once(number) for number in range(4)))
    assert [replayed for _, replayed in first] == [False] * 4
    assert again == [(order_id, True) for order_id, _ in first]
    assert len(await shop.rows(order_rows)) == 4
