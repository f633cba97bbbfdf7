"""What the use cases of vouchers are called with."""

from collections.abc import Mapping

from domain import vouchers
from tests.anomaly.shop import ANN, Prepared, always
from tests.world import World

POOL = "welcome"
CODE = "HELLO2030"
TERMS = vouchers.VoucherTerms(
    discount=vouchers.DiscountTerms(kind=vouchers.DiscountKind.PERCENTAGE, percent=10)
)
CREATE = vouchers.CreatePool(pool=POOL, name="Welcome", terms=TERMS)


async def _pool(shop: World) -> None:
    await shop.run(vouchers.create_pool, CREATE)
    codes = vouchers.ImportCodes(pool=POOL, codes=(CODE,))
    await shop.run(vouchers.import_codes, codes)


async def _issue(shop: World) -> vouchers.IssueVouchers:
    await _pool(shop)
    return vouchers.IssueVouchers(pool=POOL, customer_id=ANN, count=2)


async def _import(shop: World) -> vouchers.ImportCodes:
    await _pool(shop)
    return vouchers.ImportCodes(pool=POOL, codes=(CODE, "BYE2030", "BYE2031"))


async def _reserve(shop: World) -> vouchers.ReserveVoucher:
    await _pool(shop)
    return vouchers.ReserveVoucher(code=CODE, cart="c1")


async def _release(shop: World) -> vouchers.ReleaseVoucher:
    await shop.run(vouchers.reserve_voucher, await _reserve(shop))
    return vouchers.ReleaseVoucher(code=CODE, cart="c1")


async def _use(shop: World) -> vouchers.UseVoucher:
    await _pool(shop)
    return vouchers.UseVoucher(code=CODE)


async def _void(shop: World) -> vouchers.VoidVoucher:
    issued = await shop.run(vouchers.issue_vouchers, await _issue(shop))
    return vouchers.VoidVoucher(voucher_id=issued.vouchers[0].id, reason="A mistake.")


COMMANDS: Mapping[str, Prepared] = {
    "vouchers.create_pool": always(CREATE),
    "vouchers.import_codes": _import,
    "vouchers.issue_vouchers": _issue,
    "vouchers.release_voucher": _release,
    "vouchers.reserve_voucher": _reserve,
    "vouchers.use_voucher": _use,
    "vouchers.void_voucher": _void,
}
