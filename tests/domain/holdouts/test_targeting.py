"""Whom a campaign is worth it for: told if it is so, and not if it is luck."""

from datetime import timedelta

import numpy as np
import pytest

from domain import holdouts
from domain.holdouts import CampaignNotFound, TargetingNotFound, learner
from domain.holdouts.learner import Judged, Trial
from domain.kernel import system
from tests.domain.holdouts.shop import PEOPLE, spring
from tests.domain.holdouts.trial import DECIDED, win_back
from tests.domain.ledger.books import at as later
from tests.domain.scoring.shop import TODAY, created, objects
from tests.world import World


def drawn(seed: int, people: int, more_for: float) -> tuple[Judged, float]:
    """Return what is judged of a trial, and what is so.

    All respond by .06, and by so much more or less as the first figure says.
    """
    dice = np.random.default_rng(seed)
    figures = dice.normal(size=(people, 4))
    effects = 0.06 + more_for * np.sign(figures[:, 0])
    treated = (dice.random(people) < 0.7).astype(float)
    chance = 0.15 + 0.05 * (figures[:, 1] > 0) + treated * effects
    trial = Trial(
        figures=figures,
        treated=treated,
        bought=(dice.random(people) < chance).astype(float),
        held=dice.random(people) < 0.5,
    )
    learnt = learner.learn(trial)
    order = np.argsort(-learnt.gains(figures[trial.held]))
    theirs = effects[trial.held][order]
    place = np.linspace(0.5, -0.5, len(theirs))
    return learner.judge(learnt, trial), float((place * theirs).mean())


def test_of_a_hundred_trials_that_do_the_same_for_all_two_or_three_are_offered() -> (
    None
):
    # An interval holds the truth, which is 0, in 95 of 100; above it is half the rest.
    told = [drawn(seed, 1_000, 0.0) for seed in range(300)]
    assert sum(each.is_offered for each, _ in told) / 300 <= 0.045
    held = sum(each.low <= truth <= each.high for each, truth in told)
    assert 0.92 <= held / 300 <= 0.98


def test_where_some_respond_and_others_do_not_it_is_offered() -> None:
    told = [drawn(seed, 8_000, 0.06) for seed in range(60)]
    assert sum(each.is_offered for each, _ in told) / 60 >= 0.8
    held = sum(each.low <= truth <= each.high for each, truth in told)
    assert held >= 54
    gains = np.mean([each.gain for each, _ in told])
    assert gains == pytest.approx(np.mean([truth for _, truth in told]), abs=0.001)
    # It ends where all are treated, and chance has treated all as well.
    assert max(abs(each.curve[-1]) for each, _ in told) < 1e-9


async def asked(shop: World, days: int = 28) -> holdouts.Targeting:
    command = holdouts.AskTargeting(campaign="spring", days=days, tenths=3)
    told = await shop.run(holdouts.ask_targeting, command)
    assert (told.learnt_at, told.enough, told.offered) == (None, False, False)
    sweep, caller = holdouts.LearnTargeting(), system(shop.principal.tenant)
    learnt = [
        await shop.platform.run(holdouts.learn_targeting, sweep, caller)
        for _ in range(2)
    ]
    assert [(each.done, each.more) for each in learnt] == [(1, True), (0, False)]
    find = holdouts.FindTargeting(campaign="spring")
    return await shop.run(holdouts.find_targeting, find)


async def test_a_rule_is_offered_if_it_works_and_names_whom_to_reach(
    shop: World,
) -> None:
    known = await win_back(shop)
    told = await asked(shop)
    assert (told.enough, told.offered, told.customers) == (True, True, len(known))
    assert told.learnt_at is not None
    assert told.low is not None
    assert told.gain is not None
    assert 0 < told.low < told.gain < (told.high or 0)
    assert told.curve[4].gain > told.gain

    named = {who: name for name, who in known.items()}
    ask = holdouts.AskTargets(campaign="spring", customer_ids=(*known.values(),))
    # As they were when it was learnt of them.
    begun = later(shop, TODAY - timedelta(days=DECIDED))
    best = (await begun.run(holdouts.targets, ask)).customer_ids
    away = [who for who in best if named[who].startswith("away")]
    assert len(away) > 0.8 * len(best) > 100
    # Who says no is reached by none.
    await objects(shop, named[best[0]])
    assert (await begun.run(holdouts.targets, ask)).customer_ids == best[1:]
    drop = holdouts.DropTargeting(campaign="spring")
    assert await shop.run(holdouts.drop_targeting, drop) == told
    with pytest.raises(TargetingNotFound):
        await shop.run(holdouts.drop_targeting, drop)
    with pytest.raises(TargetingNotFound):
        await shop.run(holdouts.targets, ask)


async def test_nothing_is_offered_of_what_few_tell(shop: World) -> None:
    await spring(shop)
    told = await asked(later(shop, TODAY))
    assert (told.enough, told.offered, told.customers) == (False, False, PEOPLE)
    assert (told.gain, told.low, told.curve) == (None, None, ())
    (who,) = await created(shop, "new")
    ask = holdouts.AskTargets(campaign="spring", customer_ids=(who,))
    nobody = await shop.run(holdouts.targets, ask)
    assert (nobody.offered, nobody.customer_ids) == (False, ())
    unknown = holdouts.AskTargeting(campaign="winter")
    with pytest.raises(CampaignNotFound):
        await shop.run(holdouts.ask_targeting, unknown)
