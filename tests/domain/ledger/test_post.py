"""Posting: once for each source, in sets, and all of it or nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.kernel.outbox import outbox
from domain.ledger import (
    ClawbackPolicy,
    InsufficientPoints,
    NothingEarned,
    SourceAlreadyUsed,
)
from domain.ledger.tables import accounts, dues, lots, transfers
from tests.domain.ledger.books import (
    DAY,
    clawback,
    customer,
    earn,
    held,
    post,
    spend,
)
from tests.world import NOON, TOMORROW, World


async def test_what_is_earned_is_available_at_once(world: World) -> None:
    ann = customer()
    (posted,) = await post(world, earn(ann))
    assert (posted.amount, posted.available, posted.pending) == (100, 100, 0)
    (row,) = await world.rows(accounts)
    assert (row["available"], row["seq"]) == (100, 1)
    (lot,) = await world.rows(lots)
    assert row["lot_ids"] == [lot["id"]]
    assert row["lot_amounts"] == [100]
    assert row["lot_expires"] == [None]
    (transfer,) = await world.rows(transfers)
    assert transfer["id"] == posted.transfer_id == lot["transfer_id"]
    assert (transfer["debit"], transfer["credit"]) == ("issue", "customer.available")
    assert transfer["lot_ids"] == [lot["id"]]
    assert await world.rows(dues) == []


async def test_what_waits_is_pending_and_falls_due(world: World) -> None:
    ann, later = customer(), NOON + 30 * DAY
    await post(world, earn(ann, available_at=TOMORROW, expires_at=later))
    (row,) = await world.rows(accounts)
    assert (row["available"], row["pending"]) == (0, 100)
    assert row["pending_available"] == [TOMORROW]
    assert row["pending_expires"] == [later]
    assert [due["due_at"] for due in await world.rows(dues)] == [TOMORROW, later]


async def test_the_same_source_gives_once_and_answers_the_same(world: World) -> None:
    ann = customer()
    (first,) = await post(world, earn(ann))
    again, other = await post(world, earn(ann), earn(ann, order="o2"))
    assert again == first
    assert (first.repeated, again.repeated, other.repeated) == (False, True, False)
    assert await held(world) == {ann: (200, 0, 0)}


async def test_the_same_source_twice_in_one_set_gives_once(world: World) -> None:
    ann = customer()
    first, again = await post(world, earn(ann), earn(ann))
    assert first == again
    assert await held(world) == {ann: (100, 0, 0)}


async def test_a_source_explains_one_posting(world: World) -> None:
    ann, bob = customer(), customer()
    await post(world, earn(ann))
    for other in (
        earn(ann, 101),
        earn(bob),
        earn(ann, expires_at=TOMORROW),
        replace(earn(ann), occurred_at=TOMORROW),
        replace(earn(ann), unit="stamps"),
    ):
        with pytest.raises(SourceAlreadyUsed) as refusal:
            await post(world, other)
        assert refusal.value.details() == {
            "source_type": "order",
            "source_id": "o1",
            "effect": "award",
        }
    assert await held(world) == {ann: (100, 0, 0)}


async def test_eight_who_post_the_same_at_once_post_it_once(world: World) -> None:
    ann = customer()
    answers = await asyncio.gather(*(post(world, earn(ann)) for _ in range(8)))
    assert len({posted.transfer_id for (posted,) in answers}) == 1
    assert sum(not posted.repeated for (posted,) in answers) == 1
    assert await held(world) == {ann: (100, 0, 0)}


async def test_eight_customers_at_once_cannot_share_a_source(world: World) -> None:
    known = [customer() for _ in range(8)]
    answers = await asyncio.gather(
        *(post(world, earn(who, 1, who), earn(who)) for who in known),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, SourceAlreadyUsed)]
    assert [each.source_id for each in refused] == ["o1"] * 7
    assert len(await world.rows(transfers)) == 2


async def test_eight_spenders_cannot_spend_more_than_there_is(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 30, "o1"), earn(ann, 20, "o2"))
    answers = await asyncio.gather(
        *(post(world, spend(ann, 12, f"r{n}")) for n in range(8)),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, InsufficientPoints)]
    assert len(refused) == 4
    assert await held(world) == {ann: (2, 0, 0)}
    (row,) = await world.rows(accounts)
    assert row["lot_amounts"] == [2]
    assert row["seq"] == 6


async def test_sets_in_any_order_do_not_wait_for_each_other_for_ever(
    world: World,
) -> None:
    known = [customer() for _ in range(12)]
    sets = [
        [earn(each, 1, f"{n}-{each}") for each in (known if n % 2 else known[::-1])]
        for n in range(8)
    ]
    await asyncio.gather(*(post(world, *each) for each in sets))
    assert await held(world) == dict.fromkeys(known, (8, 0, 0))


async def test_a_refusal_refuses_the_whole_set(world: World) -> None:
    ann = customer()
    with pytest.raises(InsufficientPoints) as refusal:
        await post(world, earn(ann), spend(ann, 101))
    assert refusal.value.details() == {"required": 101, "available": 100}
    assert await world.rows(accounts) == []
    assert await world.rows(outbox) == []


async def test_spending_takes_what_expires_first(world: World) -> None:
    ann = customer()
    await post(
        world,
        earn(ann, 10, "never"),
        earn(ann, 10, "late", expires_at=NOON + 9 * DAY),
        earn(ann, 10, "soon", expires_at=NOON + 2 * DAY),
    )
    await post(world, spend(ann, 15))
    (row,) = await world.rows(accounts)
    assert row["lot_amounts"] == [5, 10]
    assert row["lot_expires"] == [NOON + 9 * DAY, None]


async def test_what_expired_long_ago_is_given_and_expires(world: World) -> None:
    ann, gone = customer(), NOON - timedelta(seconds=1)
    (posted,) = await post(world, earn(ann, expires_at=gone))
    assert posted.available == 100
    assert await held(world) == {ann: (0, 0, 0)}
    kinds = [(row["kind"], row["occurred_at"]) for row in await world.rows(transfers)]
    assert sorted(kinds) == [("earn", NOON), ("expire", gone)]
    names = [row["name"] for row in await world.rows(outbox)]
    assert names == ["ledger.posted", "ledger.expired"]


async def test_a_full_clawback_nets_zero(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 100), spend(ann, 70), earn(ann, 5, "o2"))
    (posted,) = await post(world, clawback(ann, 100))
    assert (posted.amount, posted.available, posted.debt) == (100, 0, 65)
    (later,) = await post(world, earn(ann, 70, "o3"))
    assert (later.amount, later.available, later.debt) == (70, 5, 0)


async def test_a_clawback_takes_pending_first(world: World) -> None:
    ann = customer()
    pending = earn(ann, 100, available_at=TOMORROW)
    await post(world, pending, earn(ann, 50, "o2"))
    (posted,) = await post(world, clawback(ann, 100))
    assert (posted.available, posted.pending, posted.debt) == (50, 0, 0)


@pytest.mark.parametrize(
    ("policy", "taken", "after"),
    [
        (ClawbackPolicy.ONLY_PENDING, 0, (35, 0, 0)),
        (ClawbackPolicy.WITHIN_BALANCE, 35, (0, 0, 0)),
        (ClawbackPolicy.UNLIMITED, 100, (0, 0, 65)),
    ],
)
async def test_a_policy_says_how_far_a_clawback_goes(
    world: World, policy: ClawbackPolicy, taken: int, after: tuple[int, int, int]
) -> None:
    ann = customer()
    await post(world, earn(ann, 100), spend(ann, 70), earn(ann, 5, "o2"))
    (posted,) = await post(world, clawback(ann, 100, policy=policy))
    assert posted.amount == taken
    assert await held(world) == {ann: after}
    (again,) = await post(world, clawback(ann, 100, policy=policy))
    assert again == posted


async def test_an_order_and_its_return_may_come_in_one_set(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 100), clawback(ann, 40), earn(ann, 1, "o2"))
    assert await held(world) == {ann: (61, 0, 0)}


async def test_nothing_is_clawed_back_of_nothing(world: World) -> None:
    with pytest.raises(NothingEarned):
        await post(world, clawback(customer(), 10, order="unheard-of"))
    assert await world.rows(transfers) == []


async def test_one_set_leaves_one_message(world: World) -> None:
    known = [customer() for _ in range(30)]
    await post(world, *(earn(each, 5, each) for each in known))
    (message,) = await world.rows(outbox)
    changes = message["payload"]["changes"]
    assert sorted(change["customer_id"] for change in changes) == sorted(known)
    assert {change["available"] for change in changes} == {5}


async def test_to_post_nothing_leaves_nothing(world: World) -> None:
    assert await post(world) == ()
    assert await world.rows(outbox) == []
