"""Refunds: what was spent goes back to where it came from; never more than it was."""

import asyncio
from typing import Any

import pytest

from domain.ledger import (
    ClawbackPolicy,
    MoreThanSpent,
    NothingSpent,
    Refund,
    Source,
    SourceAlreadyUsed,
)
from domain.ledger.tables import accounts, transfers
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    confirm,
    customer,
    earn,
    held,
    hold,
    post,
    refund,
    set_aside,
    spend,
    verify,
)
from tests.world import NOON, TOMORROW, World

SOON, LATE = NOON + 2 * DAY, NOON + 9 * DAY


async def row(world: World) -> dict[str, Any]:
    (found,) = await world.rows(accounts)
    return dict(found)


async def sides(world: World) -> dict[str, int]:
    """Return the balance of each side of the tenant."""
    balance: dict[str, int] = {}
    for each in await world.rows(transfers):
        balance[each["debit"]] = balance.get(each["debit"], 0) - each["amount"]
        balance[each["credit"]] = balance.get(each["credit"], 0) + each["amount"]
    return {side: amount for side, amount in balance.items() if amount}


async def test_a_whole_refund_leaves_all_as_it_was(world: World) -> None:
    ann = customer()
    await post(
        world,
        earn(ann, 10, "never"),
        earn(ann, 10, "late", expires_at=LATE),
        earn(ann, 10, "soon", expires_at=SOON),
    )
    before = await row(world)
    await post(world, spend(ann, 25))
    (back,) = await post(world, refund(ann, 25))
    assert (back.amount, back.available) == (25, 30)
    after = await row(world)
    for name in ("available", "lot_ids", "lot_amounts", "lot_expires"):
        assert after[name] == before[name]
    assert await sides(world) == {"issue": -30, "customer.available": 30}
    await verify(world)


async def test_what_was_taken_last_comes_back_first(world: World) -> None:
    ann = customer()
    await post(
        world,
        earn(ann, 10, "never"),
        earn(ann, 10, "late", expires_at=LATE),
        earn(ann, 10, "soon", expires_at=SOON),
    )
    await post(world, spend(ann, 25))
    await post(world, refund(ann, 8, source_id="one"))
    account = await row(world)
    assert account["lot_expires"] == [LATE, None]
    assert account["lot_amounts"] == [3, 10]
    await post(world, refund(ann, 10, source_id="two"))
    account = await row(world)
    assert account["lot_expires"] == [SOON, LATE, None]
    assert account["lot_amounts"] == [3, 10, 10]
    with pytest.raises(MoreThanSpent) as refusal:
        await post(world, refund(ann, 8, source_id="three"))
    assert refusal.value.details() == {"required": 8, "refundable": 7}
    await verify(world)


async def test_a_refund_comes_once_and_a_spend_may_come_in_the_same_set(
    world: World,
) -> None:
    ann = customer()
    await post(world, earn(ann, 10))
    (_, first) = await post(world, spend(ann, 6), refund(ann, 4))
    (again,) = await post(world, refund(ann, 4))
    assert (again, again.repeated) == (first, True)
    with pytest.raises(SourceAlreadyUsed):
        await post(world, refund(ann, 5))
    with pytest.raises(MoreThanSpent):
        await post(world, refund(ann, 2, source_id="a"), refund(ann, 1, source_id="b"))
    assert await held(world) == {ann: (8, 0, 0)}


async def test_nothing_is_refunded_of_what_nobody_spent(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 10))
    with pytest.raises(NothingSpent):
        await post(world, refund(ann, 1))
    earned = Refund(
        customer_id=ann,
        unit="points",
        amount=1,
        source_type="refund",
        source_id="x",
        effect="price",
        occurred_at=NOON,
        spent=Source("order", "o1", "award"),
    )
    with pytest.raises(NothingSpent):
        await post(world, earned)


async def test_what_lapsed_since_is_given_back_and_expires(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 10, expires_at=SOON), earn(ann, 5, "o2"))
    await post(world, spend(ann, 12))
    (back,) = await post(at(world, LATE), refund(ann, 12))
    assert (back.amount, back.available) == (12, 15)
    assert await held(world) == {ann: (5, 0, 0)}
    assert await sides(world) == {
        "issue": -15,
        "customer.available": 5,
        "breakage": 10,
    }
    await verify(world)


