"""Keys: whoever sends the same many times at once has done it once."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from domain import customers, ledger
from domain.kernel import InFlight, KeyReused, UseCase
from domain.kernel.idempotency import Answer, idempotency_keys
from domain.ledger import Adjustment, InsufficientPoints
from domain.ledger.tables import accounts, transfers
from tests.domain.ledger.books import earn, post, spend, verify
from tests.domain.ledger.test_caring import somebody
from tests.world import World

KEYS, DUPLICATES = 200, 16


def adjust(customer_id: str, amount: int) -> ledger.Adjust:
    return ledger.Adjust(customer_id=customer_id, amount=amount, reason="why not")


async def send(shop: World, customer_id: str, key: str) -> Answer[Adjustment]:
    """Send a command until it is answered, as a client would."""
    while True:
        try:
            return await shop.platform.run_once(
                ledger.adjust, adjust(customer_id, 1), shop.principal, key
            )
        except InFlight:
            await asyncio.sleep(0.01)


async def test_of_many_keys_that_each_come_many_times_at_once_each_counts_once(
    shop: World,
) -> None:
    known = [await somebody(shop, f"c{n}") for n in range(10)]
    answers = await asyncio.gather(
        *(
            send(shop, known[n % 10], f"key-{n}")
            for _ in range(DUPLICATES)
            for n in range(KEYS)
        )
    )
    made = Counter(each.result.id for each in answers)
    assert (len(made), set(made.values())) == (KEYS, {DUPLICATES})
    assert sum(not each.replayed for each in answers) == KEYS
    assert len(await shop.rows(transfers)) == KEYS
    held = {row["customer_id"]: row["available"] for row in await shop.rows(accounts)}
    assert held == dict.fromkeys(known, KEYS // 10)
    await verify(shop)


async def refusal(
    shop: World, use_case: UseCase[Any, Any], command: object, key: str
) -> InsufficientPoints:
    with pytest.raises(InsufficientPoints) as refused:
        await shop.platform.run_once(use_case, command, shop.principal, key)
    return refused.value


async def test_who_held_too_little_is_told_so_again_under_the_same_key(
    shop: World,
) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 5))
    takes = adjust(ann, -10)
    holds = ledger.PlaceHold(customer_id=ann, amount=10)

    async def send_both() -> list[InsufficientPoints]:
        return [
            await refusal(shop, ledger.adjust, takes, "key-0"),
            await refusal(shop, ledger.place_hold, holds, "key-1"),
        ]

    first = await send_both()
    assert [each.details() for each in first] == [{"required": 10, "available": 5}] * 2
    assert len(await shop.rows(transfers)) == 1
    await post(shop, earn(ann, 15, "o2"))
    again = await send_both()
    assert [each.details() for each in again] == [each.details() for each in first]
    rows = await shop.rows(idempotency_keys)
    kept = {(row["key"], row["refusal"], row["customer_id"]) for row in rows}
    told = "insufficient_points"
    assert kept == {("key-0", told, ann), ("key-1", told, ann)}
    with pytest.raises(KeyReused):
        await shop.platform.run_once(
            ledger.adjust, adjust(ann, -9), shop.principal, "key-0"
        )
    answer = await shop.platform.run_once(ledger.adjust, takes, shop.principal, "new")
    assert (answer.replayed, answer.result.available) == (False, 10)


async def test_a_source_that_was_refused_may_be_tried_again(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 5))
    with pytest.raises(InsufficientPoints):
        await post(shop, spend(ann, 10))
    await post(shop, earn(ann, 15, "o2"))
    (spent,) = await post(shop, spend(ann, 10))
    assert (spent.repeated, spent.available) == (False, 10)


async def test_of_eight_refusals_and_a_gift_at_once_a_key_has_one_answer(
    shop: World,
) -> None:
    ann = await somebody(shop)
    wanted = ledger.PlaceHold(customer_id=ann, amount=10)

    async def ask() -> str:
        while True:
            try:
                answer = await shop.platform.run_once(
                    ledger.place_hold, wanted, shop.principal, "key"
                )
            except InFlight:
                await asyncio.sleep(0.01)
            except InsufficientPoints:
                return "refused"
            else:
                return answer.result.id

    told = asyncio.gather(*(ask() for _ in range(8)))
    await post(shop, earn(ann, 10))
    assert len({*await told, await ask()}) == 1
    await verify(shop)


async def test_a_key_and_a_merger_agree_on_whose_it_is(shop: World) -> None:
    ann, bob = await somebody(shop), await somebody(shop, "bob")
    merge = customers.Merge(kept_id=ann, merged_id=bob)
    merging = asyncio.create_task(shop.run(customers.merge, merge))
    answers = await asyncio.gather(*(send(shop, bob, "key") for _ in range(8)))
    await merging
    assert len({each.result.id for each in answers}) == 1
    held = {row["customer_id"]: row["available"] for row in await shop.rows(accounts)}
    assert sum(held.values()) == held[ann] == 1
    await verify(shop)
