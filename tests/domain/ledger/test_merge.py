"""Merging: lots move with their terms, debts are paid, and what is left goes back."""

from datetime import datetime
from typing import Any

from domain import ledger
from domain.customers import CustomersMerged, CustomersUnmerged
from domain.kernel import system
from domain.kernel.ids import encode, uuid7
from domain.ledger.tables import accounts, transfers
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    customer,
    earn,
    held,
    post,
    spend,
)
from tests.world import NOON, TOMORROW, World

SOON, LATE = NOON + 9 * DAY, NOON + 90 * DAY


async def merge(world: World, kept: str, merged: str) -> CustomersUnmerged:
    merge_id = encode("mrg", uuid7())
    event = CustomersMerged(merge_id=merge_id, kept_id=kept, merged_id=merged)
    await world.platform.perform(
        lambda unit: ledger.on_customers_merged(unit, event), world.principal
    )
    return CustomersUnmerged(merge_id=merge_id, kept_id=kept, merged_id=merged)


async def unmerge(world: World, event: CustomersUnmerged) -> None:
    await world.platform.perform(
        lambda unit: ledger.on_customers_unmerged(unit, event), world.principal
    )


async def open_lots(world: World, owner: str) -> list[tuple[int, datetime | None]]:
    rows: list[Any] = await world.rows(accounts)
    (row,) = [each for each in rows if each["customer_id"] == owner]
    return list(zip(row["lot_amounts"], row["lot_expires"], strict=True))


async def balanced(world: World) -> bool:
    caller = system(world.principal.tenant)
    return await world.platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def test_lots_keep_their_terms(world: World) -> None:
    ann, bob = customer(), customer()
    await post(
        world,
        earn(ann, 1, "a", expires_at=LATE),
        earn(bob, 2, "b", expires_at=SOON),
        earn(bob, 4, "c"),
        earn(bob, 8, "d", available_at=TOMORROW, expires_at=LATE),
    )
    await merge(world, ann, bob)
    assert await held(world) == {ann: (7, 8, 0), bob: (0, 0, 0)}
    assert await open_lots(world, ann) == [(2, SOON), (1, LATE), (4, None)]
    assert await balanced(world)
    await post(at(world, LATE), earn(ann, 1, "e"))
    assert await held(world) == {ann: (5, 0, 0), bob: (0, 0, 0)}
    assert await balanced(world)


async def test_a_debt_is_paid_by_what_the_other_holds(world: World) -> None:
    ann, bob = customer(), customer()
    await post(world, earn(ann, 10, "a"), earn(bob, 7, "b"))
    await post(world, spend(bob, 7), clawback(bob, 7, order="b"))
    assert await held(world) == {ann: (10, 0, 0), bob: (0, 0, 7)}
    await merge(world, ann, bob)
    assert await held(world) == {ann: (3, 0, 0), bob: (0, 0, 0)}
    assert await balanced(world)


async def test_a_return_finds_the_lot_where_it_went(world: World) -> None:
    ann, bob = customer(), customer()
    await post(world, earn(ann, 10, "a", expires_at=SOON), earn(bob, 7, "b"))
    await merge(world, ann, bob)
    await post(world, clawback(ann, 7, order="b"))
    assert await open_lots(world, ann) == [(10, SOON)]


async def test_what_is_left_goes_back(world: World) -> None:
    ann, bob = customer(), customer()
    await post(
        world,
        earn(ann, 1, "a", expires_at=LATE),
        earn(bob, 2, "b", expires_at=SOON),
        earn(bob, 4, "c"),
        earn(bob, 8, "d", available_at=TOMORROW),
    )
    merged = await merge(world, ann, bob)
    await post(world, spend(ann, 4), earn(ann, 100, "e"))
    await unmerge(world, merged)
    assert await held(world) == {ann: (100, 0, 0), bob: (3, 8, 0)}
    assert await open_lots(world, bob) == [(3, None)]
    assert await balanced(world)


async def test_what_went_back_may_come_again(world: World) -> None:
    ann, bob = customer(), customer()
    await post(world, earn(bob, 2, "b"))
    for _ in range(2):
        await unmerge(world, await merge(world, ann, bob))
    assert await held(world) == {ann: (0, 0, 0), bob: (2, 0, 0)}
    assert await balanced(world)


async def test_a_customer_without_accounts_moves_nothing(world: World) -> None:
    ann, bob = customer(), customer()
    await post(world, earn(ann, 5))
    await unmerge(world, await merge(world, ann, bob))
    assert await held(world) == {ann: (5, 0, 0)}
    assert len(await world.rows(transfers)) == 1
