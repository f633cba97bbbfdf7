"""Vouchers: issued, imported, validated, kept for a cart, used, withdrawn."""

from datetime import timedelta
from typing import Any

import pytest

from domain import customers, vouchers
from domain.kernel.batches import Outcome
from domain.vouchers import (
    DiscountKind,
    DiscountTerms,
    ValidateVoucher,
    Validation,
    VoucherNotFound,
    VoucherRefused,
    VoucherStatus,
)
from domain.vouchers.tables import voucher_notes
from domain.vouchers.tables import vouchers as stored
from tests.domain.ledger.books import at
from tests.domain.orders.shop import line as said
from tests.domain.orders.shop import record
from tests.domain.vouchers.pools import ANN, BOB, buy, found, issue, pool, told
from tests.unsealed import unsealed
from tests.world import NOON, World

DAY = timedelta(days=1)


@pytest.fixture
async def club(shop: World) -> World:
    """Return a shop with a customer and a pool of ten per cent."""
    await buy(shop, "first")
    await pool(shop)
    return shop


async def validate(world: World, code: str | None, **more: Any) -> Validation:
    command = ValidateVoucher(code=code or "", **more)
    return await world.run(vouchers.validate_voucher, command)


def codes(validation: Validation) -> list[str]:
    return [each.code for each in validation.obstacles]


async def reserve(world: World, code: str | None, cart: str) -> vouchers.Voucher:
    command = vouchers.ReserveVoucher(code=code or "", cart=cart, customer_id=ANN)
    return await world.run(vouchers.reserve_voucher, command)


async def test_a_voucher_is_shown_to_its_owner_and_not_stored_as_it_is(
    club: World,
) -> None:
    made = await issue(club)
    (row,) = await club.rows(stored)
    assert made.code is not None
    assert made.code.encode() not in row["code"] + row["code_index"]
    page = await club.run(
        vouchers.vouchers_of_customer, vouchers.VouchersOfCustomer(customer_id=ANN)
    )
    assert page.items == (made,)
    assert made.status is VoucherStatus.ISSUED
    (given,) = await told(club, "vouchers.given")
    assert given == {"customer_id": made.customer_id, "voucher_ids": [made.id]}


async def test_a_pool_says_the_same_for_ever(club: World) -> None:
    first = await pool(club)
    assert first == await pool(club)
    with pytest.raises(vouchers.PoolExists):
        await pool(club, valid_days=3)
    (listed,) = (await club.run(vouchers.list_pools, vouchers.ListPools())).pools
    assert (listed.pool, listed.total) == ("ten", 0)


async def test_imported_codes_are_answered_one_by_one(club: World) -> None:
    command = vouchers.ImportCodes(
        pool="ten", codes=("SUMMER-1", "summer 1", "abc", "SUMMER-2")
    )
    rows = (await club.run(vouchers.import_codes, command)).rows
    outcomes = [row.outcome for row in rows]
    assert outcomes == [
        Outcome.RECORDED,
        Outcome.UNCHANGED,
        Outcome.REFUSED,
        Outcome.RECORDED,
    ]
    again = (await club.run(vouchers.import_codes, command)).rows
    assert again[0].outcome is Outcome.UNCHANGED
    (listed,) = (await club.run(vouchers.list_pools, vouchers.ListPools())).pools
    assert (listed.unclaimed, listed.used, listed.total) == (2, 0, 2)
    assert (await validate(club, "Summer-2")).valid


async def test_a_validation_says_what_is_taken_off_and_changes_nothing(
    club: World,
) -> None:
    made = await issue(club)
    before = await club.rows(stored), await club.news()
    basket = record(9, said(price=5_000, quantity=2)).lines
    told = await validate(club, made.code, customer_id=ANN, lines=basket)
    assert told.valid
    assert told.deduction is not None
    assert told.deduction.amount == 1_000
    assert (await club.rows(stored), await club.news()) == before


async def test_a_validation_says_why_not_in_two_languages(club: World) -> None:
    made = await issue(club)
    assert made.code is not None
    wrong = made.code[:-1] + ("0" if made.code[-1] != "0" else "1")
    (mistyped,) = (await validate(club, wrong)).obstacles
    assert (mistyped.code, mistyped.nl, mistyped.en) == (
        "mistyped",
        "In deze code zit een typefout.",
        "There is a typing mistake in this code.",
    )
    assert codes(await validate(club, "NOSUCH")) == ["unknown"]
    bob = await club.run(
        customers.create,
        customers.Create(external_ids=(customers.ExternalId(source="shop", id="bob"),)),
    )
    somebody_elses = await validate(club, made.code, customer_id=bob.id)
    assert codes(somebody_elses) == ["not_yours"]
    assert somebody_elses.discount is None
    assert codes(await validate(club, made.code)) == ["not_yours"]


