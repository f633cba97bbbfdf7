"""Doubts: what somebody may try, by mistake or not, so that the books are wrong."""

import pytest

from domain import customers, ledger, tenants
from domain.kernel import Malformed
from domain.kernel.types import AMOUNT_MAX
from domain.ledger import InstantPassed
from tests.domain.ledger.books import (
    DAY,
    at,
    earn,
    held,
    hold,
    post,
    refund,
    release,
    set_aside,
    spend,
    verify,
)
from tests.domain.ledger.test_caring import LATE, WHY, somebody
from tests.world import NOON, World


async def test_nothing_is_given_that_has_expired_by_then(shop: World) -> None:
    ann = await somebody(shop)
    for gone in (NOON, NOON - 900 * DAY):
        asked = ledger.Adjust(customer_id=ann, amount=100, reason=WHY, expires_at=gone)
        with pytest.raises(InstantPassed):
            await shop.run(ledger.adjust, asked)
    assert await held(shop) == {}


async def test_nothing_is_converted_into_more_than_there_can_be(shop: World) -> None:
    ann = await somebody(shop)
    gift = ledger.Adjust(customer_id=ann, amount=1_000, reason=WHY)
    await shop.run(ledger.adjust, gift)
    code = tenants.AddUnit(code="cents", name="Credit", kind=tenants.UnitKind.MONEY)
    await shop.run(tenants.add_unit, code)
    dear = ledger.SetRate(unit="points", into="cents", takes=1, gives=AMOUNT_MAX)
    await shop.run(ledger.set_rate, dear)
    for amount in (2, 1_000):
        convert = ledger.Convert(customer_id=ann, into="cents", amount=amount)
        with pytest.raises(Malformed):
            await shop.run(ledger.convert, convert)
    assert await held(shop) == {ann: (1_000, 0, 0)}


@pytest.mark.parametrize("given", [0, 10])
async def test_who_is_merged_with_somebody_frozen_is_frozen(
    shop: World, given: int
) -> None:
    kept, gone = await somebody(shop), await somebody(shop, "bob")
    if given:
        await post(shop, earn(gone, given, "o1"))
    await post(shop, earn(kept, 10, "o2"))
    await shop.run(ledger.freeze, ledger.Freeze(customer_id=gone, reason=WHY))
    merge = customers.Merge(kept_id=kept, merged_id=gone)
    await at(shop, NOON + DAY).run(customers.merge, merge)
    now = at(shop, NOON + 2 * DAY)
    for instant, frozen in ((None, True), (NOON + 2 * DAY, True), (NOON, False)):
        asked = ledger.FindAccount(customer_id=kept, as_of=instant)
        assert (await now.run(ledger.account, asked)).frozen == frozen
    await verify(now)


async def test_what_is_set_aside_lasts_as_long_as_what_came_back_of_its_lot(
    shop: World,
) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 10, "a", expires_at=NOON + DAY))
    await post(shop, spend(ann, 4, "r1"))
    (kept,) = await hold(shop, set_aside(ann, 6, "c", expires_at=NOON + 20 * DAY))
    then = at(shop, NOON + 2 * DAY)
    await post(then, refund(ann, 4, redemption="r1", grace_days=10))
    await post(then, spend(ann, 4, "r2"))
    later = at(shop, NOON + 3 * DAY)
    await release(later, kept.hold_id)
    assert await held(later) == {ann: (6, 0, 0)}
    await verify(later)


async def test_what_was_spent_while_the_clock_stood_still_comes_back_with_its_end(
    shop: World,
) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 10, "a", expires_at=NOON + 5 * DAY))
    await shop.platform.perform(
        lambda unit: ledger.stop_clock(unit, [ann]), shop.principal
    )
    await post(at(shop, NOON + DAY), spend(ann, 10, "r1"))
    later = at(shop, NOON + 2 * DAY)
    await later.platform.perform(
        lambda unit: ledger.start_clock(unit, [ann]), shop.principal
    )
    await post(later, refund(ann, 10, redemption="r1"))
    told = await later.run(ledger.account, ledger.FindAccount(customer_id=ann))
    assert [(each.at, each.amount) for each in told.expiring] == [(NOON + 7 * DAY, 10)]
    await verify(later)


async def test_what_is_reinstated_lasts_until_then_with_what_came_back_before(
    shop: World,
) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 10, "a", expires_at=NOON + DAY))
    await post(shop, spend(ann, 4, "r1"))
    then = at(shop, NOON + 2 * DAY)
    await post(then, refund(ann, 4, redemption="r1", grace_days=3))
    back = ledger.Reinstate(
        customer_id=ann, expired_since=NOON, expires_at=LATE, reason=WHY
    )
    assert (await then.run(ledger.reinstate, back)).amount == 6
    told = await then.run(ledger.account, ledger.FindAccount(customer_id=ann))
    assert [(each.at, each.amount) for each in told.expiring] == [(LATE, 10)]
    await verify(then)


async def test_what_was_extended_last_counts_though_its_clock_was_behind(
    shop: World,
) -> None:
    ann = await somebody(shop)
    ahead = at(shop, NOON + DAY / 1_440)
    await post(shop, earn(ann, 10, "a", expires_at=NOON + 5 * DAY))
    for world, days in ((ahead, 6), (shop, 7)):
        longer = ledger.ExtendLots(
            customer_id=ann, expires_at=NOON + days * DAY, reason=WHY
        )
        await world.run(ledger.extend_lots, longer)
    await post(shop, spend(ann, 10, "r1"))
    await post(ahead, refund(ann, 10, redemption="r1"))
    told = await ahead.run(ledger.account, ledger.FindAccount(customer_id=ann))
    assert [(each.at, each.amount) for each in told.expiring] == [(NOON + 7 * DAY, 10)]
    await verify(ahead)
