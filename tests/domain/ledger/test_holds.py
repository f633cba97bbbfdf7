"""Holds: set aside in time, spent or given back to the same lots, once."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from domain import ledger
from domain.kernel import system
from domain.ledger import HoldEnded, HoldNotFound, InsufficientPoints
from domain.ledger.tables import accounts, holds, transfers
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
    release,
    set_aside,
    spend,
    verify,
)
from tests.domain.ledger.test_merge import merge, unmerge
from tests.world import NOON, TOMORROW, World

EIGHT = range(8)
LATE = NOON + 3 * DAY
NOBODYS = "hld_" + "0" * 32


async def row(world: World) -> dict[str, Any]:
    (found,) = await world.rows(accounts)
    return dict(found)


async def status(world: World) -> str:
    (found,) = await world.rows(holds)
    return str(found["status"])


async def kinds(world: World) -> Counter[str]:
    return Counter(each["kind"] for each in await world.rows(transfers))


async def sweep(world: World) -> None:
    caller = system(world.principal.tenant)
    await world.platform.run(ledger.sweep, ledger.Sweep(), caller)


async def test_what_is_held_is_set_aside_and_cannot_be_spent(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 30, "o1", expires_at=LATE), earn(ann, 20, "o2"))
    (found,) = await hold(world, set_aside(ann, 40))
    assert (found.amount, found.available, found.expires_at) == (40, 10, TOMORROW)
    account = await row(world)
    assert (account["available"], account["held"]) == (10, 40)
    assert account["held_amounts"] == [30, 10]
    assert account["held_expires"] == [LATE, None]
    with pytest.raises(InsufficientPoints):
        await post(world, spend(ann, 11))
    assert await status(world) == "open"
    await verify(world)


async def test_a_hold_that_comes_again_is_the_same_hold(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50))
    (first,) = await hold(world, set_aside(ann, 40))
    (again,) = await hold(world, set_aside(ann, 40))
    assert (again.hold_id, again.repeated) == (first.hold_id, True)
    assert (await row(world))["held"] == 40


async def test_a_confirmed_hold_is_spent_once(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50))
    (found,) = await hold(world, set_aside(ann, 40))
    (spent,) = await confirm(world, found.hold_id)
    assert (spent.amount, spent.available, spent.held) == (40, 10, 0)
    (again,) = await confirm(at(world, LATE), found.hold_id)
    assert (again, again.repeated) == (spent, True)
    with pytest.raises(HoldEnded):
        await release(world, found.hold_id)
    assert await status(world) == "confirmed"
    assert await kinds(world) == {"earn": 1, "hold": 1, "spend": 1}
    await verify(world)


async def test_what_is_released_is_in_its_lots_again(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 30, "o1", expires_at=LATE), earn(ann, 20, "o2"))
    before = await row(world)
    (found,) = await hold(world, set_aside(ann, 40))
    (given,) = await release(world, found.hold_id)
    assert (given.amount, given.available, given.held) == (40, 50, 0)
    after = await row(world)
    for name in ("available", "lot_ids", "lot_amounts", "lot_expires", "held_lots"):
        assert after[name] == before[name]
    (again,) = await release(at(world, LATE), found.hold_id)
    assert (again, again.repeated) == (given, True)
    with pytest.raises(HoldEnded):
        await confirm(world, found.hold_id)
    assert await status(world) == "released"
    await verify(world)


async def test_there_is_no_other_hold(world: World) -> None:
    with pytest.raises(HoldNotFound):
        await confirm(world, NOBODYS)
    with pytest.raises(HoldNotFound):
        await release(world, NOBODYS)


async def test_an_expired_hold_is_swept_back_to_its_lots(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50))
    (found,) = await hold(world, set_aside(ann, 40))
    await sweep(at(world, TOMORROW))
    account = await row(world)
    assert (account["available"], account["held"], account["lot_amounts"]) == (
        *(50, 0),
        [50],
    )
    assert await status(world) == "expired"
    with pytest.raises(HoldEnded):
        await confirm(at(world, TOMORROW), found.hold_id)
    await verify(world)


async def test_who_spends_need_not_wait_for_the_sweep(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50))
    (found,) = await hold(world, set_aside(ann, 40))
    later = at(world, TOMORROW)
    with pytest.raises(HoldEnded):
        await confirm(later, found.hold_id)
    (spent,) = await post(later, spend(ann, 50))
    assert spent.available == 0
    assert await status(world) == "expired"


async def test_a_hold_keeps_what_it_holds_from_expiring(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50, expires_at=TOMORROW))
    (found,) = await hold(world, set_aside(ann, 40, expires_at=LATE))
    later = at(world, TOMORROW + DAY)
    await sweep(later)
    assert await kinds(world) == {"earn": 1, "hold": 1, "expire": 1}
    (spent,) = await confirm(later, found.hold_id)
    assert (spent.amount, spent.available) == (40, 0)
    await verify(world)


async def test_what_lapsed_while_it_was_held_comes_back_and_expires(
    world: World,
) -> None:
    ann = customer()
    await post(world, earn(ann, 50, expires_at=TOMORROW))
    (found,) = await hold(world, set_aside(ann, 40, expires_at=LATE))
    later = at(world, TOMORROW + DAY)
    (given,) = await release(later, found.hold_id)
    assert (given.amount, given.available) == (40, 40)
    assert await held(world) == {ann: (0, 0, 0)}
    gone = [each for each in await world.rows(transfers) if each["kind"] == "expire"]
    gone.sort(key=lambda each: each["seq"])
    assert [(each["amount"], each["occurred_at"]) for each in gone] == [
        (10, TOMORROW),
        (40, TOMORROW + DAY),
    ]
    await verify(world)


async def test_what_lapsed_while_it_was_held_may_have_a_grace(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50, expires_at=TOMORROW))
    (found,) = await hold(world, set_aside(ann, 40, expires_at=LATE))
    later = TOMORROW + DAY
    await release(at(world, later), found.hold_id, grace_days=7)
    account = await row(world)
    assert account["lot_amounts"] == [40]
    assert account["lot_expires"] == [later + 7 * DAY]
    await verify(world)
    await sweep(at(world, later + 7 * DAY))
    assert await held(world) == {ann: (0, 0, 0)}
    await verify(world)


async def test_a_return_does_not_take_what_is_set_aside(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50))
    (found,) = await hold(world, set_aside(ann, 40))
    await post(world, clawback(ann, 50))
    assert await held(world) == {ann: (0, 0, 40)}
    await release(world, found.hold_id)
    assert await held(world) == {ann: (0, 0, 0)}
    await verify(world)


async def test_an_account_and_a_status_tell_what_is_held(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50))
    await hold(world, set_aside(ann, 40))
    many = ledger.BalancesOfMany(customer_ids=(ann,))
    (balance,) = await world.run(ledger.balances_of_many, many)
    assert (balance.available, balance.held) == (10, 40)
    (balance,) = await at(world, TOMORROW).run(ledger.balances_of_many, many)
    assert (balance.available, balance.held) == (50, 0)


async def test_eight_holds_cannot_hold_more_than_there_is(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50))
    answers = await asyncio.gather(
        *(hold(world, set_aside(ann, 12, f"c{n}")) for n in EIGHT),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, InsufficientPoints)]
    assert len(refused) == 4
    account = await row(world)
    assert (account["available"], account["held"]) == (2, 48)
    await verify(world)


async def test_eight_who_confirm_a_hold_spend_it_once(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 50))
    (found,) = await hold(world, set_aside(ann, 40))
    answers = await asyncio.gather(*(confirm(world, found.hold_id) for _ in EIGHT))
    assert len({posted.transfer_id for (posted,) in answers}) == 1
    assert sum(not posted.repeated for (posted,) in answers) == 1
    await verify(world)


async def test_a_hold_ends_in_one_way_however_many_end_it_at_once(
    world: World,
) -> None:
    ann = customer()
    await post(world, earn(ann, 50))
    (found,) = await hold(world, set_aside(ann, 40))
    late = at(world, TOMORROW)
    answers = await asyncio.gather(
        *(confirm(world, found.hold_id) for _ in range(4)),
        *(release(world, found.hold_id) for _ in range(4)),
        *(sweep(late) for _ in range(2)),
        *(post(late, spend(ann, 10, f"s{n}")) for n in range(3)),
        return_exceptions=True,
    )
    ended = [each for each in answers if isinstance(each, HoldEnded)]
    assert len(ended) >= 4
    account = await row(world)
    spent = 40 if await status(world) == "confirmed" else 0
    others = [each for each in answers[-3:] if not isinstance(each, BaseException)]
    assert account["available"] == 50 - spent - 10 * len(others)
    assert account["held"] == 0
    await verify(world)


async def test_holds_follow_their_customer_and_come_back(world: World) -> None:
    ann, bob = customer(), customer()
    await post(world, earn(ann, 5, "a"), earn(bob, 50, "b", expires_at=LATE))
    (found,) = await hold(world, set_aside(bob, 40, expires_at=LATE + DAY))
    merged = await merge(world, ann, bob)
    assert await held(world) == {ann: (15, 0, 0), bob: (0, 0, 0)}
    await verify(world)
    (own,) = await hold(world, set_aside(ann, 3, "c2"))
    await unmerge(world, merged)
    assert await held(world) == {ann: (5, 0, 0), bob: (7, 0, 0)}
    await verify(world)
    (spent,) = await confirm(world, found.hold_id)
    assert (spent.customer_id, spent.amount) == (bob, 40)
    (spent,) = await confirm(world, own.hold_id)
    assert (spent.customer_id, spent.amount) == (ann, 3)
    await verify(world)