async def test_what_lapsed_since_may_have_a_grace(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 10, expires_at=SOON))
    await post(world, spend(ann, 4))
    late = at(world, LATE)
    await post(late, refund(ann, 3, grace_days=14, source_id="a"))
    account = await row(world)
    assert account["lot_expires"] == [LATE + 14 * DAY]
    assert account["lot_amounts"] == [3]
    # The rest of the lot is on its new terms too.
    await post(at(world, LATE + DAY), refund(ann, 1, source_id="b"))
    account = await row(world)
    assert account["lot_expires"] == [LATE + 14 * DAY]
    assert account["lot_amounts"] == [4]
    await verify(world)
    await post(at(world, LATE + 14 * DAY), earn(ann, 1, "o3"))
    assert await held(world) == {ann: (1, 0, 0)}
    await verify(world)


async def test_a_confirmed_hold_is_refunded_as_a_spend_is(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 10, expires_at=SOON), earn(ann, 5, "o2"))
    (found,) = await hold(world, set_aside(ann, 12))
    await confirm(world, found.hold_id)
    back = Refund(
        customer_id=ann,
        unit="points",
        amount=12,
        source_type="refund",
        source_id="ref1",
        effect="price",
        occurred_at=NOON,
        spent=Source("hold", found.hold_id, "confirm"),
    )
    await post(world, back)
    account = await row(world)
    assert account["lot_amounts"] == [10, 5]
    assert account["lot_expires"] == [SOON, None]
    await verify(world)


async def test_a_refund_pays_a_debt_first(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 10))
    await post(world, spend(ann, 10), clawback(ann, 10))
    assert await held(world) == {ann: (0, 0, 10)}
    await post(world, refund(ann, 10))
    assert await held(world) == {ann: (0, 0, 0)}
    assert await sides(world) == {}
    await verify(world)


async def test_eight_refunds_at_once_give_back_no_more_than_was_spent(
    world: World,
) -> None:
    ann = customer()
    await post(world, earn(ann, 30))
    await post(world, spend(ann, 30))
    answers = await asyncio.gather(
        *(post(world, refund(ann, 8, source_id=f"b{n}")) for n in range(8)),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, MoreThanSpent)]
    assert len(refused) == 5
    assert await held(world) == {ann: (24, 0, 0)}
    await verify(world)


async def test_a_return_does_not_take_again_what_expired(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 100, expires_at=SOON), earn(ann, 50, "o2"))
    await post(world, spend(ann, 40))
    late = at(world, LATE)
    (part,) = await post(late, clawback(ann, 50, source_id="a"))
    # 60 had expired; 50 of them are counted.
    assert (part.amount, part.available, part.debt) == (50, 50, 0)
    (rest,) = await post(late, clawback(ann, 50, source_id="b"))
    assert (rest.amount, rest.available, rest.debt) == (50, 10, 0)
    assert await sides(world) == {
        "issue": -50,
        "customer.available": 10,
        "redeemed": 40,
    }
    await verify(world)


async def test_what_expired_is_counted_also_if_it_expires_at_that_instant(
    world: World,
) -> None:
    ann = customer()
    await post(world, earn(ann, 100, expires_at=SOON))
    late = at(world, LATE)
    one, other = await post(
        late, clawback(ann, 70, source_id="a"), clawback(ann, 30, source_id="b")
    )
    assert (one.amount, one.debt) == (70, 0)
    assert (other.amount, other.debt) == (30, 0)
    assert await sides(world) == {}
    await verify(world)


@pytest.mark.parametrize("policy", ClawbackPolicy)
async def test_what_expired_is_counted_whatever_the_policy(
    world: World, policy: ClawbackPolicy
) -> None:
    ann = customer()
    await post(world, earn(ann, 100, expires_at=TOMORROW), earn(ann, 5, "o2"))
    await post(at(world, SOON), earn(ann, 1, "o3"))
    (taken,) = await post(at(world, LATE), clawback(ann, 100, policy=policy))
    assert (taken.amount, taken.available, taken.debt) == (100, 6, 0)
    await verify(world)


async def test_eight_returns_of_what_expired_count_it_once(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 40, expires_at=TOMORROW), earn(ann, 5, "o2"))
    late = at(world, LATE)
    await asyncio.gather(
        *(post(late, clawback(ann, 10, source_id=f"r{n}")) for n in range(8))
    )
    assert await held(world) == {ann: (0, 0, 35)}
    assert await sides(world) == {"issue": 35, "customer.debt": -35}
    await verify(world)
