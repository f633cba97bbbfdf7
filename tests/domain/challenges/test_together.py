"""What all do together: a total that is never too high, and who shares in it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from domain import challenges, orders
from domain.challenges import (
    ChallengeState,
    CommunityOf,
    FoldSome,
    NoCommunityGoal,
    keeping,
)
from domain.challenges.tables import challenge_contributions
from domain.customers import Identity
from domain.kernel import Malformed, system
from tests.domain.challenges.shop import (
    differences,
    known,
    progress,
    publish,
    reward,
    saying,
    sweep,
)
from tests.domain.earning.shop import balance, bought, returned
from tests.world import NOON, World, apart

GIVE: dict[str, Any] = {"step": "give", "measure": "amount", "target": 1_000}
HALF = {"milestone": "half", "names": {"nl": "Half", "en": "Half"}, "total": 5_000}
WRONG: list[tuple[Any, dict[str, Any], str]] = [
    (({}, {"step": "two"}), {}, "/terms/steps"),
    (({"measure": "days"},), {}, "/terms/steps/0/measure"),
    (({},), {"recurrence": "on_completion"}, "/terms/recurrence"),
    (({"step": "half"},), {}, "/terms/goal/milestones/0/milestone"),
]
GOAL = {"total": 10_000, "milestones": [HALF]}


@pytest.fixture
async def wood(shop: World) -> World:
    """Return a shop whose customers come to 100 euros together, for points."""
    await publish(shop, "wood", GIVE, goal=GOAL)
    await reward(shop, "wood")
    await reward(shop, "wood", "half")
    return shop


async def fold(shop: World, limit: int = 5_000) -> None:
    caller, more = system(shop.principal.tenant), True
    while more:
        found = await shop.platform.run(
            challenges.fold_some, FoldSome(limit=limit), caller
        )
        more = found.more


async def total(shop: World) -> int:
    asked = CommunityOf(challenge="wood")
    return (await shop.run(challenges.find_community, asked)).total


async def contributed(shop: World) -> int:
    rows = await shop.rows(challenge_contributions)
    return sum(each["amount"] for each in rows)


async def test_a_total_is_what_was_contributed_when_it_is_folded(wood: World) -> None:
    first = await bought(wood, "1", 3_000)
    await bought(wood, "2", 1_500, who="bob")
    assert await total(wood) == 0
    await fold(wood)
    assert await total(wood) == 4_500
    # What came back is taken off at once, and once.
    await returned(wood, first, 1_000)
    assert await total(wood) == 3_500
    await fold(wood)
    assert await total(wood) == 3_500
    assert await differences(wood) == ()


async def test_who_gave_their_part_has_a_share_and_nobody_else(wood: World) -> None:
    order = await bought(wood, "1", 4_500)
    await bought(wood, "2", 900, who="bob")
    await fold(wood)
    await sweep(wood)
    assert (await balance(wood), await balance(wood, "bob")) == (50, 0)
    # Who gives their part afterwards has a share as well.
    await bought(wood, "3", 100, who="bob")
    assert await balance(wood, "bob") == 50
    await returned(wood, order, 4_000)
    assert await balance(wood) == 0
    found = await progress(wood, "bob", "wood")
    assert found.community is not None
    (half,) = found.community.milestones
    # What was reached stays reached.
    assert (half.reached_at, found.community.total) == (NOON, 1_400)
    assert (found.state, found.why.en[0]) == (
        ChallengeState.OPEN,
        "Together: EUR 14.00 of EUR 100.00.",
    )
    (told,) = [e for name, e in await wood.news() if name == "challenge.goal_reached"]
    assert told == {"challenge": "wood", "milestone": "half", "total": 5_400}


async def test_a_version_to_come_takes_no_goal_away_today(wood: World) -> None:
    await publish(wood, "wood", GIVE, at=NOON + timedelta(days=9))
    await bought(wood, "1", 3_000)
    await fold(wood)
    assert await total(wood) == 3_000


async def test_a_version_to_come_brings_no_goal_forward(shop: World) -> None:
    await publish(shop, "wood", GIVE)
    await publish(shop, "wood", GIVE, at=NOON + timedelta(days=9), goal=GOAL)
    with pytest.raises(NoCommunityGoal):
        await total(shop)


async def test_the_goal_is_reached_by_all(wood: World) -> None:
    for number in range(4):
        await bought(wood, str(number), 2_500, who=f"c{number}")
    await fold(wood)
    await sweep(wood)
    assert [await balance(wood, f"c{number}") for number in range(4)] == [100] * 4
    found = await progress(wood, "c1", "wood")
    assert found.state is ChallengeState.COMPLETED
    assert found.community is not None
    assert (found.community.progress, found.community.reached_at) == (1, NOON)
    assert found.completed_at == NOON


async def test_who_was_looked_at_before_it_was_reached_is_looked_at_again(
    wood: World,
) -> None:
    """Their contribution was not in the total yet, nor were they among the sharers."""
    await bought(wood, "1", 5_000)
    await fold(wood)
    await bought(wood, "2", 2_000, who="bob")
    await fold(wood)
    await sweep(wood)
    assert (await balance(wood), await balance(wood, "bob")) == (50, 50)


async def test_many_at_once_wait_for_nobody_and_are_all_counted(wood: World) -> None:
    for number in range(8):
        await known(wood, f"c{number}")
    await asyncio.gather(
        *(bought(apart(wood), str(n), 1_000, who=f"c{n}") for n in range(8)),
        *(fold(apart(wood), 3) for _ in range(4)),
    )
    await fold(wood)
    assert (await total(wood), await contributed(wood)) == (8_000, 8_000)
    await sweep(wood)
    assert [await balance(wood, f"c{number}") for number in range(8)] == [50] * 8
    assert await differences(wood) == ()


async def test_whoever_contributes_does_not_wait_for_somebody_else(
    wood: World,
) -> None:
    """While one unit holds what it contributed, another one contributes, and folds."""
    for who in ("ann", "bob"):
        await known(wood, who)
    order = orders.Record(
        external_id="1",
        occurred_at=NOON,
        currency="EUR",
        customer=None,
        lines=(orders.Line(product_id="tea", quantity=1, unit_price=3_000),),
    )
    ann = replace(order, customer=Identity(external_id="ann"))
    async with apart(wood).platform.unit(wood.principal) as unit:
        made = await orders.record(unit, ann)
        assert made.customer_id is not None
        # What follows from it is written, and not committed.
        await keeping.keep(unit, (made.customer_id,))
        async with asyncio.timeout(5):
            await bought(apart(wood), "2", 2_000, who="bob")
            await fold(wood)
        assert await total(wood) == 2_000


@pytest.mark.parametrize("seed", range(2))
async def test_a_total_is_never_more_than_what_was_contributed(
    wood: World, seed: int
) -> None:
    chance = Random(seed)
    made: list[orders.Order] = []
    for number in range(12):
        match chance.choice(("buy", "buy", "return", "fold")):
            case "return" if made:
                order = made.pop(chance.randrange(len(made)))
                await returned(wood, order, order.amount)
            case "fold":
                await fold(wood, 1)
            case _:
                who = f"c{chance.randrange(3)}"
                amount = chance.randrange(1, 3_000)
                made.append(await bought(wood, str(number), amount, who=who))
        assert await total(wood) <= await contributed(wood)
    await fold(wood)
    assert await total(wood) == await contributed(wood)
    assert await differences(wood) == ()


async def test_what_is_everybodys_own_has_no_total(shop: World) -> None:
    await publish(shop)
    with pytest.raises(NoCommunityGoal):
        await shop.run(challenges.find_community, CommunityOf(challenge="thrice"))
    with pytest.raises(challenges.ChallengeNotFound):
        await shop.run(challenges.find_community, CommunityOf(challenge="none"))


@pytest.mark.parametrize(("steps", "terms", "at"), WRONG)
async def test_goals_that_cannot_be_are_refused(
    shop: World, steps: Any, terms: dict[str, Any], at: str
) -> None:
    with pytest.raises(Malformed) as refused:
        await shop.run(challenges.publish, saying("odd", *steps, goal=GOAL, **terms))
    assert at in {each.pointer for each in refused.value.errors}
    higher = {"total": 10, "milestones": [HALF]}
    with pytest.raises(Malformed):
        await shop.run(challenges.publish, saying("odd", GIVE, goal=higher))
