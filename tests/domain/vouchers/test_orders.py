"""An order uses its vouchers in its own unit, and gives them back by their terms."""

from datetime import timedelta

import pytest

from domain import orders, vouchers
from domain.vouchers import OnReturn, VoucherStatus
from tests.domain.ledger.books import at
from tests.domain.vouchers.pools import ANN, buy, found, issue, pool, told
from tests.world import NOON, World

DAY = timedelta(days=1)


@pytest.fixture
async def club(shop: World) -> World:
    """Return a shop with a customer and a pool of ten per cent."""
    await buy(shop, "first")
    await pool(shop)
    return shop


async def back(world: World, order: orders.Order, amount: int, number: str) -> None:
    command = orders.RecordReturn(
        external_id=number, order=order.id, occurred_at=NOON, amount=amount
    )
    await world.run(orders.record_return, command)


async def test_an_order_uses_its_voucher_once(club: World) -> None:
    made = await issue(club)
    order = await buy(club, 1, made.code, made.code, "OF-THE-SHOP")
    used = await found(club, made)
    assert (used.status, used.order_id) == (VoucherStatus.USED, order.id)
    assert used.used_at == order.occurred_at
    assert await buy(club, 1, made.code, made.code, "OF-THE-SHOP") == order
    assert len(await told(club, "vouchers.used")) == 1
    assert await told(club, "vouchers.disputed") == []


async def test_the_second_order_stands_and_its_voucher_is_disputed(
    club: World,
) -> None:
    made = await issue(club)
    first = await buy(club, 1, made.code)
    second = await buy(club, 2, made.code)
    assert (await found(club, made)).order_id == first.id
    (dispute,) = await told(club, "vouchers.disputed")
    assert dispute == {
        "voucher_id": made.id,
        "order_id": second.id,
        "reasons": ["used"],
        "nl": ["Deze code is op 1-1-2030 al gebruikt."],
        "en": ["This code was used on 1 January 2030."],
    }


async def test_two_orders_of_a_batch_cannot_both_use_it(club: World) -> None:
    made = await issue(club)
    rows = tuple(
        {
            "external_id": f"b{number}",
            "customer": {"external_id": "ann"},
            "occurred_at": f"2030-01-01T0{number}:00:00Z",
            "currency": "EUR",
            "lines": [{"product_id": "tea", "quantity": 1, "unit_price": 500}],
            "vouchers": [made.code],
        }
        for number in (2, 1)
    )
    answer = await club.run(orders.record_many, orders.RecordMany(orders=rows))
    assert (await found(club, made)).order_id == answer.rows[1].id
    assert len(await told(club, "vouchers.disputed")) == 1


async def test_what_a_cart_reserved_another_carts_order_does_not_use(
    club: World,
) -> None:
    made = await issue(club)
    reserve = vouchers.ReserveVoucher(code=made.code or "", cart="c1", customer_id=ANN)
    await club.run(vouchers.reserve_voucher, reserve)
    await buy(club, 1, made.code, cart="c2")
    (dispute,) = await told(club, "vouchers.disputed")
    assert dispute["reasons"] == ["reserved"]
    order = await buy(club, 2, made.code, cart="c1")
    assert (await found(club, made)).order_id == order.id


async def test_a_whole_return_gives_a_voucher_back_and_a_part_does_not(
    club: World,
) -> None:
    made = await issue(club)
    order = await buy(club, 1, made.code)
    await back(club, order, 2_000, "r1")
    assert (await found(club, made)).status is VoucherStatus.USED
    await back(club, order, 3_000, "r2")
    assert (await found(club, made)).status is VoucherStatus.ISSUED
    again = await buy(club, 2, made.code)
    assert (await found(club, made)).order_id == again.id


async def test_a_return_that_came_first_gives_it_back_at_once(club: World) -> None:
    made = await issue(club)
    early = orders.RecordReturn(
        external_id="early",
        order="external:shop:order-1",
        occurred_at=NOON,
        amount=5_000,
    )
    await club.run(orders.record_return, early)
    await buy(club, 1, made.code)
    assert (await found(club, made)).status is VoucherStatus.ISSUED
    assert len(await told(club, "vouchers.used")) == 1
    assert len(await told(club, "vouchers.given_back")) == 1


async def test_cancelled_it_is_given_back_and_reopened_it_is_used(
    club: World,
) -> None:
    made = await issue(club)
    order = await buy(club, 1, made.code)
    for _ in range(2):
        await club.run(orders.cancel, orders.Cancel(order_id=order.id))
        assert (await found(club, made)).status is VoucherStatus.ISSUED
    await club.run(orders.reopen, orders.Reopen(order_id=order.id))
    assert (await found(club, made)).order_id == order.id


async def test_used_is_used_if_the_pool_says_so(shop: World) -> None:
    await buy(shop, "first")
    await pool(shop, on_return=OnReturn.KEEP)
    made = await issue(shop)
    order = await buy(shop, 1, made.code)
    await back(shop, order, 5_000, "r1")
    assert (await found(shop, made)).status is VoucherStatus.USED


@pytest.mark.parametrize(
    ("grace", "end"), [(0, None), (3, "2030-01-13T23:00:00+00:00")]
)
async def test_what_expired_meanwhile_has_its_grace(
    shop: World, grace: int, end: str | None
) -> None:
    await buy(shop, "first")
    await pool(shop, valid_days=5, grace_days=grace)
    made = await issue(shop)
    order = await buy(shop, 1, made.code)
    late = at(shop, NOON + 9 * DAY)
    await back(late, order, 5_000, "r1")
    given = await found(late, made)
    if end is None:
        assert given.status is VoucherStatus.EXPIRED
        assert given.expires_at == made.expires_at
    else:
        assert given.status is VoucherStatus.ISSUED
        assert given.expires_at is not None
        assert given.expires_at.isoformat() == end


async def test_a_guest_who_has_the_code_uses_it(club: World) -> None:
    made = await issue(club)
    order = await buy(club, 1, made.code, customer=None)
    assert (await found(club, made)).order_id == order.id
