"""The catalogue: drafted, published, replaced, retired; what makes no sense refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import ledger, rewards, vouchers
from domain.kernel import Malformed
from domain.rewards import (
    Audience,
    NothingDrafted,
    NotPublished,
    RewardKind,
    RewardNotFound,
    RewardStatus,
    RewardTerms,
    UnfairPrice,
)
from domain.tenants import UnitKind
from tests.domain.rewards.club import FIVE_EUROS, MUG, TEN, add_unit, publish
from tests.world import NOON, World

DISCOUNT = RewardTerms(kind=RewardKind.DISCOUNT, discount=TEN, automatic=True)
FIRST_ORDERS = Audience(orders_max=0)


async def put(world: World, name: str, terms: RewardTerms) -> rewards.Reward:
    command = rewards.PutReward(reward=name, name="Name", terms=terms)
    return await world.run(rewards.put_reward, command)


async def test_a_draft_is_changed_and_what_is_published_never(shop: World) -> None:
    first = await put(shop, "mug", MUG)
    assert (first.version, first.status) == (1, RewardStatus.DRAFT)
    dearer = await put(shop, "mug", replace(MUG, price=200))
    assert (dearer.version, dearer.terms.price) == (1, 200)
    publication = rewards.PublishReward(reward="mug")
    published = await shop.run(rewards.publish_reward, publication)
    assert (published.status, published.published_at) == (RewardStatus.PUBLISHED, NOON)
    with pytest.raises(NothingDrafted):
        await shop.run(rewards.publish_reward, publication)
    second = await put(shop, "mug", MUG)
    assert (second.version, second.status) == (2, RewardStatus.DRAFT)
    listed = await shop.run(rewards.list_rewards, rewards.ListRewards())
    assert [(e.version, e.status.value) for e in listed.items] == [
        (1, "published"),
        (2, "draft"),
    ]
    await shop.run(rewards.publish_reward, publication)
    found = await shop.run(rewards.find_reward, rewards.FindReward(reward="mug"))
    assert (found.version, found.terms.price) == (2, 100)


async def test_who_is_retired_is_retired(shop: World) -> None:
    retire = rewards.RetireReward(reward="mug")
    with pytest.raises(RewardNotFound):
        await shop.run(rewards.retire_reward, retire)
    await publish(shop, "mug", MUG)
    gone = await shop.run(rewards.retire_reward, retire)
    assert (gone.status, gone.retired_at) == (RewardStatus.RETIRED, NOON)
    with pytest.raises(NotPublished):
        await shop.run(rewards.retire_reward, retire)


async def test_the_catalogue_comes_in_pages(shop: World) -> None:
    for name in "abc":
        await publish(shop, name, MUG)
    first = await shop.run(rewards.list_rewards, rewards.ListRewards(limit=2))
    assert [each.reward for each in first.items] == ["a", "b"]
    further = rewards.ListRewards(limit=2, after=first.next)
    assert [
        e.reward for e in (await shop.run(rewards.list_rewards, further)).items
    ] == ["c"]


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"kind": RewardKind.DISCOUNT}, "/terms/discount"),
        ({"kind": RewardKind.SHIPPING, "discount": TEN}, "/terms/discount"),
        ({"kind": RewardKind.EVENT, "discount": TEN}, "/terms/discount"),
        ({"kind": RewardKind.CREDIT}, "/terms/gives"),
        ({"kind": RewardKind.BADGE, "pot": "pot_" + "0" * 32}, "/terms/pot"),
        ({"kind": RewardKind.EVENT, "automatic": True}, "/terms/automatic"),
        (
            {"kind": RewardKind.DISCOUNT, "discount": TEN, "segments": ("vip",)},
            "/terms/segments",
        ),
        (
            {
                "kind": RewardKind.DISCOUNT,
                "discount": TEN,
                "automatic": True,
                "price": 1,
            },
            "/terms/automatic",
        ),
        (
            {
                "kind": RewardKind.EVENT,
                "audience": Audience(orders_min=2, orders_max=1),
            },
            "/terms/audience/orders_max",
        ),
        (
            {"kind": RewardKind.EVENT, "audience": Audience(tier_from="gold")},
            "/terms/audience/tier_from",
        ),
        (
            {
                "kind": RewardKind.TICKET,
                "gives": 1,
                "gives_unit": "points",
            },
            "/terms/gives_unit",
        ),
        (
            {"kind": RewardKind.EVENT, "valid_from": NOON, "valid_until": NOON},
            "/terms/valid_until",
        ),
    ],
)
async def test_what_makes_no_reward_is_refused(
    shop: World, terms: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Malformed) as refused:
        await put(shop, "odd", RewardTerms(**terms))
    assert [each.pointer for each in refused.value.errors] == [pointer]


async def test_units_and_pools_that_are_not_there_are_refused(shop: World) -> None:
    with pytest.raises(ledger.UnitUnknown):
        await put(shop, "odd", replace(MUG, unit="stamps"))
    await add_unit(shop, "stamps", UnitKind.STAMPS)
    await put(shop, "card", replace(MUG, unit="stamps", price=10))
    with pytest.raises(vouchers.PoolNotFound):
        await put(shop, "odd", replace(MUG, voucher_pool="nowhere"))


async def test_a_welcome_discount_needs_one_as_good_for_who_comes_back(
    shop: World,
) -> None:
    welcome = replace(DISCOUNT, audience=FIRST_ORDERS)
    with pytest.raises(UnfairPrice) as refused:
        await publish(shop, "welcome", welcome)
    assert refused.value.reward == "welcome"
    less = replace(TEN, percent=9)
    await publish(
        shop,
        "regulars",
        replace(DISCOUNT, discount=less, audience=Audience(orders_min=1)),
    )
    publication = rewards.PublishReward(reward="welcome")
    with pytest.raises(UnfairPrice):
        await shop.run(rewards.publish_reward, publication)
    await publish(shop, "regulars", replace(DISCOUNT, audience=Audience(orders_min=1)))
    await shop.run(rewards.publish_reward, publication)
    # What makes it fair cannot go, nor get worse, as long as it is there.
    retire = rewards.RetireReward(reward="regulars")
    with pytest.raises(UnfairPrice):
        await shop.run(rewards.retire_reward, retire)
    with pytest.raises(UnfairPrice):
        await publish(
            shop,
            "regulars",
            replace(
                DISCOUNT,
                audience=Audience(orders_min=1),
                valid_until=NOON + timedelta(days=9),
            ),
        )
    await shop.run(rewards.retire_reward, rewards.RetireReward(reward="welcome"))
    await shop.run(rewards.retire_reward, retire)


async def test_an_event_may_be_for_new_customers_only(shop: World) -> None:
    evening = RewardTerms(kind=RewardKind.EVENT, audience=FIRST_ORDERS)
    assert (await publish(shop, "evening", evening)).status is RewardStatus.PUBLISHED


async def test_a_price_in_points_is_guarded_too(shop: World) -> None:
    voucher = RewardTerms(kind=RewardKind.DISCOUNT, discount=FIVE_EUROS, price=100)
    cheap = replace(voucher, price=50, audience=FIRST_ORDERS)
    await publish(shop, "five", voucher)
    with pytest.raises(UnfairPrice):
        await publish(shop, "five-for-new", cheap)
