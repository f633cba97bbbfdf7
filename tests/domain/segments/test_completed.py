"""A segment of those who did all of a challenge."""

from domain import orders
from tests.domain.challenges.shop import publish, sweep
from tests.domain.scoring.shop import buy, profiling
from tests.domain.segments.shop import of, put, settle
from tests.world import World

DONE = {"type": "completed", "challenge": "thrice"}


async def test_who_did_a_challenge_enters_and_leaves_if_it_is_undone(
    shop: World,
) -> None:
    await profiling(shop)
    await publish(shop)
    await put(shop, "done", DONE)
    await put(shop, "lately", {**DONE, "within_days": 7, "at_most": 1})
    await put(shop, "twice", {**DONE, "at_least": 2})
    await put(shop, "open", {"type": "not", "of": DONE})
    placed = [await buy(shop, "ann", 0, number=number) for number in range(3)]
    await buy(shop, "bob", 0)
    await sweep(shop)
    await settle(shop)
    assert [await of(shop, who) for who in ("ann", "bob")] == [
        ["done", "lately"],
        ["open"],
    ]
    await shop.run(orders.cancel, orders.Cancel(order_id=placed[0].id))
    await sweep(shop)
    await settle(shop)
    assert await of(shop, "ann") == ["open"]