async def test_a_voucher_counts_from_its_first_day_to_its_last(shop: World) -> None:
    await buy(shop, "first")
    await pool(
        shop, valid_from=NOON + DAY, valid_until=NOON + 9 * DAY, transferable=True
    )
    made = await issue(shop)
    (early,) = (await validate(shop, made.code)).obstacles
    assert (early.code, early.at) == ("not_yet", NOON + DAY)
    assert early.nl == "Deze code geldt vanaf 2-1-2030."
    assert (await validate(at(shop, NOON + DAY), made.code)).valid
    (late,) = (await validate(at(shop, NOON + 9 * DAY), made.code)).obstacles
    assert (late.code, late.en) == (
        "expired",
        "This code has not been valid since 10 January 2030.",
    )


async def test_the_last_of_so_many_days_is_inclusive(shop: World) -> None:
    await buy(shop, "first")
    await pool(shop, valid_days=30)
    made = await issue(shop)
    assert made.expires_at is not None
    assert made.expires_at.isoformat() == "2030-01-31T23:00:00+00:00"


async def test_a_basket_that_is_too_small_is_told_what_it_lacks(shop: World) -> None:
    terms = DiscountTerms(
        kind=DiscountKind.AMOUNT, amount=500, amount_min=4_000, products=("tea",)
    )
    await buy(shop, "first")
    await pool(shop, discount=terms)
    made = await issue(shop)
    small = record(9, said(price=2_755)).lines
    (lacking,) = (
        await validate(shop, made.code, customer_id=ANN, lines=small)
    ).obstacles
    assert (lacking.code, lacking.missing) == ("basket_too_small", 1_245)
    assert lacking.nl == "Nog EUR 12,45 erbij, dan geldt deze code."
    cups = record(9, said("cup", price=9_000)).lines
    other = await validate(shop, made.code, customer_id=ANN, lines=cups)
    assert codes(other) == ["nothing_to_take_off"]


async def test_a_voucher_is_kept_for_one_cart_for_a_time(club: World) -> None:
    made = await issue(club)
    kept = await reserve(club, made.code, "c1")
    assert (kept.status, kept.cart) == (VoucherStatus.RESERVED, "c1")
    assert kept.reserved_until == NOON + timedelta(minutes=30)
    assert (await reserve(club, made.code, "c1")).status is VoucherStatus.RESERVED
    with pytest.raises(VoucherRefused) as refused:
        await reserve(club, made.code, "c2")
    (why,) = refused.value.obstacles
    assert why.en == "This code is in another basket."
    later = at(club, NOON + timedelta(minutes=30))
    assert (await reserve(later, made.code, "c2")).cart == "c2"
    release = vouchers.ReleaseVoucher(code=made.code or "", cart="c2", customer_id=ANN)
    for _ in range(2):
        free = await later.run(vouchers.release_voucher, release)
        assert (free.status, free.cart) == (VoucherStatus.ISSUED, None)


async def test_somebody_elses_voucher_is_as_good_as_none(club: World) -> None:
    made = await issue(club)
    await buy(club, "bobs", customer={"external_id": "bob"})
    command = vouchers.ReserveVoucher(code=made.code or "", cart="c", customer_id=BOB)
    with pytest.raises(VoucherNotFound):
        await club.run(vouchers.reserve_voucher, command)


async def test_a_voucher_is_used_at_the_door_once(club: World) -> None:
    made = await issue(club)
    use = vouchers.UseVoucher(code=made.code or "", customer_id=ANN)
    used = await club.run(vouchers.use_voucher, use)
    assert (used.status, used.used_at) == (VoucherStatus.USED, NOON)
    with pytest.raises(VoucherRefused):
        await club.run(vouchers.use_voucher, use)


async def test_what_is_withdrawn_counts_no_more_and_what_was_used_stays_so(
    club: World,
) -> None:
    one, other = await issue(club), await issue(club)
    void = vouchers.VoidVoucher(voucher_id=one.id, reason="Sent twice.")
    for _ in range(2):
        gone = await club.run(vouchers.void_voucher, void)
        assert gone.status is VoucherStatus.VOID
    assert len(await told(club, "vouchers.voided")) == 1
    notes = await club.rows(voucher_notes)
    assert await unsealed(club, voucher_notes.c.note, notes) == ["Sent twice."]
    assert codes(await validate(club, one.code, customer_id=ANN)) == ["void"]
    use = vouchers.UseVoucher(code=other.code or "", customer_id=ANN)
    await club.run(vouchers.use_voucher, use)
    with pytest.raises(VoucherRefused):
        await club.run(
            vouchers.void_voucher,
            vouchers.VoidVoucher(voucher_id=other.id, reason="Too late."),
        )


async def test_vouchers_go_with_a_merge_and_come_back(club: World) -> None:
    await buy(club, "bobs", customer={"external_id": "bob"})
    made = await issue(club, BOB)
    merge = customers.Merge(kept_id=ANN, merged_id=BOB)
    merger = await club.run(customers.merge, merge)
    mine = await issue(club, ANN)
    assert (await found(club, made)).customer_id == mine.customer_id
    undo = customers.Unmerge(merger_id=merger.id)
    await club.run(customers.unmerge, undo)
    assert (await found(club, made)).customer_id == made.customer_id
    assert (await found(club, mine)).customer_id == mine.customer_id
