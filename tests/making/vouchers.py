"""Vouchers in a shop with one of everything."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import vouchers
from domain.kernel.ids import decode
from tests.world import World

# As examples name what has a slug.
POOL = "points"
TEN_PERCENT: dict[str, Any] = {"discount": {"kind": "percentage", "percent": 10}}


def code_of(made: Mapping[str, str]) -> str:
    """Return the code of the shop's voucher; no two shops have the same."""
    return f"HELLO{decode(made['vpl']).int:x}"


async def make(world: World, made: dict[str, str]) -> dict[str, str]:
    """Make a pool and a voucher of the customer's; return their ids."""
    terms = vouchers.VoucherTerms(
        discount=vouchers.DiscountTerms(
            kind=vouchers.DiscountKind.PERCENTAGE, percent=10
        ),
        transferable=True,
    )
    pool = await world.run(
        vouchers.create_pool,
        vouchers.CreatePool(pool=POOL, name="Welcome", terms=terms),
    )
    found = {"vpl": pool.id}
    codes = vouchers.ImportCodes(pool=POOL, codes=(code_of(found),))
    await world.run(vouchers.import_codes, codes)
    issue = vouchers.IssueVouchers(pool=POOL, customer_id=made["cus"])
    issued = await world.run(vouchers.issue_vouchers, issue)
    return {**found, "vch": issued.vouchers[0].id}


def _of_ours(made: Mapping[str, str]) -> dict[str, Any]:
    return {"code": code_of(made), "customer_id": made["cus"]}


SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "vouchers.create_pool": lambda _: {"pool": "other", "terms": TEN_PERCENT},
    "vouchers.import_codes": lambda _: {"codes": ["ANOTHER"]},
    "vouchers.validate_voucher": _of_ours,
    "vouchers.reserve_voucher": _of_ours,
    "vouchers.release_voucher": _of_ours,
    "vouchers.use_voucher": _of_ours,
}
