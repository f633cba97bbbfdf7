"""Holds that are placed by whoever asks: two steps, and one end."""

import asyncio

import pytest

from domain import ledger
from domain.kernel import Refusal
from domain.ledger import (
    AccountFrozen,
    HoldEnded,
    HoldNotFound,
    HoldOfRedemption,
    InsufficientPoints,
    UnitUnknown,
)
from tests.domain.ledger.books import (
    DAY,
    at,
    earn,
    held,
    hold,
    post,
    set_aside,
    verify,
)
from tests.domain.ledger.test_caring import somebody
from tests.domain.ledger.test_refunds import sides
from tests.world import NOON, World


async def holder(shop: World, points: int = 100) -> str:
    ann = await somebody(shop)
    await post(shop, earn(ann, points, expires_at=NOON + DAY))
    return ann


async def place(shop: World, whose: str, amount: int, minutes: int = 15) -> str:
    wanted = ledger.PlaceHold(customer_id=whose, amount=amount, minutes=minutes)
    return (await shop.run(ledger.place_hold, wanted)).id


async def statuses(shop: World, whose: str) -> list[tuple[int, str]]:
    page = await shop.run(ledger.list_holds, ledger.ListHolds(customer_id=whose))
    return [(each.amount, each.status) for each in page.items]


async def test_a_hold_is_confirmed_or_released_and_listed(shop: World) -> None:
    ann = await holder(shop)
    first, second = await place(shop, ann, 10), await place(shop, ann, 20)
    await place(shop, ann, 30)
    assert await held(shop) == {ann: (40, 0, 0)}
    confirm, release = (
        ledger.ConfirmHold(hold_id=first),
        ledger.ReleaseHold(hold_id=second),
    )
    done = await shop.run(ledger.confirm_hold, confirm)
    assert (done.status, done.ended_at) == ("confirmed", NOON)
    assert await shop.run(ledger.confirm_hold, confirm) == done
    assert (await shop.run(ledger.release_hold, release)).status == "released"
    assert await statuses(shop, ann) == [
        *((30, "open"), (20, "released"), (10, "confirmed"))
    ]
    later = at(shop, NOON + DAY / 2)
    # Nobody has written it down yet.
    assert (await statuses(later, ann))[0] == (30, "expired")
    assert await sides(shop) == {
        "issue": -100,
        "customer.available": 60,
        "customer.held": 30,
        "redeemed": 10,
    }
    await verify(shop)


async def test_holds_come_a_page_at_a_time(shop: World) -> None:
    ann = await holder(shop)
    known = [await place(shop, ann, 1) for _ in range(3)]
    asked = ledger.ListHolds(customer_id=ann, unit="points", limit=2)
    first = await shop.run(ledger.list_holds, asked)
    assert [each.id for each in first.items] == [known[2], known[1]]
    asked = ledger.ListHolds(customer_id=ann, limit=2, after=first.next)
    rest = await shop.run(ledger.list_holds, asked)
    assert ([each.id for each in rest.items], rest.next) == ([known[0]], None)


async def test_what_cannot_be_held_is_refused(shop: World) -> None:
    ann = await holder(shop)
    with pytest.raises(InsufficientPoints):
        await place(shop, ann, 101)
    wanted = ledger.PlaceHold(customer_id=ann, amount=1, unit="miles")
    with pytest.raises(UnitUnknown):
        await shop.run(ledger.place_hold, wanted)
    await shop.run(ledger.freeze, ledger.Freeze(customer_id=ann, reason="why"))
    with pytest.raises(AccountFrozen):
        await place(shop, ann, 1)
    nobody = ledger.ConfirmHold(hold_id="hld_" + "0" * 32)
    with pytest.raises(HoldNotFound):
        await shop.run(ledger.confirm_hold, nobody)


async def test_the_hold_of_a_redemption_ends_with_the_redemption(shop: World) -> None:
    ann = await holder(shop)
    (theirs,) = await hold(shop, set_aside(ann, 5))
    with pytest.raises(HoldOfRedemption):
        await shop.run(ledger.release_hold, ledger.ReleaseHold(hold_id=theirs.hold_id))


async def test_of_eight_who_end_a_hold_one_way_wins(shop: World) -> None:
    ann = await holder(shop)
    placed = await place(shop, ann, 40)
    confirm = ledger.ConfirmHold(hold_id=placed)
    release = ledger.ReleaseHold(hold_id=placed)
    told = await asyncio.gather(
        *(shop.run(ledger.confirm_hold, confirm) for _ in range(4)),
        *(shop.run(ledger.release_hold, release) for _ in range(4)),
        return_exceptions=True,
    )
    refused = [each for each in told if isinstance(each, Refusal)]
    assert all(isinstance(each, HoldEnded) for each in refused)
    assert len(refused) == 4
    assert await held(shop) in ({ann: (60, 0, 0)}, {ann: (100, 0, 0)})
    await verify(shop)
