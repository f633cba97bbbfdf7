"""Accounts and entries as of an instant, as known on another: lot by lot."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain import ledger
from domain.ledger import ClawbackPolicy, Portion, UnitUnknown
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    earn,
    held,
    hold,
    post,
    set_aside,
    spend,
    verify,
)
from tests.domain.ledger.test_caring import WHY, somebody, sweep
from tests.world import NOON, World

SECOND = timedelta(seconds=1)
SOON, LATE = NOON + 2 * DAY, NOON + 30 * DAY


async def account(
    shop: World,
    whose: str,
    as_of: datetime | None = None,
    known_on: datetime | None = None,
) -> ledger.Holding:
    asked = ledger.FindAccount(customer_id=whose, as_of=as_of, known_on=known_on)
    return await shop.run(ledger.account, asked)


async def test_an_account_is_told_lot_by_lot_as_it_was(shop: World) -> None:
    ann = await somebody(shop)
    await post(
        shop,
        earn(ann, 10, "o1", expires_at=SOON),
        earn(ann, 20, "o2", available_at=NOON + DAY, expires_at=LATE),
    )
    later = at(shop, NOON + 3 * DAY)
    aside = set_aside(ann, 5, expires_at=NOON + 9 * DAY)
    await hold(later, replace(aside, occurred_at=NOON + 3 * DAY))
    first = await account(later, ann, NOON)
    assert (first.available, first.pending, first.held) == (10, 20, 0)
    assert first.becoming == (Portion(at=NOON + DAY, amount=20),)
    assert first.expiring == (Portion(at=SOON, amount=10),)
    second = await account(later, ann, NOON + DAY)
    assert (second.available, second.pending) == (30, 0)
    assert second.expiring == (
        Portion(at=SOON, amount=10),
        Portion(at=LATE, amount=20),
    )
    assert (await account(later, ann, SOON)).available == 20
    now = await account(later, ann, NOON + 3 * DAY)
    assert now == await account(later, ann)
    assert (now.available, now.held) == (15, 5)


async def test_what_came_late_was_not_known(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 10, "o1"))
    later = at(shop, NOON + 2 * DAY)
    await post(later, replace(earn(ann, 7, "o2"), occurred_at=NOON - DAY))
    assert (await account(later, ann, NOON)).available == 17
    assert (await account(later, ann, NOON, NOON)).available == 10
    asked = ledger.ListEntries(customer_id=ann)
    amounts = {
        known: [
            each.amount
            for each in (
                await later.run(
                    ledger.entries, replace(asked, as_of=as_of, known_on=known)
                )
            ).items
        ]
        for as_of, known in ((None, None), (None, NOON), (NOON - SECOND, NOON + DAY))
    }
    assert amounts == {None: [7, 10], NOON: [10], NOON + DAY: []}


async def test_when_a_sweep_writes_it_down_changes_no_answer(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 10, "o1", expires_at=SOON))
    later = at(shop, LATE)
    before = await account(later, ann, SOON, SOON)
    await sweep(later)
    assert await account(later, ann, SOON, SOON) == before
    assert before.available == 0
    asked = ledger.ListEntries(customer_id=ann, as_of=SOON, known_on=SOON)
    kinds = [each.kind for each in (await later.run(ledger.entries, asked)).items]
    assert kinds == ["expire", "earn"]
    asked = replace(asked, known_on=SOON - SECOND)
    kinds = [each.kind for each in (await later.run(ledger.entries, asked)).items]
    assert kinds == ["earn"]


async def test_terms_debts_and_freezes_are_those_of_the_time(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 10, "o1", expires_at=SOON), earn(ann, 9, "o2"))
    second = at(shop, NOON + DAY)
    extend = ledger.ExtendLots(customer_id=ann, expires_at=LATE, reason=WHY)
    await second.run(ledger.extend_lots, extend)
    await second.run(ledger.freeze, ledger.Freeze(customer_id=ann, reason=WHY))
    third = at(shop, NOON + 3 * DAY)
    await third.run(ledger.unfreeze, ledger.Unfreeze(customer_id=ann, reason=WHY))
    taken = replace(clawback(ann, 10), occurred_at=NOON + 3 * DAY)
    gone = replace(spend(ann, 19), occurred_at=NOON + 3 * DAY)
    await post(third, gone, taken)
    last = at(shop, NOON + 4 * DAY)
    assert (await account(last, ann, NOON)).expiring == (Portion(at=SOON, amount=10),)
    extended = await account(last, ann, NOON + DAY)
    assert extended.expiring == (Portion(at=LATE, amount=10),)
    assert (extended.frozen, extended.debt) == (True, 0)
    owing = await account(last, ann, NOON + 4 * DAY)
    assert (owing.frozen, owing.debt, owing.available) == (False, 10, 0)
    assert not (await account(last, ann, NOON)).frozen


async def test_a_unit_of_value_must_be_known(shop: World) -> None:
    asked = ledger.FindAccount(customer_id=await somebody(shop), unit="miles")
    with pytest.raises(UnitUnknown):
        await shop.run(ledger.account, replace(asked, as_of=NOON))


@pytest.mark.parametrize(
    ("policy", "left"),
    [
        (ClawbackPolicy.ONLY_PENDING, (5, 0, 0)),
        (ClawbackPolicy.WITHIN_BALANCE, (0, 0, 0)),
        (ClawbackPolicy.UNLIMITED, (0, 0, 3)),
    ],
)
async def test_a_return_takes_from_where_the_unit_of_value_says(
    shop: World, policy: ClawbackPolicy, left: tuple[int, int, int]
) -> None:
    ann = await somebody(shop)
    said = ledger.SetPolicy(unit="points", clawback=policy)
    assert (await shop.run(ledger.set_policy, said)).clawback is policy
    await post(shop, earn(ann, 8), spend(ann, 3))
    taken = replace(clawback(ann, 8), policy=None)
    (posted,) = await post(shop, taken)
    assert await held(shop) == {ann: left}
    (again,) = await post(shop, taken)
    assert (again, again.repeated) == (posted, True)
    await verify(shop)
