"""Who is left alone, for good, and what that tells."""

import asyncio

import numpy as np
import pytest

from domain import holdouts
from domain.holdouts import Arm, CampaignNotFound, Measure, Verdict, rules
from domain.holdouts.rules import Seen
from domain.holdouts.tables import holdout_decisions
from tests.domain.holdouts.shop import PEOPLE, spring
from tests.domain.ledger.books import at as later
from tests.domain.scoring.shop import TODAY, created, objects
from tests.world import World

CUSTOMERS = [f"cus_{number:032x}" for number in range(20_000)]
SHARES = {"universal": 5, "spring": 20, "autumn": 20}


def arms(campaign: str, tenant: str = "t") -> list[Arm]:
    return [rules.arm(tenant, campaign, each, SHARES) for each in CUSTOMERS]


def test_chance_leaves_as_many_alone_as_was_said() -> None:
    spring, autumn = arms("spring"), arms("autumn")
    assert arms("spring") == spring
    assert 0.045 < spring.count(Arm.HELD_OUT) / 20_000 < 0.055
    assert 0.18 < spring.count(Arm.CONTROL) / 20_000 < 0.20
    # Whom all leave alone, each leaves alone; of the others, campaigns know nothing.
    out = [each is Arm.HELD_OUT for each in spring]
    assert out == [each is Arm.HELD_OUT for each in autumn]
    both = sum(
        mine is Arm.CONTROL and theirs is Arm.CONTROL
        for mine, theirs in zip(spring, autumn, strict=True)
    )
    assert 0.033 < both / 20_000 < 0.043
    assert arms("spring", "another tenant") != spring
    assert {*arms("universal")} == {Arm.HELD_OUT, Arm.TREATED}


def drawn(dice: np.random.Generator, arm: Arm, people: int, rate: float) -> Seen:
    orders = dice.poisson(rate, people)
    amount = orders * 1_000
    return Seen(
        arm=arm,
        customers=people,
        buyers=int((orders > 0).sum()),
        orders=int(orders.sum()),
        orders_squares=int((orders**2).sum()),
        amount=int(amount.sum()),
        amount_squares=int((amount**2).sum()),
    )


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    dice = np.random.default_rng(6)
    held = seen = 0
    for _ in range(400):
        treated = drawn(dice, Arm.TREATED, 2_000, 0.33)
        control = drawn(dice, Arm.CONTROL, 500, 0.30)
        (orders,) = (
            each
            for each in rules.effects(treated, control)
            if each.measure is Measure.ORDERS
        )
        held += orders.low <= 0.03 <= orders.high
        seen += orders.verdict is not Verdict.NONE_SEEN
        assert orders.visible > orders.high - orders.effect
    assert 0.92 < held / 400 < 0.98
    # So small a campaign mostly cannot tell so small an effect, and says so.
    assert seen / 400 < 0.35


async def ask(shop: World, campaign: str = "spring", days: int = 28) -> holdouts.Uplift:
    command = holdouts.AskUplift(campaign=campaign, days=days)
    return await shop.run(holdouts.uplift, command)


async def test_a_decision_stands_whoever_asks_and_however_often(shop: World) -> None:
    ids = await created(shop, *(f"c{number}" for number in range(12)))
    put = holdouts.PutCampaign(campaign="spring", control_percent=50)
    await shop.run(holdouts.put_campaign, put)
    asked = holdouts.Decide(campaign="spring", customer_ids=(*ids, "cus_" + "0" * 32))
    told = await asyncio.gather(*(shop.run(holdouts.decide, asked) for _ in range(8)))
    assert {each.decisions for each in told} == {told[0].decisions}
    decided = told[0].decisions
    assert [each.customer_id for each in decided] == ids
    assert len(await shop.rows(holdout_decisions)) == 24
    nobody = holdouts.PutCampaign(campaign="spring", control_percent=0)
    await shop.run(holdouts.put_campaign, nobody)
    assert (await shop.run(holdouts.decide, asked)).decisions == decided
    unknown = holdouts.Decide(campaign="winter", customer_ids=())
    with pytest.raises(CampaignNotFound):
        await shop.run(holdouts.decide, unknown)
    with pytest.raises(CampaignNotFound):
        await ask(shop, "winter")
    every = await shop.run(holdouts.list_campaigns, holdouts.ListCampaigns())
    assert [each.campaign for each in every.campaigns] == ["spring"]


async def test_a_campaign_tells_what_it_brought_or_that_it_cannot(shop: World) -> None:
    treated, bought = await spring(shop)
    today = later(shop, TODAY)
    told = await ask(today)
    assert (told.treated, told.control) == (treated, PEOPLE - treated)
    share, orders, amount = told.effects
    assert share.measure is Measure.BOUGHT
    assert share.treated == round(40 / treated, 6)
    assert (share.control, share.verdict) == (0.0, Verdict.MORE)
    assert share.low < share.effect == share.treated < share.high
    assert (orders.effect, amount.verdict) == (share.effect, Verdict.MORE)
    # Nothing bought later than that counts, nor by who said no.
    assert not (await ask(today, days=41)).enough
    await objects(shop, bought[0])
    assert (await ask(today)).treated == treated - 1
