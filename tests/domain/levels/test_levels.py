"""Promises about levels: a function of what was earned and kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from domain import customers, levels
from domain.earning import PerAmount
from domain.kernel import Malformed, system
from domain.levels import Level, LevelNames, rules, service
from domain.levels.tables import customer_levels
from tests.domain.earning.shop import bought, publish, returned
from tests.domain.referrals.shop import known
from tests.rebuilding import rebuilt, spoilt
from tests.world import World


def steps(*experience: int) -> tuple[Level, ...]:
    return tuple(
        Level(
            names=LevelNames(nl=f"Niveau {each}", en=f"Level {each}"), experience=each
        )
        for each in experience
    )


async def set_up(shop: World, *experience: int) -> None:
    command = levels.PublishLevels(unit="points", levels=steps(*experience))
    await shop.run(levels.publish, command)


async def applied(shop: World) -> None:
    caller, more = system(shop.principal.tenant), True
    while more:
        command = levels.ApplyLevels(limit=1)
        told = await shop.platform.run(levels.apply_some, command, caller)
        more = told.more


async def level(shop: World, who: str = "ann") -> levels.CustomerLevel:
    asked = levels.LevelOf(customer_id=f"external:shop:{who}")
    return await shop.run(levels.of_customer, asked)


async def moves(shop: World) -> list[tuple[int, int]]:
    told: list[dict[str, Any]] = [
        move
        for name, payload in await shop.news()
        if name == "levels.changed"
        for move in payload["moves"]
    ]
    return [(each["was"], each["level"]) for each in told]


async def test_levels_follow_what_is_earned_and_what_comes_back(shop: World) -> None:
    await publish(shop, effect=PerAmount())
    await set_up(shop, 10, 50, 100)
    assert await rebuilt(shop, levels.verify) == ()
    await applied(shop)
    await known(shop, "ann")
    assert (await level(shop)).level == 0
    order = await bought(shop, "1", 6_000)
    there = await level(shop)
    assert (there.level, there.missing, there.progress) == (2, 40, 0.2)
    assert there.why.en == (
        "Earned and kept: 60 points.",
        "That is level 2: Level 50.",
        "40 points to go to Level 100.",
    )
    await returned(shop, order, 6_000)
    assert (await level(shop)).level == 0
    assert await moves(shop) == [(0, 2), (2, 0)]
    assert await rebuilt(shop, levels.verify) == ()
    wrong = update(customer_levels).values(level=3)
    assert await spoilt(shop, wrong, levels.verify) == [("level 0", "level 3")]


async def test_a_new_version_is_applied_to_everybody(shop: World) -> None:
    await publish(shop, effect=PerAmount())
    await known(shop, "ann")
    await bought(shop, "1", 6_000)
    await set_up(shop, 50)
    await applied(shop)
    assert await moves(shop) == [(0, 1)]


async def test_two_who_are_one_have_what_both_had(shop: World) -> None:
    await publish(shop, effect=PerAmount())
    await set_up(shop, 10, 50, 100)
    for who in ("ann", "bob"):
        await known(shop, who)
        await bought(shop, who, 6_000, who=who)
    merge = customers.Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    made = await shop.run(customers.merge, merge)
    assert (await level(shop)).level == 3
    await shop.run(customers.unmerge, customers.Unmerge(merger_id=made.id))
    assert [(await level(shop, who)).level for who in ("ann", "bob")] == [2, 2]


async def test_the_last_version_holds_and_there_are_not_too_many(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "VERSIONS_MAX", 2)
    await known(shop, "ann")
    for least in (10, 20):
        await set_up(shop, least)
    assert (await level(shop)).missing == 20
    with pytest.raises(levels.TooManyLevelVersions):
        await set_up(shop, 30)


async def test_levels_that_do_not_rise_are_refused(shop: World) -> None:
    with pytest.raises(Malformed):
        await set_up(shop, 10, 10)


@given(st.sets(st.integers(1, 50), min_size=1), st.integers(0, 60), st.integers(0, 5))
def test_more_experience_never_leads_less_far(
    thresholds: set[int], has: int, more: int
) -> None:
    given_ = steps(*sorted(thresholds))
    assert rules.reached(given_, has) <= rules.reached(given_, has + more)
    assert rules.reached(given_, min(thresholds)) == 1
