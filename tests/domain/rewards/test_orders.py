"""Points paid at checkout: confirmed by the order, given back with what comes back."""

from datetime import timedelta

import pytest

from domain import earning, ledger, orders
from domain.ledger.tables import transfers
from domain.rewards import (
    OnOrderReturn,
    RedemptionStatus,
    RewardKind,
    RewardTerms,
)
from tests.domain.ledger.books import at
from tests.domain.orders.shop import line, record
from tests.domain.rewards.club import (
    ANN,
    FIVE_EUROS,
    available,
    back,
    balanced,
    buy,
    confirm,
    found,
    give,
    publish,
    release,
    reserve,
    told,
)
from tests.world import NOON, World

DAY = timedelta(days=1)
# A hundred points are a euro, as often as the customer likes.
EURO = RewardTerms(kind=RewardKind.DISCOUNT, discount=FIVE_EUROS, price=100)


@pytest.fixture
async def club(shop: World) -> World:
    """Return a shop where Ann has a thousand points in two lots."""
    await buy(shop, "first")
    await give(shop, 400, expires_at=NOON + 10 * DAY)
    await give(shop, 600)
    await publish(shop, "euro", EURO)
    return shop


async def paid(
    world: World, number: str = "1", quantity: int = 7
) -> tuple[orders.Order, str]:
    kept = await reserve(world, "euro", quantity=quantity)
    order = await buy(world, number, redemptions=[kept.id], points_paid=kept.price)
    taken = await found(world, kept)
    assert (taken.status, taken.order_id) == (RedemptionStatus.CONFIRMED, order.id)
    assert taken.voucher_id is None
    return order, kept.id


async def expiring(world: World) -> list[tuple[str, int]]:
    command = ledger.FindAccount(customer_id=ANN)
    holding = await world.run(ledger.account, command)
    return [(each.at.date().isoformat(), each.amount) for each in holding.expiring]


async def test_an_order_confirms_what_was_reserved_for_it_once(club: World) -> None:
    order, _ = await paid(club)
    assert await available(club) == 300
    assert await expiring(club) == []
    assert len(await told(club, "rewards.confirmed")) == 1
    assert order.points_paid == 700
    assert await balanced(club)


async def test_a_whole_return_gives_back_to_the_lots_with_their_expiry(
    club: World,
) -> None:
    order, _ = await paid(club)
    await back(club, order, 10_000)
    assert await available(club) == 1_000
    assert await expiring(club) == [("2030-01-11", 400)]
    kinds = [row["kind"] for row in await club.rows(transfers)]
    assert "earn" not in kinds
    assert await balanced(club)


@pytest.mark.parametrize("parts", [(3_333, 3_333, 3_334), (1, 9_999), (9_999, 1)])
async def test_parts_give_back_exactly_what_the_whole_does(
    club: World, parts: tuple[int, ...]
) -> None:
    order, name = await paid(club)
    returned = 0
    for number, part in enumerate(parts):
        await back(club, order, part, f"r{number}")
        returned += part
        assert await available(club) == 300 + 700 * returned // 10_000
    assert await available(club) == 1_000
    (row,) = await told(club, "rewards.confirmed")
    assert row["redemption_id"] == name
    assert await balanced(club)


async def test_the_same_return_again_gives_nothing_back_again(club: World) -> None:
    order, _ = await paid(club)
    for _ in range(2):
        await back(club, order, 5_000)
    assert await available(club) == 300 + 350


async def test_a_return_that_came_before_its_order_gives_back_at_once(
    club: World,
) -> None:
    early = orders.RecordReturn(
        external_id="early",
        order="external:shop:order-1",
        occurred_at=NOON,
        amount=10_000,
    )
    await club.run(orders.record_return, early)
    kept = await reserve(club, "euro", quantity=7)
    await buy(club, "1", redemptions=[kept.id])
    assert (await found(club, kept)).status is RedemptionStatus.REFUNDED
    assert await available(club) == 1_000
    assert await balanced(club)


async def test_what_was_spent_since_does_not_matter(club: World) -> None:
    order, _ = await paid(club)
    await give(club, -300)
    await back(club, order, 10_000)
    assert await available(club) == 700
    assert await balanced(club)


