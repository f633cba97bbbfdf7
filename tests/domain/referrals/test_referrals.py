"""Promises about referrals: what counts, what does not, and what comes back."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain import customers, orders, referrals
from domain.customers import Address
from domain.kernel import Malformed
from domain.referrals import ReferralReason, ReferralStatus
from domain.referrals.tables import referrals as rows
from tests.domain.earning.shop import balance, bought, returned
from tests.domain.ledger.books import at
from tests.domain.referrals.shop import (
    LATER,
    code,
    come,
    decide,
    invited,
    known,
    referral,
    rewarding,
)
from tests.rebuilding import rebuilt, spoilt
from tests.world import NOON, World, apart

HERE = Address(lines=("Dam 1",), postal_code="1012 JS", country="NL")
ALSO_HERE = Address(lines=("dam  1",), postal_code="1012js", country="NL")
NEXT_DOOR = Address(lines=("Dam 2",), postal_code="1012 JS", country="NL")

ALIKE: list[tuple[dict[str, Any], dict[str, Any], ReferralReason]] = [
    (
        {"email": "ann@shop.example"},
        {"email": "Ann+2@shop.example"},
        ReferralReason.SAME_EMAIL,
    ),
    (
        {"phone": "+31612345678"},
        {"phone": "0612345678", "country": "NL"},
        ReferralReason.SAME_PHONE,
    ),
    ({"address": HERE}, {"address": ALSO_HERE}, ReferralReason.SAME_ADDRESS),
    (
        {"address": HERE, "family_name": "De Wit"},
        {"address": NEXT_DOOR, "family_name": "de wit"},
        ReferralReason.SAME_HOUSEHOLD,
    ),
]


async def balances(shop: World) -> tuple[int, int]:
    """Return what both have when a month has passed."""
    month = at(shop, NOON + timedelta(days=31))
    return await balance(month, "ann"), await balance(month, "bob")


async def test_both_are_rewarded_when_the_first_order_is_kept(shop: World) -> None:
    await invited(await rewarding(shop))
    assert (await referral(shop)).status is ReferralStatus.INVITED
    await bought(shop, "1", who="bob")
    there = await referral(shop)
    assert there.status is ReferralStatus.ORDERED
    assert there.why.nl == (
        "Besteld; het telt als de bestelling na 15 januari 2030 gehouden is.",
    )
    await decide(at(shop, LATER - timedelta(hours=14)))
    assert await balances(shop) == (0, 0)
    await decide(at(shop, LATER))
    assert (await referral(shop)).status is ReferralStatus.KEPT
    assert await balances(shop) == (50, 20)
    # What is due is left to the sweep, and what was decided stays so.
    assert await rebuilt(at(shop, LATER), referrals.verify) == ()
    await decide(at(shop, LATER))
    assert await balances(shop) == (50, 20)
    wrong = update(rows).values(status=ReferralStatus.REFUSED)
    ((expected, found),) = await spoilt(at(shop, LATER), wrong, referrals.verify)
    assert (expected[:4], found[:7]) == ("kept", "refused")


async def test_what_comes_back_reverses_it_and_a_reopened_order_does_not(
    shop: World,
) -> None:
    await invited(await rewarding(shop))
    order = await bought(shop, "1", who="bob")
    later = at(shop, LATER)
    await decide(later)
    await later.run(orders.cancel, orders.Cancel(order_id=order.id))
    there = await referral(shop)
    assert (there.status, there.kept_at) == (
        ReferralStatus.REVERSED,
        NOON + timedelta(days=14, hours=11),
    )
    assert await balances(shop) == (0, 0)
    await later.run(orders.reopen, orders.Reopen(order_id=order.id))
    assert (await referral(shop)).status is ReferralStatus.KEPT
    assert await balances(shop) == (50, 20)


async def test_an_order_that_came_back_in_time_leaves_it_to_the_next(
    shop: World,
) -> None:
    await invited(await rewarding(shop))
    order = await bought(shop, "1", who="bob", at=NOON)
    await returned(shop, order, 1_000)
    assert (await referral(shop)).status is ReferralStatus.INVITED
    tomorrow = at(shop, NOON + timedelta(days=1))
    await bought(tomorrow, "2", who="bob", at=NOON + timedelta(days=1))
    await decide(at(shop, LATER))
    assert (await referral(shop)).status is ReferralStatus.ORDERED
    await decide(at(shop, LATER + timedelta(days=1)))
    assert await balances(shop) == (50, 20)


async def test_who_does_not_order_in_time_did_not_come(shop: World) -> None:
    await invited(await rewarding(shop))
    over = at(shop, NOON + timedelta(days=31))
    await decide(over)
    assert (await referral(shop)).status is ReferralStatus.LAPSED
    # Told late, it counts all the same; and what was later does not.
    await bought(over, "2", who="bob", at=NOON + timedelta(days=31))
    assert (await referral(shop)).status is ReferralStatus.LAPSED
    await bought(over, "1", who="bob", at=NOON + timedelta(days=1))
    assert (await referral(shop)).status is ReferralStatus.KEPT


@pytest.mark.parametrize(("one", "other", "reason"), ALIKE)
async def test_likeness_is_kept_as_the_reason(
    shop: World, one: dict[str, Any], other: dict[str, Any], reason: ReferralReason
) -> None:
    await known(await rewarding(shop), "ann", **one)
    await known(shop, "bob", **other)
    there = await come(shop, "bob", "ann")
    assert (there.status, there.reasons) == (ReferralStatus.REFUSED, (reason,))
    await bought(shop, "1", who="bob")
    await decide(at(shop, LATER))
    assert await balances(shop) == (0, 0)


async def test_nobody_comes_by_themselves_or_twice_or_after_they_bought(
    shop: World,
) -> None:
    await known(shop, "ann")
    assert (await come(shop, "ann", "ann")).reasons == (ReferralReason.SELF,)
    await known(shop, "eve")
    await bought(shop, "0", who="bob", at=NOON - timedelta(days=1))
    there = await come(shop, "bob", "ann")
    assert there.reasons == (ReferralReason.KNOWN_CUSTOMER,)
    assert await come(shop, "bob", "ann") == there
    with pytest.raises(referrals.ReferredAlready):
        await come(shop, "bob", "eve")
    await come(shop, "eve", "bob")
    assert (await referral(shop, "eve")).status is ReferralStatus.INVITED


async def test_two_who_brought_each_other_count_once(shop: World) -> None:
    await invited(shop)
    assert (await come(shop, "ann", "bob")).reasons == (ReferralReason.MUTUAL,)
    assert (await referral(shop)).status is ReferralStatus.INVITED


async def test_who_paid_with_the_same_is_the_same(shop: World) -> None:
    await invited(await rewarding(shop))
    for who in ("ann", "bob"):
        told = referrals.AddPaymentPrint(
            customer_id=f"external:shop:{who}", fingerprint="card-fp-77"
        )
        await shop.run(referrals.add_payment_print, told)
    await bought(shop, "1", who="bob")
    await decide(at(shop, LATER))
    assert (await referral(shop)).reasons == (ReferralReason.SAME_PAYMENT,)
    assert await balances(shop) == (0, 0)


async def test_of_eight_at_once_no_more_count_than_are_likely(shop: World) -> None:
    said = referrals.SetReferralSettings(friends_max=3)
    await shop.run(referrals.set_settings, said)
    await known(shop, "ann")
    friends = [f"f{number}" for number in range(8)]
    for each in friends:
        await known(shop, each)
    named = await code(shop, "ann")
    found = await asyncio.gather(
        *(
            apart(shop).run(
                referrals.attribute,
                referrals.Attribute(customer_id=f"external:shop:{each}", code=named),
            )
            for each in friends
        )
    )
    status = [each.status for each in found]
    assert status.count(ReferralStatus.INVITED) == 3
    refused = {each.reasons for each in found if each.reasons}
    assert refused == {(ReferralReason.TOO_MANY,)}


async def test_eight_who_decide_at_once_give_once_and_a_code_stays_one(
    shop: World,
) -> None:
    await invited(await rewarding(shop))
    named = await asyncio.gather(*(code(apart(shop), "bob") for _ in range(8)))
    assert len(set(named)) == 1
    await bought(shop, "1", who="bob")
    later = at(shop, LATER)
    await asyncio.gather(*(decide(apart(later)) for _ in range(8)))
    assert await balances(shop) == (50, 20)


async def test_two_who_turn_out_to_be_one_give_it_back(shop: World) -> None:
    await invited(await rewarding(shop))
    await bought(shop, "1", who="bob")
    later = at(shop, LATER)
    await decide(later)
    merge = customers.Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    merged = await later.run(customers.merge, merge)
    there = await referral(shop)
    assert (there.status, there.reasons) == (
        ReferralStatus.REVERSED,
        (ReferralReason.SELF,),
    )
    assert await balance(later, "ann") == 0
    await later.run(customers.unmerge, customers.Unmerge(merger_id=merged.id))
    assert (await referral(shop)).status is ReferralStatus.KEPT
    assert await balances(shop) == (50, 20)


async def test_only_lately_and_only_with_a_key_was_it_earlier(shop: World) -> None:
    for who in ("ann", "bob"):
        await known(shop, who)
    with pytest.raises(Malformed):
        await come(shop, "bob", "ann", at=NOON - timedelta(days=31))
    there = await come(shop, "bob", "ann", at=NOON - timedelta(days=2))
    assert there.until == NOON + timedelta(days=28, hours=11)
    none = referrals.Attribute(customer_id="external:shop:ann", code="none-at-all")
    with pytest.raises(referrals.ReferralCodeNotFound):
        await shop.run(referrals.attribute, none)


async def test_a_customer_is_told_neither_who_nor_which_guard(shop: World) -> None:
    ann = await known(shop, "ann")
    await known(shop, "bob")
    await bought(shop, "0", who="bob", at=NOON - timedelta(days=1))
    await come(shop, "bob", "ann")
    as_ann = World(shop.platform, replace(shop.principal, customer=ann))
    page = await as_ann.run(
        referrals.of_customer, referrals.ReferralsOf(customer_id=ann)
    )
    (told,) = page.items
    assert (told.friend_id, told.reasons) == (None, ())
    assert told.why.en == ("This invitation does not count.",)
