"""Codes by the file: a pool of them, and those that customers have already."""

from datetime import UTC, datetime
from typing import Any

from domain import vouchers
from domain.imports import ImportKind
from tests.domain.imports.rows import known, send, told
from tests.domain.vouchers.pools import pool
from tests.world import World

CODES = ImportKind.VOUCHERS
ANN, BOB = "external:shop:ann", "external:shop:bob"


def row(code: str, **more: Any) -> Any:
    return {"pool": "ten", "code": code} | more


async def test_what_customers_were_given_elsewhere_is_theirs_here(shop: World) -> None:
    await known(shop, "ann", "bob")
    await pool(shop, valid_days=30)
    given = {"customer_id": ANN, "issued_at": "2029-12-20T12:00:00Z"}
    rows = (
        row("FREE-1"),
        row("ANN-1", **given),
        row("ANN-2", **given, expires_at="2031-01-01T00:00:00Z"),
        row("OLD-1", customer_id=BOB, issued_at="2029-01-01T00:00:00Z"),
    )
    assert told(await send(shop, CODES, *rows)) == (4, 0, [])
    wallet = vouchers.VouchersOfCustomer(customer_id=ANN)
    theirs = (await shop.run(vouchers.vouchers_of_customer, wallet)).items
    assert [(each.code, each.expires_at) for each in reversed(theirs)] == [
        # To the end of its last day, in Amsterdam.
        ("ANN-1", datetime(2030, 1, 19, 23, tzinfo=UTC)),
        ("ANN-2", datetime(2031, 1, 1, tzinfo=UTC)),
    ]
    asked = vouchers.ValidateVoucher(code="OLD-1", customer_id=BOB)
    assert (await shop.run(vouchers.validate_voucher, asked)).status == "expired"
    (found,) = (await shop.run(vouchers.list_pools, vouchers.ListPools())).pools
    assert (found.unclaimed, found.total) == (1, 4)
    assert not [name for name, _ in await shop.news() if name == "vouchers.given"]


async def test_a_code_has_one_owner_however_often_it_comes(shop: World) -> None:
    await known(shop, "ann", "bob")
    await pool(shop)
    rows = (
        row("ANN-1", customer_id=ANN),
        row("FREE-1"),
        row("ann 1", customer_id=BOB),
        row("FREE-1", customer_id=ANN),
        row("ANN-1"),
        row("NEW-1", customer_id="external:shop:eve"),
        row("NEW-2", issued_at="2030-01-01T12:00:01Z"),
        row("NEW-3", expires_at="2029-01-01T00:00:00Z"),
    )
    refused = [
        (2, "code_taken"),
        (3, "code_taken"),
        (5, "customer_not_found"),
        (6, "malformed"),
        (7, "malformed"),
    ]
    assert told(await send(shop, CODES, *rows)) == (2, 1, refused)
    assert told(await send(shop, CODES, *rows, name="again")) == (0, 3, refused)