@pytest.mark.parametrize(("grace", "left"), [(0, 600), (5, 1_000)])
async def test_what_lapsed_meanwhile_lapses_or_has_its_grace(
    club: World, grace: int, left: int
) -> None:
    await publish(
        club,
        "euro",
        RewardTerms(
            kind=RewardKind.DISCOUNT,
            discount=FIVE_EUROS,
            price=100,
            grace_days=grace,
        ),
    )
    order, _ = await paid(club)
    late = at(club, NOON + 20 * DAY)
    await back(late, order, 10_000)
    assert await available(late) == left
    assert await balanced(late)


async def test_cancelled_it_is_given_back_and_never_charged_again(
    club: World,
) -> None:
    order, name = await paid(club)
    for _ in range(2):
        await club.run(orders.cancel, orders.Cancel(order_id=order.id))
        assert await available(club) == 1_000
    await club.run(orders.reopen, orders.Reopen(order_id=order.id))
    assert await available(club) == 1_000
    await club.run(orders.cancel, orders.Cancel(order_id=order.id))
    assert await available(club) == 1_000
    assert [each["redemption_id"] for each in await told(club, "rewards.refunded")] == [
        name
    ]
    assert await balanced(club)


@pytest.mark.parametrize(
    ("policy", "part", "whole"),
    [
        (OnOrderReturn.SHARE, 650, 1_000),
        (OnOrderReturn.WHOLE, 300, 1_000),
        (OnOrderReturn.KEEP, 300, 300),
    ],
)
async def test_the_reward_says_what_comes_back(
    club: World, policy: OnOrderReturn, part: int, whole: int
) -> None:
    terms = RewardTerms(
        kind=RewardKind.DISCOUNT, discount=FIVE_EUROS, price=100, on_return=policy
    )
    await publish(club, "euro", terms)
    order, _ = await paid(club)
    await back(club, order, 5_000, "r1")
    assert await available(club) == part
    await back(club, order, 5_000, "r2")
    assert await available(club) == whole
    assert await balanced(club)


async def test_points_that_come_back_are_not_earned(club: World) -> None:
    rule = earning.PublishRule(
        rule="spend",
        name="A point per euro",
        terms=earning.Terms(),
        valid_from=NOON - 900 * DAY,
    )
    await club.run(earning.publish_rule, rule)
    order, _ = await paid(club)
    before = await available(club)
    await back(club, order, 10_000)
    assert await available(club) <= before + 700
    earned = [row for row in await club.rows(transfers) if row["kind"] == "earn"]
    taken = [row for row in await club.rows(transfers) if row["kind"] == "clawback"]
    assert sum(r["amount"] for r in earned) == sum(r["amount"] for r in taken)
    assert await available(club) == 1_000


async def test_what_is_not_reserved_for_the_buyer_is_disputed(club: World) -> None:
    kept = await reserve(club, "euro")
    await buy(club, "bobs", customer={"external_id": "bob"}, redemptions=[kept.id])
    gone = await release(club, kept)
    await buy(club, "2", redemptions=[gone.id, "rdm_" + "f" * 32])
    lapsed = await reserve(club, "euro", hold_s=60)
    late = at(club, NOON + DAY)
    await buy(late, "3", redemptions=[lapsed.id])
    disputes = [each["reason"] for each in await told(club, "rewards.disputed")]
    assert disputes == ["unknown", "released", "unknown", "expired"]
    assert await available(late) == 1_000
    assert await balanced(late)


async def test_an_order_does_not_take_what_was_confirmed_by_hand(club: World) -> None:
    taken = await confirm(club, await reserve(club, "euro"))
    await buy(club, "1", redemptions=[taken.id])
    (dispute,) = await told(club, "rewards.disputed")
    assert (dispute["reason"], dispute["nl"], dispute["en"]) == (
        "confirmed",
        "Deze inwisseling is al gebruikt.",
        "This redemption has been used already.",
    )


async def test_an_order_of_nothing_gives_back_by_pieces(club: World) -> None:
    kept = await reserve(club, "euro", quantity=5)
    free = line(price=250, quantity=2, discount=500)
    command = record("1", free, redemptions=[kept.id])
    order = await club.run(orders.record, command)
    assert await available(club) == 500
    for number in range(2):
        part = orders.RecordReturn(
            external_id=f"r{number}",
            order=order.id,
            occurred_at=NOON,
            lines=(orders.ReturnLine(line=1, quantity=1),),
        )
        await club.run(orders.record_return, part)
        assert await available(club) == 750 + 250 * number
    assert await balanced(club)
