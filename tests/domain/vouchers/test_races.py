"""Eight at once: a voucher is used once, whoever comes."""

import asyncio
from collections import Counter

from domain import customers, vouchers
from domain.kernel import Unit
from domain.vouchers import PoolEmpty, VoucherRefused, VoucherStatus
from domain.vouchers.tables import vouchers as stored
from tests.domain.vouchers.pools import ANN, buy, found, issue, pool, told
from tests.world import World, apart

EIGHT = range(8)


async def test_eight_carts_want_one_voucher(shop: World) -> None:
    await buy(shop, "first")
    await pool(shop)
    made = await issue(shop)
    answers = await asyncio.gather(
        *(
            shop.run(
                vouchers.reserve_voucher,
                vouchers.ReserveVoucher(
                    code=made.code or "", cart=f"c{n}", customer_id=ANN
                ),
            )
            for n in EIGHT
        ),
        return_exceptions=True,
    )
    kinds = Counter(type(each) for each in answers)
    assert kinds == {vouchers.Voucher: 1, VoucherRefused: 7}


async def test_eight_orders_name_one_voucher(shop: World) -> None:
    await pool(shop)
    made = await issue(shop, None)
    # Of one customer they would come one by one.
    placed = await asyncio.gather(
        *(
            buy(apart(shop), n, made.code, customer={"external_id": f"c{n}"})
            for n in EIGHT
        )
    )
    used = await found(shop, made)
    assert used.status is VoucherStatus.USED
    assert used.order_id in {order.id for order in placed}
    assert len(await told(shop, "vouchers.disputed")) == 7
    assert len(await told(shop, "vouchers.used")) == 1


async def test_eight_customers_get_a_code_each_while_there_are_any(
    shop: World,
) -> None:
    made = await pool(shop)
    codes = tuple(f"CODE{n}" for n in range(5))
    command = vouchers.ImportCodes(pool="ten", codes=codes)
    await shop.run(vouchers.import_codes, command)
    for n in EIGHT:
        await buy(shop, n, customer={"external_id": f"c{n}"})

    async def claim(unit: Unit, owner: str) -> vouchers.Voucher:
        customer_id = await customers.resolve(unit, owner)
        return await vouchers.claim(unit, made, customer_id)

    claims = (
        shop.platform.perform(
            lambda unit, n=n: claim(unit, f"external:shop:c{n}"), shop.principal
        )
        for n in EIGHT
    )
    answers = await asyncio.gather(*claims, return_exceptions=True)
    kinds = Counter(type(each) for each in answers)
    assert kinds == {vouchers.Voucher: 5, PoolEmpty: 3}
    owners = [row["customer_id"] for row in await shop.rows(stored)]
    assert len(set(owners)) == 5


async def test_the_same_codes_are_imported_eight_times_at_once(shop: World) -> None:
    await pool(shop)
    command = vouchers.ImportCodes(pool="ten", codes=("ONE1", "TWO2", "THREE3"))
    answers = await asyncio.gather(
        *(shop.run(vouchers.import_codes, command) for _ in EIGHT)
    )
    outcomes = Counter(row.outcome.value for each in answers for row in each.rows)
    assert outcomes == {"recorded": 3, "unchanged": 21}
