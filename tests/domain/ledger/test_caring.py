"""What is done to an account by hand: it holds, is written down, and can be undone."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import customers, ledger
from domain.kernel import system
from domain.ledger import (
    AccountFrozen,
    InstantPassed,
    InsufficientPoints,
    NothingExpired,
    NothingToExtend,
)
from domain.ledger.tables import accounts, interventions
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    confirm,
    earn,
    held,
    hold,
    post,
    set_aside,
    spend,
    verify,
)
from tests.world import NOON, TOMORROW, World

WHY = "They called."
SOON, LATE = NOON + 2 * DAY, NOON + 90 * DAY
EIGHT = range(8)


async def somebody(shop: World, name: str = "ann") -> str:
    ids = (customers.ExternalId(source="shop", id=name),)
    return (await shop.run(customers.create, customers.Create(external_ids=ids))).id


async def row(world: World) -> dict[str, Any]:
    (found,) = await world.rows(accounts)
    return dict(found)


async def sweep(world: World) -> None:
    caller = system(world.principal.tenant)
    await world.platform.run(ledger.sweep, ledger.Sweep(), caller)


def extension(customer_id: str, **more: Any) -> ledger.ExtendLots:
    return ledger.ExtendLots(
        customer_id=customer_id, expires_at=LATE, reason=WHY, **more
    )


def reinstatement(customer_id: str) -> ledger.Reinstate:
    return ledger.Reinstate(
        customer_id=customer_id, expired_since=NOON, expires_at=LATE, reason=WHY
    )


async def test_a_frozen_account_earns_and_does_not_spend(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 50))
    (before,) = await hold(shop, set_aside(ann, 5))
    frozen = ledger.Freeze(customer_id=ann, reason=WHY)
    made = await shop.run(ledger.freeze, frozen)
    assert (made.kind, made.reason, made.author) == ("freeze", WHY, "test")
    with pytest.raises(AccountFrozen):
        await post(shop, spend(ann, 1))
    with pytest.raises(AccountFrozen):
        await hold(shop, set_aside(ann, 1, "c2"))
    # What was set aside before may be spent on what it was set aside for.
    await confirm(shop, before.hold_id)
    await post(shop, earn(ann, 20, "o2"), clawback(ann, 10))
    found = await shop.run(ledger.account, ledger.FindAccount(customer_id=ann))
    assert (found.available, found.frozen) == (55, True)
    thawed = ledger.Unfreeze(customer_id=ann, reason=WHY)
    await shop.run(ledger.unfreeze, thawed)
    (spent,) = await post(shop, spend(ann, 55))
    assert spent.available == 0
    kinds = [each["kind"] for each in await shop.rows(interventions)]
    assert kinds == ["freeze", "unfreeze"]
    await verify(shop)


async def test_an_account_is_frozen_also_if_something_fell_due_meanwhile(
    shop: World,
) -> None:
    ann = await somebody(shop)
    end = NOON + timedelta(days=1)
    await post(shop, earn(ann, 5, "o1", expires_at=end), earn(ann, 7, "o2"))
    later = at(shop, end)
    await later.run(ledger.freeze, ledger.Freeze(customer_id=ann, reason=WHY))
    with pytest.raises(ledger.AccountFrozen):
        await post(later, spend(ann, 1, "s1"))
    last = at(shop, end + timedelta(days=1))
    await last.run(ledger.unfreeze, ledger.Unfreeze(customer_id=ann, reason=WHY))
    await post(last, spend(ann, 7, "s2"))


async def test_whom_a_frozen_customer_is_merged_into_is_frozen(shop: World) -> None:
    ann, bob = await somebody(shop), await somebody(shop, "bob")
    await post(shop, earn(ann, 5), earn(bob, 6, "o2"))
    await shop.run(ledger.freeze, ledger.Freeze(customer_id=bob, reason=WHY))
    await shop.run(customers.merge, customers.Merge(kept_id=ann, merged_id=bob))
    with pytest.raises(AccountFrozen):
        await post(shop, spend(ann, 1))


async def test_eight_spenders_and_a_freeze_agree(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 80))
    freeze = ledger.Freeze(customer_id=ann, reason=WHY)
    answers = await asyncio.gather(
        *(post(shop, spend(ann, 10, f"s{n}")) for n in EIGHT),
        *(shop.run(ledger.freeze, freeze) for _ in EIGHT),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, AccountFrozen)]
    others = [each for each in answers if isinstance(each, BaseException)]
    assert refused == others
    account = await row(shop)
    assert (account["available"], account["frozen"]) == (10 * len(refused), True)
    await verify(shop)


async def test_lots_are_extended_and_never_shortened(shop: World) -> None:
    ann = await somebody(shop)
    await post(
        shop,
        earn(ann, 1, "a", expires_at=SOON),
        earn(ann, 2, "b", expires_at=LATE + DAY),
        earn(ann, 4, "c"),
        earn(ann, 8, "d", expires_at=SOON + DAY),
    )
    await hold(shop, set_aside(ann, 3, expires_at=SOON))
    made = await shop.run(ledger.extend_lots, extension(ann))
    assert (made.kind, made.expires_at) == ("extend", LATE)
    account = await row(shop)
    assert account["lot_expires"] == [LATE, LATE + DAY, None]
    assert account["lot_amounts"] == [6, 2, 4]
    assert account["held_expires"] == [LATE, LATE]
    entries = await shop.run(ledger.entries, ledger.ListEntries(customer_id=ann))
    assert (entries.items[0].kind, entries.items[0].amount) == ("extend", 0)
    with pytest.raises(NothingToExtend):
        await shop.run(ledger.extend_lots, extension(ann))
    await sweep(at(shop, SOON + 2 * DAY))
    assert await held(shop) == {ann: (15, 0, 0)}
    await verify(shop)
    await sweep(at(shop, LATE))
    assert await held(shop) == {ann: (6, 0, 0)}
    await verify(shop)


async def test_some_lots_are_extended_and_others_are_not(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 1, "a", expires_at=SOON))
    await post(shop, earn(ann, 2, "b", expires_at=SOON))
    first, _ = (await row(shop))["lot_ids"]
    await shop.run(ledger.extend_lots, extension(ann, lot_ids=(first,)))
    account = await row(shop)
    assert (account["lot_amounts"], account["lot_expires"]) == ([2, 1], [SOON, LATE])
    await verify(shop)


async def test_a_lot_of_another_customer_stays_as_it_is(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 1, "a", expires_at=SOON))
    (lot,) = (await row(shop))["lot_ids"]
    bob = await somebody(shop, "bob")
    with pytest.raises(NothingToExtend):
        await shop.run(ledger.extend_lots, extension(bob, lot_ids=(lot,)))
    assert (await row(shop))["lot_expires"] == [SOON]


async def test_nothing_is_made_to_last_until_an_instant_that_has_passed(
    shop: World,
) -> None:
    ann = await somebody(shop)
    later = at(shop, LATE)
    with pytest.raises(InstantPassed):
        await later.run(ledger.extend_lots, extension(ann))
    with pytest.raises(InstantPassed):
        await later.run(ledger.reinstate, reinstatement(ann))


async def test_what_expired_is_reinstated_once(shop: World) -> None:
    ann = await somebody(shop)
    await post(
        shop,
        earn(ann, 30, "a", expires_at=TOMORROW),
        earn(ann, 20, "b", expires_at=SOON),
    )
    await post(shop, spend(ann, 10))
    later = at(shop, SOON + DAY)
    made = await later.run(ledger.reinstate, reinstatement(ann))
    assert made.amount == 40
    account = await row(shop)
    assert account["available"] == 40
    assert account["lot_expires"] == [LATE, LATE]
    with pytest.raises(NothingExpired):
        await later.run(ledger.reinstate, reinstatement(ann))
    await verify(shop)
    await sweep(at(shop, LATE))
    assert await held(shop) == {ann: (0, 0, 0)}
    await verify(shop)


async def test_what_a_return_took_back_of_what_expired_is_not_reinstated(
    shop: World,
) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 30, expires_at=TOMORROW))
    later = at(shop, SOON)
    await post(later, clawback(ann, 12))
    made = await later.run(ledger.reinstate, reinstatement(ann))
    assert made.amount == 18
    # What is there again is taken from where it is.
    await post(later, clawback(ann, 18, source_id="ret2"))
    assert await held(shop) == {ann: (0, 0, 0)}
    await verify(shop)


async def test_eight_who_reinstate_at_once_do_so_once(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 30, expires_at=TOMORROW))
    later = at(shop, SOON)
    answers = await asyncio.gather(
        *(later.run(ledger.reinstate, reinstatement(ann)) for _ in EIGHT),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, NothingExpired)]
    assert len(refused) == 7
    assert await held(shop) == {ann: (30, 0, 0)}
    await verify(shop)


async def test_eight_who_extend_and_spend_at_once_agree(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 50, expires_at=SOON))
    answers = await asyncio.gather(
        *(shop.run(ledger.extend_lots, extension(ann)) for _ in EIGHT),
        *(post(shop, spend(ann, 7, f"s{n}")) for n in EIGHT),
        return_exceptions=True,
    )
    short = [each for each in answers if isinstance(each, InsufficientPoints)]
    same = [each for each in answers if isinstance(each, NothingToExtend)]
    assert (len(short), len(same)) == (1, 7)
    assert (await row(shop))["lot_expires"] == [LATE]
    await verify(shop)


@pytest.mark.parametrize("hours", [0, 36])
async def test_each_earning_and_spending_renews_lots_that_are_renewed(
    shop: World, hours: int
) -> None:
    ann = await somebody(shop)
    ends = NOON.replace(month=3, day=1, hour=23)  # The end of 1 March in Amsterdam.
    sliding = earn(ann, 10, "a", expires_at=ends)
    await post(shop, renewed(sliding, 2), earn(ann, 4, "b", expires_at=SOON))
    # Two months from 31 January, and from 2 February.
    last = NOON + timedelta(days=30, hours=hours)
    await post(at(shop, last), replace(spend(ann, 1), occurred_at=last))
    account = await row(shop)
    assert account["renewing"]
    expected = {
        0: "2030-03-31T22:00:00+00:00",  # After summer time began.
        36: "2030-04-02T22:00:00+00:00",
    }
    assert account["lot_expires"][0].isoformat() == expected[hours]
    await verify(shop)


async def test_nothing_else_renews_them(shop: World) -> None:
    ann = await somebody(shop)
    ends = NOON + 20 * DAY
    await post(
        shop,
        renewed(earn(ann, 10, "a", expires_at=ends), 1),
        earn(ann, 4, "b"),
    )
    first = (await row(shop))["lot_expires"][0]
    later = at(shop, NOON + 10 * DAY)
    adjusted = ledger.Adjust(customer_id=ann, amount=5, reason=WHY)
    await later.run(ledger.adjust, adjusted)
    await post(later, clawback(ann, 1, order="b"))
    assert (await row(shop))["lot_expires"][0] == first
    await verify(shop)


def renewed(posting: ledger.Earn, months: int) -> ledger.Earn:
    return replace(posting, renewed_months=months)
