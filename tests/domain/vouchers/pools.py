"""How tests make pools of vouchers, and what they say of orders."""

from dataclasses import replace
from typing import Any

from domain import orders, vouchers
from domain.vouchers import DiscountKind, DiscountTerms, VoucherTerms
from tests.domain.orders.shop import line, record
from tests.world import World

TEN = DiscountTerms(kind=DiscountKind.PERCENTAGE, percent=10)
ANN, BOB = "external:shop:ann", "external:shop:bob"


async def pool(world: World, name: str = "ten", **terms: Any) -> vouchers.Pool:
    said = replace(VoucherTerms(discount=TEN), **terms)
    command = vouchers.CreatePool(pool=name, name="Ten per cent", terms=said)
    return await world.run(vouchers.create_pool, command)


async def issue(
    world: World, owner: str | None = ANN, name: str = "ten"
) -> vouchers.Voucher:
    command = vouchers.IssueVouchers(pool=name, customer_id=owner)
    (voucher,) = (await world.run(vouchers.issue_vouchers, command)).vouchers
    return voucher


async def buy(
    world: World, number: int | str, *codes: str | None, **more: Any
) -> orders.Order:
    given = {"vouchers": [code for code in codes if code], **more}
    return await world.run(orders.record, record(number, line(price=5_000), **given))


async def found(world: World, voucher: vouchers.Voucher) -> vouchers.Voucher:
    asked = vouchers.FindVoucher(voucher_id=voucher.id)
    return await world.run(vouchers.find_voucher, asked)


async def told(world: World, name: str) -> list[Any]:
    return [payload for each, payload in await world.news() if each == name]
